"""JSON objects by the thousand, to the byte what ``canonical`` makes of each: in what order their members come is found
out from it, or by sorting their names, and known nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.text import glued
from innoveici.ledger.event import canonical

_MARK = re.compile(r'"\\u0001(\w+)"')
Column: TypeAlias = "pa.StringArray | str"
"""A text a row; a ``str`` is that of every row."""


class Value(NamedTuple):
    """A member's value as JSON, a row each: ``text`` between ``before`` and ``after``, as a string between quotes."""

    text: Column
    before: str = ""
    after: str = ""


def string(escaped: Column) -> Value:
    """Strings, given as JSON has them between their quotes."""
    return Value(escaped, '"', '"')


def mark(name: str) -> str:
    """Stands in a JSON value for what differs from row to row."""
    return f"\x01{name}"


def cut(value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the marks in the text of ``value``, as they come, and the pieces of text around them."""
    pieces = _MARK.split(canonical(value))
    return tuple(pieces[1::2]), tuple(pieces[::2])


def filled(template: Any, values: Mapping[str, Value]) -> pa.StringArray:
    """Texts of ``template``, the values in place of its marks."""
    names, pieces = cut(template)
    return between(pieces, [values[name] for name in names])


def between(pieces: Sequence[Column], values: Iterable[Value]) -> pa.StringArray:
    """The values between the pieces, of which there is one more."""
    first, *others = pieces
    parts = [first]
    for value, piece in zip(values, others, strict=True):
        parts += [value.before, value.text, value.after, piece]
    return _together(parts)


def in_their_order(values: Mapping[str, Value]) -> list[Value]:
    """Those of one object, as its members come."""
    return [values[name] for name in sorted(values)]


def objects(
    always: Mapping[str, Value], sometimes: Mapping[str, Value], *, separators: tuple[str, str] = (",", ":")
) -> pa.StringArray:
    """Objects of these members; of ``sometimes`` those whose ``text``, a column, is not empty. ``always`` holds one at
    least. ``separators``: as ``json.dumps`` takes them."""
    pivot = min(always)  # commas go after the members before it, and before those after it
    parts: list[Column] = ["{"]
    for name in sorted((*always, *sometimes)):
        value = always[name] if name in always else sometimes[name]
        comma = "" if name == pivot else separators[0]
        before, after = ("", comma) if name < pivot else (comma, "")
        member = [f'{before}"{name}"{separators[1]}{value.before}', value.text, f"{value.after}{after}"]
        if name in always:
            parts += member
        elif not isinstance(value.text, str):
            parts.append(pc.if_else(pc.equal(value.text, ""), "", _together(member)))
    return _together([*parts, "}"])


def _together(parts: Iterable[Column]) -> pa.StringArray:
    """Texts that are the same in all rows are put together first."""
    merged: list[Column] = []
    for constant, run in groupby(parts, lambda part: isinstance(part, str)):
        columns = list(run)
        merged += ["".join(map(str, columns))] if constant else columns
    return glued(*merged)
