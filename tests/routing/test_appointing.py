"""What a person chooses is decided like any other: explained, replayable, with what the rule had against it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from innoveici.atlas.store import Atlas
from innoveici.desk import Desk
from innoveici.directory.load import load_directory
from innoveici.request import Request
from innoveici.routing.appointing import BY_PERSON, appoint, nearest_of
from innoveici.routing.record import join, split

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def desk() -> Desk:
    atlas = Atlas.open()
    return Desk(atlas, load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", atlas), date(2026, 11, 20))


def _request(code: str, municipality: str = "") -> Request:
    return Request("R-1", "Fromagerie du Lac", code, municipality=municipality)


def test_the_one_chosen_stands_first_and_the_others_follow_as_they_were(desk: Desk) -> None:
    decided = desk.decide(_request("J0K 2M0"), {})
    chosen = decided.ranking[3]
    appointed = appoint(decided, desk.directory.advisors[chosen.advisor_id], desk.directory)
    assert appointed.status == "assigned"
    assert appointed.advisor_id == chosen.advisor_id
    assert appointed.ranking[0].why[0] == BY_PERSON
    assert (appointed.distance_km, appointed.distance_error_km) == (chosen.distance_km, chosen.distance_error_km)
    assert list(appointed.ranking[1:]) == [r for r in decided.ranking if r is not chosen]
    assert nearest_of(decided) == decided.ranking[0]


def test_what_stood_against_the_one_chosen_stays_said(desk: Desk) -> None:
    excluded = desk.decide(_request("J0K 2M0"), {}).advisor_id
    decided = desk.decide(_request("J0K 2M0"), {}, frozenset({str(excluded)}))
    appointed = appoint(decided, desk.directory.advisors[str(excluded)], desk.directory)
    assert [reason.code for reason in appointed.ranking[0].why] == ["routing.by_person", "routing.declined"]
    assert appointed.ranking[0].eligible


def test_an_advisor_of_another_region_is_measured_from_the_company(desk: Desk) -> None:
    decided = desk.decide(_request("J0K 2M0"), {})
    appointed = appoint(decided, desk.directory.advisors["QC-01-04"], desk.directory)
    assert appointed.region_code == "14"
    assert appointed.distance_km is not None
    assert 350 < appointed.distance_km < 500
    assert len(appointed.ranking) == len(decided.ranking) + 1


def test_without_a_certain_place_the_region_is_the_advisors_and_nothing_is_measured(desk: Desk) -> None:
    decided = desk.decide(_request("J0K"), {})
    assert decided.status == "held"
    assert nearest_of(decided) is None
    appointed = appoint(decided, desk.directory.advisors["QC-14-13"], desk.directory)
    assert (appointed.region_code, appointed.distance_km, appointed.ranking) == ("14", None, ())
    assert [reason.code for reason in appointed.reasons] == ["routing.by_person", "place.area_straddles"]


@pytest.mark.parametrize(("code", "advisor"), [("J0K 2M0", "QC-14-01"), ("J0K 2M0", "QC-01-04"), ("J0K", "QC-14-13")])
def test_it_is_recorded_and_explained_like_any_other(desk: Desk, code: str, advisor: str) -> None:
    appointed = appoint(desk.decide(_request(code), {}), desk.directory.advisors[advisor], desk.directory)
    assert join(*split(appointed)) == appointed
