"""``advisors`` and ``regions`` as the files in force say them."""

from __future__ import annotations

import sys

import pytest

from tests.cli.conftest import Run


def test_regions_are_listed_for_scripts_and_by_tabs_in_a_pipe(run: Run) -> None:
    regions = run("regions", "list", "--json").lines
    assert [region["code"] for region in regions] == [f"{n:02}" for n in range(1, 18)]
    lines = run("regions", "list").out.splitlines()
    assert lines[0].split("\t") == ["code", "name", "mrc_codes", "eracs"]
    assert len(lines) == 18


@pytest.mark.parametrize("code", ["14", "1"])
def test_a_region_shows_its_mrcs_eracs_and_advisors(run: Run, code: str) -> None:
    shown = run("regions", "show", code)
    assert shown.code == 0
    assert "MRC:" in shown.out
    assert "ERAC:" in shown.out


def test_an_erac_that_is_not_verified_says_so(run: Run) -> None:
    assert "not verified" in run("regions", "show", "13").out
    assert run("regions", "show", "13", "--json").json["eracs"][0]["verified"] is False


def test_an_unknown_region_is_refused(run: Run) -> None:
    assert run("regions", "show", "18").code == 1
    assert run("advisors", "list", "--region", "zz").code == 1


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
