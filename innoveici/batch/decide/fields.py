"""A block's cells as request fields: which rows are ordinary for certain, the others read one by one as ``route`` does.

An ordinary row is one that ``read_request`` would take as it stands, with nothing to remark. What is not certain of a
row says nothing against it: it is read by ``read_request`` itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.blocks import Block
from innoveici.batch.decide.moments import at_midnight, sure_moments
from innoveici.batch.read.doubt import illegible
from innoveici.batch.read.notes import NO_NOTES, Notes, filled, with_offset
from innoveici.batch.read.origin import ids_of
from innoveici.batch.read.parsing import harmful
from innoveici.batch.text import Flags, holds, lengths, together, visible
from innoveici.field_words import field_word
from innoveici.reasons import Reason
from innoveici.request import FIELDS, HANDOFF_ID, LIST_KINDS, REQUEST_ID, Fault, Kind, Request, RequestField
from innoveici.request_reading import (
    NEQ,
    SCALE_WORDS,
    USUAL_EMAIL,
    USUAL_EMAIL_LENGTH,
    USUAL_PHONE,
    Reading,
    derive_request_id,
    read_request,
)
from innoveici.spellings.countries import Country, country_of
from innoveici.spellings.dates import latest
from innoveici.spellings.french_places import SIEVE
from innoveici.spellings.short_answers import consent_of, language_of

IN_AN_EXPORT = Reading(lenient=True)
"""Where neither the day nor the vocabulary is known."""
_REMEMBERED = 4_096
"""Cells that are not certain, with what was read of them; most are an address or a number of a few bytes."""


@dataclass(frozen=True, eq=False)
class Fields:
    """``columns``: request field to position in the block's table. ``notes``: what else is known of its cells.
    ``how``: each row is read."""

    block: Block
    columns: Mapping[str, int]
    notes: Notes = NO_NOTES
    how: Reading = IN_AN_EXPORT
    _read: dict[int, Request | tuple[Fault, ...]] = field(default_factory=dict)
    _parts: dict[tuple[int, tuple[str, ...]], Request | tuple[Fault, ...]] = field(default_factory=dict)
    _columns: dict[str, pa.StringArray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.block)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields of which something is known: of a column, or of all rows alike."""
        carried = () if self.notes.ids is None else ("request_id",)
        return tuple(dict.fromkeys((*self.columns, *carried, *self.notes.defaults)))

    def column(self, name: str) -> pa.StringArray | None:
        """The cells of a field as ``read_request`` is given them: without what nobody sees, with what ``notes`` say of
        them; None where nothing is known."""
        if name not in self._columns:
            if name not in self.names:
                return None
            self._columns[name] = self._made(name)
        return self._columns[name]

    def _made(self, name: str) -> pa.StringArray:
        if name == "request_id":
            return self.ids
        column = self._written(name)
        if not self.block.clean:
            column = visible(column)
        if name in self.notes.defaults:
            column = filled(column, self.notes.defaults[name])
        if name == "received_at" and self.notes.offset:
            column = with_offset(column, self.notes.offset)
        return column

    def _written(self, name: str) -> pa.StringArray:
        position = self.columns.get(name)
        if position is None:
            return pa.array([""] * len(self), pa.string())
        return _one_chunk(self.block.table.column(str(position)))

    @cached_property
    def ids(self) -> pa.StringArray:
        """The request ids as written, trimmed, or under which rejects go; empty where one is to be derived."""
        written = self._written("request_id")
        own: pa.StringArray = pc.utf8_trim_whitespace(written)
        if not self.block.clean and (seen := visible(written)) is not written:
            # One that holds what nobody sees is refused, and shown as it is.
            own = pc.if_else(pc.equal(pc.utf8_trim_whitespace(seen), ""), "", own)
        if self.notes.ids is None:
            return own
        return ids_of(own, _one_chunk(self.block.table.column(str(self.notes.ids))))

    @cached_property
    def own(self) -> Flags:
        """The rows, neither blank nor odd, that have an id of their own, which is the request's for certain."""
        fits: Flags = ~self.block.blank
        fits[list(self.block.odd)] = False
        return fits & _matches(self.ids)

    @cached_property
    def identified(self) -> Flags:
        """Those of ``own``, and the rows, neither blank nor odd, that have no id: one is derived from what they say."""
        if self.notes.ids is not None:  # it was lost
            return self.own
        fits: Flags = pc.equal(self.ids, "").to_numpy(zero_copy_only=False) & ~self.block.blank
        fits[list(self.block.odd)] = False
        return fits | self.own

    @cached_property
    def certain(self) -> Mapping[str, Flags]:
        """By field the cells that are taken as they stand for certain."""
        broken = np.flatnonzero(np.append(np.diff(self.block.lines) != 1, True))  # the last one's end is not known
        found: dict[str, Flags] = {}
        for name in self.names:
            column = self.column(name)
            assert column is not None
            found[name] = fits = self._sure(name, column)
            lines = FIELDS[name].kind == "lines"
            if not lines:
                breaks = pc.match_substring_regex(column.take(pa.array(broken)), "[\r\n]")
                fits[broken[breaks.to_numpy(zero_copy_only=False)]] = False
            if not self.block.clean:
                fits &= ~harmful(self._written(name), but="\n" if lines else "")
        return found

    @cached_property
    def ordinary(self) -> Flags:
        """The rows that ``read_request`` takes for certain."""
        fits = self.identified.copy()
        for certain in self.certain.values():
            fits &= certain
        return fits

    @cached_property
    def usual(self) -> Flags:
        """The ordinary rows whose decision depends on their place alone."""
        usual = self.ordinary
        for name, test in _USUAL.items():
            if (column := self.column(name)) is not None:
                usual = usual & holds(column, test)
        return usual & ~self.speaks_of_france

    @cached_property
    def speaks_of_france(self) -> Flags:
        """The rows whose need may say that something is sought in France, on which partnerships depend."""
        if (column := self.column("need")) is None:
            return np.zeros(len(self), bool)
        found: Flags = pc.match_substring_regex(column, SIEVE, ignore_case=True).to_numpy(zero_copy_only=False)
        return found

    def request(self, row: int) -> Request | tuple[Fault, ...]:
        """One row's request, or everything that is wrong with it."""
        if row not in self._read:
            odd = self.block.odd.get(row)
            if odd is not None:
                self._read[row] = (Fault(str(odd.reason.params.get("field", "")), odd.reason),)
            elif self.notes.ids is not None and not self.ids[row].as_py():
                self._read[row] = (Fault("request_id", Reason("row.id_lost")),)
            else:
                request = read_request(self._given(row), self._how)
                self._read[row] = request if isinstance(request, Request) else self._in_its_words(request)
        return self._read[row]

    def doubtful(self, row: int) -> Request | tuple[Fault, ...]:
        """As :meth:`request`, of a row that is not ordinary; but of an identified one only the fields ``in_doubt`` are
        read. The request's other fields are stand-ins; faults and remarks are all there are."""
        return self.part(row, self.in_doubt[row]) if row in self.in_doubt else self.request(row)

    def part(self, row: int, names: Collection[str]) -> Request | tuple[Fault, ...]:
        """The request of an identified row, with stand-ins for other fields than ``names``."""
        named = tuple(name for name in self.names if name in names)
        if (row, named) not in self._parts:
            read = _part(tuple(self._given(row, named).items()), self._how)
            self._parts[row, named] = read if isinstance(read, Request) else self._in_its_words(read)
        return self._parts[row, named]

    @cached_property
    def in_doubt(self) -> Mapping[int, Collection[str]]:
        """Of the rows that are identified and not ordinary, the fields whose cells are not certain, with those of PLACE
        or PARTICULARS if one of them is among these."""
        rows = np.flatnonzero(self.identified & ~self.ordinary)
        read = {name: ~certain[rows] for name, certain in self.certain.items()}
        if "country" in read and "phone" in read:
            read["phone"] |= read["country"]  # a number is one of a country
        for group in (PLACE, PARTICULARS):
            some = [name for name in group if name in read]
            if some:
                any_of_them: Flags = np.any([read[name] for name in some], axis=0)
                read |= dict.fromkeys(some, any_of_them)
        found: dict[int, list[str]] = {row: [] for row in rows.tolist()}
        for name, which in read.items():
            for row in rows[which].tolist():
                found[row].append(name)
        return found

    def first_id(self, row: int) -> str:
        """The id under which a row that is at fault goes once it is mended: its own, where it has one that can be, else
        one derived from its cells as they are, whatever is wrong with them."""
        odd = self.block.odd.get(row)
        own = "" if odd else str(self.ids[row].as_py())
        if own and isinstance(read_request({"request_id": own, "company": "—", "postal_code": "—"}), Request):
            return own
        if odd:
            return derive_request_id({str(at): cell.strip() for at, cell in enumerate(odd.cells)})
        return derive_request_id(
            {name: cell.strip() for name, cell in self._given(row).items() if name != "request_id"}
        )

    def _given(self, row: int, names: Iterable[str] | None = None) -> dict[str, str]:
        """One row's fields, all or ``names``, as written where nothing is noted; an empty one was said, too."""
        columns = ((name, self.given(name)) for name in (self.names if names is None else names))
        return {name: column[row].as_py() for name, column in columns if column is not None}

    def given(self, name: str) -> pa.StringArray | None:
        """The cells of a field as a request is read from: as :meth:`column`, but as written where nothing is noted, for
        a remark quotes what nobody sees, too."""
        as_written = self.notes.plain and not self.block.clean
        return self._written(name) if as_written else self.column(name)

    def shown(self, name: str) -> str:
        """A field as the file names it, in the reader's language."""
        header = self.notes.names.get(name)
        return name if header is None else _column(header).text()

    def called(self, name: str) -> str:
        """A field as the file names it, else as it is called everywhere."""
        return self.shown(name) if name in self.notes.names else field_word(name)

    def _in_its_words(self, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """Faults with the file's own header in place of the field."""
        return tuple(self._with_header(fault) for fault in faults)

    def _with_header(self, fault: Fault) -> Fault:
        header = self.notes.names.get(fault.field)
        if header is None or fault.reason.params.get("field") != fault.field:
            return fault
        return Fault(fault.field, Reason(fault.reason.code, {**fault.reason.params, "field": _column(header)}))

    def value_of(self, name: str, cell: str | None) -> Any:
        """What a request has of a cell that is certain, by the field's name; None: of none."""
        request = _part(() if cell is None else ((name, cell),), self._how)
        assert isinstance(request, Request)
        return getattr(request, name)

    def list_of(self, name: str, cell: str) -> tuple[str, ...] | None:
        """The words of a list written in one cell, by the field's name; None where something is to be said of it."""
        request = read_request({"company": "—", "postal_code": "—", name: cell}, self._how)
        if not isinstance(request, Request) or request.remarks:
            return None
        words: tuple[str, ...] = getattr(request, name)
        return words

    def _moments(self, column: pa.StringArray) -> Flags:
        fits = sure_moments(column, latest(self.how.today))
        others = np.flatnonzero(~fits)
        if len(others):  # written in another way, as all may be
            fits[others] = holds(at_midnight(column.take(pa.array(others))), self._is_moment)
        return fits

    def _is_moment(self, cell: str) -> bool:
        request = _part((("received_at", cell),), self._how)
        return isinstance(request, Request) and not request.remarks

    @cached_property
    def _how(self) -> Reading:
        return replace(self.how, trusted=True) if self.block.trusted else self.how

    def _sure(self, name: str, column: pa.StringArray) -> Flags:
        """The cells that are taken as they stand for certain."""
        about = FIELDS[name]
        if about.kind == "moment":
            return self._moments(column)
        if about.kind in LIST_KINDS:
            return holds(column, lambda cell: self.list_of(name, cell) is not None)
        fits = _SURE[about.kind](column, about)
        return fits if self.block.trusted else fits & ~illegible(column)


@lru_cache(maxsize=_REMEMBERED)
def _part(cells: tuple[tuple[str, str], ...], how: Reading) -> Request | tuple[Fault, ...]:
    return read_request({"request_id": "part", "company": "—", "postal_code": "—", **dict(cells)}, how)


def _column(header: str) -> Reason:
    return Reason("column.named", {"header": header})


PLACE = ("postal_code", "municipality", "country")
PARTICULARS = ("consent", "scale", "sectors", "markets", "need")
"""Fields that are read with each other: what one means depends on the others; and those that a decision depends on
beside the place."""
_CODE = "[A-Za-z][0-9][A-Za-z][^0-9A-Za-z]?[0-9][A-Za-z][0-9]"
_SCALES = frozenset(("", "standard", "major", *SCALE_WORDS))
_USUAL = {
    "sectors": lambda cell: not cell,
    "markets": lambda cell: not cell,
    "scale": lambda cell: cell.strip().lower() in ("", "standard"),
    "consent": lambda cell: consent_of(cell.strip()) is not False,
}


_Sure = Callable[[pa.StringArray, RequestField], Flags]


def _sure_text(column: pa.StringArray, about: RequestField) -> Flags:
    fits = _whole(column) & _short(column, about)
    return fits & (lengths(pc.utf8_trim_whitespace(column)) > 0) if about.required else fits


def _sure_answer(read: Callable[[str], object]) -> _Sure:
    """The cells that are blank, or of which ``read`` makes something."""
    return lambda column, about: (
        _sure_text(column, about) & holds(column, lambda cell: not (said := cell.strip()) or read(said) is not None)
    )


def _is_canada(text: str) -> bool | None:
    """Whatever code is beside it; None where that is not certain, or something is to be said of it."""
    found = {country_of(text, in_canada=in_canada) for in_canada in (True, False)}
    return True if found == {Country("CA")} else None


def _sure_email(column: pa.StringArray, _: RequestField) -> Flags:
    return _fits(column, f"^(?:{USUAL_EMAIL})?$") & (lengths(column) <= USUAL_EMAIL_LENGTH)


def _by_itself(column: pa.StringArray, about: RequestField) -> Flags:
    """A code alone in its cell, or nothing in which one could be found; not what no code is in for certain."""
    plain = _fits(column, f"^(?:{_CODE})$")
    if plain.all():
        return plain
    has_digit, has_code = _fits(column, "[0-9]"), _fits(column, _CODE)
    ascii_: Flags = pc.string_is_ascii(column).to_numpy(zero_copy_only=False)
    return plain | (has_digit & ~has_code & ascii_ & _short(column, about))


def _fits(column: pa.StringArray, pattern: str) -> Flags:
    found: Flags = pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False)
    return found


