"""What a postal code leaves open is asked so that any answer settles it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Located, Location
from innoveici.atlas.store import Atlas
from innoveici.directory.load import load_directory
from innoveici.directory.model import Directory
from innoveici.web.place_question import (
    PlaceQuestion,
    chosen_country,
    chosen_municipality,
    is_answered,
    place_question,
)

ROOT = Path(__file__).parents[2]


@cache
def directory() -> Directory:
    return load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", Atlas.open())


def located(code: str, municipality: str = "", country: str = "CA") -> Location:
    regions = directory().region_of_mrc
    return locate(code, Atlas.open(), regions, municipality=municipality or None, country=country)


def asked(code: str, municipality: str = "", country: str = "CA") -> PlaceQuestion | None:
    return place_question(located(code, municipality, country), directory(), Atlas.open())


def test_every_answer_to_every_open_area_settles_it_in_the_region_it_stands_under() -> None:
    open_areas = [area.fsa for area in Atlas.open().areas() if isinstance(located(area.fsa), Ambiguous)]
    assert len(open_areas) > 20
    for fsa in open_areas:
        question = asked(fsa)
        assert question
        assert len(question.groups) > 1
        for group in question.groups:
            for name in group.names:
                found = located(fsa, name)
                assert isinstance(found, Located), (fsa, name)
                assert directory().regions[found.region_code].name == group.region, (fsa, name)


@pytest.mark.parametrize(
    ("code", "municipality", "country"),
    [("J0K 2M0", "", "CA"), ("M5V 1A1", "", "CA"), ("67000", "", "FR"), ("H0H 0H0", "", "CA"), ("hello", "", "CA")],
)
def test_where_nothing_is_open_or_no_answer_would_help_nothing_is_asked(
    code: str, municipality: str, country: str
) -> None:
    assert asked(code, municipality, country) is None


def test_a_contradiction_names_both_sides_with_their_regions() -> None:
    question = asked("J0K 2M0", "Trois-Rivières")
    assert question
    assert question.contradicts
    assert {group.region: group.names for group in question.groups} == {
        "Lanaudière": ("Saint-Félix-de-Valois",), "Mauricie": ("Trois-Rivières",),
    }  # fmt: skip
    assert "14\u00a0Lanaudière" in question.why


def test_what_is_chosen_goes_before_what_was_typed() -> None:
    assert chosen_municipality({"municipality": "a", "municipality_choice": "b"}) == "b"
    assert chosen_municipality({"municipality": "a", "municipality_choice": "-"}) == "a"
    assert chosen_country({"country": "CA", "country_choice": "FR"}) == "FR"
    assert [is_answered(form) for form in ({}, {"municipality": "a"}, {"municipality_choice": "-"})] == [
        False, False, True,
    ]  # fmt: skip
