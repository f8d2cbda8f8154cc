"""Loads kept as arrays are those of recording the rows one after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from innoveici.batch.decide.loads import RunningLoads
from innoveici.directory.model import Advisor
from innoveici.routing.decision import Load
from tests.routing.builders import advisor

IDS = ("A", "B", "C")
people: st.SearchStrategy[list[Advisor]] = st.tuples(
    *(st.builds(advisor, st.just(id_), capacity=st.none() | st.integers(0, 4)) for id_ in IDS)
).map(list)
loads: st.SearchStrategy[dict[str, Load]] = st.dictionaries(
    st.sampled_from((*IDS, "gone")), st.builds(Load, st.integers(0, 5), st.integers(0, 9))
)
rows = st.lists(st.integers(-1, 2), max_size=12)


@given(people, loads, rows, st.integers(1, 99))
def test_recording_many_is_recording_one_by_one(
    advisors: list[Advisor], before: dict[str, Load], assigned: list[int], next_seq: int
) -> None:
    many = RunningLoads(advisors, before, next_seq)
    single = RunningLoads(advisors, before, next_seq)
    expected = {a.id: before.get(a.id, Load()) for a in advisors}
    assert dict(many) == expected
    left = np.array(assigned, np.int32)
    while (full := many.take(left)) is not None:
        left = left[full + 1 :]
    for number, position in enumerate(assigned):
        id_ = None if position < 0 else advisors[position].id
        full = single.record_one(id_)
        if id_ is not None:
            expected[id_] = Load(expected[id_].open + 1, max(expected[id_].last_assigned, next_seq + 2 * number + 1))
            assert full == (expected[id_].open == advisors[position].capacity)
    assert dict(many) == dict(single) == expected
    assert many.next_seq == single.next_seq == next_seq + 2 * len(assigned)


@given(people, loads, rows)
def test_somebody_is_full_at_the_first_row_that_reaches_a_limit(
    advisors: list[Advisor], before: dict[str, Load], assigned: list[int]
) -> None:
    open_now = {a.id: before.get(a.id, Load()).open for a in advisors}
    expected = None
    for number, position in enumerate(assigned):
        if position >= 0:
            open_now[advisors[position].id] += 1
            if expected is None and open_now[advisors[position].id] == advisors[position].capacity:
                expected = number
    loads = RunningLoads(advisors, before, 1)
    assert loads.take(np.array(assigned, np.int32)) == expected
    taken = RunningLoads(advisors, before, 1)
    for position in assigned if expected is None else assigned[: expected + 1]:
        taken.record_one(None if position < 0 else advisors[position].id)
    assert (dict(loads), loads.next_seq) == (dict(taken), taken.next_seq)
