"""What the ledger answers: one handoff, its decision again, all events, and whether they are whole."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from innoveici.cli.handoffs import LOG_COLUMNS, neutral
from tests.cli.conftest import Run

ROUTE = ("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--email", "x@fromagerie.example")


def test_show_has_the_contracts_keys_and_both_ids_work(run: Run) -> None:
    routed = run(*ROUTE, "--json").json
    shown = run("show", routed["handoff_id"], "--json").json
    assert shown.keys() >= {
        "handoff_id", "request_id", "state", "region_code", "erac_id", "advisor", "overdue", "events",
    }  # fmt: skip
    assert [event["type"] for event in shown["events"]] == ["received", "assigned"]
    assert shown["advisor"]["name"]
    assert shown == run("show", routed["request_id"], "--json").json


def test_after_ten_days_without_contact_a_handoff_is_overdue(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*ROUTE)
    monkeypatch.setenv("INNOVEICI_NOW", "2026-12-01T23:00:00-05:00")
    assert run("show", "H-1", "--json").json["overdue"] is False
    monkeypatch.setenv("INNOVEICI_NOW", "2026-12-02T00:30:00-05:00")
    assert run("show", "H-1", "--json").json["overdue"] is True
    assert "Overdue" in run("show", "H-1").out


def test_an_unknown_id_is_refused(run: Run) -> None:
    run(*ROUTE)
    for command in ("show", "explain"):
        ran = run(command, "H-999999")
        assert (ran.code, ran.out) == (1, "")
        assert "H-999999" in ran.err


def test_without_a_ledger_there_is_nothing_to_show(run: Run, ledger_file: Path) -> None:
    assert run("show", "H-1").code == 66
    assert not ledger_file.exists()


def test_explain_needs_the_ledger_alone(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    routed = run(*ROUTE, "--json").json
    before = run("explain", "H-1").out
    regions, advisors = tmp_path / "regions.yaml", tmp_path / "advisors.csv"
    regions.write_text("everything: changed\n", "utf-8")
    advisors.write_text("nothing left\n", "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(regions))
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(advisors))
    assert run("explain", "H-1").out == before
    explained = run("explain", "H-1", "--json").json
    for key in ("ranking", "advisor", "inputs", "location", "distance_km", "reason"):
        assert explained[key] == routed[key]
    assert routed["advisor"]["id"] in before
    assert "the nearest of the eligible advisors" in before


def test_show_needs_the_ledger_alone_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    routed = run(*ROUTE, "--json").json
    broken = tmp_path / "regions.yaml"
    broken.write_text("everything: changed\n", "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(broken))
    assert run("show", "H-1").code == 0
    shown = run("show", "H-1", "--json")
    assert (shown.code, shown.json["advisor"]["id"]) == (0, routed["advisor"]["id"])


def test_a_request_that_came_in_late_is_overdue_by_the_day_it_was_made(run: Run) -> None:
    run(*ROUTE, "--received-at", "2026-11-09T08:00")
    assert run("show", "H-1", "--json").json["overdue"] is True


def test_log_is_the_same_story_in_each_form(run: Run) -> None:
    run(*ROUTE)
    as_json = run("log", "--json").lines
    assert [event["seq"] for event in as_json] == [1, 2]
    assert as_json[0].keys() >= {*LOG_COLUMNS}
    rows = list(csv.DictReader(io.StringIO(run("log", "--csv").out)))
    assert [row["hash"] for row in rows] == [event["hash"] for event in as_json]
    assert len(run("log").out.splitlines()) == 2


def test_log_filters_by_request_and_time(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*ROUTE)
    monkeypatch.setenv("INNOVEICI_NOW", "2026-11-25T12:00:00-05:00")
    run(*ROUTE, "--request-id", "R2")
    assert [e["request_id"] for e in run("log", "--request", "R2", "--json").lines] == ["R2", "R2"]
    assert len(run("log", "--since", "2026-11-22", "--json").lines) == 2
    assert len(run("log", "--until", "2026-11-21", "--json").lines) == 2
    assert len(run("log", "--since", "2026-11-21", "--until", "2026-11-25", "--json").lines) == 4
    assert len(run("log", "--until", "20261121", "--json").lines) == 2
    for wrong in (("--since", "hier"), ("--until", "9999-12-31"), ("--json", "--csv")):
        assert run("log", *wrong).code == 2
    assert run("log", "--since", "2026-11-25", "--until", "2026-11-21").code == 2


def test_log_as_an_actor_shows_only_what_it_may_see(run: Run) -> None:
    routed = run(*ROUTE, "--json").json
    mine, others = f"advisor:{routed['advisor']['id']}", "advisor:QC-01-01"
    assert [e["type"] for e in run("log", "--as", mine, "--json").lines] == ["received", "assigned"]
    assert run("log", "--as", others, "--json").out == ""
    assert len(run("log", "--as", f"erac:{routed['erac_id']}", "--json").lines) == 2
    assert len(run("log", "--as", "council", "--json").lines) == 2
    assert run("log", "--as", "nobody").code == 2
    assert run("show", "H-1", "--as", others).code == 1
    assert run("show", "H-1", "--as", "council", "--json").json["request"] is None


def test_no_cell_of_the_log_is_a_formula() -> None:
    for cell in ("=1+1", "+1", "-1", "@x", "\t=1", "＝1"):
        assert neutral(cell) == f"'{cell}"
    assert neutral("R-1") == "R-1"


def test_verify_says_whole_or_names_the_first_bad_event(run: Run, ledger_file: Path) -> None:
    run(*ROUTE)
    ran = run("log", "verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["checked"]) == (0, True, 2)
    assert run("log", "verify", "--head", ran.json["head"]).code == 0
    assert run("log", "verify", "--head", "2:" + "0" * 64).code == 74
    assert run("log", "verify", "--head", "3").code == 2
    raw = sqlite3.connect(ledger_file)
    for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute("UPDATE events SET actor = 'advisor:x' WHERE seq = 2")
    raw.commit()
    raw.close()
    bad = run("log", "verify", "--json")
    assert (bad.code, bad.json["first_bad_seq"]) == (74, 2)
    assert run("check").code == 78
