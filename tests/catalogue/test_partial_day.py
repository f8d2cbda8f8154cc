"""Days as far as they are known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.catalogue.partial_day import first_day, is_partial_day, last_day


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_day_lies_within_its_month_and_its_year(day: date) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        first, last = first_day(text), last_day(text)
        assert first is not None
        assert last is not None
        assert first <= day <= last


@pytest.mark.parametrize("text", ["", "26", "2026-13", "2026-02-30", "2026-2-3", "mars 2026", "2026-"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert not is_partial_day(text)
    assert first_day(text) is None
    assert last_day(text) is None
