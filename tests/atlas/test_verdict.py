"""The decision as a pure function: rules that hold for any clue, any municipality and any map of regions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.clues import Clue, Given
from innoveici.atlas.location import EARTH_RADIUS_KM, Ambiguous, Candidate, Located, Point, Unknown
from innoveici.atlas.store import Municipality
from innoveici.atlas.verdict import (
    CONTRADICTIONS,
    NEIGHBOUR_KM,
    VAST_UNCERTAINTY_KM,
    by_region,
    decide,
    listed,
    noted,
    of_municipalities,
)
from innoveici.reasons import REASONS, Reason

MRCS = ("10", "20", "30", "40", "50")

points = st.builds(Point, st.floats(45, 62), st.floats(-79, -57))
mrc_sets = st.sets(st.sampled_from(MRCS), min_size=1).map(lambda codes: tuple(sorted(codes)))
region_maps = st.fixed_dictionaries({mrc: st.sampled_from(["01", "02", "03"]) for mrc in MRCS})
municipalities = st.builds(
    lambda mrc, number, point: Municipality(f"{mrc}{number:03}", f"Place {mrc}-{number}", mrc, point),
    st.sampled_from(MRCS),
    st.integers(0, 3),
    st.none() | points,
)


@st.composite
def givens(draw: st.DrawFn) -> Given:
    meanings = tuple(draw(st.lists(municipalities, max_size=4, unique_by=lambda m: m.code)))
    some = st.frozensets(st.sampled_from([m.code for m in meanings])) if meanings else st.just(frozenset[str]())
    rivals = tuple(draw(st.lists(municipalities, max_size=2)))
    return Given(meanings, draw(st.booleans()), local=draw(some), official=draw(some), rivals=rivals)


@st.composite
def clues(draw: st.DrawFn) -> Clue:
    known = draw(st.sampled_from(["exact", "area", "nothing"]))
    mrcs = draw(mrc_sets)
    if known == "nothing":
        return Clue("J9Z 9Z9", "nothing", mrcs, Reason("place.unknown", {"postal_code": "J9Z 9Z9"}))
    reason = Reason("place.area_only", {"postal_code": "J9Z 9Z9", "fsa": "J9Z"}) if known == "area" else None
    wider = tuple(sorted({*mrcs, *(draw(mrc_sets) if known == "exact" else ())}))
    return Clue("J9Z 9Z9", known, mrcs, reason, "Somewhere", None, draw(points), draw(st.floats(0.1, 200)), wider)


@given(clues(), st.none() | givens(), region_maps)
def test_located_means_one_region_that_the_code_allows(
    clue: Clue, municipality: Given | None, regions: dict[str, str]
) -> None:
    location = decide(clue, municipality, regions)
    if isinstance(location, Located):
        assert location.region_code in {regions[mrc] for mrc in clue.mrc_codes}
        assert location.verdict == "exact" or clue.known != "exact"
        retired = {m.mrc_code for m in municipality.meanings if m.code in municipality.local} if municipality else set()
        assert location.mrc_code in {None, *clue.mrc_codes, *(retired if clue.known == "area" else ())}
        if location.mrc_code:
            assert regions[location.mrc_code] == location.region_code


@given(clues(), st.none() | givens(), region_maps)
def test_ambiguous_means_several_regions_each_once_or_a_contradiction_with_its_two_sides(
    clue: Clue, municipality: Given | None, regions: dict[str, str]
) -> None:
    location = decide(clue, municipality, regions)
    if isinstance(location, Ambiguous):
        candidates = [candidate.region_code for candidate in location.candidates]
        assert len(candidates) >= 2
        assert len(candidates) == len(set(candidates)) or location.reason.code in CONTRADICTIONS


@given(clues(), givens(), region_maps)
def test_a_name_that_fits_nowhere_holds_what_the_code_alone_would_locate(
    clue: Clue, municipality: Given, regions: dict[str, str]
) -> None:
    allowed = {regions[mrc] for mrc in clue.mrc_codes}
    if municipality.agrees or not municipality.meanings:
        return
    if not allowed & {regions[m.mrc_code] for m in municipality.meanings}:
        assert not isinstance(decide(clue, municipality, regions), Located)


@given(clues(), region_maps)
def test_an_unrecognised_name_changes_nothing_but_the_reason(clue: Clue, regions: dict[str, str]) -> None:
    alone, noted = decide(clue, None, regions), decide(clue, Given(()), regions)
    assert type(alone) is type(noted)
    if isinstance(alone, Located) and isinstance(noted, Located):
        assert (alone.region_code, alone.point, alone.uncertainty_km) == (
            noted.region_code,
            noted.point,
            noted.uncertainty_km,
        )


@given(clues(), st.none() | givens())
def test_regions_that_lack_an_mrc_hold_its_codes(clue: Clue, municipality: Given | None) -> None:
    assert isinstance(decide(clue, municipality, {}), Unknown)


def test_a_vast_municipality_is_not_a_village() -> None:
    baie_james = Municipality("99060", "Eeyou Istchee Baie-James", "99", Point(49.8, -77.6))
    unknown = Clue("J0Y 9Z9", "area", ("88", "99"), None, "Amos", None, Point(48.5, -78.0), 900.0)
    location = decide(unknown, Given((baie_james,)), {"88": "08", "99": "10"})
    assert isinstance(location, Located)
    assert location.uncertainty_km == VAST_UNCERTAINTY_KM["99060"]


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


REGION_OF_MRC = {"10": "02", "20": "01", "30": "02"}


def test_mrcs_are_gathered_by_region_in_order() -> None:
    assert by_region(REGION_OF_MRC, ["30", "20", "10"]) == (Candidate("01", ("20",)), Candidate("02", ("10", "30")))


def test_each_region_shows_the_municipalities_in_it() -> None:
    towns = [Municipality(f"{mrc}005", f"Town {mrc}", mrc, None) for mrc in ("30", "20", "10")]
    assert of_municipalities(REGION_OF_MRC, towns) == (
        Candidate("01", ("20",), ("Town 20",)),
        Candidate("02", ("10", "30"), ("Town 10", "Town 30")),
    )


def test_a_list_says_each_thing_once() -> None:
    assert listed(["b", "a", "b"]) == "b, a"


def test_a_remark_joins_a_reason_or_stands_alone() -> None:
    reason, note = Reason("place.unknown", {"postal_code": "J9Z 9Z9"}), Reason("place.municipality_unknown")
    assert noted(reason, None) == reason
    assert noted(None, note) == note
    assert noted(reason, note) == Reason("place.noted", {"reason": reason, "note": note})
