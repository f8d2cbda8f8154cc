"""An entry as a record under the columns of its file, for JSON and for CSV, and an entry of such a record. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from typing import Any

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS
from innoveici.catalogue.model import Conditions, Entry, Organization, Program, Provenance

Record = Mapping[str, Any]
"""By column: texts, lists of texts, whole numbers, true and false; None where nothing is said."""
_PARTS: Mapping[str, type] = {"conditions": Conditions, "provenance": Provenance}
"""Fields of an entry whose own fields are columns."""
_COLUMN_OF: Mapping[tuple[type, str], str] = {
    (Conditions, "words_fr"): "conditions_fr",
    (Conditions, "words_en"): "conditions_en",
}
KINDS: Mapping[str, type[Entry]] = {"organization": Organization, "program": Program}
_COLUMNS = {Organization: ORGANIZATIONS, Program: PROGRAMS}


def kind_of(entry: Entry) -> str:
    """``organization`` or ``program``."""
    return "program" if isinstance(entry, Program) else "organization"


def record_of(entry: Entry) -> dict[str, Any]:
    """``entry`` by the columns of its file, in their order."""
    found = dict(_values(entry))
    return {name: found[name] for name in _COLUMNS[type(entry)].names}


def entry_of(kind: str, record: Record) -> Entry:
    """The entry that ``record_of`` made this of, also once it was JSON."""
    return KINDS[kind](**dict(_arguments(KINDS[kind], record)))


def cells_of(entry: Entry) -> dict[str, str]:
    """``entry`` as a row of its file."""
    return {name: _cell(value) for name, value in record_of(entry).items()}


def _values(part: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(type(part)):
        value = getattr(part, field.name)
        if field.name in _PARTS:
            yield from _values(value)
        else:
            yield _column(type(part), field), list(value) if isinstance(value, tuple) else _none_if_empty(value)


def _arguments(kind: type, record: Record) -> Iterator[tuple[str, Any]]:
    for field in fields(kind):
        if field.name in _PARTS:
            part = _PARTS[field.name]
            yield field.name, part(**dict(_arguments(part, record)))
            continue
        value = record[_column(kind, field)]
        if isinstance(value, list):
            yield field.name, tuple(value)
        elif value is not None:
            yield field.name, value


def _column(kind: type, field: Field[Any]) -> str:
    return _COLUMN_OF.get((kind, field.name), field.name)


def _none_if_empty(value: Any) -> Any:
    return None if value == "" else value


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "|".join(value)
    return str(value)
