"""How our own CSV looks, plain or for a French Excel: rows of cells become bytes here and nowhere else.

A cell that a spreadsheet would run is made plain text, and one that would break a row is quoted; read back, both are
what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.text import together

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block


_BLANKS = r"\p{Z}*"  # a spreadsheet drops them before it looks for a formula
_RUNS = r"=+\-@\t\r\n＝＋－＠"
_RUN = rf"\A'*{_BLANKS}[{_RUNS}]"
_NUMBER = r"[+-](?:[0-9][0-9 \x{00a0}\x{202f}]*(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?[ \x{00a0}\x{202f}]?[%$]?"
_EXTENSION = r"(?:[ ,;]*(?:poste|post|ext|x|#)[.:]? ?[0-9]{1,7})?"
_TELEPHONE = rf"\+(?:[ ().\-/\x{{00a0}}\x{{202f}}]*[0-9]){{7,15}}{_EXTENSION}"
_PLAIN = rf"(?i)\A{_BLANKS}(?:{_NUMBER}|{_TELEPHONE})[ \x{{00a0}}]*\z"
"""Digits and signs at most: nothing here can name a function, a cell or a program."""


def _bytes_set(values: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[list(values)] = True
    return table


_MAY_RUN = _bytes_set(b"=+-@\t\r\n '\xc2\xe1\xe2\xe3\xef")  # the first byte of whatever _RUN matches
_APOSTROPHE = _bytes_set(b"'")


def _filled(array: pa.StringArray) -> pa.StringArray:
    return pc.fill_null(array, "") if array.null_count else array


def _spans(array: pa.StringArray) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Where each cell begins and ends (one more than there are cells), and the bytes these are positions in."""
    if not len(array):
        return np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.uint8)
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    return ends, np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)


