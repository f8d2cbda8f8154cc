"""How old what an entry says is, and what is doubtful about it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.catalogue.freshness import Doubt, closed_since, doubts, due_on, is_due, months_since, partial_day_text
from innoveici.catalogue.model import Organization, Program, Provenance
from innoveici.messages import Language, speaking

TODAY = date(2026, 11, 21)


def entry(**provenance: str) -> Organization:
    return Organization(id="a", name_fr="A", provenance=Provenance(**{"source": "https://a.example/"} | provenance))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verified", "months", "due"),
    [
        ("2025-11-21", 12, "2026-11-21"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11", 12, "2027-11-01"),
        ("2026", 12, "2027-01-01"),
    ],
)
def test_an_entry_is_due_the_months_after_the_first_day_on_which_it_may_have_been_verified(
    verified: str, months: int, due: str
) -> None:
    provenance = Provenance(verified_on=verified, review_every=months)

    assert str(due_on(provenance)) == due
    assert is_due(provenance, TODAY) == (due <= TODAY.isoformat())


def test_an_entry_that_was_never_verified_is_due() -> None:
    assert is_due(Provenance(), TODAY)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_what_is_due_in_some_months_is_not_before(verified: date, months: int) -> None:
    due = due_on(Provenance(verified_on=verified.isoformat(), review_every=months))
    assert due is not None
    assert (due.year - verified.year) * 12 + due.month - verified.month == months
    assert due.day <= verified.day


@pytest.mark.parametrize(
    ("provenance", "found"),
    [
        ({}, []),
        ({"confidence": "partial"}, [Doubt.PARTIAL]),
        ({"source": "https://www.hellodarwin.com/fr/x"}, [Doubt.AGGREGATOR]),
        ({"source": "https://nothellodarwin.com/"}, []),
        ({"source": ""}, [Doubt.NO_SOURCE]),
        ({"source": "", "source_title": "Document remis"}, []),
        ({"source_date": "2023-11-22"}, []),
        ({"source_date": "2023-11-21"}, [Doubt.OLD_SOURCE]),
        ({"source_date": "2023"}, []),
        ({"source_date": "2022"}, [Doubt.OLD_SOURCE]),
    ],
)
def test_what_is_doubtful_is_said(provenance: dict[str, str], found: list[Doubt]) -> None:
    assert list(doubts(entry(**provenance), TODAY)) == found


@pytest.mark.parametrize(
    ("closes", "since"), [("", None), ("2026-11-21", None), ("2026-11", None), ("2026-10", "2026-10-31")]
)
def test_a_programme_is_past_after_the_last_day_that_it_may_be_open(closes: str, since: str | None) -> None:
    found = closed_since(Program(id="a", name_fr="A", closes=closes), TODAY)

    assert (str(found) if found else None) == since


@pytest.mark.parametrize(
    ("written", "months"), [("", None), ("2026-11", 0), ("2026-10", 0), ("2026-09", 1), ("2025", 10), ("2026-10-21", 1)]
)
def test_its_age_is_in_whole_months(written: str, months: int | None) -> None:
    assert months_since(written, TODAY) == months


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "2026-11", "November 2026"),
        ("fr", "2026-11", "novembre 2026"),
        ("fr", "2024", "2024"),
        ("fr", "2026-11-01", "1er\u00a0novembre 2026"),
        ("en", "", ""),
    ],
)
def test_a_day_is_said_as_far_as_it_is_known(language: Language, written: str, said: str) -> None:
    with speaking(language):
        assert partial_day_text(written) == said
