"""The main job: one request, routed, recorded, explained."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, rows_of

FROMAGERIE = ("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--need", "Automatiser l'affinage")
KEYS = {
    "request_id", "handoff_id", "status", "reason", "location", "region_code", "erac_id", "advisor", "distance_km",
    "distance_error_km", "close_call", "ranking", "inputs", "partnerships",
}  # fmt: skip


def test_a_real_request_goes_to_the_nearest_advisor_of_its_region(run: Run) -> None:
    ran = run(*FROMAGERIE, "--json")
    assert ran.code == 0
    routed = ran.json
    assert routed["status"] == "assigned"
    assert (routed["region_code"], routed["location"]["place"]) == ("14", "Saint-Félix-de-Valois")
    eligible = [ranked for ranked in routed["ranking"] if ranked["eligible"]]
    assert routed["advisor"]["id"] == min(eligible, key=lambda r: r["distance_km"])["advisor_id"]
    assert len(routed["ranking"]) == 21


def test_json_has_the_contracts_keys(run: Run) -> None:
    routed = run(*FROMAGERIE, "--json").json
    assert routed.keys() >= KEYS
    assert routed["location"].keys() >= {"postal_code", "verdict", "mrc_code", "erac_ids", "uncertainty_km", "reason"}
    assert routed["inputs"].keys() == {"regions", "advisors", "atlas"}


def test_the_panel_says_who_where_how_far_who_else_and_what_next(run: Run) -> None:
    ran = run(*FROMAGERIE)
    for expected in ("Fromagerie du Lac", "Saint-Félix-de-Valois", "14 Lanaudière", "km", "Next nearest", "explain H-"):
        assert expected in ran.out
    assert "the company (no address)" in " ".join(ran.out.replace("│", " ").split())


def test_the_panel_speaks_french(run: Run) -> None:
    ran = run("--lang", "fr", *FROMAGERIE)
    for expected in ("Entreprise", "Région", "Conseil", "innoveici explain H-000001"):
        assert expected in ran.out


def test_the_same_request_twice_is_one_request(run: Run, ledger_file: Path) -> None:
    first, second = run(*FROMAGERIE, "--json"), run(*FROMAGERIE, "--json")
    assert (first.code, second.code) == (0, 0)
    assert second.json["status"] == "duplicate"
    assert second.json["handoff_id"] == first.json["handoff_id"]
    assert second.json["advisor"] == first.json["advisor"]
    assert rows_of(ledger_file, "SELECT count(*) FROM events") == [(2,)]


def test_a_dry_run_decides_the_same_and_writes_nothing(run: Run, ledger_file: Path) -> None:
    planned = run(*FROMAGERIE, "--dry-run", "--json").json
    assert not ledger_file.exists()
    recorded = run(*FROMAGERIE, "--json").json
    assert planned["handoff_id"] is None
    assert {k: planned[k] for k in KEYS - {"handoff_id"}} == {k: recorded[k] for k in KEYS - {"handoff_id"}}


def test_a_dry_run_counts_the_loads_of_the_ledger_and_leaves_it_alone(run: Run, ledger_file: Path) -> None:
    run(*FROMAGERIE)
    before = ledger_file.read_bytes()
    assert run(*FROMAGERIE, "--dry-run", "--json").json["status"] == "duplicate"
    assert run(*FROMAGERIE, "--request-id", "R2", "--dry-run", "--json").json["status"] == "assigned"
    assert ledger_file.read_bytes() == before


@pytest.mark.parametrize(
    ("code", "status", "word"),
    [
        ("GIR 2B5", "rejected", "G1R 2B5"),
        ("J0K", "held", "04, 14"),
        ("H0H 0H0", "held", "Santa Claus"),
        ("M5V 2T6", "held", "Ontario"),
    ],
)
def test_what_cannot_be_decided_is_kept_for_a_person_with_its_reason(
    run: Run, code: str, status: str, word: str
) -> None:
    ran = run("route", "--company", "X", "--postal-code", code, "--json")
    assert ran.code == 3
    assert ran.json["status"] == status
    assert word in ran.json["reason"]
    assert ran.json["advisor"] is None
    assert run("show", ran.json["handoff_id"], "--json").json["state"] == status


def test_a_municipality_settles_an_area(run: Run) -> None:
    ran = run("route", "--company", "X", "--postal-code", "J0K", "--municipality", "St-Felix de Valois", "--json")
    assert (ran.code, ran.json["region_code"]) == (0, "14")


def test_a_contradiction_is_held_and_both_are_shown(run: Run) -> None:
    ran = run("route", "--company", "X", "--postal-code", "J0K 2M0", "--municipality", "Gatineau", "--json")
    assert (ran.code, ran.json["status"]) == (3, "held")
    assert "Saint-Félix-de-Valois" in ran.json["reason"]
    assert "Gatineau" in ran.json["reason"]


def test_a_company_of_grand_est_is_referred_to_a_partner(run: Run) -> None:
    ran = run("route", "--company", "X", "--postal-code", "67000", "--country", "FR", "--sector", "ia", "--json")
    assert (ran.code, ran.json["status"]) == (0, "referred")
    assert ran.json["partnerships"]


def test_without_consent_a_person_decides(run: Run) -> None:
    ran = run(*FROMAGERIE, "--consent", "no", "--json")
    assert (ran.code, ran.json["status"]) == (3, "held")
    assert ran.json["reason_code"] == "request.no_consent"


def test_personal_data_comes_from_a_file_or_standard_input(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {"company": "Fromagerie du Lac", "postal_code": "J0K 2M0", "contact_name": "Une personne"}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(fields), "utf-8")
    assert run("route", "--from", str(file), "--json").json["status"] == "assigned"
    marked = b"\xef\xbb\xbf" + json.dumps(fields).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(marked)))
    assert run("route", "--from", "-", "--json").json["status"] == "duplicate"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"{", 65, "request.json:1: not JSON"),
        (b"[]", 65, "not a JSON object"),
        (b'{"company": "X"}', 65, "postal_code is required"),
        (b'{"company": "X\\nBcc: y", "postal_code": "J0K 2M0", "email": "a@b"}', 65, "email"),
        (b'{"compagnie": "X", "company": "X", "postal_code": "J0K 2M0"}', 65, "compagnie"),
        (b"\xff", 65, "UTF-8"),
        (b'{"company": "X", "postal_code": "J0K 2M0", "company": "Y"}', 65, "company”"),
        (b'{"company": "X", "postal_code": "J0K 2M0", "request_id": "H-000001"}', 65, "request_id"),
        (b"[" * 100_000, 65, "JSON"),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_recorded(
    run: Run, tmp_path: Path, ledger_file: Path, content: bytes, code: int, words: str
) -> None:
    file = tmp_path / "request.json"
    file.write_bytes(content)
    ran = run("route", "--from", str(file))
    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert not ledger_file.exists()


def test_a_missing_file_is_66(run: Run) -> None:
    assert run("route", "--from", "nowhere.json").code == 66


def test_an_id_given_to_another_company_is_not_quietly_a_duplicate(run: Run) -> None:
    run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "WEB-1")
    again = run("route", "--company", "  SCIERIE ", "--postal-code", "j0k2m0", "--request-id", "WEB-1", "--json")
    assert (again.code, again.json["status"], again.json["differs"]) == (0, "duplicate", [])
    other = ("route", "--company", "Brasserie", "--postal-code", "G1R 2B5", "--request-id", "WEB-1")
    ran = run(*other, "--json")
    assert (ran.code, ran.json["status"]) == (3, "duplicate")
    assert ran.json["differs"] == ["company", "postal_code"]
    panel = run(*other).out
    assert "Scierie" in panel
    assert "Brasserie" not in panel


def test_an_advisor_of_the_neighbouring_region_brings_its_erac_along(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advisors = tmp_path / "advisors.csv"
    advisors.write_text(
        "id,name,organization,postal_code,email,certification\nA,Rôle (exemple),Org,H2X 1Y4,a@erac.example,attested\n",
        "utf-8",
    )
    regions = tmp_path / "regions.yaml"
    text = (ROOT / "regions.yaml").read_text("utf-8")
    regions.write_text(text.replace("empty_pool: hold", "empty_pool: neighbour"), "utf-8")
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(advisors))
    monkeypatch.setenv("INNOVEICI_REGIONS", str(regions))
    routed = run(*FROMAGERIE, "--json").json
    assert (routed["region_code"], routed["advisor"]["id"]) == ("14", "A")
    assert [told for told in routed["told"] if told.startswith("erac:")] == ["erac:erac-14", "erac:erac-06"]


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("--postal-code", "J0K"), "--municipality"),
        (("--postal-code", "GIR 2B5"), "G1R 2B5"),
        (("--postal-code", "H0H 0H0"), "ask the company for its postal code"),
        (("--postal-code", "75001"), "--country"),
        (("--postal-code", "31000", "--country", "FR"), "--sector"),
        (("--postal-code", "M5V 2T6"), "for Québec"),
        (("--postal-code", "J0K 2M0", "--municipality", "Gatineau"), "which is right"),
        (("--postal-code", "J0K 2M0", "--consent", "no"), "--consent yes"),
    ],
)
def test_a_held_request_says_what_would_settle_it(run: Run, words: tuple[str, ...], step: str) -> None:
    panel = " ".join(run("route", "--company", "X", *words).out.replace("│", " ").split())
    assert "→" in panel
    assert step in panel[panel.index("→") :]


def test_missing_options_are_named_in_a_pipe_never_asked_for(run: Run) -> None:
    ran = run("route", "--company", "X")
    assert ran.code == 2
    assert "--postal-code" in ran.err
    assert "--company" not in ran.err


def test_options_and_a_file_do_not_mix(run: Run) -> None:
    ran = run("route", "--from", "-", "--company", "X", "--sector", "ia")
    assert ran.code == 2
    assert "--company, --sector" in ran.err


def test_a_name_full_of_tricks_is_shown_literally(run: Run) -> None:
    ran = run("route", "--company", "[red]x[/] :warning: [link=http://x]", "--postal-code", "J0K 2M0")
    assert "[red]x[/] :warning: [link=http://x]" in ran.out


def test_the_ledger_is_for_its_owner_only(run: Run, ledger_file: Path) -> None:
    run(*FROMAGERIE)
    assert ledger_file.stat().st_mode & 0o777 == 0o600


def test_nothing_personal_is_in_the_events(run: Run, ledger_file: Path) -> None:
    run(*FROMAGERIE, "--email", "affinage@fromagerie.example", "--contact-name", "Une personne")
    events = rows_of(ledger_file, "SELECT * FROM events")
    for secret in ("Fromagerie", "affinage", "Une personne", "J0K", "Automatiser"):
        assert secret not in repr(events)