def _first_in(array: pa.StringArray, table: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The positions of the cells whose first byte is in ``table``."""
    ends, data = _spans(array)
    if not len(data):
        return np.zeros(0, dtype=np.int64)
    starts = ends[:-1]
    hit = table[data[np.minimum(starts, len(data) - 1)]]
    hit &= ends[1:] > starts
    return np.flatnonzero(hit)


def _replaced(array: pa.StringArray, rows: NDArray[np.int64], cells: pa.StringArray) -> pa.StringArray:
    """``array`` with ``cells`` in the places ``rows``, which ascend."""
    mask = np.zeros(len(array), dtype=np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(array, pa.array(mask), cells)


def _runs(array: pa.StringArray) -> tuple[NDArray[np.int64], pa.StringArray]:
    """The cells that a spreadsheet would run: their positions and themselves."""
    rows = _first_in(array, _MAY_RUN)
    if not len(rows):
        return rows, array.slice(0, 0)
    some = array.take(pa.array(rows))
    run = pc.and_not(pc.match_substring_regex(some, _RUN), pc.match_substring_regex(some, _PLAIN))
    return rows[run.to_numpy(zero_copy_only=False)], some.filter(run)


def would_run(array: pa.StringArray) -> bool:
    """Whether ``neutral`` would change any cell of ``array``."""
    return bool(len(_runs(_filled(array))[0]))


def neutral(array: pa.StringArray) -> pa.StringArray:
    """``array`` with an apostrophe before each cell that a spreadsheet would run; a null becomes empty.

    These begin, after blanks, with = + - @ tab CR LF or a full-width ＝＋－＠. Telephone numbers (``+1 450 555-0100
    poste 22``) and plain numbers (``-12,5``) keep their value.
    """
    array = _filled(array)
    rows, cells = _runs(array)
    return _replaced(array, rows, pc.binary_join_element_wise("'", cells, "")) if len(rows) else array


def restored(array: pa.StringArray) -> pa.StringArray:
    """What ``neutral`` was given: without the apostrophe before what a spreadsheet would run; a null becomes empty.

    It is also taken from before a telephone number or a number, where a person may have put one.
    """
    array = _filled(array)
    rows = _first_in(array, _APOSTROPHE)
    if not len(rows):
        return array
    some = array.take(pa.array(rows))
    run = pc.match_substring_regex(some, _RUN)
    rows = rows[run.to_numpy(zero_copy_only=False)]
    return _replaced(array, rows, pc.utf8_slice_codeunits(some.filter(run), 1)) if len(rows) else array


def quoted(array: pa.StringArray, delimiter: str) -> pa.StringArray:
    """``array`` as cells of a CSV row: quoted where one holds ``delimiter``, ``"``, CR or LF, or a space at its edge.

    ``delimiter`` is one ASCII character. A null becomes empty.
    """
    array = _filled(array)
    ends, data = _spans(array)
    here = data[ends[0] : ends[-1]]
    if not len(here):
        return array
    found = here == ord('"')
    for mark in (delimiter, "\r", "\n"):
        found |= here == ord(mark)
    starts, stops = ends[:-1], ends[1:]
    full = stops > starts
    needs = (data[np.minimum(starts, len(data) - 1)] == 0x20) | (data[stops - 1] == 0x20)
    needs &= full
    marks = np.flatnonzero(found)
    if len(marks):
        needs[np.searchsorted(ends, marks + ends[0], side="right") - 1] = True
    rows = np.flatnonzero(needs)
    if not len(rows):
        return array
    doubled = pc.replace_substring(array.take(pa.array(rows)), '"', '""')
    return _replaced(array, rows, pc.binary_join_element_wise('"', doubled, '"', ""))


LINE_END = "\r\n"  # as RFC 4180 and Excel have it
_EXACT = 2**50  # hundredths that a float64 holds exactly
_LARGEST = 20  # bits: 10,000 km


class Sink(Protocol):
    """Where bytes go: a binary file, or an ``WholeFile``."""

    def write(self, data: bytes | memoryview, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """``delimiter``, ``decimal`` (the sign in a distance) and ``mark`` (the bytes a file begins with)."""

    delimiter: str
    decimal: str
    mark: bytes

    def cells(self, array: pa.Array) -> pa.StringArray:
        """Texts (string or null array) as cells to be joined: neutral, quoted, null as empty."""
        return quoted(neutral(pc.cast(array, pa.string())), self.delimiter)

    def joined(self, columns: Sequence[pa.StringArray]) -> pa.StringArray:
        """Columns of cells that are ready to be joined, as one."""
        return pc.binary_join_element_wise(*columns, self.delimiter)

    def cell(self, text: str) -> str:
        """One text as a cell."""
        return str(self.cells(pa.array([text], pa.string()))[0].as_py())

    def row(self, texts: Sequence[str]) -> bytes:
        """One row, with its line end."""
        cells = self.cells(pa.array(texts, pa.string())).to_pylist()
        return (self.delimiter.join(cells) + LINE_END).encode()

    def distances(self, array: pa.DoubleArray) -> pa.StringArray:
        """Distances of 0 km or more as ``3.2``, ``12.0``, ``0.25``: two decimals at most; null as empty."""
        exact = np.rint(pc.fill_null(pc.cast(array, pa.float64()), 0.0).to_numpy() * 100)
        assert np.all((exact >= 0) & (exact < _EXACT)), "a distance is finite and not negative"
        cents = exact.astype(np.int64)
        size = int(cents.max(initial=0)).bit_length()
        text = (
            _table(size, self.decimal).take(pa.array(cents)) if size <= _LARGEST else _kilometres(cents, self.decimal)
        )
        return pc.if_else(array.is_null(), "", text) if array.null_count else text

    def write(self, sink: Sink, columns: Sequence[pa.StringArray], last: pa.StringArray | str | None = None) -> None:
        """Rows, given as columns of cells that are ready to be joined; ``last`` is one more, a str for all rows."""
        *others, end = columns if last is None else (*columns, last)
        end = pc.binary_join_element_wise(end, "", LINE_END)
        sink.write(together(pc.binary_join_element_wise(*others, end, self.delimiter)))


PLAIN = Dialect(",", ".", b"")
EXCEL = Dialect(";", ",", b"\xef\xbb\xbf")
_HUNDREDTHS = pa.array([f"{n:02}".removesuffix("0") or "0" for n in range(100)])


def _kilometres(cents: NDArray[np.int64], decimal: str) -> pa.StringArray:
    """Hundredths as texts."""
    whole, rest = np.divmod(cents, 100)
    return pc.binary_join_element_wise(pc.cast(pa.array(whole), pa.string()), _HUNDREDTHS.take(pa.array(rest)), decimal)


@cache
def _table(size: int, decimal: str) -> pa.StringArray:
    """The texts of all hundredths of ``size`` bits: looking one up is three times faster than making it."""
    return _kilometres(np.arange(1 << size), decimal)


def input_columns(block: Block, width: int) -> list[pa.StringArray]:
    """The first ``width`` columns as texts: of an odd row its own cells, as far as there are as many."""
    return [own_cells(block, position) for position in range(width)]


def own_cells(block: Block, position: int) -> pa.StringArray:
    """One column; of an odd row its own cell."""
    cells = plain(block.table.column(str(position)))
    if not block.odd:
        return cells
    mask = np.zeros(len(block), np.bool_)
    mask[list(block.odd)] = True
    own = ["".join(odd.cells[position : position + 1]) for _, odd in sorted(block.odd.items())]
    return pc.replace_with_mask(cells, pa.array(mask), pa.array(own, pa.string()))


def plain(column: pa.ChunkedArray) -> pa.StringArray:
    """A column that is one array."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
