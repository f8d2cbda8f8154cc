from __future__ import annotations

import json

from hypothesis import given

from innoveici import messages
from innoveici.atlas.location import Invalid, Located
from innoveici.directory.model import Directory
from innoveici.reasons import Reason
from innoveici.routing.decision import public_json
from tests.routing import strategies as some
from tests.routing.builders import advisor, decide, directory, located

CONTRACT = [
    *("request_id", "handoff_id", "status", "reason", "location", "region_code", "erac_id", "advisor"),
    *("distance_km", "distance_error_km", "close_call", "ranking", "inputs", "partnerships"),
]


def test_an_assigned_request_in_full() -> None:
    who = directory([advisor("A", 12.344), advisor("B", 30, capacity=0)])
    shown = public_json(decide(who), request_id="R-1", handoff_id="H-1")
    location = shown.pop("location")
    assert (location["verdict"], location["place"], location["erac_ids"]) == ("exact", "Saint-Exemple", ["erac-14"])
    assert shown == {
        "request_id": "R-1",
        "handoff_id": "H-1",
        "status": "assigned",
        "reason": "the only eligible advisor",
        "region_code": "14",
        "erac_id": "erac-14",
        "advisor": {"id": "A", "name": "Advisor A", "organization": "Body of A"},
        "distance_km": 12.34,
        "distance_error_km": 0.0,
        "close_call": False,
        "ranking": [
            {
                "advisor_id": "A",
                "distance_km": 12.34,
                "eligible": True,
                "why": ["the only eligible advisor"],
                "name": "Advisor A",
                "organization": "Body of A",
                "distance_error_km": 0.0,
                "why_codes": ["routing.only_eligible"],
                "stands_in_for": [],
            },
            {
                "advisor_id": "B",
                "distance_km": 30.0,
                "eligible": False,
                "why": ["has 0 open handoffs; the limit is 0"],
                "name": "Advisor B",
                "organization": "Body of B",
                "distance_error_km": 0.0,
                "why_codes": ["routing.full"],
                "stands_in_for": [],
            },
        ],
        "inputs": {"regions": "regions", "advisors": "advisors", "atlas": "atlas"},
        "partnerships": [],
        "reason_code": "routing.only_eligible",
        "reason_codes": ["routing.only_eligible"],
        "tie_break": None,
        "day": "2026-11-23",
        "erac_name": "ERAC of 14",
    }


def test_a_rejected_request_has_every_key_and_nobody_in_it() -> None:
    shown = public_json(decide(directory([]), Invalid("", Reason("postal.empty"))), request_id="R-1")
    assert list(shown)[: len(CONTRACT)] == CONTRACT
    assert (shown["status"], shown["reason"], shown["advisor"], shown["handoff_id"]) == (
        "rejected",
        "the postal code is empty",
        None,
        None,
    )


def test_the_ledger_may_know_a_better_status() -> None:
    assert public_json(decide(directory([])), request_id="R-1", status="duplicate")["status"] == "duplicate"


def test_machine_output_is_english_whatever_the_reader_speaks() -> None:
    with messages.speaking("fr"):
        assert public_json(decide(directory([])), request_id="R-1")["reason"].startswith(
            "the directory lists no advisor"
        )


@given(some.directories, some.located_ones, some.requests, some.loads)
def test_it_is_always_json(who: Directory, where: Located, what: object, loads: dict[str, object]) -> None:
    json.dumps(public_json(decide(who, where, what, loads), request_id="R-1"), allow_nan=False)  # type: ignore[arg-type]


def test_located_is_shown_as_locate_shows_it() -> None:
    shown = public_json(decide(directory([]), located(uncertainty_km=1.26)), request_id="R-1")["location"]
    assert (shown["latitude"], shown["longitude"], shown["uncertainty_km"]) == (46.0, -73.0, 1.3)
