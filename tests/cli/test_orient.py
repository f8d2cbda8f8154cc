"""Orienting a need at the terminal: what is shown, what is written, what is told."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from tests.catalogue import SAMPLE
from tests.cli.conftest import Run

LAC = (
    "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--request-id", "R-1",
    "--need", "Automatiser l'affinage de nos fromages", "--email", "lac@fromagerie.example",
)  # fmt: skip
NEED = ("--need", "Automatiser l'affinage de nos fromages", "--postal-code", "J0K 2M0")
BY = ("--by", "person:triage-1")


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOVEICI_CATALOGUE", str(SAMPLE))


def test_a_need_is_oriented_with_why_and_nothing_is_written(run: Run) -> None:
    said = run("orient", *NEED)

    assert said.code == 0
    assert "Automation grant (sample)  fits if  aide-automate" in said.out
    assert "? How many employees? 250 or fewer are asked for." in said.out
    assert "The need speaks of “fromages”, “Automatiser”: agri-food, manufacturing." in " ".join(said.out.split())
    assert not run("queue", "--json").out


def test_what_is_said_of_the_company_answers_the_questions(run: Run) -> None:
    found = run("orient", *NEED, "--employees", "12", "--stage", "adoption", "--json").json

    assert set(found) >= {"catalogue", "themes", "outside_innovation", "suggestions"}
    (grant,) = [one for one in found["suggestions"] if one["id"] == "aide-automate"]
    assert (grant["kind"], grant["fit"], grant["questions"], grant["status"]) == ("program", "fits", [], "open")
    assert {"name", "score", "why", "verified_on", "source", "url"} <= set(grant)
    assert found == run("orient", *NEED, "--employees", "12", "--stage", "adoption", "--json").json


@pytest.mark.parametrize("stage", ["rd", "R-D", "research and development", "idée", "Adoption"])
def test_a_stage_is_said_as_people_say_it(run: Run, stage: str) -> None:
    assert run("orient", *NEED, "--stage", stage, "--json").code == 0


def test_all_shows_what_does_not_fit_with_the_rule(run: Run) -> None:
    few = run("orient", *NEED, "--employees", "900", "--json").json
    every = run("orient", *NEED, "--employees", "900", "--all", "--json").json

    assert "aide-automate" not in [one["id"] for one in few["suggestions"]]
    (grant,) = [one for one in every["suggestions"] if one["id"] == "aide-automate"]
    assert (grant["fit"], grant["rule"]) == ("does_not", "it takes 250 employees at most")


def test_what_no_innovation_is_is_said(run: Run) -> None:
    said = run("orient", "--need", "Je cherche une gardienne", "--postal-code", "J0K 2M0")

    assert "This is no innovation need (gardienne)" in said.out
    assert run("orient", "--need", "Je cherche une gardienne", "--json").json["outside_innovation"] is True


def test_the_need_is_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Automatiser l'affinage de nos fromages\n"))

    assert "aide-automate" in run("orient", "--need", "-").out


def test_what_is_chosen_is_recorded_told_and_explained(run: Run) -> None:
    run("route", *LAC)
    assert "--choose " in run("orient", "R-1").out
    done = run("orient", "R-1", "--choose", "centre-fromager,aide-automate", *BY, "--json").json

    (event,) = done["events"]
    assert event["type"] == "oriented"
    assert [(entry["id"], entry["fit"]) for entry in event["payload"]["entries"]] == [
        ("centre-fromager", "fits"),
        ("aide-automate", "fits_if"),
    ]
    assert "company:R-1" in done["told"]
    assert "fromages" not in str(event)
    explained = run("explain", "R-1", "--json").json["oriented"]
    assert explained[0]["catalogue"] == event["payload"]["catalogue"]
    assert "Cheese centre (sample) (centre-fromager) – fits" in run("explain", "R-1").out


def test_it_is_taken_back_as_any_step(run: Run) -> None:
    run("route", *LAC)
    run("orient", "R-1", "--choose", "guichet", *BY)

    assert run("undo", "R-1", *BY).code == 0
    assert run("explain", "R-1", "--json").json["oriented"] == []


def test_closing_says_where_the_company_was_directed(run: Run) -> None:
    run("route", *LAC)
    run("escalate", "R-1", *BY, "--reason", "x")
    refused = run("close", "R-1", "--outcome", "served", "--to", "guichet", *BY)
    assert (refused.code, "add --outcome referred" in refused.err) == (2, True)
    closed = run("close", "R-1", "--outcome", "referred", "--to", "guichet", *BY, "--json").json

    assert [entry["id"] for entry in closed["events"][0]["payload"]["entries"]] == ["guichet"]


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        ((), 2, "name a handoff, or give a need"),
        (("R-1", "--need", "x"), 2, "name a handoff, or give a need"),
        (("--need", "x", "--choose", "guichet"), 2, "name one"),
        (("R-1", "--choose", "guichet"), 2, "who takes the step?"),
        (("R-1", "--choose", "guichets", *BY), 2, "did you mean guichet?"),
        (("R-1", "--choose", "zzz", *BY), 2, "the catalogue has no entry “zzz”"),
        (("--need", "x", "--postal-code", "J0K 2MO"), 65, "J0K"),
        (("--need", "x", "--stage", "later"), 2, "“later” is not one of idea, rd, prototype"),
        (("R-9",), 1, "R-9"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(run: Run, args: tuple[str, ...], code: int, says: str) -> None:
    run("route", *LAC)
    said = run("orient", *args)

    assert says in said.err
    assert said.code == code


def test_a_request_that_was_erased_is_not_oriented(run: Run) -> None:
    run("route", *LAC)
    run("erase", "R-1", "--yes", *BY)

    assert "was erased before" in run("orient", "R-1").err


def test_what_a_need_of_no_known_theme_speaks_of_is_counted_without_whose_it_is(run: Run) -> None:
    told = ("--need", "nous vendons des xyzzyq pour lac avec Tremblay")
    run("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--request-id", "R-2", *told)
    run("orient", "R-2")
    run("orient", *NEED)

    words = [line["word"] for line in run("programs", "gaps", "--json").lines]
    assert "xyzzyq" in words
    assert not {"lac", "tremblay", "affinage"} & set(words)


def test_places_that_were_asked_for_this_year_are_counted(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "own")
    file = tmp_path / "own" / "programs.csv"
    text = file.read_text("utf-8").replace(",status,", ",places_per_year,status,").replace(",open,", ",35,open,")
    file.write_text(text, "utf-8")
    monkeypatch.setenv("INNOVEICI_CATALOGUE", str(tmp_path / "own"))
    run("route", *LAC)
    assert "35 (0 requests" in run("programs", "show", "aide-automate").out
    run("orient", "R-1", "--choose", "aide-automate", *BY)
    assert "35 (1 request directed to it this year)" in run("programs", "show", "aide-automate").out

    run("undo", "R-1", *BY)
    assert "35 (0 requests" in run("programs", "show", "aide-automate").out
