"""Letters that were put off come back later and later, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from innoveici.notify.retries import is_given_up, next_try

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def exactly(low: float, high: float) -> float:
    return (low + high) / 2


def minutes(attempts: int) -> float:
    return (next_try(NOW, attempts, chance=exactly) - NOW) / timedelta(minutes=1)


def test_waits_double_up_to_an_hour() -> None:
    assert [round(minutes(attempts)) for attempts in range(1, 8)] == [5, 10, 20, 40, 60, 60, 60]


@given(st.integers(1, 10_000))
def test_a_wait_is_never_further_than_a_fifth_from_what_it_should_be(attempts: int) -> None:
    wait = next_try(NOW, attempts) - NOW
    assert timedelta(minutes=4) <= wait <= timedelta(minutes=72)
    assert abs(wait / timedelta(minutes=1) - minutes(attempts)) <= minutes(attempts) * 0.2 + 1e-6


def test_letters_put_off_together_do_not_come_back_together() -> None:
    assert len({next_try(NOW, 1) for _ in range(50)}) > 40


def test_five_days_after_the_first_try_it_is_enough() -> None:
    assert not is_given_up(NOW, NOW - timedelta(days=5) + timedelta(seconds=1), 5)
    assert is_given_up(NOW, NOW - timedelta(days=5), 5)


def test_a_clock_that_was_set_back_gives_nothing_up() -> None:
    assert not is_given_up(NOW, NOW + timedelta(days=30), 5)
