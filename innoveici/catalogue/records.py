"""An entry as a record under the columns of its file, for JSON and for CSV, and an entry of such a record. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from typing import Any

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS
from innoveici.catalogue.model import Conditions, Entry, Organization, Program, Provenance
from innoveici.directory.csv_columns import Columns

Record = Mapping[str, Any]
"""By column: texts, lists of texts, whole numbers, true and false; None where nothing is said."""
_PARTS: Mapping[str, type] = {"conditions": Conditions, "provenance": Provenance}
"""Fields of an entry whose own fields are columns."""
_COLUMN_OF: Mapping[tuple[type, str], str] = {
    (Conditions, "words_fr"): "conditions_fr",
    (Conditions, "words_en"): "conditions_en",
}
KINDS: Mapping[str, type[Entry]] = {"organization": Organization, "program": Program}
_COLUMNS: Mapping[type, Columns] = {Organization: ORGANIZATIONS, Program: PROGRAMS}


def kind_of(entry: Entry) -> str:
    """``organization`` or ``program``."""
    return "program" if isinstance(entry, Program) else "organization"


def record_of(entry: Entry) -> dict[str, Any]:
    """``entry`` by the columns of its file, in their order."""
    return {
        column: _plain(getattr(getattr(entry, part) if part else entry, name))
        for column, part, name in _PLANS[type(entry)]
    }


def entry_of(kind: str, record: Record) -> Entry:
    """The entry that ``record_of`` made this of, also once it was JSON."""
    return KINDS[kind](**dict(_arguments(KINDS[kind], record)))


def cells_of(entry: Entry) -> dict[str, str]:
    """``entry`` as a row of its file."""
    return {name: _cell(value) for name, value in record_of(entry).items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else None if value == "" else value


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


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "|".join(value)
    return str(value)


def _places(kind: type, part: str = "") -> Iterator[tuple[str, tuple[str, str]]]:
    """Each column with the part of an entry that holds it, if it is not the entry itself, and the field there."""
    for field in fields(kind):
        if field.name in _PARTS:
            yield from _places(_PARTS[field.name], field.name)
        else:
            yield _column(kind, field), (part, field.name)


def _plan(kind: type[Entry]) -> tuple[tuple[str, str, str], ...]:
    places = dict(_places(kind))
    return tuple((name, *places[name]) for name in _COLUMNS[kind].names)


_PLANS: Mapping[type, tuple[tuple[str, str, str], ...]] = {kind: _plan(kind) for kind in (Organization, Program)}
"""For each column the part of an entry and its field; worked out once, for ten thousand entries go by it."""
