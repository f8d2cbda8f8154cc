"""Rows that may be the same request as another under a number of its own: pointed out, never merged.

The first reading of a file has a number a row for each of the two ways to be alike, worked out a column at a time
(:func:`number_hashes`, :func:`company_hashes`). Rows of which no other row's, and no recorded request's, is equal are
done with; of the others ``likeness`` decides, once it is known what became of them.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.text import among, coded, hashes, lengths, several_times, together
from innoveici.likeness import ARTICLE, LEGAL, company_key, number_key

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.ledger.alike import Named, Why

Hashes = NDArray[np.uint64]
_AT_ONCE = 10_000
_TWO_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss"}
"""What decomposing leaves whole, and names are compared without."""
_NOTHING = np.uint64(0)
_BETWEEN = b"\x1f"
_ASCII = bytes(range(128))
_KEPT = _BETWEEN + string.digits.encode() + string.ascii_lowercase.encode()
_LETTERS = bytes.maketrans(_ASCII, bytes(byte if byte in _KEPT else ord(" ") for byte in _ASCII.lower()))
_SEVERAL = {" ?": " *", " ": " +"}
_NOT_THE_NAME = re.sub(r" \??", lambda found: _SEVERAL[found[0]], f"{ARTICLE.replace('^', '^ ?')}|{LEGAL}")
"""ARTICLE and LEGAL, of a text in which several spaces may stand between two words."""
_FEW = 100
"""Characters beyond ASCII up to which each is replaced in all of a text in turn."""


class Pair(NamedTuple):
    """Two requests that may be one. ``handoff_id``: of the second, where it was recorded before; else empty."""

    request_id: str
    other_id: str
    handoff_id: str
    why: Why


def number_hashes(ids: pa.StringArray) -> Hashes:
    """Equal where ``number_key`` is; 0 where there is no number."""
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(ids))
    plain = pc.replace_substring_regex(plain, "(^|[^0-9])0+([0-9])", r"\1\2")
    return _without_blanks(plain)


def company_hashes(company: pa.StringArray, code: pa.StringArray) -> Hashes:
    """Equal where ``company_key`` is, of a name in Latin letters and a code written by itself; 0 where there is nothing
    to compare."""
    name = _plain(company)
    short = pc.replace_substring(pc.replace_substring_regex(name, _NOT_THE_NAME, ""), " ", "")
    nothing = lengths(short) == len(_BETWEEN)
    if nothing.any():
        short = pc.if_else(pa.array(nothing), pc.replace_substring(name, " ", ""), short)
        nothing = lengths(short) == len(_BETWEEN)
    which, codes = coded(code)
    where = _without_blanks(pc.replace_substring_regex(pc.utf8_lower(codes), "[^a-z0-9]+", ""))[which]
    found: Hashes = hashes(short) ^ where
    found[(where == _NOTHING) | nothing] = _NOTHING
    return found


def _plain(names: pa.StringArray) -> pa.StringArray:
    """Each name in plain small letters, a space for whatever is none, and a ``_BETWEEN`` at its end. All of them are
    changed as one text, which takes a third of the time."""
    text = bytes(together(pc.binary_join_element_wise(names, "", _BETWEEN.decode())))
    if text.count(_BETWEEN) != len(names):  # a name holds it
        return _plain(pc.replace_substring(names, _BETWEEN.decode(), " "))
    others = set(text.translate(None, _ASCII).decode())
    if len(others) <= _FEW:
        for char in others:
            text = text.replace(char.encode(), _plain_letters(char).encode())
    else:
        text = text.decode().translate({ord(char): _plain_letters(char) for char in others}).encode()
    text = text.translate(_LETTERS)
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == _BETWEEN[0]) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.StringArray.from_buffers(len(names), pa.py_buffer(offsets), pa.py_buffer(text))


@cache
def _plain_letters(char: str) -> str:
    """Of a character beyond ASCII, whatever case: its letters without marks; a space for what is none."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", char).lower() if unicodedata.category(c)[0] != "M")
    for letter, two in _TWO_LETTERS.items():
        letters = letters.replace(letter, two)
    return "".join(c if c.isascii() else " " for c in letters)


def _without_blanks(texts: pa.StringArray) -> Hashes:
    found = hashes(texts)
    found[pc.equal(texts, "").to_numpy(zero_copy_only=False)] = _NOTHING
    return found


@dataclass
class _Group:
    """Requests of one exact key: those of the file by id, whether each adds something; those recorded before."""

    rows: dict[str, bool] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)


