"""Rows of an export as columns of text, a block at a time: what every reader makes and everything after it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.reasons import Reason


@dataclass(frozen=True, slots=True, repr=False)
class Odd:
    """A row that is not what the header promises: its cells as read, however many, and what is wrong."""

    cells: tuple[str, ...]
    reason: Reason

    def __repr__(self) -> str:
        return f"Odd({self.reason.code!r})"  # nothing personal in a traceback


@dataclass(frozen=True, eq=False, repr=False)
class Block:
    """Rows in file order, blank and odd ones included.

    ``first_row``: number of the first among the data rows, from 1. ``table``: columns of type string in one chunk,
    named by their position in the file's header; cells of odd rows are empty. ``lines``: shape (rows,), the line of
    the file (a sheet's row) where each begins, from 1. ``odd``: by index in the block. ``blank``: shape (rows,), rows
    without data (all cells blank, totals, the header again). ``clean``: no cell can hold a character that a request
    refuses or that normalising would change, line breaks that ``lines`` shows apart; False says nothing. ``raw``: the
    rows as they stand in a comma-separated file, line ends apart, where they may be copied; else None. ``headings``:
    by index, the rows among the blank ones that are the header again. ``trusted``: somebody has said how the file is
    encoded.
    """

    first_row: int
    table: pa.Table
    lines: NDArray[np.int64]
    odd: Mapping[int, Odd]
    blank: NDArray[np.bool_]
    clean: bool
    raw: pa.StringArray | None
    headings: frozenset[int] = frozenset()
    trusted: bool = False

    def __len__(self) -> int:
        return len(self.lines)

    def __repr__(self) -> str:
        return f"Block({self.first_row}, {len(self)} rows)"  # nothing personal in a traceback

    def slice(self, start: int, stop: int) -> Block:
        """Rows ``start`` to before ``stop``, without copying."""
        start, stop, _ = slice(start, stop).indices(len(self))
        return replace(
            self,
            first_row=self.first_row + start,
            table=self.table.slice(start, max(stop - start, 0)),
            lines=self.lines[start:stop],
            odd={row - start: odd for row, odd in self.odd.items() if start <= row < stop},
            blank=self.blank[start:stop],
            raw=None if self.raw is None else self.raw.slice(start, max(stop - start, 0)),
            headings=frozenset(row - start for row in self.headings if start <= row < stop),
        )

    def cells(self, row: int) -> tuple[str, ...]:
        """The cells of one row as read; those of an odd row are its own, however many."""
        if row in self.odd:
            return self.odd[row].cells
        return tuple(column[row].as_py() for column in self.table.columns)
