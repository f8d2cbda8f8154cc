"""Rows as the texts of their ``received`` events: what ``content.parts_of`` says of each, made by the thousand."""

from __future__ import annotations

from json.encoder import encode_basestring as quoted  # as canonical JSON has it

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.fields import Fields
from innoveici.batch.moments import utc_iso
from innoveici.batch.text import split
from innoveici.ledger.content import parts_of
from innoveici.ledger.event import canonical
from innoveici.request import CONSENT_WORDS, LANGUAGE_WORDS, PERSONAL_FIELDS, Request

Text = tuple[str, str, str, str]
"""The payload, the personal part, the language, and the state of the company's notice."""
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
    return canonical({"batch": batch, **received}), canonical(personal), request.language, state


def _from_columns(fields: Fields, rows: NDArray[np.int64], batch: str) -> list[Text]:
    if not len(rows):
        return []
    start = f'{{"batch":{quoted(batch)},"consent":'
    languages = [LANGUAGE_WORDS.get(cell.lower(), "fr") for cell in _cells(fields, "language", rows)]
    scales = [cell.lower() or "standard" for cell in _cells(fields, "scale", rows)]
    consents = [_CONSENT[CONSENT_WORDS.get(cell.casefold())] for cell in _cells(fields, "consent", rows)]
    moments = [f'"{utc_iso(cell)}"' if cell else "null" for cell in _cells(fields, "received_at", rows)]
    received = [
        f'{start}{consent},"country":"CA","language":"{language}","received_at":{moment},"scale":"{scale}"}}'
        for consent, language, moment, scale in zip(consents, languages, moments, scales, strict=True)
    ]
    parts = [_member(fields, name, rows) for name in sorted(PERSONAL_FIELDS) if name in fields.columns]
    personal = split(pc.binary_join_element_wise(*parts, ""))
    return [
        (text, f"{{{own[1:]}}}", language, "no_address")
        for text, own, language in zip(received, personal, languages, strict=True)
    ]


def _member(fields: Fields, name: str, rows: NDArray[np.int64]) -> pa.StringArray:
    """A field as a member of a JSON object, with a comma before; empty where the cell is."""
    cells = pa.array(_cells(fields, name, rows), pa.string())
    special = pc.match_substring_regex(cells, r'["\\\x00-\x1f]')
    if pc.any(special).as_py():
        escaped = [quoted(cell)[1:-1] for cell in cells.filter(special).to_pylist()]
        cells = pc.replace_with_mask(cells, special, pa.array(escaped, pa.string()))
    return pc.if_else(pc.equal(cells, ""), "", pc.binary_join_element_wise(f',"{name}":"', cells, '"', ""))


def _cells(fields: Fields, name: str, rows: NDArray[np.int64]) -> list[str]:
    """A field's cells as ``read_request`` takes them; empty without such a column."""
    column = fields.column(name)
    if column is None:
        return [""] * len(rows)
    cells = [cell.strip() for cell in split(column.take(pa.array(rows)))]
    return [cell.replace("\r\n", "\n").replace("\t", " ") for cell in cells] if name == "need" else cells
