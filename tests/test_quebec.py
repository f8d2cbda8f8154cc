"""Working days in Québec, and the promise of a first contact."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.quebec import WAITING, WorkingDays, is_overdue, last_overdue, quebec_day

QUEBEC = WorkingDays("CA-QC")
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 6, 24),  # fête nationale
        date(2027, 5, 24),  # Journée nationale des patriotes
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 26),  # Vendredi saint
        date(2022, 12, 26),  # Noël was a Sunday
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),
    ],
)
def test_nobody_is_at_work(day: date) -> None:
    assert not QUEBEC.is_working(day)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 11), date(2026, 9, 30), date(2026, 12, 24)])
def test_what_is_a_holiday_elsewhere_in_canada_is_a_working_day(day: date) -> None:
    assert QUEBEC.is_working(day)


def test_a_promise_that_ends_when_nobody_works_ends_on_the_next_working_day() -> None:
    assert QUEBEC.deadline(date(2026, 12, 15), 10) == date(2026, 12, 28)  # Noël is a Friday
    assert QUEBEC.deadline(date(2026, 11, 20), 10) == date(2026, 11, 30)
    assert QUEBEC.deadline(date(2026, 6, 14), 10) == date(2026, 6, 25)


@given(days, st.integers(0, 60))
def test_a_deadline_is_the_first_working_day_from_the_last_promised_one(received: date, count: int) -> None:
    deadline, last = QUEBEC.deadline(received, count), received + timedelta(days=count)
    assert deadline >= last
    assert QUEBEC.is_working(deadline)
    assert not any(QUEBEC.is_working(last + timedelta(days=n)) for n in range((deadline - last).days))


@given(days)
def test_the_last_working_day_is_the_nearest_one_before(day: date) -> None:
    last = QUEBEC.last_working(day)
    assert last <= day
    assert QUEBEC.is_working(last)
    assert QUEBEC.next_working(last) == last
    assert QUEBEC.is_working(day) == (last == day)


def test_an_export_may_say_any_year() -> None:
    assert QUEBEC.deadline(date.max, 10) == date.max
    assert QUEBEC.deadline(date.min, 0) == date.min


@pytest.mark.parametrize("place", ["CA-QC", "CA", "FR-57"])
def test_places_whose_holidays_are_known(place: str) -> None:
    assert WorkingDays(place).is_known


@pytest.mark.parametrize("place", ["XK-1", "ZZ"])
def test_where_no_holiday_is_known_only_weekends_are_free(place: str) -> None:
    nowhere = WorkingDays(place)
    assert not nowhere.is_known
    assert nowhere.is_working(date(2026, 12, 25))
    assert not nowhere.is_working(date(2026, 12, 26))


def test_the_library_is_loaded_when_a_day_is_asked_for() -> None:
    asked = "from innoveici.quebec import WorkingDays; WorkingDays('CA-QC')"
    code = f"import sys; {asked}; print('holidays' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


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
