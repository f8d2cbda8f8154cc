"""Rows read apart stand where they belong."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read.placing import placed, spread

_ROWS = st.lists(st.none() | st.text(min_size=1, max_size=3), max_size=12)


@given(_ROWS)
@settings(deadline=None)
def test_missing_rows_are_empty_and_the_others_keep_their_order(rows: list[str | None]) -> None:
    there = pa.table({"0": pa.array([row for row in rows if row is not None], pa.string())})
    missing = [position for position, row in enumerate(rows) if row is None]
    assert spread(there, missing).column("0").to_pylist() == [row or "" for row in rows]


@given(_ROWS)
@settings(deadline=None)
def test_rows_that_were_mended_replace_what_was_there(rows: list[str | None]) -> None:
    table = pa.table({"1": pa.array([row or "?" for row in rows], pa.string())})
    cells = {position: ("no", f"mended {position}") for position, row in enumerate(rows) if row is None}
    expected = [row or f"mended {position}" for position, row in enumerate(rows)]
    assert placed(table, cells).column("1").to_pylist() == expected
    assert placed(table, dict.fromkeys(cells, ())).column("1").to_pylist() == [row or "" for row in rows]
