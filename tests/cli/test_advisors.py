"""``advisors``: those of the files in force, and who is nearest."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from innoveici.settings import packaged
from tests.cli.conftest import ROOT, Run


def test_lanaudiere_has_twenty_one_sample_advisors(run: Run) -> None:
    advisors = run("advisors", "list", "--region", "14", "--json").lines
    assert len(advisors) == 21
    assert all("exemple" in advisor["name"] + advisor["organization"] for advisor in advisors)


def test_near_ranks_as_route_would(run: Run) -> None:
    near = run("advisors", "near", "J0K 2M0", "--json").json
    routed = run("route", "--company", "X", "--postal-code", "J0K 2M0", "--json").json
    assert [r["advisor_id"] for r in near["ranking"]] == [r["advisor_id"] for r in routed["ranking"]]


def test_near_is_a_question_whatever_the_requests_are_called(run: Run) -> None:
    run("route", "--company", "X", "--postal-code", "G1R 2B5", "--request-id", "near")
    assert run("advisors", "near", "J0K 2M0", "--json").json["region_code"] == "14"


def test_near_nowhere_says_why(run: Run) -> None:
    ran = run("advisors", "near", "J0K")
    assert (ran.code, ran.out) == (3, "")
    assert "several regions" in ran.err


def test_an_office_known_coarsely_says_so_where_a_person_looks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    as_json = {a["id"]: a["uncertainty_km"] for a in run("advisors", "list", "--region", "14", "--json").lines}
    assert as_json["QC-14-10"] > 10 > as_json["QC-14-13"]
    assert "±" not in run("advisors", "list", "--region", "14").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run("advisors", "list", "--region", "14").out.count("±") == 2


@pytest.fixture
def own_advisors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """advisors.csv of an office."""
    shutil.copy(ROOT / "advisors.csv", tmp_path)
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(tmp_path / "advisors.csv"))
    return tmp_path / "advisors.csv"


def test_an_absence_is_entered_obeyed_and_taken_out_again(run: Run, own_advisors: Path) -> None:
    before = own_advisors.read_bytes()
    request = ("route", "--company", "X", "--postal-code", "J0K 2M0", "--json")
    first = run(*request, "--dry-run").json["advisor"]["id"]
    other = next(a["id"] for a in run("advisors", "list", "--region", "14", "--json").lines if a["id"] != first)

    ran = run("advisors", "absent", first, "--until", "2026-12-04", "--replacement", other, "--json")

    assert ran.json == {
        "advisor_id": first, "absent_from": "2026-11-21", "absent_until": "2026-12-04", "replacement_id": other,
        "changed": True, "open_handoffs": 0,
    }  # fmt: skip
    assert run(*request, "--dry-run").json["advisor"]["id"] != first
    back = run("advisors", "absent", first, "--back")
    assert (back.code, back.out) == (0, f"{first}: present\n")
    assert run(*request, "--dry-run").json["advisor"]["id"] == first
    assert own_advisors.read_bytes() == before
    assert "nothing was written" in run("advisors", "absent", first, "--back").err


def test_what_an_absent_advisor_has_in_hand_is_said_with_how_to_move_it(run: Run, own_advisors: Path) -> None:
    advisor = run("route", "--company", "X", "--postal-code", "J0K 2M0", "--json").json["advisor"]["id"]
    ran = run("advisors", "absent", advisor, "--from", "2027-07-05", "--until", "16/07/2027")
    assert ran.out == f"{advisor}: absent from 2027-07-05 to 2027-07-16; nobody stands in\n"
    assert f"stay with {advisor}: 1" in ran.err
    assert f"innoveici reassign --all-of {advisor}" in ran.err
    assert b"2027-07-05,2027-07-16,\n" in own_advisors.read_bytes()
    said = run("--lang", "fr", "advisors", "absent", advisor, "--until", "2027-07-20", "--from", "2027-07-05").out
    assert "en absence du 2027-07-05 au 2027-07-20" in said


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("QC-99-99", "--until", "2027-07-05"), 2, "no advisor has the id “QC-99-99”"),
        (("QC-14-13",), 2, "has a first day, or a last one"),
        (("QC-14-13", "--from", "demain"), 2, "“demain” is not a date"),
        (("QC-14-13", "--from", "07/16/2027"), 2, "“07/16/2027” is not a date"),
        (("QC-14-13", "--from", "2027-07-16", "--until", "2027-07-05"), 2, "ends before it begins"),
        (("QC-14-13", "--until", "2026-11-20"), 2, "its last day, 2026-11-20, is past"),
        (("QC-14-13", "--from", "2026-11-01", "--until", "2026-11-20"), 2, "its last day, 2026-11-20, is past"),
        (("QC-14-13", "--from", "2027-07-05", "--replacement", "QC-14-13"), 2, "cannot stand in for itself"),
        (("QC-14-13", "--back", "--until", "2027-07-05"), 2, "--back goes with no day"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(
    run: Run, own_advisors: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    before = own_advisors.read_bytes()
    ran = run("advisors", "absent", *words)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert "→" in ran.err
    assert own_advisors.read_bytes() == before


def test_the_sample_of_the_package_is_left_as_it_is(run: Run) -> None:
    before = packaged("advisors.csv").read_bytes()
    ran = run("advisors", "absent", "QC-14-13", "--until", "2027-07-05")
    assert ran.code == 74
    assert "innoveici config init" in ran.err
    assert packaged("advisors.csv").read_bytes() == before
