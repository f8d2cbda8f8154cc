"""Dates and times as forms, spreadsheets and people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.quebec import quebec_time
from innoveici.spellings.dates import is_plausible, moment_of

TODAY = date(2026, 11, 23)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]  # as many as there are


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026/11/20 9:12:45 AM UTC-5", at(2026, 11, 20, 14, 12, 45)),
        ("2026/11/20 12:05:01 AM HNE", at(2026, 11, 20, 5, 5, 1)),
        ("2026-07-20 2:05 p.m. HAE", at(2026, 7, 20, 18, 5)),
        ("2026-07-20 14:05 EDT", at(2026, 7, 20, 18, 5)),
        ("2026-11-20 14:02:11 UTC", at(2026, 11, 20, 14, 2, 11)),
        ("2026-11-20 14:02:11 -0500", at(2026, 11, 20, 19, 2, 11)),
        ("2026-11-20 14:02 GMT+1", at(2026, 11, 20, 13, 2)),
        ("2026-11-20 à 14 h 30", at(2026, 11, 20, 19, 30)),
        ("vendredi 20 novembre 2026, 14h30", at(2026, 11, 20, 19, 30)),
        ("1er décembre 2026 à 9 h", at(2026, 12, 1, 14)),
        ("Nov 20, 2026 2:30 PM", at(2026, 11, 20, 19, 30)),
        ("20-nov-2026", at(2026, 11, 20, 5)),
        ("20/11/2026 14:30", at(2026, 11, 20, 19, 30)),
        ("11/20/2026 2:30 PM", at(2026, 11, 20, 19, 30)),
        ("7/7/2026", at(2026, 7, 7, 4)),
        ("2026-11-20 24:00", at(2026, 11, 21, 5)),
        ("46346.5", at(2026, 11, 20, 17)),
        ("46346,25", at(2026, 11, 20, 11)),
        ("1795212345", at(2026, 11, 20, 22, 5, 45)),
        ("1795212345123", at(2026, 11, 20, 22, 5, 45)),
        ("20261120", at(2026, 11, 20, 5)),
    ],
)
def test_a_moment_is_read_however_it_is_written(written: str, meant: datetime) -> None:
    assert moment_of(written) == meant


@pytest.mark.parametrize("written", ["03/04/2026", "3-4-2026 14:30", "12/11/2026 2:30 PM", "01.02.2026"])
def test_day_and_month_that_may_be_either_are_not_guessed(written: str) -> None:
    assert moment_of(written) == "two readings"


@pytest.mark.parametrize(
    "written",
    ["hier", "2026-11-31", "31/11/2026", "13/13/2026", "20/11/26", "2026-11-20 25:00", "2026-11-20 13:00 PM", "5-6", "",
     "2026-11-20 14:30 XYZ", "2026-11-20 14:30 HNE-4", "20 brumaire 2026", "123", "0001-01-01T00:00+14:00"],
)  # fmt: skip
def test_what_is_no_moment_is_none(written: str) -> None:
    assert moment_of(written) is None


FIRST, LAST = datetime(2000, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001 - of no zone
BEFORE = datetime(1899, 12, 30)  # noqa: DTZ001


@given(st.datetimes(FIRST, LAST))
def test_ways_to_write_one_moment_mean_the_same(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    half = "AM" if moment.hour < 12 else "PM"
    hour = moment.hour % 12 or 12
    written = (
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment:%Y/%m/%d} {hour}:{moment:%M:%S} {half}",
        f"{moment:%Y-%m-%d} à {moment.hour} h {moment:%M} min {moment:%S} s",
        f"{(moment - BEFORE) / timedelta(days=1):.10f}",
    )
    if moment.replace(tzinfo=quebec_time()).utcoffset() == moment.replace(tzinfo=quebec_time(), fold=1).utcoffset():
        assert len({moment_of(text) for text in written}) == 1


@given(st.text("0123456789-/:. hàmpAPHNEUTC", max_size=24))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    found = moment_of(text)
    assert found is None or found == "two readings" or found.tzinfo == UTC


@pytest.mark.parametrize("year", [206, 1899, 1900, 1999, 2062, 2099, 2206])
def test_a_year_in_which_no_request_can_have_come_in_is_not_plausible(year: int) -> None:
    assert not is_plausible(at(year, 6, 20, 12), TODAY)


def test_a_day_or_two_ahead_is_a_clock_and_more_is_a_mistake() -> None:
    assert is_plausible(at(2026, 11, 25, 12), TODAY)
    assert not is_plausible(at(2026, 11, 26, 12), TODAY)
    assert is_plausible(at(2026, 11, 26, 12), None)
