"""One row of advisors.csv, read cell by cell: what is missing or cannot be what it should be is reported."""

from __future__ import annotations

import re
from datetime import date

from innoveici.directory.contacts import is_email, is_phone
from innoveici.directory.report import Report, shown
from innoveici.directory.table import Row
from innoveici.messages import N_, Message

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,4}")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MAX_CELL = 300


class Cells:
    """The cells of ``row``; a cell with a fault reads as if it were empty, and ``failed`` says so."""

    def __init__(self, row: Row, report: Report) -> None:
        self.line = row.line
        self.failed = False
        self._report = report
        self._cells = {name: self._clean(name, cell) for name, cell in row.cells.items()}

    def error(self, field: str, message: Message, remedy: Message) -> None:
        self.failed = True
        self._report.error(self.line, field, message, remedy)

    def warning(self, field: str, message: Message, remedy: Message) -> None:
        self._report.warning(self.line, field, message, remedy)

    def text(self, field: str, *, required: bool = False) -> str:
        """The cell, "" when it is empty or there is no such column."""
        text = self._cells.get(field)
        if text == "" and required:
            self.error(field, Message(N_("is required")), Message(N_("fill the cell")))
        return text or ""

    def many(self, field: str) -> tuple[str, ...]:
        """The items of a cell that separates them by ``|``, each once."""
        text = self.text(field)
        return tuple(dict.fromkeys(item for part in text.split("|") if (item := part.strip()))) if text else ()

    def identity(self, field: str) -> str:
        text = self.text(field, required=True)
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
            if _ISO_DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:  # 2026-02-30
            pass
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
        if _WHOLE.fullmatch(text):
            return int(text)
        self.error(
            field,
            Message(N_("“{text}” is not a whole number from 0 to 9999"), text=shown(text)),
            Message(N_("write it in digits, or leave the cell empty for no limit")),
        )
        return None

    def _clean(self, field: str, cell: str) -> str | None:
        """``cell``, or None with the fault reported when it holds what would break a line or hide in one."""
        if cell.isascii() and cell.isprintable() and len(cell) <= _MAX_CELL:
            return cell
        if bad := _UNPRINTABLE.search(cell):
            self.error(
                field,
                Message(N_("holds a line break or the invisible character {char}"), char=f"U+{ord(bad[0]):04X}"),
                Message(N_("type the cell again, on one line")),
            )
            return None
        if len(cell) > _MAX_CELL:
            self.error(
                field,
                Message(N_("has {count} characters; {limit} at most"), count=len(cell), limit=_MAX_CELL),
                Message(N_("shorten it")),
            )
            return None
        return cell
