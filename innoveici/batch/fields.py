"""A block's cells as request fields: which rows are ordinary for certain, the others read one by one as ``route`` does.

An ordinary row is one that ``read_request`` would take as it stands. What is not certain of a row says nothing against
it: it is read by ``read_request`` itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.blocks import Block
from innoveici.batch.moments import sure_moments
from innoveici.batch.text import Flags, holds, lengths, together
from innoveici.request import (
    CONSENT_WORDS,
    HANDOFF_ID,
    LANGUAGE_WORDS,
    REQUEST_ID,
    USUAL_EMAIL,
    USUAL_EMAIL_LENGTH,
    USUAL_PHONE,
    Fault,
    Request,
    list_of,
    max_length,
    read_request,
)


@dataclass(frozen=True, eq=False)
class Fields:
    """``columns``: request field to position in the block's table."""

    block: Block
    columns: Mapping[str, int]
    _read: dict[int, Request | tuple[Fault, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.block)

    def column(self, name: str) -> pa.StringArray | None:
        """The cells of a field as written; None where the export has no such column."""
        position = self.columns.get(name)
        return None if position is None else _one_chunk(self.block.table.column(str(position)))

    @cached_property
    def ids(self) -> pa.StringArray:
        """The request ids as written, trimmed; empty where one is to be derived."""
        column = self.column("request_id")
        if column is None:
            return pa.array([""] * len(self), pa.string())
        trimmed: pa.StringArray = pc.utf8_trim_whitespace(column)
        return trimmed

    @cached_property
    def ordinary(self) -> Flags:
        """The rows that ``read_request`` takes for certain and that have an id of their own."""
        block = self.block
        if not block.clean:
            return np.zeros(len(block), bool)
        fits: Flags = ~block.blank
        fits[list(block.odd)] = False
        fits &= self._one_line & _matches(self.ids)
        for name, position in self.columns.items():
            sure = _SURE.get(name) or partial(_sure_text, name)
            fits &= sure(_one_chunk(block.table.column(str(position))))
        return fits

    @cached_property
    def usual(self) -> Flags:
        """The ordinary rows whose decision depends on their place alone."""
        usual = self.ordinary
        for name, test in _USUAL.items():
            if (column := self.column(name)) is not None:
                usual = usual & holds(column, test)
        return usual

    def request(self, row: int) -> Request | tuple[Fault, ...]:
        """One row's request, or everything that is wrong with it."""
        if row not in self._read:
            odd = self.block.odd.get(row)
            if odd is not None:
                self._read[row] = (Fault(str(odd.reason.params.get("field", "")), odd.reason),)
            else:
                cells = self.block.cells(row)
                self._read[row] = read_request({name: cells[at] for name, at in self.columns.items() if cells[at]})
        return self._read[row]

    @property
    def _one_line(self) -> Flags:
        """The rows without a line break inside a cell that may have none."""
        fits: Flags = np.ones(len(self), bool)
        broken = np.flatnonzero(np.append(np.diff(self.block.lines) != 1, True))  # the last one's end is not known
        for name in self.columns.keys() - _OF_SEVERAL_LINES:
            column = self.column(name)
            assert column is not None
            breaks = pc.match_substring_regex(column.take(pa.array(broken)), "[\r\n]")
            fits[broken[breaks.to_numpy(zero_copy_only=False)]] = False
        return fits


_OF_SEVERAL_LINES = {"need"}
_USUAL = {
    "sectors": lambda cell: not cell,
    "markets": lambda cell: not cell,
    "scale": lambda cell: cell.strip().lower() in ("", "standard"),
    "consent": lambda cell: CONSENT_WORDS.get(cell.strip().casefold(), True),
}


_Sure = Callable[[pa.StringArray], Flags]


def _sure_text(name: str, column: pa.StringArray) -> Flags:
    return _short(column, name) & _whole(column)


def _sure_and_given(name: str, column: pa.StringArray) -> Flags:
    return _sure_text(name, column) & (lengths(pc.utf8_trim_whitespace(column)) > 0)


def _sure_word(words: Iterable[str], fold: Callable[[str], str] = str.lower) -> _Sure:
    known = frozenset(("", *words))
    return lambda column: holds(column, lambda cell: fold(cell.strip()) in known)


def _sure_list(name: str, column: pa.StringArray) -> Flags:
    return holds(column, lambda cell: list_of(name, cell) is not None)


def _sure_email(column: pa.StringArray) -> Flags:
    return _like(USUAL_EMAIL, column) & (lengths(column) <= USUAL_EMAIL_LENGTH)


def _like(pattern: str, column: pa.StringArray) -> Flags:
    """The cells that are empty, or match the whole of ``pattern``."""
    found: Flags = pc.match_substring_regex(column, f"^(?:{pattern})?$").to_numpy(zero_copy_only=False)
    return found


def _short(column: pa.StringArray, name: str) -> Flags:
    """No more bytes than the field may have characters."""
    return lengths(column) <= max_length(name)


def _whole(column: pa.StringArray) -> Flags:
    """Without what a spreadsheet shows where there is no value (``SPREADSHEET_ERRORS``) or no room (``CUT``)."""
    if b"#" not in bytes(together(column)):
        return np.ones(len(column), bool)
    not_sure: Flags = pc.match_substring_regex(column, "#(?:####|[A-Z])").to_numpy(zero_copy_only=False)
    return ~not_sure


_SURE: Mapping[str, _Sure] = {
    "request_id": lambda column: np.ones(len(column), bool),  # looked at by `ordinary`
    "company": partial(_sure_and_given, "company"),
    "postal_code": partial(_sure_and_given, "postal_code"),
    "received_at": sure_moments,
    "email": _sure_email,
    "phone": partial(_like, USUAL_PHONE),
    "language": _sure_word(LANGUAGE_WORDS),
    "scale": _sure_word(("standard", "major")),
    "country": _sure_word(("ca", "canada")),
    "consent": _sure_word(CONSENT_WORDS, str.casefold),
    "sectors": partial(_sure_list, "sectors"),
    "markets": partial(_sure_list, "markets"),
}
"""By field the cells that are taken as they stand for certain; of the others all that are short and whole."""


_BYTES = [chr(byte) for byte in range(256)]
_ALLOWED = "".join(char for char in _BYTES if re.fullmatch(REQUEST_ID, f"A{char}")).encode()
_FIRST = np.array([re.fullmatch(REQUEST_ID, char) is not None for char in _BYTES])


def _matches(ids: pa.StringArray) -> Flags:
    reserved = pc.match_substring_regex(ids, f"^(?:{HANDOFF_ID})$")
    fits: Flags = pc.invert(reserved).to_numpy(zero_copy_only=False)
    octets = bytes(together(ids))
    if octets.translate(None, _ALLOWED):
        found: Flags = pc.match_substring_regex(ids, f"^(?:{REQUEST_ID})$").to_numpy(zero_copy_only=False)
        return fits & found
    width = lengths(ids)  # nothing that is not allowed in any of them: several times as fast
    fits &= (width > 0) & (width <= max_length("request_id"))
    begins = np.frombuffer(octets + b"\0", np.uint8)[np.cumsum(width) - width]  # the last may be empty
    fits &= _FIRST[begins]
    return fits


def _one_chunk(column: pa.ChunkedArray) -> pa.StringArray:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
