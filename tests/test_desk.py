"""The desk's own promises: loads count, nobody is asked twice, the last place is given once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from innoveici.atlas.store import Atlas
from innoveici.desk import Desk, Outcome
from innoveici.directory.load import load_directory
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request

ROOT = Path(__file__).parent.parent
HEADER = "id,name,organization,postal_code,email,certification,capacity\n"
NEAR, FAR = "J0K 2M0", "J6E 1A1"


@pytest.fixture
def advisors(tmp_path: Path) -> Path:
    path = tmp_path / "advisors.csv"
    path.write_text(
        f"{HEADER}NEAR,Rôle (exemple),Org,{NEAR},near@erac.example,attested,2\n"
        f"FAR,Rôle (exemple),Org,{FAR},far@erac.example,attested,\n",
        "utf-8",
    )
    return path


@pytest.fixture
def desk(advisors: Path) -> Desk:
    atlas = Atlas.open()
    return Desk(atlas, load_directory(ROOT / "regions.yaml", advisors, atlas), date(2026, 11, 21))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", clock=lambda: datetime(2026, 11, 21, 15, tzinfo=UTC))


def route(desk: Desk, ledger: Ledger, number: int, code: str = NEAR) -> Outcome:
    return desk.route(Request(f"R-{number}", "Scierie (exemple)", code), ledger)


def test_who_is_full_is_passed_over_by_what_the_ledger_says(desk: Desk, ledger: Ledger) -> None:
    picked = [route(desk, ledger, number).decision.advisor_id for number in range(4)]
    assert picked == ["NEAR", "NEAR", "FAR", "FAR"]
    assert desk.plan(Request("R-9", "Scierie (exemple)", NEAR), ledger).decision.advisor_id == "FAR"


def test_who_declined_is_never_asked_again_after_a_correction(desk: Desk, ledger: Ledger) -> None:
    outcome = route(desk, ledger, 1)
    advisor = Actor("advisor", outcome.decision.advisor_id or "")
    with ledger.writing() as tx:
        tx.append("R-1", "declined", actor=advisor)
        tx.append("R-1", "held", actor=advisor, payload={"decision": {}})
    again = desk.route(Request("R-1", "Scierie (exemple)", NEAR, need="Séchage"), ledger)
    assert (again.corrected, again.decision.advisor_id) == (("need",), "FAR")
    declined = next(ranked for ranked in again.decision.ranking if ranked.advisor_id == "NEAR")
    assert [reason.code for reason in declined.why] == ["routing.declined"]


def test_a_point_too_coarse_for_a_region_tells_no_erac(desk: Desk) -> None:
    from innoveici.atlas.location import Ambiguous, Candidate
    from innoveici.reasons import Reason

    candidates = (Candidate("14", ("62",)), Candidate("15", ("77",)))
    coarse = Reason("place.noted", {"reason": Reason("place.unknown"), "note": Reason("place.beyond_atlas")})
    for reason, told in ((Reason("place.code_straddles"), 2), (coarse, 0)):
        location = Ambiguous("G0B 9Z9", candidates, reason)
        request = Request("R-1", "Scierie (exemple)", "G0B 9Z9")
        contacts = desk.contacts(request, desk.router.decide(request, location, {}))
        assert sum(contact.actor.role == "erac" for contact in contacts) == told


def test_processes_that_route_at_once_never_hand_out_the_last_place_twice(tmp_path: Path, advisors: Path) -> None:
    def one(number: int) -> str:
        words = ["route", "--company", "Scierie", "--postal-code", NEAR, "--request-id", f"R{number}", "--json"]
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        env |= {"INNOVEICI_ADVISORS": str(advisors), "INNOVEICI_LEDGER": f"sqlite:///{tmp_path / 'ledger.db'}"}
        ran = subprocess.run(
            [sys.executable, "-m", "innoveici", *words], env=env, cwd=tmp_path, capture_output=True, check=True
        )
        return str(json.loads(ran.stdout)["advisor"]["id"])

    with ThreadPoolExecutor(8) as pool:
        picked = list(pool.map(one, range(8)))
    assert picked.count("NEAR") == 2
    assert picked.count("FAR") == 6