class Likenesses:
    """``keys``, ``numbers``, ``companies``: what ``scan`` says of each row. ``before``: the requests that the ledger
    has, as it is when the run begins."""

    def __init__(self, keys: Hashes, numbers: Hashes, companies: Hashes, before: Iterable[Named] = ()) -> None:
        self._groups: dict[tuple[Why, str], _Group] = {}
        ours = numbers, companies
        met = [_Met(values) for values in ours]
        recorded = iter(before)
        named: list[Named] = []
        while some := list(islice(recorded, _AT_ONCE)):
            named += _met(some, met)
        wanted = [
            _of_several([values, *found.values], [keys, *found.ids]) for values, found in zip(ours, met, strict=True)
        ]
        self._rows = among(ours[0], wanted[0]) | among(ours[1], wanted[1])
        self._know(named, wanted)

    def _know(self, named: list[Named], wanted: list[Hashes]) -> None:
        """Note the recorded requests that may be a row's twin."""
        found = _hashes_of(named)
        for at in np.flatnonzero(among(found[0], wanted[0]) | among(found[1], wanted[1])).tolist():
            one = named[at]
            for key in _keys(one.request_id, *one[2:]):
                self._groups.setdefault(key, _Group()).before[one.request_id] = one.handoff_id

    def note(self, decided: Decided) -> None:
        """What became of a slice's rows that may be alike."""
        start = decided.fields.block.first_row - 1
        rows = np.flatnonzero(self._rows[start : start + len(decided.fields)])
        columns = (decided.fields.column(name) for name in ("company", "postal_code"))
        cells = [[""] * len(rows) if column is None else column.take(pa.array(rows)).to_pylist() for column in columns]
        for row, id_, company, code in zip(rows.tolist(), decided.ids_of(rows), *cells, strict=True):
            answer = decided.answers[decided.which[row]]
            if not answer.verdict:  # no request
                continue
            for key in _keys(id_, company, code, ""):
                group = self._groups.setdefault(key, _Group())
                group.rows[id_] = group.rows.get(id_, False) or answer.status != "duplicate"

    def pairs(self) -> list[Pair]:
        """Each request of the file that adds something, with the first other one that it may be; by number first."""
        found: dict[frozenset[str], Pair] = {}
        for (why, _), group in sorted(self._groups.items(), key=lambda item: item[0][0], reverse=True):
            for pair in _pairs(why, group):
                found.setdefault(frozenset(pair[:2]), pair)
        return list(found.values())


def _pairs(why: Why, group: _Group) -> Iterator[Pair]:
    others: Mapping[str, str] = {**group.before, **{id_: "" for id_ in group.rows if id_ not in group.before}}
    first = next(iter(others), "")
    for id_, adds in group.rows.items():
        if adds and id_ != first and id_ not in group.before:
            yield Pair(id_, first, others[first], why)


def _keys(request_id: str, company: str, postal_code: str, municipality: str) -> Iterator[tuple[Why, str]]:
    yield "number", number_key(request_id)
    if key := company_key(company, postal_code, municipality):
        yield "company", key


@dataclass
class _Met:
    """``of_rows``: the file's. ``values`` and ``ids``: of recorded requests that have one of them."""

    of_rows: Hashes
    values: list[Hashes] = field(default_factory=list)
    ids: list[Hashes] = field(default_factory=list)

    @cached_property
    def ours(self) -> Hashes:
        """Those of the file's that are something, ascending."""
        return np.sort(self.of_rows[self.of_rows != _NOTHING])


def _met(some: list[Named], met: Sequence[_Met]) -> Iterator[Named]:
    """Those that have something in common with a row, noted in ``met``."""
    ids = hashes(_column(some, "request_id"))
    either = np.zeros(len(some), bool)
    for theirs, found in zip(_hashes_of(some), met, strict=True):
        same = among(theirs, found.ours)
        found.values.append(theirs[same])
        found.ids.append(ids[same])
        either |= same
    return (some[at] for at in np.flatnonzero(either).tolist())


def _hashes_of(some: list[Named]) -> tuple[Hashes, Hashes]:
    ids, companies, codes = (_column(some, name) for name in ("request_id", "company", "postal_code"))
    return number_hashes(ids), company_hashes(companies, codes)


def _column(some: list[Named], name: str) -> pa.StringArray:
    return pa.array([getattr(one, name) for one in some], pa.string())


def _of_several(values: Sequence[Hashes], ids: Sequence[Hashes]) -> Hashes:
    """The values that different requests have: the same one met again is nobody's twin."""
    ordered = np.concatenate(values)
    ordered.sort()
    several = several_times(ordered)
    del ordered
    several = several[several != _NOTHING]
    which = [among(some, several) for some in values]
    some_ids, some_values = (
        np.concatenate([some[flags] for some, flags in zip(all_, which, strict=True)]) for all_ in (ids, values)
    )
    order = np.lexsort((some_ids, some_values))
    some_ids, some_values = some_ids[order], some_values[order]
    twice = (some_values[1:] == some_values[:-1]) & (some_ids[1:] != some_ids[:-1])
    return np.unique(some_values[1:][twice])
