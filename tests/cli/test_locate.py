"""``locate``: one answer a code, for people and for scripts (edge-cases 3–10)."""

from __future__ import annotations

import io

import pytest

from tests.cli.conftest import Run

KEYS = [
    "postal_code", "verdict", "place", "municipality_code", "mrc_code", "region_code", "erac_ids", "latitude",
    "longitude", "uncertainty_km", "candidates", "reason",
]  # fmt: skip


def test_json_has_the_contracts_keys_first(run: Run) -> None:
    located = run("locate", "J0K 2M0", "--json").json
    assert list(located)[: len(KEYS)] == KEYS
    assert (located["verdict"], located["region_code"], located["erac_ids"]) == ("exact", "14", ["erac-14"])


@pytest.mark.parametrize(
    ("code", "verdict", "region"),
    [
        ("J0K 0A1", "exact", "04"),
        ("G0X 1C0", "exact", "04"),
        ("J0E 1V0", "exact", "05"),
        ("J3V 4P6", "exact", "16"),
        ("G4T 1A1", "exact", "11"),
        ("J0M 1C0", "exact", "10"),
        ("J6E", "area", "14"),
        ("J0K", "ambiguous", None),
        ("H0H 0H0", "unknown", None),
        ("M5V 2T6", "outside", None),
        ("90210", "outside", None),
        ("75001", "outside", None),
        ("GIR 2B5", "invalid", None),
    ],
)
def test_each_code_gets_its_verdict_and_region(run: Run, code: str, verdict: str, region: str | None) -> None:
    ran = run("locate", code, "--json")
    assert ran.code == 0
    assert (ran.json["verdict"], ran.json["region_code"]) == (verdict, region)


def test_standard_input_gives_one_line_a_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("J0K 2M0\r\n\nG1R 2B5\n"))
    assert [line["verdict"] for line in run("locate", "-", "--json").lines] == ["exact", "invalid", "exact"]


def test_a_person_reads_place_distance_region_and_erac(run: Run) -> None:
    line = run("locate", "j0k2m0").out
    for expected in ("J0K 2M0", "Saint-Félix-de-Valois", "within", "14 Lanaudière", "ERAC de Lanaudière"):
        assert expected in line
    assert "À" not in line
    assert "Saint-Félix-de-Valois" in run("--lang", "fr", "locate", "j0k2m0").out


def test_a_municipality_settles_what_the_code_leaves_open(run: Run) -> None:
    assert run("locate", "J0K", "--municipality", "Rawdon", "--json").json["region_code"] == "14"
    assert run("locate", "J0K", "--municipality", "St-Paulin", "--json").json["region_code"] == "04"


def test_no_code_is_a_usage_error(run: Run) -> None:
    ran = run("locate")
    assert (ran.code, ran.out) == (2, "")
    assert "CODE" in ran.err


def test_a_code_in_two_words_is_one_code(run: Run) -> None:
    located = run("locate", "J0K", "2M0", "J6E", "g1r", "2b5", "--json").lines
    assert [line["postal_code"] for line in located] == ["J0K 2M0", "J6E", "G1R 2B5"]
