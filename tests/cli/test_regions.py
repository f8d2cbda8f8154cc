"""``regions`` as the files in force say them."""

from __future__ import annotations

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
