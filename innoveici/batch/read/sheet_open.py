"""What a sheet of an OpenDocument spreadsheet (.ods) notes beside its values, as ISO/IEC 26300 has it."""

from __future__ import annotations

import zipfile
from typing import IO
from xml.etree import ElementTree as ET

from innoveici.batch.read.marks import Marks, Noting
from innoveici.batch.read.sheet_xml import UNREADABLE

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
