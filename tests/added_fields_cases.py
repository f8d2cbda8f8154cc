"""What is seen of two fields that were added to the table alone (``added_fields``): every command, a batch, letters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from innoveici.request import FIELDS, PERSONAL_FIELDS
from tests.batch import samples, test_run
from tests.cli.conftest import *  # noqa: F403 - its fixtures
from tests.cli.conftest import Run

ROW = ("--company", "Scierie des Pins", "--postal-code", "J0K 2M0", "--request-id", "R-1", "--json")
ADDED = ("--access", "Par le quai", "--zone", "Parc Nord")


def test_the_fields_are_there() -> None:
    assert min(FIELDS) == "access"
    assert max(FIELDS) == "zone"
    assert "access" not in PERSONAL_FIELDS
    assert "zone" in PERSONAL_FIELDS


def test_a_request_is_routed_corrected_and_shown(run: Run) -> None:
    assert run("route", *ROW, *ADDED).json["status"] == "assigned"
    assert run("route", *ROW, *ADDED).json["status"] == "duplicate"
    assert run("route", *ROW, "--access", "x", "--zone", "y").json["differs"] == ["zone"]
    shown = run("show", "R-1", "--json").json
    assert shown["request"]["zone"] == "Parc Nord"
    assert "access" not in shown["request"]
    assert shown["events"][0]["payload"]["access"] == "Par le quai"
    assert run("correct", "R-1", "--access", "Par la cour", "--zone", "Parc Sud", "--by", "erac:erac-14").code == 0
    shown = run("show", "R-1", "--json").json
    assert shown["events"][-1]["payload"]["fields"] == ["access", "zone"]
    assert shown["events"][-1]["payload"]["values"] == {"access": "Par la cour"}
    assert shown["request"]["zone"] == "Parc Sud"
    lines = [line.split() for line in run("show", "R-1").out.splitlines()]
    assert ["Access", "Par", "la", "cour"] in lines
    assert ["Zone", "Parc", "Sud"] in lines
    assert run("erase", "R-1", "--by", "council", "--yes").code == 0
    assert "Parc" not in json.dumps(run("show", "R-1", "--json").json)
    assert run("log", "verify").code == 0


def test_a_held_request_is_decided_anew_with_them(run: Run) -> None:
    assert run("route", *ROW[:2], "--postal-code", "J0K", *ROW[4:]).json["status"] == "held"
    done = run("correct", "R-1", "--postal-code", "J0K 2M0", *ADDED, "--by", "erac:erac-14", "--json").json
    assert done["corrected"] == ["access", "postal_code", "zone"]
    assert run("show", "R-1", "--json").json["request"]["zone"] == "Parc Nord"


def test_a_batch_brings_them_in_and_is_taken_back(run: Run, tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    rows = ["No de demande,Entreprise,Code postal,Accès,Zone industrielle"]
    rows += [f'A-{number},Scierie {number},J0K 2M0,"Le ""quai"" {number}",Parc {number}' for number in range(3)]
    export.write_text("\n".join(rows))
    first = run("batch", str(export), "--json")
    assert [line["status"] for line in first.lines] == ["assigned"] * 3
    assert [line["status"] for line in run("batch", str(export), "--json").lines] == ["duplicate"] * 3
    shown = run("show", "A-1", "--json").json
    assert shown["request"]["zone"] == "Parc 1"
    assert shown["events"][0]["payload"]["access"] == 'Le "quai" 1'
    batch = run("batch", "list", "--json").lines[0]["batch_id"]
    assert run("batch", "undo", batch, "--reason", "essai").code == 0
    assert run("show", "A-1", "--json").json["state"] == "closed"
    assert [line["status"] for line in run("batch", str(export), "--json").lines] == ["assigned"] * 3
    assert run("log", "verify").code == 0


def test_letters_show_whoever_helps_what_is_personal_and_may_be_in_them(run: Run) -> None:
    run("route", *ROW, *ADDED, "--email", "info@scierie.example")
    company, advisor = (run("outbox", "show", notice, "--json").json["letter"]["text"] for notice in ("2.1", "2.2"))
    assert "Parc Nord" in " ".join(advisor.partition("Zone")[2].split())
    assert "Parc Nord" not in company
    assert "quai" not in company + advisor


@pytest.mark.parametrize("seed", range(8))
def test_a_batch_equals_routing_one_by_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {"access": ("", "Rampe", ' Le "quai" 3 ', "=1"), "zone": ("", "Parc Nord", "Zone\\é")}
    odd = {"access": ("x" * 300, "a\nb", "#N/A"), "zone": ("é" * 200, "Zone #####", "a\tb")}
    monkeypatch.setattr(samples, "_USUAL_CELLS", {**cells, **samples._USUAL_CELLS})
    monkeypatch.setattr(samples, "_ODD_CELLS", {**odd, **samples._ODD_CELLS})
    test_run.check(seed)
