"""A block's cells as request fields: which rows are ordinary for certain, the others read one by one as ``route`` does.

An ordinary row is one that ``read_request`` would take as it stands. What is not certain of a row says nothing against
it: it is read by ``read_request`` itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.blocks import Block
from innoveici.batch.moments import sure_moments
from innoveici.batch.text import Flags, beyond_ascii, holds, lengths, together, visible
from innoveici.garbled import MARKS, garbled
from innoveici.request import (
    CONSENT_WORDS,
    HANDOFF_ID,
    LANGUAGE_WORDS,
    REQUEST_ID,
    Fault,
    Request,
    max_length,
    read_request,
)


@dataclass(frozen=True, eq=False)
class Fields:
    """``columns``: request field to position in the block's table."""

    block: Block
    columns: Mapping[str, int]
    _read: dict[int, Request | tuple[Fault, ...]] = field(default_factory=dict)
    _seen: dict[str, pa.StringArray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.block)

    def column(self, name: str) -> pa.StringArray | None:
        """The cells of a field as written, without what nobody sees; None where the export has no such column."""
        if name not in self._seen:
            written = self._written(name)
            if written is None:
                return None
            self._seen[name] = written if self.block.clean else visible(written)
        return self._seen[name]

    def _written(self, name: str) -> pa.StringArray | None:
        position = self.columns.get(name)
        return None if position is None else _one_chunk(self.block.table.column(str(position)))

    @cached_property
    def ids(self) -> pa.StringArray:
        """The request ids as written, trimmed; empty where one is to be derived."""
        written = self._written("request_id")
        if written is None:
            return pa.array([""] * len(self), pa.string())
        trimmed: pa.StringArray = pc.utf8_trim_whitespace(written)
        if self.block.clean or (seen := visible(written)) is written:
            return trimmed
        # One that holds what nobody sees is refused, and shown as it is.
        return pc.if_else(pc.equal(pc.utf8_trim_whitespace(seen), ""), "", trimmed)

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
            fits &= self._sure(name, _one_chunk(block.table.column(str(position))))
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
                given = {name: cells[at] for name, at in self.columns.items() if cells[at]}
                self._read[row] = read_request(given, trusted=self.block.trusted)
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

    def _sure(self, name: str, column: pa.StringArray) -> Flags:
        match name:
            case "request_id":
                return np.ones(len(column), bool)  # looked at by `ordinary`
            case "company" | "postal_code":
                filled = lengths(pc.utf8_trim_whitespace(column)) > 0
                return _short(column, name) & _whole(column) & self._legible(column) & filled
            case "received_at":
                return sure_moments(column)
            case "language":
                return holds(column, lambda cell: cell.strip().lower() in ("", *LANGUAGE_WORDS))
            case "scale":
                return holds(column, lambda cell: cell.strip().lower() in ("", "standard", "major"))
            case "country":
                return holds(column, lambda cell: cell.strip().lower() in ("", "ca", "canada"))
            case "consent":
                return holds(column, lambda cell: cell.strip().casefold() in ("", *CONSENT_WORDS))
            case "email" | "phone" | "sectors" | "markets":
                empty: Flags = lengths(column) == 0
                return empty
            case _:
                return _short(column, name) & _whole(column) & self._legible(column)

    def _legible(self, column: pa.StringArray) -> Flags:
        """Without what looks read in another encoding than its own."""
        return np.ones(len(column), bool) if self.block.trusted else ~illegible(column)


def illegible(column: pa.StringArray) -> Flags:
    """The cells in which ``garbled`` finds something."""
    found: Flags = np.zeros(len(column), bool)
    if _MARKS.search(beyond_ascii(column)):
        some = np.flatnonzero(pc.match_substring_regex(column, _MARKS.pattern).to_numpy(zero_copy_only=False))
        found[some] = [bool(garbled(cell)) for cell in column.take(pa.array(some)).to_pylist()]
    return found


_MARKS = re.compile(f"[{MARKS}]")
_OF_SEVERAL_LINES = {"need"}
_USUAL = {
    "scale": lambda cell: cell.strip().lower() in ("", "standard"),
    "consent": lambda cell: CONSENT_WORDS.get(cell.strip().casefold(), True),
}


def _short(column: pa.StringArray, name: str) -> Flags:
    """No more bytes than the field may have characters."""
    return lengths(column) <= max_length(name)


def _whole(column: pa.StringArray) -> Flags:
    """Without what a spreadsheet shows where there is no value (``SPREADSHEET_ERRORS``) or no room (``CUT``)."""
    if b"#" not in bytes(together(column)):
        return np.ones(len(column), bool)
    not_sure: Flags = pc.match_substring_regex(column, "#(?:####|[A-Z])").to_numpy(zero_copy_only=False)
    return ~not_sure


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
