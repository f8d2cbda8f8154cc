"""A stretch of CSV text, cut into rows, as a Block: pyarrow reads it, and what it cannot place is read here."""

from __future__ import annotations

import unicodedata
from codecs import BOM_UTF8
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from innoveici.batch.blocks import Block, Odd
from innoveici.batch.dialect import restored
from innoveici.batch.read.headings import Headings, is_blank, may_be_blank, other_columns
from innoveici.batch.read.rows import Cut, split_row
from innoveici.batch.text import Flags, together
from innoveici.characters import visible
from innoveici.reasons import Reason


def spread(table: pa.Table, missing: Sequence[int]) -> pa.Table:
    """``table`` with empty rows so that they stand at the positions ``missing`` of the result."""
    if not missing:
        return table
    rows = table.num_rows + len(missing)
    there = np.ones(rows, np.bool_)
    there[list(missing)] = False
    order = np.full(rows, table.num_rows)
    order[there] = np.arange(table.num_rows)
    empty = pa.table([pa.array([""])] * table.num_columns, names=table.column_names)
    return _taken(table, empty, order)


def placed(table: pa.Table, cells: Mapping[int, Sequence[str]]) -> pa.Table:
    """``table`` with other ``cells`` in the rows that are its keys: a column's name is the position in these; none
    at all leave the row empty.
    """
    if not cells:
        return table
    rows = sorted(cells)
    order = np.arange(table.num_rows)
    order[rows] = table.num_rows + np.arange(len(rows))
    columns = [
        pa.array([cells[row][int(name)] if cells[row] else "" for row in rows], pa.string())
        for name in table.column_names
    ]
    return _taken(table, pa.table(columns, names=table.column_names), order)


def _taken(table: pa.Table, other: pa.Table, order: np.ndarray) -> pa.Table:
    return pa.concat_tables([table, other]).take(pa.array(order)).combine_chunks()


_PLAIN = bytes(range(0x20, 0x7F))
_LAST = 0xFFFF
"""What is beyond takes two UTF-16 units, neither of which is a whole character."""


def is_harmless(text: bytes, *, but: bytes) -> bool:
    """``text`` is UTF-8; ``but`` are control characters known to separate cells and rows only."""
    left = text.translate(None, _PLAIN + but)
    units = np.frombuffer(left.decode().encode("utf-16-le", "surrogatepass"), np.uint16)
    present = np.flatnonzero(np.bincount(units, minlength=1))
    return all(_is_harmless(int(unit)) for unit in present)


def harmful(column: pa.StringArray, *, but: str = "") -> Flags:
    """The cells that are not harmless for certain. ``but``: control characters that are."""
    others = set(bytes(together(column)).translate(None, _PLAIN + but.encode()).decode())
    found = [rf"\x{{{ord(char):x}}}" for char in others if ord(char) <= _LAST and not _is_harmless(ord(char))]
    if any(ord(char) > _LAST for char in others):
        found.append(rf"\x{{{_LAST + 1:x}}}-\x{{10ffff}}")
    if not found:
        return np.zeros(len(column), bool)
    flags: Flags = pc.match_substring_regex(column, f"[{''.join(found)}]").to_numpy(zero_copy_only=False)
    return flags


@cache
def _is_harmless(unit: int) -> bool:
    """A UTF-16 unit that is a whole character, neither control nor format, that composes with nothing before it."""
    character = chr(unit)
    category = unicodedata.category(character)
    return (
        category[0] not in "CM"  # controls, format, halves of pairs, unassigned; marks
        and category not in ("Zl", "Zp")
        and not 0x1100 <= unit <= 0x11FF  # Hangul letters, which compose to syllables
        and unicodedata.is_normalized("NFC", character)
        and visible(character) != ""
    )


