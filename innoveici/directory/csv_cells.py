"""One row of a CSV that people keep, read cell by cell: what is missing or cannot be what it should be is reported.

Also what a spreadsheet makes of what was typed: dates as it shows them, numbers that were none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from innoveici.characters import UNPRINTABLE
from innoveici.directory.contacts import is_email, is_phone
from innoveici.directory.csv_columns import Columns
from innoveici.directory.csv_rows import Row
from innoveici.directory.file_problems import ProblemReport, shown
from innoveici.garbled import LOST, garbled
from innoveici.messages import N_, Message

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_SURE_BETWEEN_ITEMS = re.compile(r"[|\n]")
_BETWEEN_ITEMS = (re.compile(r"[;,/]"), re.compile(r"\s(?:et|and|&)\s"))
"""What people write between the items of a list beside these; an item may hold it too ("bois et forêt")."""
_MAX_CELL = 300
_ISO = re.compile(r"(?P<year>[0-9]{4})(?P<sep>[-/])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})")
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(?::00(?:[.,]0+)?)?\Z")
_WHOLE = re.compile(r"([0-9]{1,4})(?:[.,]0{1,6})?")
_MONTHS = (
    r"(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?"
)
"""As Excel shows them in French and in English: somebody's initials are in capitals."""
_MADE_DATE = re.compile(
    rf"[0-9]{{1,2}}-{_MONTHS}(?:-[0-9]{{2,4}})?|{_MONTHS}-[0-9]{{2,4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
)
_MADE_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"#(?:N/[AD]|REF!|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NULL!|NUL!|NUM!|NOMBRE!|SPILL!|CALC!)|#{4,}|Err:[0-9]{3}"
)


