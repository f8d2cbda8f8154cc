from __future__ import annotations

from datetime import date

import pytest

from innoveici import figures
from innoveici.messages import _, speaking


@pytest.mark.parametrize(
    ("language", "km", "distance", "count"),
    [
        ("en", "3.2\u00a0km", "12\u00a0km ±\u00a02.0\u00a0km", "225,595"),
        ("fr", "3,2\u00a0km", "12\u00a0km ±\u00a02,0\u00a0km", "225\u00a0595"),
    ],
)
def test_figures_are_written_as_in_each_language(language: str, km: str, distance: str, count: str) -> None:
    with speaking("fr" if language == "fr" else "en"):
        assert (figures.km(3.2), figures.distance(12.4, 2.04), figures.count(225_595)) == (km, distance, count)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_written_out(month: int) -> None:
    with speaking("en"):
        assert figures.day(date(2026, month, 21)).endswith("\u00a021, 2026")
    with speaking("fr"):
        name = _(figures.MONTHS[month - 1])
        assert name == name.lower()
        assert figures.day(date(2026, month, 21)) == f"21\u00a0{name} 2026"
        assert figures.day(date(2026, month, 1)) == f"1er\u00a0{name} 2026"
