"""What is suggested for a need: best first, each with why, the same each time; nothing that does not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.catalogue.model import Catalogue
from innoveici.directory.load import load_regions
from innoveici.messages import speaking
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.partnership_entries import partnership_entries
from innoveici.orientation.scoring import WEIGHTS
from innoveici.orientation.suggesting import Orienter
from tests.orientation.conftest import TODAY

HERE = Applicant(region_code="16", employees=20)
NEEDS = (
    "Automatiser l'emballage de nos fromages", "AI for our warehouse", "Besoin d'une gardienne", "projet",
    "Trouver un partenaire en France en matériaux composites", "robotisé la soudur", "a loan for a start-up",
)  # fmt: skip


@pytest.mark.parametrize("need", NEEDS)
def test_at_most_five_each_of_which_may_fit_and_says_why(orienter: Orienter, need: str) -> None:
    found = orienter.orient(need, HERE, TODAY)

    assert 0 < len(found.suggestions) <= 5
    for one in found.suggestions:
        assert one.fit in ("fits", "fits_if")
        assert (one.fit == "fits_if") == bool(one.questions)
        assert one.score == round(sum(WEIGHTS[part.part] * part.value for part in one.parts), 3)
        with speaking("fr"):
            assert all(message.text() for message in (*one.why, *one.questions))


@pytest.mark.parametrize("need", NEEDS)
def test_the_same_input_has_the_same_answer(orienter: Orienter, need: str) -> None:
    first, again = (orienter.orient(need, HERE, TODAY, limit=None).suggestions for _ in range(2))

    assert [(one.id, one.score, one.why) for one in first] == [(one.id, one.score, one.why) for one in again]


def test_all_of_them_hold_what_does_not_fit_and_what_is_closed_with_the_rule(orienter: Orienter) -> None:
    found = orienter.orient("Automatiser l'usine", HERE, TODAY, limit=None)

    fits = [one.fit for one in found.suggestions]
    assert {"fits", "does_not", "closed"} <= set(fits)
    assert fits.index("does_not") > max(at for at, fit in enumerate(fits) if fit in ("fits", "fits_if"))
    assert all(one.rule for one in found.suggestions if one.fit in ("does_not", "closed"))


def test_a_need_that_is_no_innovation_is_said_to_be_none_and_led_to_who_guides(orienter: Orienter) -> None:
    found = orienter.orient("Je cherche un prêt pour acheter un dépanneur", HERE, TODAY)

    assert found.outside == ("dépanneur",)
    assert all(one.entry.helps[0] == "guidance" for one in found.suggestions)


def test_a_vague_need_is_asked_about(orienter: Orienter) -> None:
    assert orienter.orient("On veut innover", HERE, TODAY).questions
    assert not orienter.orient("Automatiser l'emballage de nos fromages", HERE, TODAY).questions


def test_the_other_side_of_a_partnership_is_named_to_who_looks_there_alone(orienter: Orienter) -> None:
    def sides(need: str) -> set[str]:
        found = orienter.orient(need, HERE, TODAY)
        return {one.id for one in found.suggestions if any(place.startswith("FR") for place in one.entry.territory)}

    assert sides("Partenaire français en composites")
    assert not sides("Partenaire en composites")


def test_a_partnership_is_suggested_to_who_looks_across_the_ocean_and_to_nobody_else(catalogue: Catalogue) -> None:
    where = load_regions(Path(__file__).parents[2] / "regions.yaml")
    orienter = Orienter(catalogue, where.region_of_mrc, partnership_entries(where.partnerships))

    def of(need: str) -> dict[str, str]:
        found = orienter.orient(need, HERE, TODAY, limit=None).suggestions
        return {one.id: one.fit for one in found if one.kind == "partnership"}

    carnot, announced = "carnot-prima-cribiq", "grand-enov-agtech"
    assert of("Partenaire français en matériaux avancés")[carnot] == "fits"
    assert of("Partenaire en matériaux avancés")[carnot] == "does_not"
    assert of("Partenaire à Strasbourg pour une serre")[announced] == "fits_if"
    assert of("Partenaire à Toulouse pour une serre")[announced] == "does_not"


def test_a_local_body_of_another_region_is_none(catalogue: Catalogue) -> None:
    where = load_regions(Path(__file__).parents[2] / "regions.yaml")
    orienter = Orienter(catalogue, where.region_of_mrc)
    fits = {one.id: one.fit for one in orienter.orient("un prêt", HERE, TODAY, limit=None).suggestions}

    assert fits["fli-haut-richelieu"] == "fits_if"
    assert fits["fli-mrc-sources"] == "does_not"


@given(st.sampled_from(NEEDS), st.sampled_from(["01", "06", "11", "16"]), st.integers(1, 800))
@settings(max_examples=40)
def test_what_is_known_of_who_asks_only_takes_away(orienter: Orienter, need: str, region: str, employees: int) -> None:
    known = Applicant(region_code=region, employees=employees)
    less = replace(known, employees=None)

    def fitting(applicant: Applicant) -> set[str]:
        found = orienter.orient(need, applicant, TODAY, limit=None).suggestions
        return {one.id for one in found if one.fit in ("fits", "fits_if")}

    assert fitting(known) <= fitting(less)