def _short(column: pa.StringArray, about: RequestField) -> Flags:
    """No more bytes than the field may have characters."""
    return lengths(column) <= about.max_length


def _whole(column: pa.StringArray) -> Flags:
    """Without what a spreadsheet shows where there is no value (``SPREADSHEET_ERRORS``) or no room (``CUT``)."""
    if b"#" not in bytes(together(column)):
        return np.ones(len(column), bool)
    not_sure: Flags = pc.match_substring_regex(column, "#(?:####|[A-Z])").to_numpy(zero_copy_only=False)
    return ~not_sure


_SURE: Mapping[Kind, _Sure] = {
    "id": lambda column, _: np.ones(len(column), bool),  # looked at by `ordinary`
    "text": _sure_text,
    "lines": _sure_text,
    "code": lambda column, about: _whole(column) & _by_itself(column, about),
    "neq": lambda column, _: _fits(column, f"^(?:{NEQ})?$"),
    "email": _sure_email,
    "phone": lambda column, _: _fits(column, f"^(?:{USUAL_PHONE})?$"),
    "language": _sure_answer(language_of),
    "scale": lambda column, _: holds(column, lambda cell: cell.strip().lower() in _SCALES),
    "country": _sure_answer(_is_canada),
    "consent": _sure_answer(consent_of),
}
"""By how a field is read: the cells that are taken as they stand for certain."""


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
    fits &= (width > 0) & (width <= FIELDS["request_id"].max_length)
    begins = np.frombuffer(octets + b"\0", np.uint8)[np.cumsum(width) - width]  # the last may be empty
    fits &= _FIRST[begins]
    return fits


def _one_chunk(column: pa.ChunkedArray) -> pa.StringArray:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
