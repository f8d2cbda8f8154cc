"""Texts as 64-bit numbers, a column at a time: equal texts, equal numbers, and hardly ever otherwise."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.text import Flags, fixed, lengths

_WORD = 8
_MULTIPLIER = np.uint64(0x9E37_79B9_7F4A_7C15)
_HALF = np.uint64(32)
_FIRST_BITS = 16
_OTHER_BITS = np.uint64(64 - _FIRST_BITS)


def hashes(column: pa.StringArray) -> NDArray[np.uint64]:
    """One number a cell; no secret, so whoever wants two texts of one number can make them."""
    width = lengths(column)
    found = np.empty(len(column), np.uint64)
    for length in np.flatnonzero(np.bincount(width)).tolist():
        rows = np.flatnonzero(width == length)
        cells = np.zeros((len(rows), -(-length // _WORD) * _WORD), np.uint8)
        cells[:, :length] = fixed(column, rows, length)
        found[rows] = _mixed(cells.view(np.uint64), length)
    return found


def several_times(ordered: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers that are in ``ordered``, which ascend, more than once."""
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.unique(repeated)


def among(found: NDArray[np.uint64], some: NDArray[np.uint64]) -> Flags:
    """Which of ``found`` are among ``some``, which ascend; most others are told apart by how they begin."""
    flags = np.zeros(len(found), bool)
    begins = np.zeros(1 << _FIRST_BITS, bool)
    begins[some >> _OTHER_BITS] = True
    rows = np.flatnonzero(begins[found >> _OTHER_BITS])
    if len(rows):
        at = np.minimum(np.searchsorted(some, found[rows]), len(some) - 1)
        flags[rows] = some[at] == found[rows]
    return flags


def _mixed(words: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Each row's words, and how long it was."""
    mixed = np.full(len(words), length, np.uint64) * _MULTIPLIER  # else a short text is taken for a shorter one
    for word in words.T:
        mixed = (mixed ^ word) * _MULTIPLIER
        mixed ^= mixed >> _HALF
    return mixed * _MULTIPLIER
