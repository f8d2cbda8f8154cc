"""Columns of a sheet (a workbook's, a Parquet file's) as a Block, and a typed cell as the text a CSV would hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.blocks import Block, Odd
from innoveici.batch.dialect import restored
from innoveici.batch.read.headers import Headers
from innoveici.batch.read.headings import Headings, is_blank, may_be_blank, other_columns
from innoveici.batch.read.parsing import LONGEST_CELL, is_harmless
from innoveici.reasons import Reason
from innoveici.request import FIELDS

_EXACT_WHOLE = 2**53
_KEPT = 10**15
_OF_FIGURES = frozenset({"id", "text", "code", "country", "neq", "email", "phone"})
"""Kinds of fields in which a number is a row of figures, each of which counts."""


def cell_text(value: Any) -> str:
    """A cell's value as text: whole numbers without decimals, dates as ISO 8601 (a day alone at midnight), lists
    joined by ``|``, nothing as empty.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            whole = value.is_integer() and abs(value) < _EXACT_WHOLE
            return str(int(value)) if whole else "" if value != value else repr(value)
        case datetime():
            at_midnight = value.time() == time() and value.tzinfo is None
            return value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.decode(errors="replace")
        case list() | tuple():
            return "|".join(map(cell_text, value))
    return str(value)


class Misread(NamedTuple):
    """A cell that is not what was typed: its column's header, the code of the reason, and what it holds."""

    header: str
    code: str
    value: str = ""


def misread(field: str, header: str, value: Any) -> Misread | None:
    """Why the value of a typed cell cannot be what was typed for ``field``; None where it can.

    A spreadsheet makes a date of ``3-mars``, TRUE of ``vrai``; of a long number it keeps 15 digits. Whole numbers are
    read as their digits.
    """
    match value:
        case None | str() | bytes() | list():
            return None
        case bool() if field != "consent":
            return Misread(header, "row.truth", str(value).upper())
        case date() | time() | timedelta() if field != "received_at":
            return Misread(header, "row.date", cell_text(value))
        case float() if value == value and (not value.is_integer() or abs(value) >= _KEPT) and _is_of_figures(field):
            return Misread(header, "row.number", cell_text(value))
    return None


def _is_of_figures(field: str) -> bool:
    return field in FIELDS and FIELDS[field].kind in _OF_FIGURES


def why_misread(cells: Sequence[Misread]) -> Reason:
    """Of the cells of one row, the reason that the first has, and those that have it too; ``cells``: all of them."""
    alike = [cell for cell in cells if cell.code == cells[0].code]
    return Reason(
        cells[0].code,
        {
            "field": ", ".join(cell.header for cell in alike),
            "value": ", ".join(cell.value for cell in alike),
            "cells": [cell.header for cell in cells],
        },
    )


def sheet_block(
    columns: Sequence[pa.StringArray],
    lines: NDArray[np.int64],
    headers: Headers,
    *,
    first_row: int,
    wanted: Collection[int],
    too_many: Mapping[int, tuple[str, ...]],
    not_as_typed: Mapping[int, Sequence[Misread]],
) -> Block:
    """``columns``: all of them, in the header's order. ``too_many``: rows with cells beyond the header, and these.
    ``not_as_typed``: rows with cells that are not what was typed, and these."""
    postal_code = headers.columns["postal_code"]
    shown = columns[: len(headers.input)]
    odd = {
        row: Odd(
            (*_row(columns, row), *cells),
            Reason("row.cells", {"count": len(columns) + len(cells), "expected": len(columns)}),
        )
        for row, cells in too_many.items()
    }
    for row, wrong in not_as_typed.items():
        odd.setdefault(row, Odd(_row(columns, row), why_misread(wrong)))
    for name, column in zip(headers.names, columns, strict=True):
        for row, reason in _faults(name, column):
            odd.setdefault(row, Odd(_row(columns, row), reason))
    blank = np.zeros(len(lines), np.bool_)
    for row in may_be_blank(columns[postal_code]).tolist():
        if row not in odd:
            blank[row] = is_blank(_row(shown, row), columns[postal_code][row].as_py())
    headings, again = Headings(headers), []
    for row in headings.may_be(columns[postal_code]).tolist():
        cells = _row(columns, row)
        if row not in odd and headings.is_one(cells):
            again.append(row)
        elif headings.is_another(cells):
            odd[row] = Odd(cells, other_columns())
    blank[again] = True
    whole = set(range(len(shown))) <= set(wanted)
    return Block(
        first_row=first_row,
        table=pa.table(
            [restored(_without(columns[position], odd)) for position in sorted(wanted)],
            names=[str(position) for position in sorted(wanted)],
        ),
        lines=lines,
        odd=dict(sorted(odd.items())),
        blank=blank,
        clean=whole and all(is_harmless(_bytes(column), but=b"") for column in shown),
        raw=None,
        headings=frozenset(again),
    )


def _row(columns: Sequence[pa.StringArray], row: int) -> tuple[str, ...]:
    return tuple(column[row].as_py() for column in columns)


def _faults(name: str, column: pa.StringArray) -> list[tuple[int, Reason]]:
    lengths = pc.utf8_length(column).to_numpy(zero_copy_only=False)
    found = [
        (row, Reason("row.cell_too_long", {"field": name, "count": int(lengths[row]), "limit": LONGEST_CELL}))
        for row in np.flatnonzero(lengths > LONGEST_CELL).tolist()
    ]
    if b"\0" in _bytes(column):
        with_nul = pc.match_substring(column, "\0").to_numpy(zero_copy_only=False)
        found += [(row, Reason("row.nul")) for row in np.flatnonzero(with_nul).tolist()]
    return found


def _bytes(column: pa.StringArray) -> bytes:
    """All cells, one after the other."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return b""
    ends = np.frombuffer(offsets, np.int32)
    return data[int(ends[column.offset]) : int(ends[column.offset + len(column)])].to_pybytes()  # type: ignore[no-any-return]


def _without(column: pa.StringArray, odd: Collection[int]) -> pa.StringArray:
    """``column`` with nothing in the rows ``odd``."""
    if not odd:
        return column
    mask = np.zeros(len(column), np.bool_)
    mask[list(odd)] = True
    return pc.if_else(pa.array(mask), "", column)
