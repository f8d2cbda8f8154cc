"""Rows as the texts of their ``received`` events: what ``content.parts_of`` says of each, made by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring as quoted  # as canonical JSON has it

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.answers_given import consent_of, language_of
from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.moments import utc_iso
from innoveici.batch.text import cells, distinct, glued, lengths, octets, taken
from innoveici.ledger.content import parts_of
from innoveici.ledger.event import canonical
from innoveici.request import LISTS, PERSONAL_FIELDS, SCALE_WORDS, Request

Text = tuple[bytes, bytes, str, str]
"""The payload and the personal part as UTF-8, the language, and the state of the company's notice."""
_CONSENT = {None: "null", True: "true", False: "false"}


def received_texts(fields: Fields, rows: NDArray[np.int64], batch: str) -> list[Text]:
    """For each of ``rows``, which hold requests."""
    ordinary = fields.ordinary[rows]
    made = dict(zip(rows[ordinary].tolist(), _from_columns(fields, rows[ordinary], batch), strict=True))
    for row in rows[~ordinary].tolist():
        request = fields.request(row)
        assert isinstance(request, Request)
        made[row] = text_of(request, batch)
    return [made[row] for row in rows.tolist()]


def text_of(request: Request, batch: str) -> Text:
    """One request's."""
    received, personal = parts_of(request)
    state = "queued" if request.email else "no_address"
    return canonical({"batch": batch, **received}).encode(), canonical(personal).encode(), request.language, state


def _from_columns(fields: Fields, rows: NDArray[np.int64], batch: str) -> list[Text]:
    if not len(rows):
        return []
    language = _worded(fields, "language", rows, lambda cell: language_of(cell) or "fr")
    received = glued(
        f'{{"batch":{quoted(batch)},"consent":',
        _worded(fields, "consent", rows, lambda cell: _CONSENT[consent_of(cell)]),
        ',"country":"CA","language":"', language,
        '","received_at":', _worded(fields, "received_at", rows, lambda cell: f'"{utc_iso(cell)}"' if cell else "null"),
        ',"scale":"', _worded(fields, "scale", rows, _scale), '"}',
    )  # fmt: skip
    first, *others = sorted(fields.columns.keys() & set(PERSONAL_FIELDS))  # the company, which is never empty
    members = [_member(fields, name, rows) for name in others]
    personal = glued('{"', first, '":"', _escaped(fields, first, rows), '"', *members, "}")
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


def _member(fields: Fields, name: str, rows: NDArray[np.int64]) -> pa.StringArray:
    """A field as a member of a JSON object, with a comma before; empty where the cell is."""
    if name in LISTS:
        return _worded(fields, name, rows, lambda cell: _listed(name, fields.list_of(name, cell)))
    escaped = _escaped(fields, name, rows)
    return pc.if_else(pc.equal(escaped, ""), "", glued(f',"{name}":"', escaped, '"'))


def _scale(cell: str) -> str:
    said = cell.lower() or "standard"
    return SCALE_WORDS.get(said, said)


def _listed(name: str, items: tuple[str, ...] | None) -> str:
    return "," + canonical({name: items})[1:-1] if items else ""


def _escaped(fields: Fields, name: str, rows: NDArray[np.int64]) -> pa.StringArray:
    """A field's cells as ``read_request`` takes them, as JSON has them between its quotes."""
    column = fields.column(name)
    assert column is not None
    found = pc.utf8_trim_whitespace(column.take(pa.array(rows)))
    if name == "need":
        found = pc.replace_substring(pc.replace_substring(found, "\r\n", "\n"), "\t", " ")
    special = pc.match_substring_regex(found, r'["\\\x00-\x1f]')
    if not pc.any(special).as_py():
        return found
    escaped = [quoted(cell)[1:-1] for cell in found.filter(special).to_pylist()]
    return pc.replace_with_mask(found, special, pa.array(escaped, pa.string()))
