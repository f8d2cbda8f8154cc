"""A file whose text looks read in another encoding than its own: it is asked about before anything is recorded.

One such cell has its row rejected, as ``read_request`` says. A header, or most of the companies whose names have
accents, say it of the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.blocks import Block
from innoveici.batch.read.headers import recognisable, shown_headers
from innoveici.batch.text import Flags, beyond_ascii
from innoveici.errors import DataError
from innoveici.garbled import MARKS, garbled, likelier, looks_twice
from innoveici.messages import N_, Message
from innoveici.postal import InvalidCode, parse

_MARKS = re.compile(f"[{MARKS}]")
_SEVERAL = 2
_SHOWN = 100
"""Cells that show in which encoding a file is."""


def illegible(column: pa.StringArray) -> Flags:
    """The cells in which ``garbled`` finds something."""
    found: Flags = np.zeros(len(column), bool)
    if _MARKS.search(beyond_ascii(column)):
        some = np.flatnonzero(pc.match_substring_regex(column, _MARKS.pattern).to_numpy(zero_copy_only=False))
        found[some] = [bool(garbled(cell)) for cell in column.take(pa.array(some)).to_pylist()]
    return found


class Doubts:
    """Counts companies of an export, block by block. ``shown``: the file's name; ``header``: the column's;
    ``encoding``: in which it was read, None for a sheet."""

    def __init__(self, shown: str, header: str, encoding: str | None) -> None:
        self._shown = shown
        self._header = header
        self._encoding = encoding
        self._accented = self._illegible = 0
        self._first: tuple[int, str] | None = None
        self._sample: list[str] = []

    def look(self, company: pa.StringArray, block: Block) -> None:
        """At one more block, and its cells of that column."""
        if block.trusted:
            return
        self._accented += len(company) - (pc.sum(pc.string_is_ascii(company)).as_py() or 0)
        rows = np.flatnonzero(illegible(company))
        self._illegible += len(rows)
        cells = company.take(pa.array(rows[: _SHOWN - len(self._sample)])).to_pylist()
        if self._first is None and cells:
            self._first = int(block.lines[rows[0]]), cells[0]
        self._sample += cells

    def refuse(self) -> None:
        """:raises DataError: several are illegible, and most of those that are not plain ASCII."""
        if self._first and self._illegible >= _SEVERAL and self._illegible * 2 >= self._accented:
            line, cell = self._first
            raise _doubt(cell, self._shown, line, self._header, self._encoding, self._sample)


def refuse_illegible(headers: Sequence[str], *, file: str, line: int, encoding: str | None) -> None:
    """:raises DataError: one of ``headers`` looks read in another encoding than its own."""
    for header in headers:
        if garbled(header):
            raise _doubt(header, file, line, _shown(header, headers), encoding, headers)


def _shown(header: str, headers: Sequence[str]) -> Message | str:
    """``header``, unless these may be the cells of somebody's row, which must not be shown."""
    if not recognisable(headers, {}) or any(not isinstance(parse(cell), InvalidCode) for cell in headers):
        return "…"
    return shown_headers([header])


def _doubt(
    text: str, file: str, line: int, header: Message | str, encoding: str | None, sample: Sequence[str]
) -> DataError:
    where = {"file": file, "line": line, "header": header, "found": garbled(text)}
    twice = looks_twice(text)
    message = (
        N_("{file}:{line}: the column “{header}” holds “{found}”, which no word does: the text looks encoded twice")
        if twice
        else N_(
            "{file}:{line}: the column “{header}” holds “{found}”, which no word does: "
            "the text looks read in another encoding than its own"
        )
    )
    return DataError(Message(message, **where), _remedy(sample, encoding, twice=twice))


def _remedy(sample: Sequence[str], encoding: str | None, *, twice: bool) -> Message:
    if encoding is None:
        return Message(N_("make the file anew from where the text is right, or correct it there; nothing was recorded"))
    if twice or encoding != "cp1252" or (other := likelier(_bytes(sample))) is None:
        return Message(
            N_("export it again as UTF-8; if it is right as it is, add --encoding {encoding}; nothing was recorded"),
            encoding=encoding,
        )
    return Message(
        N_("add --encoding {other} if it is that, or --encoding {encoding} if it is right; nothing was recorded"),
        other=other,
        encoding=encoding,
    )


def _bytes(sample: Sequence[str]) -> bytes:
    """As they are in the file."""
    return "\n".join(sample).encode("cp1252", "replace")
