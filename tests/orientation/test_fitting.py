"""Each rule by itself: what is known and met fits, what is not met excludes, what is not known is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.catalogue.model import Catalogue, Conditions, Organization, Program
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.fitting import EntryFit, fit_of
from innoveici.orientation.need_reading import NeedReader
from tests.orientation.conftest import TODAY

HERE = Applicant(region_code="14", mrc_code="61", employees=20, revenue=3_000_000, founder_age=30, audience="sme")


def fit(entry: Program | Organization, applicant: Applicant = HERE, need: str = "un projet") -> EntryFit:
    catalogue = Catalogue({}, {"next": Program(id="next", name_fr="La suite")}, {}, "")
    return fit_of(entry, NeedReader({}).read(need), applicant, catalogue, TODAY)


def program(**conditions: Any) -> Program:
    return Program(id="p", name_fr="P", conditions=Conditions(**conditions))


@pytest.mark.parametrize(
    ("conditions", "known", "met", "not_met"),
    [
        ({"employees_min": 6}, "employees", 6, 5),
        ({"employees_max": 250}, "employees", 250, 251),
        ({"revenue_min": 2_500_000}, "revenue", 2_500_000, 2_499_999),
        ({"revenue_max": 9}, "revenue", 9, 10),
        ({"founder_age_min": 18, "founder_age_max": 39}, "founder_age", 39, 40),
    ],
)
def test_a_limit_holds_asks_or_excludes(conditions: dict[str, int], known: str, met: int, not_met: int) -> None:
    entry = program(**conditions)

    assert fit(entry, replace(HERE, **{known: met})).fit == "fits"
    assert fit(entry, replace(HERE, **{known: not_met})).fit == "does_not"
    asked = fit(entry, replace(HERE, **{known: None}))
    assert asked.fit == "fits_if"
    assert len(asked.questions) == 1


@pytest.mark.parametrize(
    ("territory", "applicant", "expected"),
    [
        (("QC",), HERE, "fits"),
        (("14",), HERE, "fits"),
        (("15",), HERE, "does_not"),
        (("MRC 61",), HERE, "fits"),
        (("MRC 62",), HERE, "does_not"),
        (("MRC 62",), replace(HERE, mrc_code=None), "fits_if"),
        (("14",), replace(HERE, region_code=None), "fits_if"),
        (("FR-GES",), HERE, "does_not"),
        (("FR-GES",), replace(HERE, markets=("FR",)), "fits"),
        (("FR-GES",), replace(HERE, markets=("FR-67",)), "fits"),
        (("FR-GES",), replace(HERE, markets=("FR-31",)), "does_not"),
        (("FR-GES",), Applicant(country="FR", department="67"), "fits"),
        (("QC",), Applicant(country="FR", department="67"), "does_not"),
        ((), HERE, "fits"),
    ],
)
def test_territory(territory: tuple[str, ...], applicant: Applicant, expected: str) -> None:
    assert fit(Program(id="p", name_fr="P", territory=territory), applicant).fit == expected


def test_a_centre_serves_all_of_quebec_from_where_it_stands() -> None:
    seat = Organization(id="o", name_fr="O", territory=("02",), territory_role="seat")

    assert fit(seat).fit == "fits"
    assert fit(replace(seat, territory_role="serves")).fit == "does_not"


def test_what_is_for_organizations_is_not_for_companies() -> None:
    entry = Program(id="p", name_fr="P", audience=("nonprofit",))

    assert fit(entry).fit == "does_not"
    assert fit(entry, replace(HERE, audience="nonprofit")).fit == "fits"
    assert fit(replace(entry, audience=(), for_companies=False)).fit == "does_not"


def test_what_is_closed_says_since_when_and_what_there_is_instead() -> None:
    over = Program(id="p", name_fr="P", closes="2025-03", successor="next")

    found = fit(over)
    assert found.fit == "closed"
    assert str(found.rule) == "closed (seen 2025-03); instead: La suite"
    assert fit(replace(over, closes="2027")).fit == "fits"
    assert fit(replace(over, closes="", status="closed", successor="")).fit == "closed"


def test_a_sector_that_is_excluded_excludes_only_who_names_it() -> None:
    entry = program(sectors_excluded=("restauration",))

    assert fit(entry, need="une chaîne de restauration").fit == "does_not"
    assert fit(entry, need="une scierie").fit == "fits"


_KNOWN = st.fixed_dictionaries({
    "region_code": st.sampled_from(["14", "05"]), "mrc_code": st.sampled_from(["61", "44"]),
    "employees": st.integers(0, 900), "revenue": st.integers(0, 10**9), "founder_age": st.integers(18, 70),
})  # fmt: skip


@given(_KNOWN, st.sets(st.sampled_from(["region_code", "mrc_code", "employees", "revenue", "founder_age"])))
def test_what_is_not_known_excludes_nothing_that_could_fit(known: dict[str, Any], hidden: set[str]) -> None:
    entry = replace(
        program(employees_min=5, employees_max=300, revenue_min=1000, founder_age_max=39), territory=("MRC 61",)
    )
    if "region_code" in hidden:
        hidden |= {"mrc_code"}
    whole, partial = Applicant(**known), Applicant(**{k: v for k, v in known.items() if k not in hidden})

    if fit(entry, whole).fit != "does_not":
        assert fit(entry, partial).fit != "does_not"
