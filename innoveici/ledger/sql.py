"""What the two databases say each in its own way: one of thousands of values, a value of a JSON text by its key."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    any_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy import cast as as_type


def one_of(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``column`` IN ``values``, which may be thousands: sent as one value, for so many marks would take long to
    prepare, and each database limits their number."""
    if _is_sqlite(connection):
        return _listed(column, literal(as_value(connection, values)))
    return column == any_(literal(as_value(connection, values), ARRAY(column.type)))


def one_of_given(connection: Connection, column: Column[Any], name: str) -> ColumnElement[bool]:
    """The same for a statement that is made once: each time it is given :func:`as_value` under ``name``."""
    if _is_sqlite(connection):
        return _listed(column, bindparam(name))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def as_value(connection: Connection, values: Collection[Any]) -> str | list[Any]:
    """``values`` as one value."""
    return json.dumps([*values]) if _is_sqlite(connection) else [*values]


def json_text(connection: Connection, column: ColumnElement[Any], key: str) -> ColumnElement[Any]:
    """The text under ``key`` of a column of JSON objects; NULL where there is none."""
    if _is_sqlite(connection):
        return cast(ColumnElement[Any], func.json_extract(column, f"$.{key}"))
    return cast(ColumnElement[Any], as_type(column, JSON)[key].as_string())


def json_list_within(
    connection: Connection, column: ColumnElement[Any], key: str, values: Collection[str]
) -> ColumnElement[bool]:
    """Whether every text in the list under ``key`` is one of ``values``; so it is of an empty list."""
    if _is_sqlite(connection):
        found = func.json_each(column, f"$.{key}").table_valued("value")
    else:
        found = func.json_array_elements_text(as_type(column, JSON)[key]).table_valued("value")
    return ~select(found.c.value).where(found.c.value.not_in([*values])).exists()


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _listed(column: Column[Any], array: BindParameter[Any]) -> ColumnElement[bool]:
    return column.in_(select(func.json_each(array).table_valued("value").c.value))
