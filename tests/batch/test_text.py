"""Columns of text made at once are those made cell by cell."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import example, given
from hypothesis import strategies as st

from innoveici.batch.text import cells, floats, glued, hashes, joined, taken

numbers = st.floats(0.001, 1e6) | st.floats(-1e6, -0.001) | st.sampled_from([0.0, 1.0, -72.0, 250.0, 1e6, 0.1 + 0.2])
words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=5)


@given(st.lists(numbers))
def test_numbers_are_written_as_json_has_them(values: list[float]) -> None:
    assert floats(np.array(values, float)).to_pylist() == [json.dumps(value) for value in values]


@given(
    st.lists(st.integers(0, 3).flatmap(lambda width: st.lists(st.lists(st.integers(), min_size=width, max_size=width))))
)
def test_rows_of_several_widths_are_joined_in_their_order(tables: list[list[list[int]]]) -> None:
    small = [[[number % 10_000 for number in row] for row in table] for table in tables if table]
    arrays = [np.array(table, np.int64).reshape(len(table), -1) for table in small]
    said = joined(arrays).to_pylist() if arrays else []
    assert said == [",".join(map(str, row)) for table in small for row in table]


@given(st.lists(words, min_size=1), words)
def test_cells_are_glued_taken_and_read_back(values: list[str], between: str) -> None:
    column = pa.array(values, pa.string())
    assert cells(column) == values
    backwards = np.arange(len(values))[::-1].copy()
    assert taken(values, backwards).to_pylist() == values[::-1]
    assert glued("<", column, between, column).to_pylist() == [f"<{value}{between}{value}" for value in values]


def test_blanks_are_trimmed_as_one_by_one() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    around = [f"{char}x{char}" for char in every]
    assert pc.utf8_trim_whitespace(pa.array(around)).to_pylist() == [text.strip() for text in around]


@example(["", "\x01"])
@given(st.lists(st.text(max_size=40), max_size=30))
def test_two_texts_have_one_number_where_they_are_equal(texts: list[str]) -> None:
    encodable = [text.encode("utf-8", "replace").decode() for text in texts]
    column = pa.array([*encodable, *encodable], pa.string())
    found = hashes(column).tolist()
    assert found[: len(encodable)] == found[len(encodable) :]
    assert len(set(found)) == len(set(encodable))


def test_a_slice_has_the_numbers_of_its_own_rows() -> None:
    column = pa.array([f"INN-2026-{n:05}" for n in range(50)] + [f"{n}" for n in range(50)])
    assert hashes(column.slice(30, 40)).tolist() == hashes(column).tolist()[30:70]


def test_numbers_that_follow_each_other_do_not_meet() -> None:
    ids = [f"INN-2026-{n:07}" for n in range(100_000)] + [f"R-{n:016x}" for n in range(100_000)]
    assert len(set(hashes(pa.array(ids)).tolist())) == len(ids)
