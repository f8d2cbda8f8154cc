"""What whoever reads a workbook's values does not tell: which cells show an error (``#N/A``), which it takes for empty
ones, and how far a sheet reaches, before it makes room for all of it."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO
from xml.etree import ElementTree as ET

_CHUNK = 1 << 20
_MARK = re.compile(rb"""\bt=["']e["']""")
_LONGEST_MARK = 8
_BEGINNING = 4_096
_DIMENSION = re.compile(
    rb"""<(?:\w+:)?dimension\s[^>]*\bref=["'](?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})["']"""
)
_UNREADABLE = (KeyError, zipfile.BadZipFile, ET.ParseError, NotImplementedError, ValueError, EOFError)
_LETTERS = re.compile("[A-Z]+")


def error_cells(workbook: IO[bytes], sheet: str) -> Mapping[int, Mapping[int, str]]:
    """What cells of ``sheet`` in an .xlsx show instead of a value: by row from 1, then by column from 0.

    Nothing for a sheet that is not laid out as ECMA-376 says; whoever reads its values will say what is wrong with it.
    """
    found: dict[int, dict[int, str]] = {}
    try:
        with zipfile.ZipFile(workbook) as archive:
            part = _part_of(archive, sheet)
            if part is not None and _may_show_errors(archive, part):
                for row, column, element in _cells(archive, part):
                    if element.get("t") == "e":
                        shown = next((child.text for child in element if _local(child.tag) == "v"), None)
                        found.setdefault(row, {})[column] = shown or "#N/A"
    except _UNREADABLE:
        return {}
    return found


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
    except _UNREADABLE:
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
            for relation in _parsed(archive, "xl/_rels/workbook.xml.rels"):
                if relation.get("Id") == id_:
                    return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    return None


def _parsed(archive: zipfile.ZipFile, part: str) -> Iterator[ET.Element]:
    return ET.fromstring(archive.read(part)).iter()  # noqa: S314 - expat itself refuses what would explode


def _may_show_errors(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a closer look is worth its time: most sheets show no error."""
    end = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _MARK.search(end + chunk):
                return True
            end = chunk[-_LONGEST_MARK:]
    return False


def _cells(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, ET.Element]]:
    """Each cell's row from 1, its column from 0, and itself."""
    row, column = 0, -1
    with archive.open(part) as stream:
        for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - as above
            name = _local(element.tag)
            if event == "start" and name == "row":
                row, column = int(element.get("r") or row + 1), -1
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
