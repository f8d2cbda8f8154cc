"""The condition that a column is one of thousands of values.

They are sent as one value: so many marks would take long to prepare, and each database limits their number.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BindParameter, Column, ColumnElement, Connection, any_, bindparam, func, literal, select


def among(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``column`` IN ``values``, as this connection's database says it best."""
    if _is_sqlite(connection):
        return _listed(column, literal(sent(connection, values)))
    return column == any_(literal(sent(connection, values), ARRAY(column.type)))


def among_given(connection: Connection, column: Column[Any], name: str) -> ColumnElement[bool]:
    """The same for a statement that is made once: each time it is given :func:`sent` values under ``name``."""
    if _is_sqlite(connection):
        return _listed(column, bindparam(name))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def sent(connection: Connection, values: Collection[Any]) -> str | list[Any]:
    """``values`` as one value."""
    return json.dumps([*values]) if _is_sqlite(connection) else [*values]


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _listed(column: Column[Any], array: BindParameter[Any]) -> ColumnElement[bool]:
    return column.in_(select(func.json_each(array).table_valued("value").c.value))
