"""What whoever reads a workbook's values does not tell: which cells show an error (``#N/A``) or hold a formula without
its value, which it takes for empty ones, what is hidden, and how far a sheet reaches, before room is made for it.

Of .xlsx (ECMA-376) and of OpenDocument spreadsheets (.ods, ISO/IEC 26300).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO
from xml.etree import ElementTree as ET

from innoveici.request import SPREADSHEET_ERRORS


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows count from 1, columns from 0. ``errors``: what cells show instead of a value (``#N/A``), by row, then by
    column. ``formulas``: by row, the columns of formulas without their value. ``hidden_rows``: those that hold
    something. ``hidden_columns``: all."""

    errors: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    formulas: Mapping[int, frozenset[int]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def shifted(self, columns: int) -> Marks:
        """With columns counted from ``columns`` on."""
        return replace(
            self,
            errors={row: {at - columns: text for at, text in cells.items()} for row, cells in self.errors.items()},
            formulas={row: frozenset(at - columns for at in cells) for row, cells in self.formulas.items()},
            hidden_columns=frozenset(at - columns for at in self.hidden_columns),
        )


class Noting:
    """Marks, while a sheet is read cell by cell."""

    def __init__(self) -> None:
        self.errors: dict[int, dict[int, str]] = {}
        self.formulas: dict[int, set[int]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def error(self, row: int, column: int, shown: str | None) -> None:
        known = shown if shown and shown in SPREADSHEET_ERRORS else "#N/A"  # as Err:508, which only LibreOffice shows
        self.errors.setdefault(row, {})[column] = known

    def formula(self, row: int, column: int) -> None:
        self.formulas.setdefault(row, set()).add(column)

    def marks(self, filled: Iterable[int]) -> Marks:
        """``filled``: rows that hold something."""
        return Marks(
            self.errors,
            {row: frozenset(columns) for row, columns in self.formulas.items()},
            frozenset(self.hidden_rows.intersection(filled)),
            frozenset(self.hidden_columns),
        )


_CHUNK = 1 << 20
_MARK = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[\s>/]|\bhidden=["'](?:1|true)["']""")
_LONGEST_MARK = 40
_TRUE = ("1", "true")
_BEGINNING = 4_096
_DIMENSION = re.compile(
    rb"""<(?:\w+:)?dimension\s[^>]*\bref=["'](?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})["']"""
)
UNREADABLE = (KeyError, zipfile.BadZipFile, ET.ParseError, NotImplementedError, ValueError, EOFError)
_LETTERS = re.compile("[A-Z]+")


def sheet_marks(workbook: IO[bytes], sheet: str) -> Marks:
    """What ``sheet`` of an .xlsx notes beside its values.

    Nothing for a sheet that is not laid out as ECMA-376 says; whoever reads its values will say what is wrong with it.
    """
    noting, filled = Noting(), set()
    try:
        with zipfile.ZipFile(workbook) as archive:
            part = _part_of(archive, sheet)
            if part is None or not _worth_a_look(archive, part):
                return Marks()
            stale = any(
                _local(element.tag) == "calcPr" and element.get("fullCalcOnLoad") in _TRUE
                for element in _parsed(archive, "xl/workbook.xml")
            )
            for row, column, element in _cells(archive, part, noting):
                if _holds_something(element):
                    filled.add(row)
                if element.get("t") == "e":
                    noting.error(row, column, _value(element))
                elif _has_no_value(element, stale=stale):
                    noting.formula(row, column)
    except UNREADABLE:
        return Marks()
    return noting.marks(filled)


def _value(cell: ET.Element) -> str | None:
    return next((child.text for child in cell if _local(child.tag) == "v"), None)


def _has_no_value(cell: ET.Element, *, stale: bool) -> bool:
    """Whether it is a formula whose value nobody has worked out. ``stale``: who wrote the workbook left that to the
    spreadsheet, and 0 where it belongs. A text that is empty is a value."""
    if cell.get("t", "n") == "str" or all(_local(child.tag) != "f" for child in cell):
        return False
    value = _value(cell)
    return not value or (stale and value == "0" and cell.get("t", "n") == "n")


def room_for(workbook: IO[bytes], sheet: str, most: int) -> tuple[str, int]:
    """The last cell of ``sheet`` (``G501``), and how many there are up to it; 0 where it does not say.

    As the sheet itself says when that is ``most`` cells or fewer. Else of the cells that hold something, which takes
    longer to find: one that was only formatted counts for nothing.
    """
    try:
        with zipfile.ZipFile(workbook) as archive:
            part = _part_of(archive, sheet)
            if part is None:
                return "", 0
            with archive.open(part) as stream:
                said = _DIMENSION.search(stream.read(_BEGINNING))
            if said is None:
                return "", 0
            if (count := (_column(said[1].decode()) + 1) * int(said[2])) <= most:
                return (said[1] + said[2]).decode(), count
            rows, columns = set(), set()
            for row, column, element in _cells(archive, part):
                if _holds_something(element):
                    rows.add(row)
                    columns.add(column)
    except UNREADABLE:
        return "", 0
    if not rows:
        return "", 0
    room = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
    return f"{_letters(max(columns))}{max(rows)}", room


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name in the archive of the sheet called ``sheet``."""
    for element in _parsed(archive, "xl/workbook.xml"):
        if _local(element.tag) == "sheet" and element.get("name") == sheet:
            id_ = next((value for key, value in element.items() if _local(key) == "id"), None)
            return target_of(archive, "xl/_rels/workbook.xml.rels", id_)
    return None


def target_of(archive: zipfile.ZipFile, relations: str, id_: str | None) -> str | None:
    """The part that ``relations`` of the workbook call ``id_``."""
    for relation in _parsed(archive, relations):
        if relation.get("Id") == id_:
            return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    return None


def _parsed(archive: zipfile.ZipFile, part: str) -> Iterator[ET.Element]:
    return ET.fromstring(archive.read(part)).iter()  # noqa: S314 - expat itself refuses what would explode


def _worth_a_look(archive: zipfile.ZipFile, part: str) -> bool:
    """Most sheets have nothing to note."""
    end = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _MARK.search(end + chunk):
                return True
            end = chunk[-_LONGEST_MARK:]
    return False


def _cells(archive: zipfile.ZipFile, part: str, noting: Noting | None = None) -> Iterator[tuple[int, int, ET.Element]]:
    """Each cell's row from 1, its column from 0, and itself. ``noting``: gets what is hidden."""
    row, column = 0, -1
    with archive.open(part) as stream:
        for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - as above
            name = _local(element.tag)
            if event == "start" and name == "row":
                row, column = int(element.get("r") or row + 1), -1
                if noting and element.get("hidden") in _TRUE:
                    noting.hidden_rows.add(row)
            elif event == "start" and name == "col" and noting and element.get("hidden") in _TRUE:
                noting.hidden_columns.update(range(int(element.get("min", 1)) - 1, int(element.get("max", 0))))
            elif event == "start" and name == "c":
                column = _column(element.get("r", "")) if element.get("r") else column + 1
            elif event == "end" and name == "c":
                yield row, column, element
            elif event == "end" and name == "row":
                element.clear()


def _holds_something(cell: ET.Element) -> bool:
    return any(_local(child.tag) in ("v", "is") for child in cell)


def _column(place: str) -> int:
    """``C4`` is in column 2."""
    letters = _LETTERS.match(place)
    number = 0
    for letter in letters[0] if letters else "":
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _letters(column: int) -> str:
    """Column 2 is ``C``."""
    text = ""
    while column >= 0:
        text = chr(ord("A") + column % 26) + text
        column = column // 26 - 1
    return text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
_MOST = 100_000
"""Times that one row is written once for; empty ones are for a million."""


def open_marks(workbook: IO[bytes], sheet: str) -> Marks:
    """Of ``sheet``; nothing where it is not laid out as it should be."""
    noting, filled, row, column, here = Noting(), set(), 1, 0, False
    try:
        with zipfile.ZipFile(workbook) as archive, archive.open("content.xml") as stream:
            for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - expat refuses what would explode
                if element.tag == f"{_TABLE}table":
                    here = event == "start" and element.get(f"{_TABLE}name") == sheet
                elif not here or event == "start":
                    continue
                elif element.tag == f"{_TABLE}table-column":
                    times = min(int(element.get(f"{_TABLE}number-columns-repeated", "1")), _MOST)
                    if element.get(f"{_TABLE}visibility") in _HIDDEN:
                        noting.hidden_columns.update(range(column, column + times))
                    column += times
                elif element.tag == f"{_TABLE}table-row":
                    times = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
                    for same in range(row, row + min(times, _MOST) if _note(element, row, noting) else row):
                        _note(element, same, noting)
                        filled.add(same)
                        if element.get(f"{_TABLE}visibility") in _HIDDEN:
                            noting.hidden_rows.add(same)
                    row += times
                    element.clear()
    except UNREADABLE:
        return Marks()
    return noting.marks(filled)


def _note(row: ET.Element, number: int, noting: Noting) -> bool:
    """What the cells of a row say; whether one of them holds something."""
    column, holds = 0, False
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        kind, formula = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_TABLE}formula")
        holds = holds or kind is not None or formula is not None
        for at in range(column, column + min(times, _MOST) if kind or formula else column):
            if cell.get(f"{_CALC}value-type") == "error":
                noting.error(number, at, next((text.text for text in cell if text.tag == f"{_TEXT}p"), None))
            elif formula is not None and kind is None:
                noting.formula(number, at)
        column += times
    return holds
