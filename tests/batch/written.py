"""Blocks and results as the writers get them, and their files read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from innoveici.batch.blocks import Block, Odd
from innoveici.batch.results import SAID_COLUMNS, Results

HEADERS = ("Entreprise", "Code postal", "Besoin")


def block(
    rows: Sequence[Sequence[str]],
    *,
    odd: Mapping[int, Odd] | None = None,
    blank: Sequence[int] = (),
    raw: Sequence[str] | None = None,
    width: int = len(HEADERS),
) -> Block:
    """``rows`` from line 2 of a file; ``odd`` ones have empty cells in the table."""
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(width)]
    return Block(
        first_row=1,
        table=pa.table(columns, names=[str(i) for i in range(width)]),
        lines=np.arange(2, 2 + len(rows), dtype=np.int64),
        odd=odd or {},
        blank=np.isin(np.arange(len(rows)), blank),
        clean=False,
        raw=None if raw is None else pa.array(raw, pa.string()),
    )


def results(count: int, *, blank: Sequence[int] = (), **given: Sequence[object]) -> Results:
    """``count`` rows assigned to nobody in particular; ``given`` are columns of one's own."""
    usual: dict[str, Sequence[object]] = {
        "request_id": [f"R-{row}" for row in range(count)],
        "status": ["assigned"] * count,
        "distance_km": [None] * count,
        "distance_error_km": [None] * count,
    }

    def column(name: str, kind: pa.DataType) -> pa.Array:
        return pa.array(given.get(name, usual.get(name, [None] * count)), kind)

    return Results(
        column("request_id", pa.string()),
        tuple(column(name, pa.string()) for name in SAID_COLUMNS),
        np.arange(count, dtype=np.int32),
        column("distance_km", pa.float64()),
        column("distance_error_km", pa.float64()),
        np.isin(np.arange(count), blank),
    )


def read(written: io.BytesIO, *, excel: bool = False) -> list[list[str]]:
    """The rows of a CSV file as a French Excel, or any reader of RFC 4180, finds them."""
    text = written.getvalue().decode("utf-8")
    assert text.endswith("\r\n")
    if excel:
        assert text[0] == "\ufeff"
        text = text[1:]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if excel else ",", strict=True))
