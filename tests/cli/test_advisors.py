"""``advisors``: those of the files in force, and who is nearest."""

from __future__ import annotations

import sys

import pytest

from tests.cli.conftest import Run


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
