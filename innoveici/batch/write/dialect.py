"""How our own CSV looks, plain or for a French Excel: rows of cells become bytes here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.cells import neutral, quoted
from innoveici.batch.text import together

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block

LINE_END = "\r\n"  # as RFC 4180 and Excel have it
_EXACT = 2**50  # hundredths that a float64 holds exactly
_LARGEST = 20  # bits: 10,000 km


class Sink(Protocol):
    """Where bytes go: a binary file, or an ``Aside``."""

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
