"""The decision as a pure function: rules that hold for any clue, any municipality and any map of regions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.clue import Clue
from innoveici.atlas.contradiction import CONTRADICTIONS
from innoveici.atlas.decide import VAST_UNCERTAINTY_KM, decide
from innoveici.atlas.entries import Municipality
from innoveici.atlas.given import Given
from innoveici.atlas.location import Ambiguous, Located, Point, Unknown
from innoveici.reasons import Reason

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
