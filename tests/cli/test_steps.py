"""The steps of a handoff as commands: what they print, and their exit codes."""

from __future__ import annotations

import io
import json

import pytest

from tests.cli.conftest import Run

FROMAGERIE = ("--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--request-id", "R-1")


def test_a_request_goes_from_the_advisor_to_its_end(run: Run) -> None:
    run("route", *FROMAGERIE)
    accepted = run("accept", "R-1", "--by", "advisor:QC-14-13")
    assert (accepted.code, accepted.err) == (0, "")
    assert accepted.out.splitlines()[0] == "H-000001 · accepted · QC-14-13"
    assert "Will be told: the company, the ERAC, the Conseil de l'innovation" in accepted.out
    assert run("contact", "h-1", "--by", "advisor:QC-14-13").code == 0
    closed = run("close", "R-1", "--by", "erac:erac-14", "--outcome", "served", "--json").json
    assert (closed["state"], closed["events"][0]["payload"]["outcome"]) == ("closed", "served")
    assert run("show", "R-1", "--json").json["state"] == "closed"


def test_declining_needs_a_reason_and_shows_who_is_next(run: Run) -> None:
    run("route", *FROMAGERIE)
    refused = run("decline", "R-1", "--by", "advisor:QC-14-13")
    assert refused.code == 2
    assert "add --reason TEXT" in refused.err
    declined = run("decline", "R-1", "--by", "advisor:QC-14-13", "--reason", "Absent")
    assert declined.code == 0
    assert declined.out.startswith("H-000001 · declined, assigned · QC-14-")


def test_a_held_request_is_corrected_or_assigned(run: Run) -> None:
    run("route", "--company", "Scierie des Pins", "--postal-code", "J0K", "--request-id", "R-2")
    still = run("correct", "R-2", "--by", "person:triage-1", "--need", "Séchage")
    assert still.code == 3
    settled = run("correct", "R-2", "--by", "person:triage-1", "--municipality", "Saint-Félix-de-Valois")
    assert settled.code == 0
    assert "Saint-Félix-de-Valois" in settled.out
    run("route", "--company", "Scierie des Pins", "--postal-code", "J0K", "--request-id", "R-3")
    assert run("assign", "R-3", "--to", "QC-14-13", "--by", "person:triage-1").code == 2
    assert run("assign", "R-3", "--to", "QC-14-13", "--by", "person:triage-1", "--reason", "Appelée").code == 0
    assert run("correct", "R-2", "--by", "person:triage-1").code == 2


def test_free_text_is_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("route", *FROMAGERIE)
    monkeypatch.setattr("sys.stdin", io.StringIO("Rappeler lundi\n"))
    noted = run("note", "R-1", "--by", "person:triage-1", "--text", "-", "--json")
    assert noted.json["told"] == []
    assert "Rappeler" not in run("log", "--json").out


def test_everything_an_advisor_has_goes_to_others(run: Run) -> None:
    run("route", *FROMAGERIE)
    run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "R-2")
    moved = run("reassign", "--all-of", "QC-14-13", "--by", "erac:erac-14", "--reason", "Départ", "--json")
    assert moved.code == 0
    assert [json.loads(line)["state"] for line in moved.out.splitlines()] == ["assigned", "assigned"]
    assert "QC-14-13" not in {json.loads(line)["advisor_id"] for line in moved.out.splitlines()}
    assert run("reassign", "--by", "erac:erac-14", "--reason", "x").code == 2
    assert run("reassign", "R-1", "--all-of", "QC-14-13", "--by", "erac:erac-14", "--reason", "x").code == 2


def test_everything_an_advisor_has_goes_to_the_one_named(run: Run) -> None:
    run("route", *FROMAGERIE)
    run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "R-2")
    every = ("reassign", "--all-of", "QC-14-13", "--by", "erac:erac-14")
    tried = run(*every, "--to", "QC-14-12", "--dry-run")
    assert (tried.code, tried.err) == (0, "")
    assert [line.split(" · ")[:3] for line in tried.out.splitlines()] == [
        ["H-000001", "would be reassigned", "QC-14-13 → QC-14-12"],
        ["H-000003", "would be reassigned", "QC-14-13 → QC-14-12"],
    ]
    before = run("log", "--json").out
    as_json = run(*every, "--to", "QC-14-12", "--dry-run", "--json").lines
    assert [(d["dry_run"], d["previous_advisor_id"], d["advisor_id"], d["events"]) for d in as_json] == [
        (True, "QC-14-13", "QC-14-12", [])
    ] * 2
    assert run("log", "--json").out == before
    assert run(*every, "--to", "QC-14-12").code == 2  # the reason
    moved = run(*every, "--to", "QC-14-12", "--reason", "Départ", "--json")
    assert moved.code == 0
    assert [line["advisor_id"] for line in moved.lines] == ["QC-14-12", "QC-14-12"]
    nothing = run(*every, "--to", "QC-14-12", "--reason", "Départ")
    assert (nothing.code, nothing.out) == (1, "")
    assert "has no open handoff" in nothing.err


