"""``check`` and ``config show``: what is in force and what is wrong with it."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_projects_own_files_have_no_error(run: Run) -> None:
    ran = run("check", "--json")
    assert ran.code == 0
    assert {problem["severity"] for problem in ran.lines} == {"warning"}


def test_every_problem_comes_at_once_with_its_place_and_remedy(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advisors = tmp_path / "advisors.csv"
    advisors.write_text(
        "id,name,organization,postal_code,email,certification\n"
        "A,Rôle,Org,J0K 2M0,a@erac.example,attested\n"
        "A,Rôle,Org,GIR 2B5,not-an-address,attested\n",
        "utf-8",
    )
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(advisors))
    ran = run("check", "--json")
    assert ran.code == 78
    found = {(p["line"], p["field"]) for p in ran.lines if p["severity"] == "error"}
    assert {(3, "id"), (3, "postal_code"), (3, "email")} <= found
    assert all(problem["remedy"] for problem in ran.lines)
    refused = run("route", "--company", "X", "--postal-code", "J0K 2M0")
    assert refused.code == 78
    assert "advisors.csv:3" in refused.err


def test_an_open_handoff_of_a_removed_advisor_is_listed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routed = run("route", "--company", "X", "--postal-code", "J0K 2M0", "--json").json
    gone = routed["advisor"]["id"]
    rows = Path(os.environ["INNOVEICI_ADVISORS"]).read_text("utf-8").splitlines(keepends=True)
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join(row for row in rows if not row.startswith(gone)), "utf-8")
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(fewer))
    ran = run("check", "--json")
    assert ran.code == 78
    assert [p["field"] for p in ran.lines if p["severity"] == "error"] == [routed["handoff_id"]]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("certified_until", "2026-11-20", "no longer certified"), ("absent_from", "2026-11-01", "absent")],
)
def test_an_advisor_who_cannot_look_after_open_handoffs_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, value: str, said: str
) -> None:
    holder = run("route", "--company", "X", "--postal-code", "J0K 2M0", "--json").json["advisor"]["id"]
    with Path(os.environ["INNOVEICI_ADVISORS"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["id"] == holder:
            row[column] = value
    changed = tmp_path / "changed.csv"
    with changed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(changed))
    (found,) = (p for p in run("check", "--json").lines if p["field"] == holder and "handoffs" in p["message"])
    assert found["severity"] == "warning"
    assert said in found["message"]
    assert f"reassign --all-of {holder}" in found["remedy"]


@pytest.mark.parametrize("mail", ["bogus", "smtp://", "smtp://mail.example:99999", "maildir:"])
def test_a_mail_setting_that_cannot_work_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch, mail: str) -> None:
    monkeypatch.setenv("INNOVEICI_MAIL", mail)
    ran = run("check", "--json")
    assert ran.code == 78
    assert [p["file"] for p in ran.lines if p["severity"] == "error"] == ["INNOVEICI_MAIL"]


@pytest.mark.parametrize("host", ["mail.organisme.example", "mail.example.com:587", "10.0.0.7"])
def test_the_sample_sender_must_be_replaced_before_mail_leaves_this_machine(
    run: Run, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("INNOVEICI_MAIL", f"smtp://{host}")
    ran = run("check", "--json")
    assert ran.code == 78
    (problem,) = (p for p in ran.lines if p["severity"] == "error")
    assert problem["field"] == "notices.sender"
    lines = Path(os.environ["INNOVEICI_REGIONS"]).read_text("utf-8").splitlines()
    assert lines[problem["line"] - 1] == "notices:"


@pytest.mark.parametrize("mail", ["smtp://127.0.0.1:8025", "smtp://localhost", "smtp://[::1]", "maildir:mail"])
def test_on_this_machine_the_sample_sender_will_do(run: Run, monkeypatch: pytest.MonkeyPatch, mail: str) -> None:
    monkeypatch.setenv("INNOVEICI_MAIL", mail)
    ran = run("check", "--json")
    assert ran.code == 0
    assert [p["severity"] for p in ran.lines if p["field"] == "notices.sender"] == ["warning"]


def test_a_sender_of_ones_own_will_do_anywhere(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    regions = Path(os.environ["INNOVEICI_REGIONS"]).read_text("utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(regions.replace("avis@innoveici.example", "avis@innoveici.quebec"), "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(own))
    monkeypatch.setenv("INNOVEICI_MAIL", "smtp://mail.innoveici.quebec")
    assert run("check").code == 0


def test_a_ledger_that_cannot_be_written_is_an_error(
    run: Run, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("route", "--company", "X", "--postal-code", "J0K 2M0")
    monkeypatch.setattr(  # root may write anything
        "os.access", lambda path, mode, **_how: not (mode == os.W_OK and Path(path) == ledger_file)
    )
    ran = run("check", "--json")
    assert ran.code == 78
    assert any("cannot be written" in p["message"] for p in ran.lines if p["severity"] == "error")


def test_config_says_what_is_in_force_and_where_it_came_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOVEICI_MAIL", "smtp://user:s3cr3t@mail.example:587")
    settings = {line["setting"]: line for line in run("--color", "never", "config", "show", "--json").lines}
    assert settings["regions"]["source"] == "INNOVEICI_REGIONS"
    assert (settings["color"]["value"], settings["color"]["source"]) == ("never", "--color")
    assert settings["mail"]["value"] == "smtp://user:***@mail.example:587"
    assert "s3cr3t" not in run("config", "show").out


def test_a_damaged_ledger_is_found_and_left_as_it_is(run: Run, ledger_file: Path) -> None:
    ledger_file.write_bytes(b"not a ledger" * 1000)
    assert run("check").code == 78
    ran = run("route", "--company", "X", "--postal-code", "J0K 2M0")
    assert ran.code == 74
    assert ledger_file.read_bytes() == b"not a ledger" * 1000


@pytest.fixture
def of_lanaudiere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that serves one region."""
    regions = Path(os.environ["INNOVEICI_REGIONS"]).read_text("utf-8")
    own = tmp_path / "own.yaml"
    own.write_text(regions + '\noffice:\n  regions: ["14"]\n', "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(own))


@pytest.mark.usefixtures("run", "of_lanaudiere")
def test_an_office_is_warned_of_its_own_region_and_the_others_are_counted(run: Run) -> None:
    ran = run("check", "--json")
    assert ran.code == 0
    assert {p["region_code"] for p in ran.lines} == {"14", None}
    everything = run("check", "--all-regions", "--json").lines
    others = [p for p in everything if p["region_code"] not in ("14", None)]
    assert len(others) + len(ran.lines) == len(everything)
    said = f"Warnings of other regions, not listed: {len(others)} (innoveici check --all-regions)"
    assert said in ran.err
    text = run("check")
    assert said in text.out.splitlines()
    assert "Mauricie" not in text.out
    assert "Mauricie" in run("check", "--all-regions").out


@pytest.mark.usefixtures("run", "of_lanaudiere")
def test_errors_of_other_regions_are_all_reported(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    advisors = tmp_path / "advisors.csv"
    advisors.write_text(
        "id,name,organization,postal_code,email,certification\nA,Rôle,Org,G9A 5H7,not-an-address,attested\n", "utf-8"
    )
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(advisors))
    ran = run("check", "--json")
    assert ran.code == 78
    assert [(p["advisor_id"], p["field"]) for p in ran.lines if p["severity"] == "error"] == [("A", "email")]


def test_what_is_found_stands_under_its_office_and_its_advisor(run: Run) -> None:
    ran = run("check")
    lines = ran.out.splitlines()
    start = lines.index("14 Lanaudière · ERAC de Lanaudière · erac-14")
    section = lines[start : lines.index("", start)]
    assert 'regions["14"].eracs["erac-14"].email' in " ".join(section[1:4])
    advisor = section.index("  Advisor QC-14-02 · Conseillère en innovation – Lavaltrie (exemple)")
    assert "where J5T 0B6 lies is known only within 11 km" in " ".join(" ".join(section[advisor:]).split())
    assert section[advisor + 1].startswith("    ")
    assert max(len(line) for line in lines if "/" not in line) <= 80
    assert 'office: {regions: ["14"]}' in ran.err


def test_an_advisors_problem_names_the_advisor_and_the_office_in_json(run: Run) -> None:
    (found,) = (p for p in run("check", "--json").lines if p["advisor_id"] == "QC-14-02")
    assert (found["erac_id"], found["region_code"], found["field"]) == ("erac-14", "14", "postal_code")


def test_advisors_saved_by_excel_in_french_are_checked_routed_to_and_named_by_its_columns(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = (
        "Id;Nom;Organisation;Code postal;Courriel;Langues;Attestation;Attesté jusqu'au;Capacité;;\r\n"
        "L-1;Zoé Bélanger;Cœur d’Innovation;J0K\xa02M0;zoe@coeur.example;fr, en;Attestée;30/11/2026;8,0;;\r\n"
        ";;;;;;;;;;\r\n"
    )
    advisors = tmp_path / "conseillers.csv"
    advisors.write_bytes(saved.encode("cp1252"))
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(advisors))
    routed = run("route", "--company", "X", "--postal-code", "J0K 2M0", "--json").json
    assert routed["advisor"] == {"id": "L-1", "name": "Zoé Bélanger", "organization": "Cœur d’Innovation"}
    (found,) = (p for p in run("check", "--json").lines if p["advisor_id"] == "L-1")
    assert (found["field"], found["header"], found["line"]) == ("certified_until", "Attesté jusqu'au", 2)
    assert "conseillers.csv:2: Attesté jusqu'au: warning:" in " ".join(run("check").out.split())
