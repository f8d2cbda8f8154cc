"""The desk's own promises: loads count, nobody is asked twice, the last place is given once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

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
KILLED = int(os.environ.get("INNOVEICI_KILLS", "16"))
"""Processes, two at a time. By hand, 100."""


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
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with open_ledger(url, clock=lambda: datetime(2026, 11, 21, 15, tzinfo=UTC)) as opened:
        yield opened


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


def test_a_dry_run_tells_the_same_as_the_real_one_and_lists_those_let_go(desk: Desk, ledger: Ledger) -> None:
    desk.route(Request("R-1", "Scierie (exemple)", "J0K"), ledger)
    mended = Request("R-1", "SCIERIE (exemple)", NEAR)
    planned, done = desk.plan(mended, ledger), desk.route(mended, ledger)
    assert (planned.status, planned.corrected, planned.told) == (done.status, done.corrected, done.told)
    assert [(str(t.recipient), t.template) for t in planned.told] == [
        ("erac:erac-04", "corrected.erac"),  # it was told that the request was held, and has no part in it now
        ("company:R-1", "assigned.company"),
        ("advisor:NEAR", "assigned.advisor"),
        ("erac:erac-14", "assigned.erac"),
        ("council", "assigned.council"),
    ]
    assert len(ledger.show("R-1").events) == 4


def test_what_is_decided_anew_is_what_was_recorded_under_what_is_given(desk: Desk, ledger: Ledger) -> None:
    first = Request("R-1", "Scierie (exemple)", "J0K", language="en", email="a@scierie.example", consent=False)
    assert desk.route(first, ledger).status == "held"
    for given, status in (
        (replace(first, consent=None, email="", need="Séchage"), "held"),  # nobody said yes
        (Request("R-1", "Scierie (exemple)", "J0K", language="en", municipality="Rawdon"), "held"),
        (Request("R-1", "Scierie (exemple)", "J0K", language="en", consent=True), "assigned"),
    ):
        for outcome in (desk.plan(given, ledger), desk.route(given, ledger)):
            assert outcome.status == status
            assert "request.no_consent" in [r.code for r in outcome.decision.reasons] or status == "assigned"
            to_company = next(told for told in outcome.told if told.recipient.role == "company")
            assert (to_company.language, to_company.state) == ("en", "queued")
    assert outcome.request.municipality == "Rawdon"  # which settled it, though the last one did not say it again
    assert outcome.decision.region_code == "14"


def test_a_held_request_written_otherwise_is_simply_known(desk: Desk, ledger: Ledger) -> None:
    desk.route(Request("R-1", "Fromagerie du Lac", "J0K", sectors=("Agro",)), ledger)
    again = desk.route(Request("R-1", "FROMAGERIE DU LAC", "j0k", sectors=("agro",)), ledger)
    assert (again.status, again.state, again.told, again.differs) == ("duplicate", "held", (), ())
    assert len(ledger.show("R-1").events) == 2


def test_a_duplicate_differs_in_what_it_says_not_in_what_it_leaves_out(desk: Desk, ledger: Ledger) -> None:
    first = Request("R-1", "Scierie (exemple)", NEAR, need="Séchage", sectors=("Bois", "IA"), consent=True)
    desk.route(first, ledger)
    assert desk.route(replace(first, sectors=("bois", "ia"), need=""), ledger).differs == ()
    assert desk.route(replace(first, sectors=("IA",), need="Autre"), ledger).differs == ("need", "sectors")
    assert desk.route(replace(first, consent=False), ledger).differs == ("consent",)


def test_a_consent_given_then_withdrawn_from_what_was_passed_on_is_told(desk: Desk, ledger: Ledger) -> None:
    request = Request("R-1", "Scierie (exemple)", NEAR, consent=False)
    assert desk.route(request, ledger).status == "held"
    assert desk.route(replace(request, consent=True), ledger).status == "assigned"
    assert desk.route(request, ledger).differs == ("consent",)


def test_no_event_holds_free_text(desk: Desk, ledger: Ledger) -> None:
    for number, code in enumerate(("J0K", NEAR, "J0K 9")):
        desk.route(Request(f"R-{number}", "Scierie", code, sectors=("Appeler Ada",), markets=("Ada-1",)), ledger)
    desk.route(Request("R-0", "Scierie", NEAR, sectors=("Écrire à Ada",)), ledger)
    assert "Ada" not in json.dumps([event.to_json() for event in ledger.events()], ensure_ascii=False)
    assert ledger.show("R-0").personal == {
        "company": "Scierie", "postal_code": NEAR, "sectors": ["Écrire à Ada"], "markets": ["Ada-1"],
    }  # fmt: skip


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
        with _process(tmp_path, advisors, number) as process:
            said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return str(json.loads(said)["advisor"]["id"])

    with ThreadPoolExecutor(8) as pool:
        picked = list(pool.map(one, range(8)))
    assert picked.count("NEAR") == 2
    assert picked.count("FAR") == 6


def test_processes_killed_at_any_moment_leave_a_whole_ledger_that_a_rerun_completes(
    tmp_path: Path, advisors: Path, desk: Desk, ledger: Ledger
) -> None:
    random, said, usual = Random(0), set[str](), _usual_time(tmp_path, advisors)
    numbers = range(1, KILLED // 2 * 2 + 1)
    for pair in zip(numbers[::2], numbers[1::2], strict=True):
        with ExitStack() as stack:
            processes = {f"R-{n}": stack.enter_context(_process(tmp_path, advisors, n)) for n in pair}
            time.sleep(random.uniform(0.2, 1.3) * usual)
            for request_id, process in processes.items():
                process.kill()
                out, _ = process.communicate(timeout=120)
                if out.endswith(b"\n"):
                    said.add(request_id)
    assert ledger.verify().ok  # compares every event with the notices it caused
    recorded = {handoff.request_id for handoff in ledger.handoffs()}
    assert said <= recorded
    for number in numbers:
        again = route(desk, ledger, number)
        assert again.status == ("duplicate" if f"R-{number}" in recorded else "assigned")
    for handoff in ledger.handoffs():
        shown = ledger.show(handoff.request_id)
        assert [event.type for event in shown.events] == ["received", "assigned"]
        assert [n.recipient.partition(":")[0] for n in shown.notices] == ["company", "advisor", "erac", "council"]
    assert ledger.head() == ledger.verify().head
    assert {handoff.request_id for handoff in ledger.handoffs()} == {"R-0", *(f"R-{n}" for n in numbers)}


def _usual_time(folder: Path, advisors: Path) -> float:
    """Seconds that two take side by side on this machine now; records R-0."""
    begin = time.monotonic()
    with _process(folder, advisors, 0) as one, _process(folder, advisors, 0) as other:
        for process in (one, other):
            process.communicate(timeout=120)
            assert process.returncode == 0
    return time.monotonic() - begin


def _process(folder: Path, advisors: Path, number: int) -> subprocess.Popen[bytes]:
    """``innoveici route`` of request ``R-number``, as a process of its own."""
    words = ["route", "--company", "Scierie (exemple)", "--postal-code", NEAR, "--request-id", f"R-{number}", "--json"]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    env |= {"INNOVEICI_ADVISORS": str(advisors), "INNOVEICI_LEDGER": f"sqlite:///{folder / 'ledger.db'}"}
    return subprocess.Popen(
        [sys.executable, "-m", "innoveici", *words],
        env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
