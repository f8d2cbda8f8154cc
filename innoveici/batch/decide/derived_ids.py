"""Ids of rows that have none, to the character what ``derive_request_id`` makes of each, by the thousand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.json_text import Value, objects, string
from innoveici.batch.decide.moments import utc_iso
from innoveici.batch.text import distinct, octets, strung, taken
from innoveici.request import FIELDS, Kind
from innoveici.request_reading import NOT_IDENTITY, fold, id_of_content

_SAYING = [name for name, about in FIELDS.items() if about.kind != "id" and name not in NOT_IDENTITY]
_AS_TEXT = ("text", "lines", "neq", "email", "phone")
"""Kinds of fields whose certain cells are their values, spaces around them apart."""
_BETWEEN = "\x01"
"""In no cell that is certain, and no space as Python sees it."""
_SEPARATORS = (", ", ": ")
"""Those of ``json.dumps`` where none are given."""


def derived_ids(fields: Fields, rows: NDArray[np.int64]) -> list[str]:
    """For each of ``rows``, which are identified and hold requests."""
    if not len(rows):
        return []
    doubtful = np.flatnonzero(~fields.ordinary[rows]).tolist()
    read = {at: fields.doubtful(int(rows[at])) for at in doubtful}
    values: dict[str, Value] = {}
    for name in _SAYING:
        instead = {at: getattr(read[at], name) for at in doubtful if name in fields.in_doubt[int(rows[at])]}
        values[name] = _value(fields, name, rows, instead)
    always = {name: value for name, value in values.items() if name == "company" or _is_constant(value)}
    sometimes = {name: value for name, value in values.items() if name not in always}
    return [id_of_content(content) for content in octets(objects(always, sometimes, separators=_SEPARATORS))]


def _is_constant(value: Value) -> bool:
    return isinstance(value.text, str) and value.text != ""


def _value(fields: Fields, name: str, rows: NDArray[np.int64], instead: Mapping[int, Any]) -> Value:
    """What each row says, folded; ``instead``: of cells that are not certain, by position in ``rows``."""
    column = fields.column(name)
    if column is None:
        return Value(_as_json(name, fields.value_of(name, None)))
    cells = column.take(pa.array(rows))
    if instead:
        uncertain = np.zeros(len(rows), bool)
        uncertain[list(instead)] = True
        cells = pc.if_else(pa.array(uncertain), "", cells)
    as_text = FIELDS[name].kind in _AS_TEXT
    found = _texts(cells) if as_text else _words(fields, name, cells)
    if instead:
        said = [_as_json(name, value) for value in instead.values()]
        others = pa.array([text[1:-1] for text in said] if as_text else said, pa.string())
        found = pc.replace_with_mask(found, pa.array(uncertain), others)
    return string(found) if as_text else Value(found)


def _texts(cells: pa.StringArray) -> pa.StringArray:
    """Cells that are taken as they stand, as JSON has them between its quotes: folded and escaped as one text."""
    text = " ".join(strung(pc.utf8_trim_whitespace(cells), _BETWEEN).split())  # it begins and ends no cell with spaces
    escaped = text.casefold().replace("\\", "\\\\").replace('"', '\\"')
    return pa.array(escaped.split(_BETWEEN), pa.string())


def _words(fields: Fields, name: str, cells: pa.StringArray) -> pa.StringArray:
    """Cells with few values, each asked once, as JSON; one that says nothing is empty."""
    as_json = _OF_MANY.get(FIELDS[name].kind) or (lambda cell: _as_json(name, fields.value_of(name, cell)))
    which, values = distinct(cells)
    return taken([as_json(value) for value in values], which)


def _as_json(name: str, value: Any) -> str:
    folded = fold(name, value)
    return json.dumps(folded, ensure_ascii=False) if folded else ""


@lru_cache(maxsize=16_384)
def _code(cell: str) -> str:
    return _as_json("postal_code", cell.strip())


def _moment(cell: str) -> str:
    return f'"{utc_iso(cell.strip())}"' if cell.strip() else ""


_OF_MANY: Mapping[Kind, Callable[[str], str]] = {"code": _code, "moment": _moment}
"""Kinds of fields with more values than are read one by one."""
