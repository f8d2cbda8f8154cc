"""The condition that a column is one of thousands of values.

They are sent as one value: so many marks would take long to prepare, and each database limits their number.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Column, ColumnElement, Connection, any_, func, literal, select


def among(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``column`` IN ``values``, as this connection's database says it best."""
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(json.dumps([*values])).table_valued("value").c.value))
    return column == any_(literal([*values], ARRAY(column.type)))
