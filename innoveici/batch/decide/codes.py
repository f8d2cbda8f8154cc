"""Cells of postal codes and municipalities against the atlas, a column at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.atlas.given import adds_nothing
from innoveici.atlas.store import Atlas
from innoveici.batch.decide.places import PlaceTable
from innoveici.batch.text import Flags, coded, distinct, fixed, lengths
from innoveici.postal import PostalCode, parse

_REMEMBERED = 20_000
_SPACE, _LOWER_A, _LOWER_Z = 0x20, 0x61, 0x7A


class Codes:
    """What columns of cells mean to one atlas; remembers cells that are written in unusual ways."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._atlas: Atlas = table.atlas
        self._unusual: dict[str, int] = {}
        self._nothing: dict[tuple[str, str, str], bool] = {}

    def rows_of(self, cells: pa.StringArray) -> NDArray[np.int64]:
        """The atlas' row of each Canadian code, -1 where it has none or the cell is no full code."""
        positions, values = coded(cells)
        return self._rows(values)[positions]

    def _rows(self, cells: pa.StringArray) -> NDArray[np.int64]:
        found = np.full(len(cells), -1, np.int64)
        width = lengths(cells)
        others = np.ones(len(cells), bool)
        for usual, text in _usual(cells, width):
            found[usual] = self._find(np.where((text >= _LOWER_A) & (text <= _LOWER_Z), text - _SPACE, text))
            others[usual] = False
        rest = np.flatnonzero(others)
        if len(rest):
            found[rest] = [self._row_of(value) for value in cells.take(pa.array(rest)).to_pylist()]
        return found

    def adds_nothing(self, municipalities: pa.StringArray, rows: NDArray[np.int64]) -> Flags:
        """Whether the municipality given changes nothing of the certain code of each row (-1: False)."""
        given, values = distinct(municipalities)
        arrays = self._table.arrays
        place, mrcs = arrays.place[rows].astype(np.int64), arrays.mrcs[rows].astype(np.int64)
        keys = np.where(rows >= 0, (given.astype(np.int64) << 32) | (place << 16) | mrcs, -1)
        here, pairs = coded(pa.array(keys))
        fits: Flags = np.array(
            [k >= 0 and self._pair(values[k >> 32], (k >> 16) & 0xFFFF, k & 0xFFFF) for k in pairs.to_pylist()], bool
        )
        found: Flags = fits[here]
        return found

    def _pair(self, text: str, place: int, mrcs: int) -> bool:
        arrays = self._table.arrays
        names = text, arrays.places[place], arrays.mrc_sets[mrcs][0]
        if names not in self._nothing:
            if len(self._nothing) >= _REMEMBERED:
                self._nothing.clear()
            self._nothing[names] = adds_nothing(*names, self._atlas)
        return self._nothing[names]

    def _find(self, compact: NDArray[np.uint8]) -> NDArray[np.int64]:
        codes = np.ascontiguousarray(compact).view("S6").ravel()
        rows = self._table.arrays.find(codes)
        # The bytes of what is no code may fall on some code's key.
        same = self._table.codes[rows] == codes
        return np.where(same, rows, -1)

    def _row_of(self, text: str) -> int:
        if text not in self._unusual:
            if len(self._unusual) >= _REMEMBERED:
                self._unusual.clear()
            code = parse(text)
            compact = np.frombuffer(code.compact.encode(), np.uint8)[None, :] if isinstance(code, PostalCode) else None
            self._unusual[text] = -1 if compact is None else int(self._find(compact)[0])
        return self._unusual[text]


def _usual(cells: pa.StringArray, width: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """The cells written ``J0K 2M0`` or ``J0K2M0``: their rows, and six characters of each."""
    rows = np.flatnonzero(width == 7)
    text = fixed(cells, rows, 7)
    spaced = text[:, 3] == _SPACE
    yield rows[spaced], text[spaced][:, [0, 1, 2, 4, 5, 6]]
    rows = np.flatnonzero(width == 6)
    yield rows, fixed(cells, rows, 6)
