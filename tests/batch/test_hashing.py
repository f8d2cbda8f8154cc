"""Numbers for texts: equal for equal ones, and different for all that exports are likely to hold."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from innoveici.batch.hashing import hashes


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
