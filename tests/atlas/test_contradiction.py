"""Neighbours are let through, what cannot be one place is held: the line between, kilometre by kilometre."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.clue import Clue
from innoveici.atlas.contradiction import CONTRADICTIONS, NEIGHBOUR_KM
from innoveici.atlas.decide import decide
from innoveici.atlas.entries import Municipality
from innoveici.atlas.given import Given
from innoveici.atlas.location import EARTH_RADIUS_KM, Ambiguous, Located, Point
from innoveici.reasons import REASONS

HERE = Point(46.0, -73.0)
REGIONS = {"10": "01", "20": "01", "30": "02"}
UNCERTAINTY_KM = 2.0


def town(mrc: str, km_north: float | None) -> Municipality:
    point = None if km_north is None else Point(46.0 + math.degrees(km_north / EARTH_RADIUS_KM), -73.0)
    return Municipality(f"{mrc}005", f"Town of {mrc}", mrc, point)


def clue(*area_mrc_codes: str) -> Clue:
    return Clue("J9Z 9Z9", "exact", ("10",), None, "Somewhere", "10010", HERE, UNCERTAINTY_KM, ("10", *area_mrc_codes))


def official(*towns: Municipality) -> Given:
    return Given(towns, official=frozenset(t.code for t in towns))


@given(st.floats(0, 400))
def test_another_mrc_of_the_region_is_a_contradiction_beyond_the_neighbourhood_only(km: float) -> None:
    if abs(km - UNCERTAINTY_KM - NEIGHBOUR_KM) < 0.001:
        return
    location = decide(clue(), official(town("20", km)), REGIONS)
    if km < UNCERTAINTY_KM + NEIGHBOUR_KM:
        assert isinstance(location, Located)
        assert location.reason is not None
        assert (location.mrc_code, location.reason.code) == ("10", "place.municipality_elsewhere")
    else:
        assert isinstance(location, Ambiguous)
        assert location.reason.code == "place.municipality_far"
        assert location.reason.params["distance"] == round(km)
        assert [c.mrc_codes for c in location.candidates] == [("10",), ("20",)]


@given(st.floats(0, 400))
def test_another_region_is_a_contradiction_at_any_distance(km: float) -> None:
    location = decide(clue(), official(town("30", km)), REGIONS)
    assert isinstance(location, Ambiguous)
    assert location.reason.code == "place.municipality_contradicts"


@pytest.mark.parametrize(
    ("near", "name"),
    [
        (clue("20"), official(town("20", 90.0))),  # the area serves that MRC too
        (clue(), Given((town("20", 90.0),))),  # not its whole official name
        (clue(), official(town("20", None))),  # nobody knows how far
        (clue(), official(town("20", 5.0), town("30", 90.0))),  # a namesake elsewhere
    ],
)
def test_what_is_not_certainly_elsewhere_is_noted_only(near: Clue, name: Given) -> None:
    location = decide(near, name, REGIONS)
    assert isinstance(location, Located)
    assert location.reason is not None
    assert location.reason.code == "place.municipality_elsewhere"
    assert location.reason.params["municipality"] == "Town of 20"


def test_the_same_mrc_is_never_a_contradiction() -> None:
    assert isinstance(decide(clue(), official(town("10", 300.0)), REGIONS), Located)


def test_every_contradiction_has_its_words() -> None:
    assert set(REASONS) >= CONTRADICTIONS
