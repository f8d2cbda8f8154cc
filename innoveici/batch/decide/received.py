"""Rows as the texts of their ``received`` events: what ``content.parts_of`` says of each, made by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as quoted  # as canonical JSON has it

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.json_text import Column, Value, filled, mark, objects, string
from innoveici.batch.decide.moments import utc_iso
from innoveici.batch.text import cells, distinct, lengths, octets, taken
from innoveici.ledger.content import parts_of
from innoveici.ledger.event import canonical
from innoveici.request import FIELDS, LIST_KINDS, REQUIRED, Kind, Request
from innoveici.request_reading import SCALE_WORDS
from innoveici.spellings.short_answers import consent_of, language_of

Text = tuple[bytes, bytes, str, str]
"""The payload and the personal part as UTF-8, the language, and the state of the company's notice."""
_PUBLIC = [name for name, about in FIELDS.items() if not about.personal and about.kind != "id"]
"""Fields of which an event says something, given or not."""
_CONSENT = {None: "null", True: "true", False: "false"}


def received_texts(fields: Fields, rows: NDArray[np.int64]) -> list[Text]:
    """For each of ``rows``, which hold requests."""
    ordinary = fields.ordinary[rows]
    made = dict(zip(rows[ordinary].tolist(), _from_columns(fields, rows[ordinary]), strict=True))
    for row in rows[~ordinary].tolist():
        request = fields.request(row)
        assert isinstance(request, Request)
        made[row] = text_of(request)
    return [made[row] for row in rows.tolist()]


def text_of(request: Request) -> Text:
    """One request's."""
    received, personal = parts_of(request)
    state = "queued" if request.email else "no_address"
    return canonical(received).encode(), canonical(personal).encode(), request.language, state


def _from_columns(fields: Fields, rows: NDArray[np.int64]) -> list[Text]:
    if not len(rows):
        return []
    public = {name: _value(fields, name, rows) for name in _PUBLIC}
    received = filled({name: mark(name) for name in _PUBLIC}, public)
    own = {name: _value(fields, name, rows) for name in fields.names if FIELDS[name].personal}
    always = {name: own.pop(name) for name in REQUIRED}
    personal = objects(always, own)
    language = _worded(fields, "language", rows, _language)
    email = fields.column("email")
    if email is None:
        states = ["no_address"] * len(rows)
    else:
        given = np.where(lengths(email.take(pa.array(rows))) > 0, "queued", "no_address")
        states = given.tolist()
    return list(zip(octets(received), octets(personal), cells(language), states, strict=True))


def _worded(fields: Fields, name: str, rows: NDArray[np.int64], word: Callable[[str], str]) -> pa.StringArray:
    """What ``word`` makes of each trimmed cell, asked once a distinct value; of an empty one without such a column."""
    column = fields.column(name)
    if column is None:
        return taken([word("")], np.zeros(len(rows), np.int64))
    which, values = distinct(column.take(pa.array(rows)))
    return taken([word(value.strip()) for value in values], which)


def _value(fields: Fields, name: str, rows: NDArray[np.int64]) -> Value:
    """What ``Request.to_json`` has of a field; without a text where that is empty."""
    kind = FIELDS[name].kind
    if kind in LIST_KINDS:
        return Value(_worded(fields, name, rows, lambda cell: _listed(fields, name, cell)))
    if kind in _WORDED:
        return Value(_worded(fields, name, rows, _WORDED[kind]))
    return string(_escaped(fields, name, rows))


_WORDED: Mapping[Kind, Callable[[str], str]] = {
    "consent": lambda cell: _CONSENT[consent_of(cell)],
    "country": lambda _: '"CA"',  # of every ordinary row
    "language": lambda cell: f'"{_language(cell)}"',
    "moment": lambda cell: f'"{utc_iso(cell)}"' if cell else "null",
    "scale": lambda cell: f'"{_scale(cell)}"',
}
"""Fields with few values, by how they are read: a trimmed cell as JSON has it."""


def _language(cell: str) -> str:
    return language_of(cell) or "fr"


def _scale(cell: str) -> str:
    said = cell.lower() or "standard"
    return SCALE_WORDS.get(said, said)


def _listed(fields: Fields, name: str, cell: str) -> str:
    items = fields.list_of(name, cell)
    return canonical(list(items)) if items else "" if FIELDS[name].personal else "[]"


def _escaped(fields: Fields, name: str, rows: NDArray[np.int64]) -> Column:
    """A field's cells as ``read_request`` takes them, as JSON has them between its quotes."""
    column = fields.column(name)
    if column is None:
        return ""
    found = pc.utf8_trim_whitespace(column.take(pa.array(rows)))
    if FIELDS[name].kind == "lines":
        found = pc.replace_substring(pc.replace_substring(found, "\r\n", "\n"), "\t", " ")
    special = pc.match_substring_regex(found, r'["\\\x00-\x1f]')
    if not pc.any(special).as_py():
        return found
    escaped = [quoted(cell)[1:-1] for cell in found.filter(special).to_pylist()]
    return pc.replace_with_mask(found, special, pa.array(escaped, pa.string()))
