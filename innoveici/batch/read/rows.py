"""One row of CSV text by the letter: where it ends, and its cells.

A quote matters only at the beginning of a cell; inside a quoted cell it is doubled; what follows the closing quote is
taken as it stands. pyarrow reads alike; here rows are read one by one where a block is not plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache


@cache
def _tail(delimiter: bytes) -> bytes:
    return b"[^" + re.escape(delimiter) + rb"\r\n]*+"


@cache
def _cell(delimiter: bytes) -> bytes:
    return rb'(?:"(?:[^"]++|"")*+"' + _tail(delimiter) + rb'|(?!")' + _tail(delimiter) + b")"


@cache
def row_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    """Matches one row with its line end (LF, CRLF or CR)."""
    cell = _cell(delimiter)
    return re.compile(cell + b"(?:" + re.escape(delimiter) + cell + rb")*+(?:\r\n|\n|\r)")


@cache
def _split_pattern(delimiter: bytes) -> re.Pattern[bytes]:
    tail = b"(" + _tail(delimiter) + b")"
    return re.compile(rb'"((?:[^"]++|"")*+)"' + tail + b"|" + tail)


def _cells(row: bytes, delimiter: bytes) -> Iterator[tuple[int, bytes | None, bytes]]:
    """Of each cell where it begins, what is between its quotes (None without any) and what follows them."""
    position, pattern = 0, _split_pattern(delimiter)
    while match := pattern.match(row, position):
        quoted, tail, plain = match.groups()
        yield position, quoted, plain if quoted is None else tail
        position = match.end() + 1
        if position > len(row):
            return


def split_row(row: bytes, delimiter: bytes) -> list[bytes]:
    """The cells of a row without its line end, quotes taken away."""
    if b'"' not in row:
        return row.split(delimiter)
    return [
        rest if quoted is None else quoted.replace(b'""', b'"') + rest for _, quoted, rest in _cells(row, delimiter)
    ]


def quote_left_open(row: bytes, delimiter: bytes) -> int | None:
    """Where a quote opens that runs over a line break and closes in the middle of a cell, as one never closed does."""
    for position, quoted, rest in _cells(row, delimiter):
        if quoted is not None and b"\n" in quoted and rest.strip():
            return position
    return None


def open_quote(text: bytes, delimiter: bytes) -> int | None:
    """Where the quote opens that leaves the row at the beginning of ``text`` without an end; None if it is no quote."""
    position = 0
    for position, quoted, _rest in _cells(text, delimiter):
        if quoted is None and text[position : position + 1] == b'"':
            return position
    return None
