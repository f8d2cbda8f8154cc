"""Columns of text as numpy sees them: bytes of cells that all have one width, distinct values, and 64-bit numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.characters import INVISIBLE, RE2

Flags = NDArray[np.bool_]
_BETWEEN = "\x1f"
_ASCII = bytes(range(128))


def lengths(column: pa.StringArray) -> NDArray[np.int32]:
    """Bytes of each cell."""
    return pc.binary_length(column).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def fixed(column: pa.StringArray, rows: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    """The bytes of cells that are ``width`` bytes long, (rows, width); not to be written to."""
    some = column if len(rows) == len(column) else column.take(pa.array(rows))
    _, offsets_buffer, data_buffer = some.buffers()
    if data_buffer is None or not len(some):
        return np.zeros((len(some), width), np.uint8)
    start = int(np.frombuffer(offsets_buffer, np.int32)[some.offset])
    return np.frombuffer(data_buffer, np.uint8, len(some) * width, start).reshape(len(some), width)


def together(column: pa.StringArray) -> memoryview:
    """The bytes of all cells, one after the other."""
    _, offsets_buffer, data_buffer = column.buffers()
    if data_buffer is None:
        return memoryview(b"")
    ends = np.frombuffer(offsets_buffer, np.int32)[column.offset : column.offset + len(column) + 1]
    return memoryview(data_buffer)[int(ends[0]) : int(ends[-1])]


def beyond_ascii(column: pa.StringArray) -> str:
    """All characters of ``column`` that are none of ASCII's, in their order: what is looked for before a search."""
    return bytes(together(column)).translate(None, _ASCII).decode(errors="surrogateescape")


def visible(column: pa.StringArray) -> pa.StringArray:
    """``invisible.visible`` of each cell; ``column`` itself where that changes none."""
    if INVISIBLE.search(beyond_ascii(column)) is None:
        return column
    return pc.replace_substring_regex(column, RE2, "")


def coded(column: pa.Array) -> tuple[NDArray[np.int32], pa.Array]:
    """For each row the position of its value, and the values in the order in which they come; nothing is sorted."""
    encoded = column.dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary


def distinct(column: pa.StringArray) -> tuple[NDArray[np.int32], list[str]]:
    """For each row the position of its value, and the values."""
    positions, values = coded(column)
    return positions, values.to_pylist()


def joined(tables: Sequence[NDArray[np.integer[Any]]]) -> pa.StringArray:
    """Each row of all the (rows, columns) as text, commas between; many times as fast as ``str`` of each list."""
    widths = np.repeat([table.shape[1] for table in tables], [len(table) for table in tables])
    offsets = np.concatenate([[0], np.cumsum(widths)]).astype(np.int32)
    numbers = pa.array(np.concatenate([table.ravel() for table in tables])).cast(pa.string())
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), numbers), ",")


def floats(values: NDArray[np.float64]) -> pa.StringArray:
    """Each as JSON has it, and ``repr``; from 0.001 to a million, with their signs, or 0."""
    texts = pa.array(values).cast(pa.string())
    return pc.if_else(pa.array(values == np.rint(values)), glued(texts, ".0"), texts)


def taken(values: Sequence[str], which: NDArray[np.integer[Any]]) -> pa.StringArray:
    """For each of ``which`` the value at that position."""
    return pa.array(values, pa.string()).take(pa.array(which))


def glued(*parts: pa.StringArray | str) -> pa.StringArray:
    """Cell by cell one after the other; a ``str`` is the same in every cell."""
    return pc.binary_join_element_wise(*parts, "")


def cells(column: pa.StringArray) -> list[str]:
    """As ``to_pylist``, ten times as fast; for cells without control characters."""
    return strung(column, _BETWEEN).split(_BETWEEN)


def octets(column: pa.StringArray) -> list[bytes]:
    """The same, as UTF-8."""
    return _strung(column, _BETWEEN).as_buffer().to_pybytes().split(_BETWEEN.encode())  # type: ignore[no-any-return]


def strung(column: pa.StringArray, between: str) -> str:
    """All cells as one text."""
    text: str = _strung(column, between).as_py()
    return text


def _strung(column: pa.StringArray, between: str) -> pa.StringScalar:
    return pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(column)], pa.int32()), column), between)[0]


def holds(column: pa.StringArray, test: Callable[[str], bool]) -> Flags:
    """Whether each cell passes ``test``, asked once a distinct value."""
    indices, values = distinct(column)
    found: Flags = np.array([test(value) for value in values], dtype=bool)[indices]
    return found


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
