"""When a company that waits has waited too long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.promise import WAITING, is_overdue, last_overdue
from innoveici.quebec import quebec_day
from innoveici.working_days import WorkingDays

QUEBEC = WorkingDays("CA-QC")
MONDAY = datetime(2026, 11, 9, 15, tzinfo=UTC)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_the_promised_day_itself_is_in_time() -> None:
    assert not is_overdue("assigned", MONDAY, date(2026, 11, 19), 10, QUEBEC)
    assert is_overdue("assigned", MONDAY, date(2026, 11, 20), 10, QUEBEC)


def test_a_weekend_at_the_end_is_not_held_against_anybody() -> None:
    wednesday = datetime(2026, 11, 11, 15, tzinfo=UTC)  # the tenth day is a Saturday
    assert not is_overdue("held", wednesday, date(2026, 11, 23), 10, QUEBEC)
    assert is_overdue("held", wednesday, date(2026, 11, 24), 10, QUEBEC)


def test_days_are_those_of_quebec() -> None:
    late_evening = datetime(2026, 11, 10, 4, 30, tzinfo=UTC)  # still the 9th in Québec
    assert is_overdue("assigned", late_evening, date(2026, 11, 20), 10, QUEBEC)


@pytest.mark.parametrize("state", ["contacted", "closed", "rejected", "referred"])
def test_nobody_waits_any_more(state: str) -> None:
    assert not is_overdue(state, MONDAY, date(2027, 11, 20), 10, QUEBEC)


@given(moments, st.integers(-5, 60), st.integers(1, 20))
def test_overdue_is_after_the_deadline_and_nothing_else(since: datetime, later: int, promised: int) -> None:
    today = quebec_day(since) + timedelta(days=later)
    late = today > QUEBEC.deadline(quebec_day(since), promised)
    assert all(is_overdue(state, since, today, promised, QUEBEC) == late for state in WAITING)


@given(moments, st.integers(1, 20))
def test_one_day_parts_those_who_are_overdue_from_those_who_are_not(now: datetime, promised: int) -> None:
    today = quebec_day(now)
    last = last_overdue(today, promised, QUEBEC)
    assert today > QUEBEC.deadline(last, promised)
    assert today <= QUEBEC.deadline(last + timedelta(days=1), promised)
