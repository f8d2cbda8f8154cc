"""Companies looked for by name: shown, listed to choose from, and in the queue and the log."""

from __future__ import annotations

import io

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def three_companies(run: Run) -> None:
    run("route", "--company", "Fromagerie de l’Étang inc.", "--postal-code", "J0K 2M0", "--request-id", "R-1")
    run("route", "--company", "Fromagerie du Mont", "--postal-code", "J6E 1A1", "--request-id", "R-2")
    run("route", "--company", "Ébénisterie Boréale ltée", "--postal-code", "J0K", "--request-id", "R-3")


def test_the_one_company_of_a_name_is_shown(run: Run) -> None:
    for text in ("ebenisterie", "Ébénisterie Boréale inc.", "BOREALE", "nisterie bor"):
        assert run("show", text, "--json").json["request_id"] == "R-3"
    assert run("show", "etang").out == run("show", "R-1").out


def test_several_are_listed_with_what_to_type(run: Run) -> None:
    ran = run("show", "fromagerie")
    assert ran.code == 1
    assert [line.split("\t") for line in ran.out.splitlines()] == [
        ["handoff_id", "company", "municipality", "state"],
        ["H-000001", "Fromagerie de l’Étang inc.", "", "assigned"],
        ["H-000003", "Fromagerie du Mont", "", "assigned"],
    ]
    assert "2 handoffs are of companies called like this" in ran.err
    assert "innoveici show H-000001" in ran.err
    assert "romagerie" not in ran.err
    listed = run("show", "fromagerie", "--json")
    assert listed.code == 1
    assert [line["handoff_id"] for line in listed.lines] == ["H-000001", "H-000003"]


def test_none_is_refused_and_its_name_not_repeated(run: Run) -> None:
    ran = run("show", "Scierie Introuvable")
    assert (ran.code, ran.out) == (1, "")
    assert "no company is called this" in ran.err
    assert "Introuvable" not in ran.err


def test_a_mistyped_id_finds_nobody(run: Run) -> None:
    run("route", "--company", "Garage R 9 Roues", "--postal-code", "J0K 2M0", "--request-id", "R-4")
    ran = run("show", "R-99")
    assert (ran.code, ran.out) == (1, "")
    assert "R-99" in ran.err


def test_a_name_on_standard_input_is_in_no_list_of_processes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (("show", "-", "--json"), ("queue", "--company", "-", "--json"), ("log", "--company", "-", "--json")):
        monkeypatch.setattr("sys.stdin", io.StringIO("ébénisterie\n"))
        ran = run(*words)
        assert ran.code == 0
        assert {line["request_id"] for line in ran.lines} == {"R-3"}


def test_the_queue_is_narrowed_to_companies_of_a_name(run: Run) -> None:
    found = run("queue", "--company", "FROMAGERIE", "--json").lines
    assert [line["request_id"] for line in found] == ["R-1", "R-2"]
    assert [line["request_id"] for line in run("queue", "--company", "fromagerie", "--limit", "1", "--json").lines] == [
        "R-1"
    ]
    nobody = run("queue", "--company", "introuvable", "--json")
    assert (nobody.code, nobody.out) == (0, "")
    assert "no company called like this is listed" in nobody.err
    assert run("queue", "--company", "…").code == 2


def test_the_log_is_narrowed_to_companies_of_a_name(run: Run) -> None:
    assert [e["request_id"] for e in run("log", "--company", "mont", "--json").lines] == ["R-2", "R-2"]
    assert run("log", "--company", "mont", "--request", "R-1", "--json").out == ""
    assert run("log", "--company", "introuvable").code == 0
    assert run("log", "--company", "").code == 2


def test_what_was_erased_is_not_found(run: Run) -> None:
    assert "erased" in run("erase", "R-3", "--by", "person:lucie", "--yes").out
    assert run("show", "ebenisterie").code == 1
    assert run("queue", "--company", "ebenisterie", "--json").out == ""
    assert run("log", "--company", "ebenisterie", "--json").out == ""


def test_each_finds_the_companies_it_may_see_alone(run: Run) -> None:
    advisor = run("show", "R-1", "--json").json["advisor"]["id"]
    other = run("show", "R-2", "--json").json["advisor"]["id"]
    assert advisor != other
    assert run("show", "fromagerie", "--as", f"advisor:{advisor}", "--json").json["request_id"] == "R-1"
    assert run("show", "fromagerie", "--as", f"advisor:{other}", "--json").json["request_id"] == "R-2"
    assert len(run("show", "fromagerie", "--as", "erac:erac-14").out.splitlines()) == 3
    assert run("show", "fromagerie", "--as", "company:R-1", "--json").json["request_id"] == "R-1"
    assert run("show", "etang", "--as", "council").code == 1
    assert run("show", "ebenisterie", "--as", f"advisor:{advisor}").code == 1
    assert run("log", "--company", "fromagerie", "--as", "council", "--json").out == ""
    seen = run("log", "--company", "fromagerie", "--as", f"advisor:{advisor}", "--json").lines
    assert {event["request_id"] for event in seen} == {"R-1"}


def test_an_advisor_who_let_it_go_finds_it_by_its_name_no_more(run: Run) -> None:
    advisor = run("show", "R-1", "--json").json["advisor"]["id"]
    run("decline", "R-1", "--by", f"advisor:{advisor}", "--reason", "Absence")
    assert run("show", "R-1", "--as", f"advisor:{advisor}").code == 0
    assert run("show", "etang", "--as", f"advisor:{advisor}").code == 1


def test_a_company_that_refuses_to_be_passed_on_is_found_by_its_ledger_alone(run: Run) -> None:
    run("route", "--company", "Tannerie Secrète", "--postal-code", "J0K 2M0", "--request-id", "R-5", "--consent", "no")
    assert run("show", "tannerie", "--json").json["request_id"] == "R-5"
    assert run("show", "tannerie", "--as", "erac:erac-14").code == 1
