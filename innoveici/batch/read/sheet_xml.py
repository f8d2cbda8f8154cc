"""What whoever reads a workbook's values does not tell: which cells show an error (``#N/A``) or hold a formula without
its value, which it takes for empty ones, what is hidden, and how far a sheet reaches, before room is made for it."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

from innoveici.batch.read.marks import Marks, Noting

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
