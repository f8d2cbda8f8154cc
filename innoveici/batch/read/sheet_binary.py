"""What a sheet of an .xlsb workbook notes beside its values: error cells, hidden rows and columns ([MS-XLSB] 2.4).

Its formulas always have their value with them.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from typing import IO

from innoveici.batch.read.marks import Marks, Noting
from innoveici.batch.read.sheet_xml import UNREADABLE, target_of

_ROW, _COLUMN, _SHEET = 0, 60, 156
_ERRORS = (3, 11)
"""A cell's, and that of a formula."""
_FILLED = frozenset((*range(2, 12), 62))
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01
_SHOWN = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def binary_marks(workbook: IO[bytes], sheet: str) -> Marks:
    """Of ``sheet``; nothing where it is not laid out as it should be."""
    noting, filled, row = Noting(), set(), 0
    try:
        with zipfile.ZipFile(workbook) as archive:
            part = _part_of(archive, sheet)
            if part is None:
                return Marks()
            for kind, data in _records(archive.read(part)):
                if kind == _ROW:
                    row = int.from_bytes(data[:4], "little") + 1
                    if data[11] & _HIDDEN_ROW:
                        noting.hidden_rows.add(row)
                elif kind in _FILLED:
                    filled.add(row)
                    if kind in _ERRORS:
                        noting.error(row, int.from_bytes(data[:4], "little"), _SHOWN.get(data[8]))
                elif kind == _COLUMN:
                    first, last = struct.unpack_from("<II", data)
                    if data[16] & _HIDDEN_COLUMN:
                        noting.hidden_columns.update(range(first, min(last, first + 16_384) + 1))
    except (*UNREADABLE, IndexError, struct.error):
        return Marks()
    return noting.marks(filled)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    for kind, data in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            id_, at = _text(data, 8)
            name, _end = _text(data, at)
            if name == sheet:
                return target_of(archive, "xl/_rels/workbook.bin.rels", id_)
    return None


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text and where it ends."""
    end = at + 4 + 2 * int.from_bytes(data[at : at + 4], "little")
    return data[at + 4 : end].decode("utf-16-le"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The number and the bytes of each."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        more = True
        while more:
            size |= (data[at] & 0x7F) << shift
            more = bool(data[at] & 0x80) and shift < 21
            shift += 7
            at += 1
        yield kind, data[at : at + size]
        at += size
