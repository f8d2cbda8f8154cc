"""Every row is in the sum, and a sum that does not hold is never shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.batch.decide.answers import BLANK, Answer
from innoveici.batch.tally import OUTCOMES, Tally

ANSWERS = (
    BLANK,
    Answer("assigned", "nearest", ("routing.nearest",), "exact", "14"),
    Answer("held", "why", ("place.unknown",), "unknown", needs_a_person=True),
    Answer("rejected", "why", ("field.email", "field.phone"), needs_a_person=True),
    Answer("referred", "why", ("routing.referred",), "outside"),
    Answer("duplicate", "already", ("place.unknown",), "unknown", "14", needs_a_person=True),
    Answer("duplicate", "already", (), "exact", "14"),
)


@given(st.lists(st.lists(st.integers(0, len(ANSWERS) - 1), max_size=20), max_size=4))
def test_the_sum_is_that_of_the_rows(slices: list[list[int]]) -> None:
    tally = Tally()
    for which in slices:
        tally.add(ANSWERS, np.array(which, np.int32))
    tally.check()
    every = [ANSWERS[at] for which in slices for at in which]
    assert tally.to_json() == {
        "read": len(every),
        **{outcome: sum(a.status == outcome for a in every) for outcome in OUTCOMES},
    }
    assert tally.waiting == sum(a.needs_a_person for a in every)
    assert tally.regions["14", "duplicate"] == sum(a.status == "duplicate" and a.region_code == "14" for a in every)
    assert tally.reasons["rejected", "field.email"] == sum(a.status == "rejected" for a in every)


def test_a_row_without_an_answer_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="without an answer"):
        Tally().add(ANSWERS, np.array([1, -1], np.int32))


@pytest.mark.parametrize("outcome", ["assigned", "lost"])
def test_a_sum_that_does_not_hold_is_a_bug(outcome: str) -> None:
    tally = Tally()
    tally.add(ANSWERS, np.array([1, 2], np.int32))
    tally.counts[outcome] += 1
    tally.read += outcome == "lost"
    with pytest.raises(RuntimeError, match="accounted for"):
        tally.check()