def test_those_that_stay_are_named_with_why(run: Run) -> None:
    run("route", *FROMAGERIE)
    run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "R-2")
    run("erase", "R-2", "--by", "person:lucie", "--yes")
    every = ("reassign", "--all-of", "QC-14-13", "--to", "QC-14-12", "--by", "erac:erac-14", "--reason", "Départ")
    for words in ((*every, "--dry-run"), every):
        some = run(*words)
        assert some.code == 3
        assert some.out.startswith("H-000001 · ")
        assert "H-000003 stays: the personal data of H-000003 was erased" in some.err
    none = run(*every)
    assert (none.code, none.out) == (1, "")
    foreign = run("reassign", "--all-of", "QC-14-12", "--by", "erac:erac-01", "--reason", "x")
    assert foreign.code == 1
    assert "QC-14-12 has no open handoff of erac:erac-01" in foreign.err
    assert "H-000001" not in foreign.err


def test_what_speaks_against_the_one_named_is_said_beside(run: Run) -> None:
    run("route", *FROMAGERIE)
    taken = run("reassign", "R-1", "--to", "QC-14-12", "--by", "person:a", "--reason", "x")
    assert (taken.code, taken.err) == (0, "")
    back = run("decline", "R-1", "--by", "advisor:QC-14-12", "--reason", "Absence")
    assert back.code == 0
    again = run("reassign", "R-1", "--to", "QC-14-12", "--by", "person:a", "--reason", "x", "--dry-run")
    assert again.code == 0
    assert again.err == "H-000001: QC-14-12 is chosen all the same: declined this request\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("accept", "R-9", "--by", "person:a"), 1, "R-9"),
        (("accept", "R-1", "--by", "council"), 1, "may not take this step"),
        (("accept", "R-1", "--by", "advisor:QC-01-04"), 1, "not in the hands of advisor:QC-01-04"),
        (("accept", "R-1", "--by", "somebody"), 2, "is not an actor"),
        (("accept", "R-1"), 2, "--by"),
        (("close", "R-1", "--by", "person:a", "--outcome", "served"), 1, "is assigned"),
        (("close", "R-1", "--by", "person:a", "--outcome", "gone"), 2, "gone"),
        (("accept", "R-1", "--by", "person:a", "--seen", "1"), 1, "changed meanwhile (assigned by system)"),
        (("reassign", "R-1", "--to", "NOBODY", "--by", "person:a", "--reason", "x"), 2, "no advisor has the id"),
        (("reassign", "--all-of", "QC-14-13", "--to", "NOBODY", "--by", "person:a", "--dry-run"), 2, "no advisor has"),
        (("reassign", "--all-of", "QC-14-13", "--to", "QC-14-13", "--by", "person:a", "--dry-run"), 2, "are to go"),
        (
            ("reassign", "--all-of", "QC-14-13", "--seen", "1", "--by", "person:a", "--reason", "x"),
            2,
            "leave out --seen",
        ),
        (("reassign", "--all-of", "NOBODY", "--by", "person:a", "--dry-run"), 1, "has no open handoff"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    run("route", *FROMAGERIE)
    refused = run(*words)
    assert refused.code == code
    assert said in refused.err
    assert refused.out == ""


def test_a_step_is_judged_by_what_was_there_when_it_began(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from innoveici.cli.wiring import Session

    run("route", *FROMAGERIE)
    desk = Session.desk

    def meanwhile(here: Session) -> object:
        monkeypatch.setattr(Session, "desk", desk)
        assert run("decline", "R-1", "--by", "advisor:QC-14-13", "--reason", "Absent").code == 0
        return here.desk

    monkeypatch.setattr(Session, "desk", property(meanwhile))
    refused = run("decline", "R-1", "--by", "person:lucie", "--reason", "Absent")
    assert refused.code == 1
    assert "changed meanwhile (declined by advisor:QC-14-13, assigned by advisor:QC-14-13)" in refused.err


def test_the_last_step_is_taken_back_and_nobody_hears_of_it(run: Run) -> None:
    run("route", "--company", "Fromagerie Fictive", "--postal-code", "J0K 2M0", "--request-id", "R-1")
    before = run("show", "R-1", "--json").json
    accepted = run("accept", "R-1", "--by", "person:luc")
    assert "These notices go from 09:31 on; to take the step back before: innoveici undo H-000001\n" in accepted.out
    undone = run("undo", "R-1", "--by", "person:luc", "--reason", "wrong one")
    assert undone.code == 0
    assert undone.out.splitlines()[0] == "H-000001 · undone (accepted) → assigned · QC-14-13"
    assert "Will be told" not in undone.out
    after = run("show", "R-1", "--json").json
    grown = {"events": None, "notices": None}
    assert {**after, **grown} == {**before, **grown}
    assert [event["type"] for event in after["events"]] == ["received", "assigned", "accepted", "undone"]
    nothing = run("undo", "R-1")
    assert nothing.code == 1
    assert "nobody has taken a step of H-000001 since it was routed" in nothing.err
    assert run("undo", "R-1", "--step", "erased").code == 2
