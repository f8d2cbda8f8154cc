from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.csv_cells import MonthFirst, is_no_value, made_of_an_id, read_day, read_whole


@given(st.dates())
def test_a_date_is_read_back_however_it_is_written(day: date) -> None:
    year = f"{day.year:04d}"
    for written in (
        day.isoformat(),
        f"{day.day:02d}/{day.month:02d}/{year}",
        f"{day.day}.{day.month}.{year}",
        f"{day.day:02d}-{day.month:02d}-{year}",
        f"{year}/{day.month}/{day.day}",
        f"{day.isoformat()} 00:00:00",
        f"{day.day:02d}/{day.month:02d}/{year} 0:00",
    ):
        assert read_day(written) == day


@given(st.dates().filter(lambda day: day.day > 12))
def test_a_month_before_its_day_is_asked_about(day: date) -> None:
    with pytest.raises(MonthFirst):
        read_day(f"{day.month:02d}/{day.day:02d}/{day.year:04d}")


@pytest.mark.parametrize(
    "text", ["2026-02-30", "31/04/2026", "46356", "30/11/26", "20261130", "30/11-2026", "demain", ""]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("8", 8), ("8,0", 8), ("8.00", 8), ("0,0", 0), ("2,5", None), ("1 000", None)]
)
def test_a_whole_number_may_have_a_decimal_that_says_nothing(text: str, value: int | None) -> None:
    assert read_whole(text) == value


@pytest.mark.parametrize(
    "text", ["01-janv", "5-mars", "12-Dec", "août-14", "Feb-26", "30/11/2026", "1,00E+05", "2E+10"]
)
def test_what_became_of_an_id_is_known(text: str) -> None:
    assert made_of_an_id(text)


@pytest.mark.parametrize(
    "text", ["QC-14-13", "14", "a", "marc-14", "MAR-01", "JUL-02", "E-5", "1-2", "decembre", "3E", "nov", "2026"]
)
def test_an_id_is_an_id(text: str) -> None:
    assert not made_of_an_id(text)


@pytest.mark.parametrize("text", ["#N/A", "#N/D", "#REF!", "#NOM?", "#VALEUR!", "#####", "Err:502"])
def test_what_stands_for_no_value_is_known(text: str) -> None:
    assert is_no_value(text)
    assert not is_no_value(f"Salle {text}")