class Cells:
    """The cells of ``row``; a cell with a fault reads as if it were empty, and ``failed`` says so.

    :param kind: of what a row says, as in ``advisor``. :param longest: characters that a cell may have.
    """

    def __init__(
        self, row: Row, columns: Columns, report: ProblemReport, *, kind: str, longest: int = _MAX_CELL
    ) -> None:
        self.line = row.line
        self.failed = False
        self._report = report
        self._about = f"{kind}:{row.cells['id']}" if row.cells.get("id") else ""
        self._lists = columns.lists
        self._longest = longest
        self._cells = {name: self._clean(name, cell) for name, cell in row.cells.items()}

    @property
    def file_name(self) -> str:
        """Of the file that the row is in, without its folder."""
        return Path(self._report.file).name

    def error(self, field: str, message: Message, remedy: Message) -> None:
        self.failed = True
        self._report.error(self.line, field, message, remedy, about=self._about)

    def warning(self, field: str, message: Message, remedy: Message) -> None:
        self._report.warning(self.line, field, message, remedy, about=self._about)

    def text(self, field: str, *, required: bool = False) -> str:
        """The cell, "" when it is empty or there is no such column."""
        text = self._cells.get(field)
        if text == "" and required:
            self.error(field, Message(N_("is required")), Message(N_("fill the cell")))
        return text or ""

    def many(self, field: str, read: Callable[[str], str | None]) -> tuple[tuple[str, str | None], ...]:
        """The items of a cell as written and as ``read`` knows them, each once.

        Separated by ``|`` or on lines of their own; also by ``;``, ``,``, ``/`` or “et” where the whole is not known
        and one of the parts is.
        """
        items = (item for part in _SURE_BETWEEN_ITEMS.split(self.text(field)) for item in _items(part.strip(), read))
        return tuple(dict.fromkeys((item, read(item)) for item in items if item))

    def identity(self, field: str) -> str:
        text = self.text(field, required=True)
        if text and made_of_an_id(text):
            self.error(
                field,
                Message(N_("“{id}” is what a spreadsheet makes of an id: a date, or a number"), id=shown(text)),
                Message(N_("give the column the format Text in the spreadsheet, and type the id again")),
            )
            return ""
        if text and not _ID.fullmatch(text):
            self.error(
                field,
                Message(N_("“{id}” is not an id"), id=shown(text)),
                Message(N_("use letters, digits and . _ - only, at most 40")),
            )
            return ""
        return text

    def email(self, field: str) -> str:
        text = self.text(field, required=True)
        if text and not is_email(text):
            self.error(
                field,
                Message(N_("is not a single e-mail address")),
                Message(N_("write one address, as in name@example.org")),
            )
        return text

    def phone(self, field: str) -> str:
        text = self.text(field)
        if text and not is_phone(text):
            self.error(
                field, Message(N_("is not a telephone number")), Message(N_("write it as in 450 555-0100 poste 22"))
            )
        return text

    def day(self, field: str) -> date | None:
        text = self.text(field)
        if not text:
            return None
        try:
            if (day := read_day(text)) is not None:
                return day
        except MonthFirst:
            self.error(
                field,
                Message(N_("“{text}” has its month first; here a date has its day first"), text=shown(text)),
                Message(N_("write year-month-day, as in 2027-06-30, and look at the other dates of the file")),
            )
            return None
        self.error(
            field,
            Message(N_("“{text}” is not a date"), text=shown(text)),
            Message(N_("write year-month-day, as in 2027-06-30")),
        )
        return None

    def whole(self, field: str) -> int | None:
        text = self.text(field)
        if not text:
            return None
        if (number := read_whole(text)) is not None:
            return number
        self.error(
            field,
            Message(N_("“{text}” is not a whole number from 0 to 9999"), text=shown(text)),
            Message(N_("write it in digits, or leave the cell empty for no limit")),
        )
        return None

    def dollars(self, field: str) -> int | None:
        """A whole sum, with spaces or a dollar sign as people write it."""
        text = self.text(field)
        digits = "".join(text.replace("$", " ").split())
        if not text or (digits.isascii() and digits.isdigit() and len(digits) < 13):
            return int(digits) if text else None
        self.error(
            field,
            Message(N_("“{text}” is not a sum in whole dollars"), text=shown(text)),
            Message(N_("write it in digits, as in 2500000, or leave the cell empty")),
        )
        return None

    def _clean(self, field: str, cell: str) -> str | None:
        """``cell``, or None with the fault reported for what would break a line, hide in one or is no value."""
        if is_no_value(cell):
            self.error(
                field,
                Message(N_("“{text}” is what a spreadsheet shows in place of a value"), text=shown(cell)),
                Message(N_("type the value, or empty the cell; ##### only wants a wider column")),
            )
            return None
        if cell.isascii() and cell.isprintable() and len(cell) <= self._longest:
            return cell
        if found := garbled(cell):
            self._garbled(field, found)
            return None
        lines = cell.replace("\r\n", "\n") if field in self._lists else cell
        if bad := UNPRINTABLE.search(lines.replace("\n", " ") if field in self._lists else cell):
            self.error(
                field,
                Message(N_("holds a line break or the invisible character {char}"), char=f"U+{ord(bad[0]):04X}"),
                Message(N_("type the cell again, on one line")),
            )
            return None
        if len(cell) > self._longest:
            self.error(
                field,
                Message(N_("has {count} characters; {limit} at most"), count=len(cell), limit=self._longest),
                Message(N_("shorten it")),
            )
            return None
        return lines

    def _garbled(self, field: str, found: str) -> None:
        """It would be mailed so."""
        wording = N_("holds “{found}”, which no word does: it looks read in another encoding than its own")
        if found == LOST:
            wording = N_("holds “{found}”, which a program put for a letter that it could not read")
        self.error(
            field, Message(wording, found=shown(found)), Message(N_("write the text as it should be read, and save it"))
        )


def _items(part: str, read: Callable[[str], str | None]) -> Iterator[str]:
    """``part`` as the items it stands for."""
    if read(part) is None:
        for between in _BETWEEN_ITEMS:
            pieces = [piece.strip() for piece in between.split(part)]
            if len(pieces) > 1 and any(map(read, pieces)):
                for piece in pieces:
                    yield from _items(piece, read)
                return
    yield part


class MonthFirst(ValueError):
    """A date that can only be read with its month first, as in the United States."""


def read_day(text: str) -> date | None:
    """A date with its year first, or with its day first as French has it; a midnight after it is nothing.

    ``03/04/2026`` is the third of April, whatever else the file holds. None for what is no date.

    :raises MonthFirst: ``11/30/2026``. Whoever wrote it may have meant March by ``03/04/2026`` too, and must be asked.
    """
    text = _MIDNIGHT.sub("", text)
    found = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    try:
        return date(year, month, day)
    except ValueError:
        if found.re is _DAY_FIRST and month <= 31 and day <= 12:
            raise MonthFirst(text) from None
        return None


def read_whole(text: str) -> int | None:
    """A whole number of at most four digits, also as ``8,0``."""
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def made_of_an_id(text: str) -> bool:
    """Whether this is what becomes of an id such as ``1-2`` or ``1E5``: a date, or a number in powers of ten."""
    return bool(_MADE_DATE.fullmatch(text) or _MADE_NUMBER.fullmatch(text))


def is_no_value(text: str) -> bool:
    """Whether this is what a cell shows that has no value to show, or no room for it."""
    return bool(_NO_VALUE.fullmatch(text))