LONGEST_CELL = 32_767
"""Characters; no spreadsheet cell holds more."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rows of a file should look like.

    ``headers``: all there are in the file; ``added``: how many of the last ones are no input; ``nameless``: how many
    columns without a header follow, which must be blank. ``postal_code``: position of that column. ``headings``: what a
    header met again is told by.
    """

    delimiter: bytes
    headers: tuple[str, ...]
    added: int
    nameless: int
    postal_code: int
    headings: Headings | None = None

    @property
    def shown(self) -> range:
        """Positions of the input's columns."""
        return range(len(self.headers) - self.added)


def parse(text: bytes, rows: Cut, shape: Shape, *, first_row: int, first_line: int, wanted: Collection[int]) -> Block:
    """``text[: rows.end]``, which is valid UTF-8, as a Block with the ``wanted`` columns."""
    return _Parser(text, rows, shape).block(first_row, first_line, wanted)


class _Parser:
    def __init__(self, text: bytes, rows: Cut, shape: Shape) -> None:
        self.text = text
        self.rows = rows
        self.shape = shape
        self.columns = len(shape.headers)
        self.mended: dict[int, tuple[str, ...]] = {}
        """Rows whose cells were read here; those of odd rows count as empty in the table."""
        self.odd: dict[int, Odd] = {}
        self.blank = np.zeros(len(rows), np.bool_)
        self.headings: set[int] = set()

    def block(self, first_row: int, first_line: int, wanted: Collection[int]) -> Block:
        width = self._width()
        table = self._read(width, wanted)
        self._look_at_extra(table, width)
        self._look_at_long_and_nul()
        self._look_for_blanks(table)
        whole = set(self.shape.shown) <= set(wanted)
        cells = self.mended | dict.fromkeys(self.odd, ())
        table = placed(table.select([str(column) for column in sorted(wanted)]), cells)
        return Block(
            first_row=first_row,
            table=pa.table([restored(_array(column)) for column in table.columns], names=table.column_names),
            lines=first_line + np.searchsorted(self.rows.breaks, self.rows.starts[:-1], side="right"),
            odd=dict(sorted(self.odd.items())),
            blank=self.blank,
            clean=whole and self._is_clean(),
            raw=self._raw(width) if whole else None,
            headings=frozenset(self.headings),
        )

    def row(self, index: int) -> bytes:
        return self.text[self.rows.starts[index] : self.rows.starts[index + 1]].rstrip(b"\r\n")

    def cells(self, index: int) -> tuple[str, ...]:
        """Of one row, blank ones beyond the header apart."""
        cells = [cell.decode() for cell in split_row(self.row(index), self.shape.delimiter)]
        while len(cells) > self.columns and not visible(cells[-1]).strip():
            cells.pop()
        return tuple(cells)

    def _width(self) -> int:
        """Columns to read: the header's, and blank ones where the rows have more delimiters."""
        first = next((row for row in range(len(self.rows)) if self.row(row)), 0)
        there = len(split_row(self.row(first), self.shape.delimiter))
        if there <= self.columns:
            return there if there == self.columns else self.columns + self.shape.nameless
        return there if len(self.cells(first)) == self.columns else self.columns

    def _read(self, width: int, wanted: Collection[int]) -> pa.Table:
        """The rows that have ``width`` cells, others with empty ones; these are looked at here."""
        needed = {*wanted, self.shape.postal_code, *range(self.columns, width)}
        names = [str(column) for column in range(width)]
        missing: list[int] = []

        def skip(row: pa.csv.InvalidRow) -> str:
            missing.append(row.number - 1)
            return "skip"

        text = pa.py_buffer(self.text).slice(0, self.rows.end)
        if bytes(text[: len(BOM_UTF8)]) == BOM_UTF8:  # pyarrow would take the first cell's for one of the file
            text = pa.py_buffer(BOM_UTF8 + text.to_pybytes())
        table = pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=text.size + 1, column_names=names),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.shape.delimiter.decode(),
                newlines_in_values=self.rows.breaks_in_cells,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[str(column) for column in sorted(needed)],
                strings_can_be_null=False,
                check_utf8=False,
            ),
        ).combine_chunks()
        if table.num_rows + len(missing) != len(self.rows):
            raise AssertionError("pyarrow and the cutter disagree on where rows end")
        for index in missing:
            self._mend(index)
        return spread(table, missing)

    def _mend(self, index: int) -> None:
        cells = self.cells(index)
        if len(cells) == self.columns:
            self.mended[index] = cells
        elif not any(visible(cell).strip() for cell in cells):
            self.blank[index] = True
        else:
            params = {"count": len(cells), "expected": self.columns}
            self.odd[index] = Odd(cells, Reason("row.cells", params))

    def _look_at_extra(self, table: pa.Table, width: int) -> None:
        for column in range(self.columns, width):
            lengths = pc.binary_length(table.column(str(column))).to_numpy()
            for index in np.flatnonzero(lengths).tolist():
                if index not in self.mended and index not in self.odd:
                    self._mend(index)

    def _look_at_long_and_nul(self) -> None:
        sizes = np.diff(self.rows.starts)
        for index in np.flatnonzero(sizes > LONGEST_CELL).tolist():
            if index not in self.odd:
                cells = self.cells(index)
                for header, cell in zip(self.shape.headers, cells, strict=False):
                    if len(cell) > LONGEST_CELL:
                        params = {"field": header, "count": len(cell), "limit": LONGEST_CELL}
                        self.odd[index] = Odd(cells, Reason("row.cell_too_long", params))
                        break
        position = self.text.find(b"\0", 0, self.rows.end)
        while position >= 0:
            index = int(np.searchsorted(self.rows.starts, position, side="right")) - 1
            self.odd[index] = Odd(self.cells(index), Reason("row.nul"))
            position = self.text.find(b"\0", int(self.rows.starts[index + 1]), self.rows.end)

    def _look_for_blanks(self, table: pa.Table) -> None:
        postal_codes = _array(table.column(str(self.shape.postal_code)))
        for index in may_be_blank(postal_codes):
            if index not in self.odd and not self.blank[index]:
                cells = self.mended.get(index) or self.cells(index)
                position = self.shape.postal_code
                shown = cells[: len(self.shape.shown)]
                self.blank[index] = is_blank(shown, cells[position] if position < len(cells) else "")
        if self.shape.headings is not None:
            self._look_for_headings(self.shape.headings, postal_codes)

    def _look_for_headings(self, headings: Headings, postal_codes: pa.StringArray) -> None:
        for index in sorted({*headings.may_be(postal_codes).tolist(), *self.odd}):
            cells = self.odd[index].cells if index in self.odd else self.mended.get(index) or self.cells(index)
            if index not in self.odd and headings.is_one(cells):
                self.blank[index] = True
                self.headings.add(index)
            elif headings.is_another(cells):
                self.odd[index] = Odd(cells, other_columns())

    def _is_clean(self) -> bool:
        text = self.text[: self.rows.end]  # what follows may end between a CR and its LF
        only_crlf = self.rows.plain and not text.endswith(b"\r")  # counting them takes as long as all else here
        if self.rows.breaks_in_cells and not only_crlf and text.count(b"\r") != text.count(b"\r\n"):
            return False  # a CR by itself inside a cell, which `lines` does not show
        separators = b"\r\n" + (b"\t" if self.shape.delimiter == b"\t" and b'"' not in text else b"")
        return is_harmless(text, but=separators)

    def _raw(self, width: int) -> pa.StringArray | None:
        whole = width == self.columns == len(self.shape.shown) and self.shape.delimiter == b","
        if not whole or self.odd or self.mended or not self.rows.plain or bool((np.diff(self.rows.starts) <= 2).any()):
            return None
        offsets = pa.py_buffer(self.rows.starts.astype(np.int32))
        rows = pa.Array.from_buffers(pa.string(), len(self.rows), [None, offsets, pa.py_buffer(self.text)])
        return pc.ascii_rtrim(rows, characters="\r\n")


def _array(column: pa.ChunkedArray) -> pa.StringArray:
    """The one chunk of ``column``."""
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)
