"""Exports by name, and rejects that come back by themselves: read as the first time, under the same ids."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batch.workbooks import write_workbook
from tests.cli.conftest import ROOT, Run, rows_of

EXPORT = """\
Client;PC usine;Précisions;Rejoindre au
Érablière des Buttes;J0K 2M0;Séchoir;
Atelier des Deux Lacs;GIR 2B5;Soudure;
Moulin du Bas;J0K;Broyage;
Moulin du Haut;J0K 2M0;Broyage;
"""
MAPS = ("--map", "company=Client", "--map", "postal_code=PC usine", "--map", "need=Précisions")
ENTRY = """
exports:
  - name: web
    headers: {company: Client, postal_code: PC usine, need: Précisions}
    language: en
    encoding: cp1252
    delimiter: ";"
"""


def write(path: Path, text: str = EXPORT, encoding: str = "cp1252") -> str:
    path.write_bytes(text.encode(encoding))
    return path.name


def read(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def excel_csv(rows: list[list[str]], folder: Path) -> str:
    with (folder / "mended.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return "mended.csv"


def cp1252_csv(rows: list[list[str]], folder: Path) -> str:
    with (folder / "mended.csv").open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return "mended.csv"


def workbook(rows: list[list[str]], folder: Path) -> str:
    return str(write_workbook(folder / "mended.xlsx", {"a-corriger": rows}))


def mended(rows: list[list[str]]) -> list[list[str]]:
    codes = {"GIR 2B5": "G1R 2B5", "J0K": "J0K 2M0"}
    return [rows[0], *([codes.get(cell, cell) for cell in row] for row in rows[1:])]


def handoffs(ledger: Path) -> int:
    return int(rows_of(ledger, "select count(distinct handoff_id) from events")[0][0])


@pytest.mark.parametrize("saved", [excel_csv, cp1252_csv, workbook])
@pytest.mark.parametrize("excel", [False, True])
def test_rejects_come_back_without_flags_under_the_same_ids(
    run: Run, tmp_path: Path, ledger_file: Path, saved: Callable[[list[list[str]], Path], str], excel: bool
) -> None:
    export = write(tmp_path / "web.csv")
    assert run("batch", export, *MAPS, "--rejects", "r.csv", *(["--excel"] if excel else [])).code == 3
    rows = read(tmp_path / "r.csv", ";" if excel else ",")
    ids = {row[rows[0].index("request_id")] for row in rows[1:]}
    file = saved(mended(rows), tmp_path)
    ran = run("batch", file, "-o", "routed.csv")
    assert ran.code == 0
    assert "these are rejects of web.csv that come back" in ran.err
    assert {row[-10] for row in read(tmp_path / "routed.csv")[1:]} == ids
    assert handoffs(ledger_file) == 4
    again = run("batch", file)
    assert (again.code, handoffs(ledger_file)) == (0, 4)
    assert "2 already recorded" in again.err


def test_a_row_that_was_not_recorded_keeps_its_first_id_however_often_it_is_mended(
    run: Run, tmp_path: Path, ledger_file: Path
) -> None:
    export = write(tmp_path / "web.csv", "Entreprise;Code postal;Besoin\nFerme\u2028Longue;J0K 2M0;a\n", "utf-8")
    assert run("batch", export, "--rejects", "r.csv").code == 3
    assert not ledger_file.exists() or handoffs(ledger_file) == 0
    rows = read(tmp_path / "r.csv")
    rows[1][0] = "Ferme Longue"
    run("batch", excel_csv(rows, tmp_path), "--rejects", "r2.csv")
    rows[1][2] = "autre chose"
    ran = run("batch", excel_csv(rows, tmp_path), "--rejects", "r2.csv")
    assert ran.code == 3  # the same id, and other words: a person looks at it
    assert handoffs(ledger_file) == 1
    assert "it differs in: “Besoin”" in (tmp_path / "r2.csv").read_text("utf-8")


def test_without_the_batchs_own_columns_nothing_is_recorded_twice(run: Run, tmp_path: Path, ledger_file: Path) -> None:
    run("batch", write(tmp_path / "web.csv"), *MAPS, "--rejects", "r.csv")
    rows = mended(read(tmp_path / "r.csv"))
    last_five_gone = [row[:-5] for row in rows]
    assert run("batch", excel_csv(last_five_gone, tmp_path)).code == 0
    assert handoffs(ledger_file) == 4
    ids_gone = [row[:4] + row[6:] for row in rows]
    ran = run("batch", excel_csv(ids_gone, tmp_path), *MAPS)
    assert (ran.code, handoffs(ledger_file)) == (65, 4)
    assert "whose column “rejected_from…” is gone" in ran.err
    emptied = [rows[0], [*rows[1][:4], "", "", *rows[1][6:]]]
    ran = run("batch", excel_csv(emptied, tmp_path), "--rejects", "r2.csv")
    assert (ran.code, handoffs(ledger_file)) == (3, 4)
    assert "write its number into “request_id”" in (tmp_path / "r2.csv").read_text("utf-8")


def test_the_corrected_export_itself_adds_only_what_was_not_recorded(
    run: Run, tmp_path: Path, ledger_file: Path
) -> None:
    text = "No;" + EXPORT.replace("\nÉ", "\n1;É").replace("\nA", "\n2;A").replace("\nMoulin du B", "\n3;Moulin du B")
    text = text.replace("\nMoulin du H", "\n4;Moulin du H")
    run("batch", write(tmp_path / "web.csv", text), *MAPS, "--rejects", "r.csv")
    ran = run("batch", write(tmp_path / "web.csv", text.replace("GIR", "G1R").replace("J0K;", "J0K 2M0;")), *MAPS)
    assert (ran.code, handoffs(ledger_file)) == (0, 4)
    rows = mended(read(tmp_path / "r.csv"))
    assert run("batch", excel_csv(rows, tmp_path)).code == 0
    assert handoffs(ledger_file) == 4


def test_rejects_can_be_planned_first(run: Run, tmp_path: Path, ledger_file: Path) -> None:
    run("batch", write(tmp_path / "web.csv"), *MAPS, "--rejects", "r.csv")
    file = excel_csv(mended(read(tmp_path / "r.csv")), tmp_path)
    assert run("batch", file, "--dry-run", "-o", "plan.csv").code == 0
    assert run("batch", "--apply", "plan.csv").code == 0
    assert handoffs(ledger_file) == 4


@pytest.fixture
def office(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Run]:
    def with_exports(text: str) -> Run:
        (tmp_path / "regions.yaml").write_text((ROOT / "regions.yaml").read_text("utf-8") + text, "utf-8")
        monkeypatch.setenv("INNOVEICI_REGIONS", str(tmp_path / "regions.yaml"))
        return run

    return with_exports


def languages(ledger: Path) -> list[str]:
    events = rows_of(ledger, "select payload from events where type = 'received' order by seq")
    return [json.loads(payload)["language"] for (payload,) in events]


def test_an_export_is_read_as_its_entry_says(office: Callable[[str], Run], tmp_path: Path, ledger_file: Path) -> None:
    run = office(ENTRY)
    export = write(tmp_path / "web.csv")
    ran = run("batch", export, "--as", "web", "--dry-run", "-o", "plan.csv", "--rejects", "r.csv")
    assert ran.code == 3
    assert "read as “web” of regions.yaml" in ran.err
    command = ran.err.partition("To record exactly this plan: ")[2].splitlines()[0]
    assert run(*shlex.split(command)[1:]).code == 3
    assert languages(ledger_file) == ["en"] * 4
    ran = run("batch", excel_csv(mended(read(tmp_path / "r.csv")), tmp_path))
    assert (ran.code, handoffs(ledger_file), set(languages(ledger_file))) == (0, 4, {"en"})


def test_the_default_entry_holds_where_it_fits_and_the_command_line_wins(
    office: Callable[[str], Run], tmp_path: Path, ledger_file: Path
) -> None:
    run = office(ENTRY.replace("name: web", "name: default"))
    assert run("batch", write(tmp_path / "web.csv"), "--rejects", "r.csv").code == 3
    assert run("batch", excel_csv(mended(read(tmp_path / "r.csv")), tmp_path)).code == 0
    assert handoffs(ledger_file) == 4
    other = write(tmp_path / "o.csv", "Entreprise,Code postal,Langue,Précisions,Besoin\nÎlot,J0K 2M0,fr,x,y\n", "utf-8")
    assert run("batch", other, "--encoding", "utf-8", "--delimiter", ",", "--map", "need=Besoin").code == 0
    assert languages(ledger_file)[-1] == "fr"


def test_an_entry_that_does_not_fit_is_said(office: Callable[[str], Run], tmp_path: Path) -> None:
    run = office(ENTRY)
    ran = run("batch", write(tmp_path / "o.csv", "Client;Code postal\nÎlot;J0K 2M0\n"), "--as", "web")
    assert ran.code == 2
    assert "no column “PC usine”" in ran.err
    ran = run("batch", "o.csv", "--as", "wob")
    assert ran.code == 2
    assert "its exports are: web" in ran.err


def test_a_sheet_is_named(office: Callable[[str], Run], tmp_path: Path) -> None:
    run = office("\nexports:\n  - name: default\n    sheet: réponses\n")
    rows = [["Entreprise", "Code postal"], ["Ruche", "J0K 2M0"]]
    book = str(write_workbook(tmp_path / "b.xlsx", {"Ancien": rows, "Réponses": rows, "Tests": rows}))
    assert "sheet “Réponses”" in run("batch", book, "--dry-run").err
    assert "sheet “Tests”" in run("batch", book, "--sheet", "Tests", "--dry-run").err
    ran = run("batch", book, "--sheet", "Autre", "--dry-run")
    assert ran.code == 65
    assert "its sheets are: Ancien, Réponses, Tests" in ran.err
    only = str(write_workbook(tmp_path / "c.xlsx", {"Feuil1": rows}))
    assert run("batch", only, "--dry-run").code == 0
    assert run("batch", write(tmp_path / "o.csv", "Entreprise;CP\nÎlot;J0K 2M0\n"), "--sheet", "A").code == 2


def test_where_no_column_says_the_country_it_is_said_what_to_do(run: Run, tmp_path: Path) -> None:
    run("batch", write(tmp_path / "e.csv", "Entreprise;CP\nÎlot;67000\n"), "--rejects", "r.csv")
    text = (tmp_path / "r.csv").read_text("utf-8")
    assert "add one, “Country”" in text
    assert "“exports:” in regions.yaml" in text
