from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from innoveici.atlas.location import Ambiguous, Candidate, Invalid, Located, Location, Outside
from innoveici.directory.model import Directory
from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.routing.record import ERASED, join, split
from tests.routing import strategies as some
from tests.routing.builders import DAY, advisor, at, decide, directory, located, request

ABSENT = advisor("A", 1, name="Ada Absent", absent_from=DAY, replacement_id="B")
PEOPLE = directory([ABSENT, advisor("B", 12.34, name="Bob Below", uncertainty_km=0.4), advisor("C", -40.06)])


def _stored(value: Any) -> Any:
    """As the ledger gives it back: canonical JSON, keys sorted."""
    return json.loads(json.dumps(value, sort_keys=True, allow_nan=False))


@given(some.directories, some.locations, some.requests, some.loads, some.declined)
def test_nothing_is_lost_in_three_parts(
    who: Directory, where: Location, what: Request, loads: dict[str, Load], declined: frozenset[str]
) -> None:
    decision = decide(who, where, what, loads, exclude=declined)
    assert join(*map(_stored, split(decision))) == decision


@given(some.directories, some.locations, some.requests, some.loads)
def test_what_is_left_after_erasure_still_explains_the_decision(
    who: Directory, where: Location, what: Request, loads: dict[str, Load]
) -> None:
    decision = decide(who, where, what, loads)
    event, _, roster = split(decision)
    left = join(_stored(event), None, _stored(roster))
    assert (left.status, left.advisor_id, left.region_code) == (
        decision.status,
        decision.advisor_id,
        decision.region_code,
    )
    assert [r.advisor_id for r in left.ranking] == [r.advisor_id for r in decision.ranking]
    assert [r.code for r in left.reasons] == [r.code for r in decision.reasons]
    assert split(left)[0]["reasons"] == split(decision)[0]["reasons"]


def test_an_event_names_nobody_and_no_postal_code() -> None:
    where = located(
        3, postal_code="J0K 9Z9", point=at(3.21), reason=Reason("place.area_only", {"postal_code": "J0K 9Z9"})
    )
    event, private, roster = (json.dumps(part, ensure_ascii=False) for part in split(decide(PEOPLE, where)))
    for secret in ("J0K", "46.02", "913"):
        assert secret not in event
        assert secret in private
    for name in ("Ada", "Bob"):
        assert name not in event
        assert name in roster


def test_an_event_keeps_distances_in_steps_of_ten_kilometres_and_a_point_to_a_tenth_of_a_degree() -> None:
    event, _, _ = split(decide(PEOPLE, located(0, uncertainty_km=1.2, point=at(2))))
    assert (event["distance_km"], event["distance_error_km"]) == (10, 10)
    assert event["ranking"]["km"] == [10, 40, 0]
    assert event["location"]["point"] == [46.0, -73.0]
    assert event["location"]["uncertainty_km"] == 8


def test_after_erasure_the_true_point_is_still_inside_the_uncertainty_said() -> None:
    where = located(0, point=at(5.5), uncertainty_km=0.0)
    left = join(split(decide(PEOPLE, where))[0], None, None).location
    assert isinstance(left, Located)
    assert left.point.distance_km(where.point) <= left.uncertainty_km


@given(some.directories, some.locations, some.requests, some.loads)
def test_after_erasure_every_true_distance_is_within_the_error_said(
    who: Directory, where: Location, what: Request, loads: dict[str, Load]
) -> None:
    decision = decide(who, where, what, loads)
    left = join(_stored(split(decision)[0]), None, None)
    for kept, true in zip(left.ranking, decision.ranking, strict=True):
        assert kept.distance_km % 10 == kept.distance_error_km % 10 == 0
        assert abs(kept.distance_km - true.distance_km) + true.distance_error_km <= kept.distance_error_km


def test_after_erasure_reasons_read_with_a_dash() -> None:
    left = join(split(decide(PEOPLE, Outside("M5V 2T6", "CA", _outside("M5V 2T6"))))[0], None, None)
    assert str(left.reasons[0]) == "— is outside Québec (Ontario)"
    assert left.location == Outside(ERASED, "CA", _outside(ERASED))


def _outside(code: str) -> Reason:
    return Reason("place.province", {"postal_code": code, "province": Reason("province.ON")})


def test_a_suggestion_and_the_places_of_candidates_are_private() -> None:
    fault = Reason("postal.length", {"text": "J0K2M", "count": 5})
    rejected = Invalid("J0K2M", Reason("postal.did_you_mean", {"fault": fault, "suggestion": "J0K 2M0"}), "J0K 2M0")
    event, _, _ = split(decide(PEOPLE, rejected))
    assert "J0K" not in json.dumps(event)
    assert event["reasons"][0]["params"]["fault"]["params"] == {"text": ERASED, "count": 5}
    unclear = Ambiguous("J0K 2M0", (Candidate("14", ("62",), ("Joliette",)),), Reason("place.unknown"))
    event, _, _ = split(decide(PEOPLE, unclear))
    assert "Joliette" not in json.dumps(event)
    assert event["location"]["candidates"] == [["14", ["62"], []]]


def test_the_ledger_does_not_need_the_files_that_decided() -> None:
    decision = decide(PEOPLE, what=request("R-9"))
    again = join(*map(_stored, split(decision)))
    assert again == decision
    assert again.ranking[0].stands_in_for == ("A",)
    assert [(r.advisor_id, r.name, r.distance_km) for r in again.ranking] == [
        ("B", "Bob Below", 12.34),
        ("C", "Advisor C", 40.06),
        ("A", "Ada Absent", 1.0),
    ]
    assert [str(r) for r in again.ranking[0].why] == [
        "the nearest of the eligible advisors",
        "stands in for Ada Absent (A), who is absent",
    ]


def test_a_ranking_is_small_whoever_is_in_it() -> None:
    event, private, roster = split(decide(PEOPLE, located(0, reason=None)))
    assert roster == {
        "ids": ["A", "B", "C"],
        "names": ["Ada Absent", "Bob Below", "Advisor C"],
        "organizations": ["Body of A", "Body of B", "Body of C"],
    }
    absent = {"code": "routing.absent_since", "params": {"from": "2026-11-23"}}
    assert event["ranking"] == {
        "order": [1, 2, 0],
        "eligible": 2,
        "km": [10, 40, 0],
        "error_km": [10, 10, 10],
        "why": [0, 1, 2],
        "whys": [
            ["routing.nearest", {"code": "routing.stands_in_for", "params": {"name": ERASED, "advisor": "A"}}],
            ["routing.farther"],
            [absent, {"code": "routing.replaced_by", "params": {"name": ERASED, "advisor": "B"}}],
        ],
        "stands_in_for": {"0": ["A"]},
    }
    assert (private["distance_10m"], private["error_10m"]) == ([1234, 4006, 100], [40, 0, 0])
    assert private["whys"] == {"0": {"1": {"name": "Ada Absent"}}, "2": {"1": {"name": "Bob Below"}}}


def test_once_a_roster_is_erased_only_the_id_of_the_advisor_picked_is_known() -> None:
    event, private, _ = split(decide(PEOPLE))
    left = join(event, private, None)
    assert [(r.advisor_id, r.name, r.organization) for r in left.ranking] == [
        ("B", ERASED, ERASED),
        (ERASED, ERASED, ERASED),
        (ERASED, ERASED, ERASED),
    ]
    assert left.advisor == left.ranking[0]
    assert [r.distance_km for r in left.ranking] == [12.34, 40.06, 1.0]
