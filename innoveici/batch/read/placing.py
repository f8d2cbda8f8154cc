"""Rows that were read apart, put back where they belong in a table of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa


def spread(table: pa.Table, missing: Sequence[int]) -> pa.Table:
    """``table`` with empty rows so that they stand at the positions ``missing`` of the result."""
    if not missing:
        return table
    rows = table.num_rows + len(missing)
    there = np.ones(rows, np.bool_)
    there[list(missing)] = False
    order = np.full(rows, table.num_rows)
    order[there] = np.arange(table.num_rows)
    empty = pa.table([pa.array([""])] * table.num_columns, names=table.column_names)
    return _taken(table, empty, order)


def placed(table: pa.Table, cells: Mapping[int, Sequence[str]]) -> pa.Table:
    """``table`` with other ``cells`` in the rows that are its keys: a column's name is the position in these; none
    at all leave the row empty.
    """
    if not cells:
        return table
    rows = sorted(cells)
    order = np.arange(table.num_rows)
    order[rows] = table.num_rows + np.arange(len(rows))
    columns = [
        pa.array([cells[row][int(name)] if cells[row] else "" for row in rows], pa.string())
        for name in table.column_names
    ]
    return _taken(table, pa.table(columns, names=table.column_names), order)


def _taken(table: pa.Table, other: pa.Table, order: np.ndarray) -> pa.Table:
    return pa.concat_tables([table, other]).take(pa.array(order)).combine_chunks()
