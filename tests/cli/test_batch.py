"""``innoveici batch``: exports as people send them in, routed rows and rejects out, every row accounted for."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from innoveici.batch.results import REJECT_COLUMNS
from innoveici.batch.tally import DIFFERS, WAITS
from innoveici.cli.batch_summary import _KINDS, kind_of
from innoveici.reasons import REASONS
from tests.batch.workbooks import Cell, write_open_document, write_workbook
from tests.cli.conftest import ROOT, Run, rows_of

EXPORT = """\
No de demande;Nom de l’entreprise;Code postal;Ville;Commentaire
INN-1;Fromagerie du Lac;J0K 2M0;Saint-Félix-de-Valois;à rappeler
INN-2;Scierie des Pins;J0K;;
INN-3;Boulangerie Nord;GIR 2B5;;=1+1
INN-4;Atelier Laval;H7C 1X4;Laval;
;;;;
"""
ROUTED = ["assigned", "held", "rejected", "assigned", "blank"]


def write(path: Path, text: str = EXPORT, encoding: str = "cp1252") -> str:
    path.write_bytes(text.encode(encoding))
    return path.name


def read(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture
def export(tmp_path: Path) -> str:
    """A French Excel's CSV."""
    return write(tmp_path / "demandes.csv")


def test_an_export_is_routed_recorded_and_accounted_for(
    run: Run, export: str, tmp_path: Path, ledger_file: Path
) -> None:
    ran = run("batch", export, "-o", "routed.csv", "--rejects", "rejects.csv")
    assert ran.code == 3
    assert ran.out == ""
    assert "demandes.csv: read as cp1252, cells separated by “;”" in ran.err
    assert "columns carried along, not used: Commentaire" in ran.err
    assert "5 rows read = 2 assigned + 1 held + 1 rejected + 0 already recorded + 0 referred + 1 blank" in ran.err
    assert "2 rows need a person → rejects.csv says why" in ran.err
    routed = read(tmp_path / "routed.csv")
    assert [row["status"] for row in routed] == ROUTED
    assert routed[0]["Commentaire"] == "à rappeler"
    assert routed[2]["Commentaire"] == "'=1+1"
    assert {"INN-2", "INN-3"} == {row["No de demande"] for row in read(tmp_path / "rejects.csv")}
    assert rows_of(ledger_file, "select count(*) from handoffs") == [(4,)]


WITH_ADDRESSES = """\
id,company,postal_code,email
A-1,Fromagerie du Lac,J0K 2M0,info@lac.example
A-2,Scierie des Pins,J0K,
A-3,Atelier Laval,H7C 1X4,usine@laval.example
A-4,Verger du Pont,J0K 2M0,
"""


@pytest.fixture
def run_with_council(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The Conseil has an address."""
    name = "  name: Conseil de l'innovation du Québec\n"
    text = (ROOT / "regions.yaml").read_text("utf-8")
    (tmp_path / "ours.yaml").write_text(text.replace(name, f"{name}  email: conseil@conseil.example\n"), "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(tmp_path / "ours.yaml"))
    return run


def test_it_says_how_many_notices_go_out_and_to_whom(run_with_council: Run, tmp_path: Path, ledger_file: Path) -> None:
    run = run_with_council
    write(tmp_path / "first.csv", WITH_ADDRESSES, "utf-8")
    told = "5 (companies 2, advisors 3); in daily digests: 4 (Conseil de l'innovation 4); without an address: 7"
    assert f"Notices that would go out: {told} (companies 2, ERACs 5)" in run("batch", "first.csv", "--dry-run").err
    assert f"Notices that will go out: {told} (companies 2, ERACs 5)" in run("batch", "first.csv").err
    states = rows_of(ledger_file, "SELECT state, count(*) FROM notices GROUP BY state ORDER BY state")
    assert states == [("no_address", 7), ("queued", 5 + 4)]
    assert "Notices that will go out: 0\n" in run("batch", "first.csv").err
    more = WITH_ADDRESSES + "A-5,Ferme du Rang,J0K 2M0,rang@ferme.example\n"
    write(tmp_path / "second.csv", more, "utf-8")  # a Monday's export holds last week's too
    second = (
        "2 (companies 1, advisors 1); in daily digests: 1 (Conseil de l'innovation 1); without an address: 1 (ERACs 1)"
    )
    assert f"Notices that would go out: {second}" in run("batch", "second.csv", "--dry-run", "-o", "plan.csv").err
    assert f"Notices that will go out: {second}" in run("batch", "plan.csv", "--apply").err
    assert run("notify", "--json").json["sent"] == 5 + 2


def test_what_is_corrected_tells_anew(run: Run, tmp_path: Path, ledger_file: Path) -> None:
    write(tmp_path / "first.csv", "id,company,postal_code,email\nA-1,Scierie,J0K,bois@scierie.example\n", "utf-8")
    run("batch", "first.csv")
    text = "id,company,postal_code,city,email\nA-1,Scierie,J0K,Saint-Félix-de-Valois,bois@scierie.example\n"
    write(tmp_path / "mended.csv", text, "utf-8")
    before = rows_of(ledger_file, "SELECT count(*) FROM notices")[0][0]
    told = "2 (companies 1, advisors 1); without an address: 3 (ERACs 2, Conseil de l'innovation 1)"
    assert (
        f"would go out: {told}" in run("batch", "mended.csv", "--dry-run").err
    )  # the other ERAC hears that it is not its own
    assert f"will go out: {told}" in run("batch", "mended.csv").err
    assert rows_of(ledger_file, "SELECT count(*) FROM notices")[0][0] == before + 5


def test_files_written_are_for_their_owner_alone(run: Run, export: str, tmp_path: Path) -> None:
    run("batch", export, "-o", "routed.csv", "--rejects", "rejects.csv")
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("routed.csv", "rejects.csv")} == {0o600}


def test_each_row_is_decided_as_route_decides_it(run: Run, tmp_path: Path) -> None:
    export = write(tmp_path / "one.csv", "company,postal_code,need\nLait du Lac,J0K 2M0,Robots\n", "utf-8")
    row = json.loads(run("batch", export, "--dry-run", "--json").out)
    one = run(
        "route", "--company", "Lait du Lac", "--postal-code", "J0K 2M0", "--need", "Robots", "--dry-run", "--json"
    )
    for key in ("request_id", "status", "region_code", "erac_id"):
        assert row[key] == one.json[key]
    assert row["advisor_id"] == one.json["advisor"]["id"]


def test_a_mended_reject_is_routed_when_it_is_fed_back(run: Run, export: str, tmp_path: Path) -> None:
    run("batch", export, "--rejects", "rejects.csv", "--excel")
    rejects = tmp_path / "rejects.csv"
    text = rejects.read_text("utf-8-sig")
    assert "character 2 of “GIR 2B5” is “I”" in text
    rejects.write_text(text.replace(";GIR 2B5;", ";G1R 2B5;", 1), "utf-8-sig")
    ran = run("batch", "rejects.csv", "-o", "again.csv")
    assert [row["status"] for row in read(tmp_path / "again.csv")] == ["duplicate", "assigned"]
    assert ran.code == 3, "INN-2 still waits"


def test_the_same_file_twice_adds_nothing_and_still_says_what_waits(
    run: Run, export: str, tmp_path: Path, ledger_file: Path
) -> None:
    run("batch", export, "--rejects", "first.csv")
    before = rows_of(ledger_file, "select count(*), max(hash) from events")
    ran = run("batch", export, "-o", "routed.csv", "--rejects", "second.csv")
    assert rows_of(ledger_file, "select count(*), max(hash) from events") == before
    assert "0 assigned + 0 held + 0 rejected + 4 already recorded" in ran.err
    assert "Nothing new was recorded; this file is batch B-" in ran.err
    assert ran.code == 3
    assert len(read(tmp_path / "second.csv")) == len(read(tmp_path / "first.csv")) == 2


def test_when_all_is_routed_it_ends_well_and_the_rejects_have_their_header_only(run: Run, tmp_path: Path) -> None:
    export = write(tmp_path / "good.csv", "company,postal_code\nLait,J0K 2M0\n")
    ran = run("batch", export, "--rejects", "rejects.csv")
    assert ran.code == 0
    assert read(tmp_path / "rejects.csv") == []
    header = (tmp_path / "rejects.csv").read_text("utf-8").strip().split(",")
    assert header[:2] + header[3:] == ["company", "postal_code", "request_id", *REJECT_COLUMNS]
    assert header[2].startswith("rejected_from?file=good.csv&export=")


def test_who_gave_no_file_for_rejects_is_told_how_to_have_them(run: Run, export: str) -> None:
    assert "→ add --rejects rejects.csv" in run("batch", export).err


def test_standard_output_carries_the_routed_rows_and_nothing_else(run: Run, export: str) -> None:
    ran = run("batch", export, "-o", "-")
    assert [row["status"] for row in csv.DictReader(io.StringIO(ran.out))] == ROUTED


def test_json_is_one_object_a_row_beside_a_csv_file(run: Run, export: str, tmp_path: Path) -> None:
    ran = run("batch", export, "--json", "-o", "routed.csv")
    assert [row["status"] for row in ran.lines] == ROUTED
    assert ran.lines[2]["input"]["Commentaire"] == "=1+1", "a value, not a cell"
    assert ran.lines[0]["line"] == 2
    assert [row["status"] for row in read(tmp_path / "routed.csv")] == ROUTED


@pytest.mark.parametrize("words", [("-o", "-"), ("-o", "/dev/stdout"), ("--rejects", "-"), ("--rejects", "/dev/fd/1")])
def test_json_and_csv_do_not_share_standard_output(
    run: Run, export: str, ledger_file: Path, words: tuple[str, str]
) -> None:
    ran = run("batch", export, "--json", *words)
    assert ran.code == 2
    assert f"{words[0]} and --json are the same file: standard output" in ran.err
    assert not ledger_file.exists()


def test_rejects_on_standard_output_are_said_to_be_there(run: Run, export: str) -> None:
    ran = run("batch", export, "--rejects", "-")
    assert "→ standard output says why" in ran.err
    assert len(ran.out.splitlines()) == 3


def test_headers_that_look_like_somebodys_data_are_not_printed(run: Run, tmp_path: Path) -> None:
    export = write(tmp_path / "odd.csv", "company,postal_code,a.b@lait.example,Note\nLait,J0K 2M0,,\n")
    assert "columns carried along, not used: …, Note" in run("batch", export).err


def test_what_adds_nothing_is_not_said_to_be_recorded(run: Run, tmp_path: Path) -> None:
    fault = write(tmp_path / "fault.csv", "company,postal_code\nLait,J0K 2M0,too many\n")
    ran = run("batch", fault)
    assert "1 row read = " in ran.err
    assert "Nothing new was recorded.\n" in ran.err
    assert "B-" not in ran.err
    both = write(tmp_path / "both.csv", "company,postal_code\nLait,J0K 2M0\nLait,J0K 2M0,too many\n")
    first = run("batch", both).err
    again = run("batch", both).err
    batch = re.search(r"Recorded as batch (B-[0-9a-f]{16})", first)
    assert batch
    assert f"Nothing new was recorded; this file is batch {batch[1]}." in again
    assert "Recorded as" not in again
    run("batch", both, "-o", "routed.csv")
    known = run("batch", "routed.csv")  # its own rows, under another batch's name
    assert "Nothing new was recorded.\n" in known.err
    assert "B-" not in known.err


def test_each_run_of_a_file_is_taken_back_by_itself(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = write(tmp_path / "export.csv", "request_id,company,postal_code\nA-1,Lait,J0K 2M0\nA-2,Miel,J0K\n")
    ids = []
    for day in (20, 21):
        monkeypatch.setenv("INNOVEICI_NOW", f"2026-11-{day}T09:30:00-05:00")
        said = run("batch", export).err
        ids.append(re.search(r"Recorded as batch (B-[0-9a-f]{16})", said))
        run("correct", "A-2", "--municipality", "Saint-Félix-de-Valois", "--by", "person:luc")
        write(tmp_path / "export.csv", (tmp_path / "export.csv").read_text() + f"B-{day},Scierie {day},J0K 2M0\n")
    first, second = (found[1] for found in ids if found)
    assert first != second
    same = write(tmp_path / "same.csv", "request_id,company,postal_code\nC-1,Ruche,J0K 2M0\nC-2,Cidre,J0K\n")
    third = re.search(r"Recorded as batch (B-[0-9a-f]{16})", run("batch", same).err)
    run("batch", "undo", third[1] if third else "", "--reason", "x")
    again = run("batch", same)  # the very same file, at the very same moment
    fourth = re.search(r"Recorded as batch (B-[0-9a-f]{16})", again.err)
    assert third
    assert fourth
    assert third[1] != fourth[1]
    assert third[1][:10] == fourth[1][:10]
    lines = run("batch", "list", "--json").lines
    assert [(line["batch_id"], line["handoffs"], line["undone"]) for line in lines] == [
        (first, 2, 0), (second, 1, 0), (third[1], 2, 2), (fourth[1], 2, 0)
    ]  # fmt: skip
    of_file = run("batch", "list", "--file", "same.csv").out.splitlines()
    assert [line.split("\t")[0] for line in of_file] == ["batch_id", third[1], fourth[1]]
    digest = hashlib.sha256((tmp_path / "same.csv").read_bytes()).hexdigest()
    assert {line.split("\t")[2] for line in of_file[1:]} == {digest[:8]}
    assert run("batch", "list", "--file", "nowhere.csv").code == 66


def test_a_run_that_goes_on_names_the_part_before_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a stopped run leaves behind: some rows of a file, recorded under its own id."""
    from innoveici.batch import run as batch_run
    from innoveici.errors import TryAgain
    from innoveici.messages import Message

    export = write(tmp_path / "export.csv", "company,postal_code\n" + "".join(f"Lait {n},J0K 2M0\n" for n in range(60)))
    monkeypatch.setattr(batch_run, "RECORDED_AT_ONCE", 3)
    with monkeypatch.context() as broken:
        settle, seen = batch_run.settle, []

        def fails(*given: Any) -> None:
            seen.append(settle(*given))
            if len(seen) == 2:
                raise TryAgain(Message("x"))

        broken.setattr(batch_run, "settle", fails)
        first = re.search(r"of batch (B-[0-9a-f]{16}), up to", run("batch", export).err)
    assert first
    said = run("batch", export).err
    second = re.search(r"Recorded as batch (B-[0-9a-f]{16})", said)
    assert second
    assert second[1] != first[1]
    assert f"Rows of this file were recorded before as batch {first[1]}; each is taken back by itself" in said
    undone = run("batch", "undo", second[1], "--reason", "x").out
    assert f"Rows of the same file were recorded as batch {first[1]} too" in undone
    rest = run("batch", "undo", first[1], "--reason", "x", "--json").json
    assert rest["same_file"] == []
    assert rows_of(tmp_path / "ledger.db", "select distinct state from handoffs") == [("closed",)]


def test_undoing_says_what_was_not_sent_yet_and_what_will_be_corrected(run: Run, export: str) -> None:
    said = run("batch", export).err
    batch = re.search(r"B-[0-9a-f]{16}", said)
    assert batch
    run("notify", "--limit", "1")
    out = run("batch", "undo", batch[0], "--reason", "wrong file").out
    assert re.search(r"^\d+ notices? had not been sent yet: (it is|they are) withdrawn$", out, re.MULTILINE)
    assert "1 correction will go out to who was written to\n" in out
    waiting = [n for n in run("outbox", "list", "--json").lines if n["state"] == "queued"]
    assert [n["template"] for n in waiting] == ["undone.advisor"]


def test_known_rows_that_need_a_person_are_named_by_what_they_need(run: Run, tmp_path: Path) -> None:
    header = "request_id,company,postal_code\n"
    held, twice = "INN-1,Lait,J0K\n", "INN-2,Scierie,J0K 2M0\nINN-2,Ruche,J0K 2M0\n"
    run("batch", write(tmp_path / "first.csv", header + held))
    ran = run("batch", write(tmp_path / "second.csv", header + held + twice), "--rejects", "rejects.csv")
    assert "1 already recorded: the request still waits for a person\n" in ran.err
    assert "1 already recorded: the row differs from what is recorded\n" in ran.err
    assert "2 rows need a person → rejects.csv" in ran.err
    assert "(with --excel it opens right in Excel)" in ran.err


def test_the_command_that_a_dry_run_hints_at_works(run: Run, tmp_path: Path) -> None:
    export = write(tmp_path / "odd.csv", "Firme X,CP=code\nLait,J0K 2M0\n")
    flags = ("--regions", str(ROOT / "regions.yaml"), "--ledger", str(tmp_path / "its own.db"))
    mapped = ("--map", "company=Firme X", "--map", "postal_code=CP=code")
    ran = run(*flags, "batch", export, *mapped, "--dry-run", "-o", "my plan.csv")
    hint = re.search(r"To record exactly this plan: innoveici (.*)", ran.err)
    assert hint
    assert shlex.split(hint[1]) == [*flags, "batch", *mapped, "--apply", "my plan.csv"]
    assert run(*shlex.split(hint[1])).code == 0
    assert rows_of(tmp_path / "its own.db", "select count(*) from handoffs") == [(1,)]


def test_a_plan_that_is_refused_shows_no_row(run: Run, export: str, tmp_path: Path) -> None:
    run("batch", export, "--dry-run", "-o", "plan.csv")
    run("route", "--request-id", "INN-4", "--company", "Another", "--postal-code", "H7C 1X4")
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        for name in ("-", "/dev/stdout", "/dev/fd/1", str(fifo)):
            ran = run("batch", "--apply", "plan.csv", "-o", name)
            assert (ran.code, ran.out) == (1, "")
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


def test_excel_opens_what_is_written_for_it(run: Run, export: str, tmp_path: Path) -> None:
    run("batch", export, "-o", "routed.csv", "--excel")
    assert (tmp_path / "routed.csv").read_bytes().startswith(codecs.BOM_UTF8)
    first = read(tmp_path / "routed.csv", ";")[0]
    assert re.fullmatch(r"\d+,\d+", first["distance_km"])


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(EXPORT.encode())))
    ran = run("batch", "-", "--json")
    assert [row["status"] for row in ran.lines] == ROUTED
    assert "standard input: read as utf-8" in ran.err


def test_a_compressed_file_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demandes.csv.gz").write_bytes(gzip.compress(EXPORT.encode()))
    assert [row["status"] for row in run("batch", "demandes.csv.gz", "--json").lines] == ROUTED


@pytest.mark.parametrize(
    ("content", "said", "remedy"),
    [
        (EXPORT.encode().replace("à".encode(), b"\xe0"), "demandes.csv:2: the byte 0xE0", "save the file as UTF-8"),
        (EXPORT.replace("Ville", "Municipalité").encode("mac-roman"), "“Nom de lÕentreprise”", "--encoding mac-roman"),
        (EXPORT.replace("Ville", "MunicipalitÃ©").encode(), "looks encoded twice", "export it again as UTF-8"),
        (b'{"company": "Scierie"}', "is JSON", "innoveici route --from"),
    ],
)
def test_a_file_that_would_be_garbled_is_asked_about_before_anything_is_recorded(
    run: Run, tmp_path: Path, ledger_file: Path, content: bytes, said: str, remedy: str
) -> None:
    (tmp_path / "demandes.csv").write_bytes(content)
    ran = run("batch", "demandes.csv", "-o", "routed.csv")
    assert ran.code == 65
    assert said in ran.err
    assert remedy in ran.err
    assert not (tmp_path / "routed.csv").exists()
    assert not ledger_file.exists()


def test_one_garbled_cell_has_its_row_rejected_and_is_never_recorded(
    run: Run, tmp_path: Path, ledger_file: Path
) -> None:
    export = write(tmp_path / "e.csv", EXPORT.replace("Atelier", "AtelierÃ©"), "utf-8")
    ran = run("batch", export, "--rejects", "r.csv")
    assert ran.code == 3
    assert "1 rejected: a cell looks encoded twice" in ran.err
    assert [row["No de demande"] for row in read(tmp_path / "r.csv")] == ["INN-2", "INN-3", "INN-4"]
    assert rows_of(ledger_file, "select count(*) from personal where body like '%Atelier%'") == [(0,)]


def test_the_same_companies_with_and_without_what_nobody_sees_are_the_same_requests(run: Run, tmp_path: Path) -> None:
    text = "Entreprise;Code postal;Ville;Courriel\nScierie Boréale;G1R 2B5;Québec;bois@scierie.example\n"
    hidden = (
        "\u200bEntreprise;Code\u00ad postal;Ville;Courriel\n\ufeffScierie Boréale\u200b;G1R\u200b 2B5;Qué\u2060bec;"
    )
    hidden += "bois@scierie.example\u200b\n\u200b;\u200b\u200b\u200b;;\n"
    assert run("batch", write(tmp_path / "a.csv", text, "utf-8")).code == 0
    ran = run("batch", write(tmp_path / "b.csv", hidden, "utf-8"))
    assert "2 rows read = 0 assigned + 0 held + 0 rejected + 1 already recorded + 0 referred + 1 blank" in ran.err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_hidden_rows_and_columns_are_told_once(run: Run, tmp_path: Path, lang: str) -> None:
    rows: list[list[Cell]] = [["Entreprise", "CP", "Ville"], *([f"Scierie {n}", "J0K 2M0", None] for n in range(3))]
    write_workbook(tmp_path / "e.xlsx", {"A": rows}, hidden_rows=[3], hidden_columns=[3])
    write_open_document(tmp_path / "e.ods", rows, hidden_rows=[2, 3])
    hidden = {"fr": ("1 ligne masquée", "2 lignes masquées"), "en": ("1 row that", "2 rows that")}[lang]
    for name, said in zip(("e.xlsx", "e.ods"), hidden, strict=True):
        ran = run("--lang", lang, "batch", name, "--dry-run")
        assert ran.err.count(said) == 1
    assert "OpenDocument" in ran.err


def test_a_column_is_named_by_hand_where_its_header_is_not_known(run: Run, tmp_path: Path) -> None:
    export = write(tmp_path / "odd.csv", "Firme X,CP=code,Besoin\nLait,J0K 2M0,Robots\n")
    refused = run("batch", export)
    assert refused.code == 65
    assert "--map" in refused.err
    ran = run("batch", export, "--map", "company=Firme X", "--map", "postal_code=CP=code", "--json")
    assert ran.json["status"] == "assigned"


@pytest.mark.parametrize(
    "words", [("company",), ("=Firme",), ("company=",), ("company=A", "company=B"), ("nom=Firme",)]
)
def test_a_mapping_that_says_nothing_is_refused(run: Run, export: str, words: tuple[str, ...]) -> None:
    ran = run("batch", export, *(word for text in words for word in ("--map", text)))
    assert ran.code == 2
    assert "--map" in ran.err


def test_encoding_and_delimiter_given_are_taken(run: Run, tmp_path: Path) -> None:
    export = write(tmp_path / "mac.csv", "company|postal_code|need\nÉrablière|J0K 2M0|Été\n", "mac-roman")
    ran = run("batch", export, "--encoding", "mac-roman", "--delimiter", "|", "--json")
    assert ran.json["input"]["company"] == "Érablière"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", 65, "empty"),
        ("company,postal_code\n", 65, "no row under it"),
        ("company,need\nLait,Robots\n", 65, "postal_code"),
        ("company,company,postal_code\nLait,Lait,J0K 2M0\n", 65, "there twice"),
        ('company,postal_code\n"Lait,J0K 2M0\n', 65, "quotation mark"),
    ],
)
def test_what_is_fatal_is_said_before_anything_is_recorded(
    run: Run, tmp_path: Path, ledger_file: Path, text: str, code: int, said: str
) -> None:
    ran = run("batch", write(tmp_path / "bad.csv", text), "-o", "routed.csv")
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "routed.csv").exists()
    assert not ledger_file.exists() or rows_of(ledger_file, "select count(*) from events") == [(0,)]


def test_a_file_that_is_not_there_is_said_to_be_missing(run: Run) -> None:
    assert run("batch", "nowhere.csv").code == 66


@pytest.mark.parametrize("flag", ["-o", "--rejects"])
@pytest.mark.parametrize("target", ["demandes.csv", "ledger.db"])
def test_what_is_read_is_never_written_over(run: Run, export: str, tmp_path: Path, flag: str, target: str) -> None:
    run("batch", export)
    before = (tmp_path / target).read_bytes()
    ran = run("batch", export, flag, target)
    assert ran.code == 2
    assert (tmp_path / target).read_bytes() == before


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal", ".notify.lock"])
def test_no_output_takes_the_place_of_the_ledger_or_of_what_is_kept_beside_it(
    run: Run, export: str, tmp_path: Path, end: str
) -> None:
    (tmp_path / "link.db").symlink_to("its.db")
    ran = run("--ledger", str(tmp_path / "link.db"), "batch", export, "-o", f"its.db{end}")
    assert ran.code == 2
    assert "-o and --ledger" in ran.err
    assert list(tmp_path.glob("its.db*")) == []


def test_an_output_that_cannot_be_written_leaves_the_ledger_alone(run: Run, export: str, ledger_file: Path) -> None:
    ran = run("batch", export, "-o", "nowhere/routed.csv")
    assert ran.code == 74
    assert not ledger_file.exists()


def test_a_dry_run_decides_the_same_and_records_nothing(
    run: Run, export: str, tmp_path: Path, ledger_file: Path
) -> None:
    ran = run("batch", export, "--dry-run", "-o", "plan.csv")
    assert ran.code == 3
    assert "Dry run: nothing was recorded." in ran.err
    assert "innoveici batch --apply plan.csv" in ran.err
    assert not ledger_file.exists()
    planned = read(tmp_path / "plan.csv")
    run("batch", export, "-o", "routed.csv")
    assert planned[0].pop("plan").startswith("day 2026-11-21 ")
    assert planned[0] == read(tmp_path / "routed.csv")[0]


def test_a_plan_is_applied_as_it_stands(run: Run, export: str, tmp_path: Path, ledger_file: Path) -> None:
    run("batch", export, "--dry-run", "-o", "plan.csv", "--excel")
    ran = run("batch", "--apply", "plan.csv", "-o", "routed.csv")
    assert ran.code == 3
    assert "Recorded as batch B-" in ran.err
    assert [row["status"] for row in read(tmp_path / "routed.csv")] == ROUTED
    assert rows_of(ledger_file, "select count(*) from handoffs") == [(4,)]


def test_a_plan_that_does_not_hold_any_more_is_refused_by_name(run: Run, export: str, ledger_file: Path) -> None:
    run("batch", export, "--dry-run", "-o", "plan.csv")
    run(
        "route", "--request-id", "INN-4", "--company", "Atelier Laval", "--postal-code", "H7C 1X4",
        "--municipality", "Laval",
    )  # fmt: skip
    before = rows_of(ledger_file, "select count(*) from events")
    ran = run("batch", "--apply", "plan.csv")
    assert ran.code == 1
    assert "INN-4" in ran.err
    assert rows_of(ledger_file, "select count(*) from events") == before


def test_only_a_plan_is_applied(run: Run, export: str) -> None:
    assert run("batch", "--apply", export).code == 65
    assert run("batch", "--apply", export, "--dry-run").code == 2


def test_a_batch_is_taken_back_and_can_be_routed_again(run: Run, export: str) -> None:
    said = run("batch", export).err
    batch = re.search(r"B-[0-9a-f]{16}", said)
    assert batch
    ran = run("batch", "undo", batch[0], "--reason", "wrong file", "--by", "person:triage")
    withdrawn = "2 notices had not been sent yet: they are withdrawn\n"
    assert (ran.code, ran.out) == (0, f"4 handoffs taken back, 0 earlier\n{withdrawn}")
    again = run("batch", "undo", f" {batch[0]} ", "--reason", "wrong file", "--json")
    assert again.json == {
        "batch_id": batch[0], "undone": [], "already": 4, "refused": [], "restored": 0, "withdrawn": 0,
        "corrections": 0, "same_file": [],
    }  # fmt: skip
    assert "2 assigned" in run("batch", export).err, "routed anew once it was taken back"


def test_undo_says_what_it_needs(run: Run, export: str) -> None:
    run("batch", export)
    assert run("batch", "undo").code == 2
    assert run("batch", "undo", "B-0", "--reason", " ").code == 2
    assert run("batch", "undo", "B-0", "--reason", "x").code == 1
    assert run("batch", "undo", "B-0", "--reason", "x", "--by", "the boss").code == 2


def test_a_file_may_be_called_undo(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "undo")
    assert run("batch", "./undo").code == 3


def test_help_shows_both_commands(run: Run) -> None:
    help_ = " ".join(run("batch", "--help").out.split())
    assert "--rejects" in help_
    assert "innoveici batch undo" in help_
    assert "BATCH_ID" in run("batch", "undo", "--help").out
    assert "batch undo" in run("--help").out


def test_nothing_of_a_company_is_said_on_the_screen(run: Run, export: str) -> None:
    ran = run("batch", export, "--rejects", "r.csv", "-o", "o.csv")
    assert not [name for name in ("Fromagerie", "Scierie", "J0K", "GIR 2B5", "Saint-") if name in ran.err]


def test_every_reason_a_row_can_have_is_worded_for_many_rows() -> None:
    located = {  # said of places that are found, or within another reason
        "place.area_only", "place.area_asked", "place.municipality_settled", "place.municipality_elsewhere",
        "place.beyond_atlas", "place.municipality_alone",
    }  # fmt: skip
    of_rows = {code for code in REASONS if code.startswith(("postal.", "field.", "row.", "request.", "place."))}
    assert {code for code in of_rows if kind_of(code) == code} <= located
    assert _KINDS.keys() == {DIFFERS, WAITS}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_on_a_full_disk_nothing_is_half_done_and_a_second_run_completes(
    run: Run, export: str, tmp_path: Path, ledger_file: Path
) -> None:
    ran = run("batch", export, "-o", "/dev/full", "--rejects", "rejects.csv")
    assert ran.code == 74
    assert "the disk is full" in ran.err
    assert not (tmp_path / "rejects.csv").exists()
    again = run("batch", export, "-o", "routed.csv", "--rejects", "rejects.csv")
    assert again.code == 3
    assert rows_of(ledger_file, "select count(*) from handoffs") == [(4,)]
    assert len(read(tmp_path / "rejects.csv")) == 2


def test_other_commands_do_not_load_what_a_batch_needs(tmp_path: Path) -> None:
    code = "import sys; from innoveici.cli.main import main; main(['--help']); main(['locate', 'J0K 2M0']); "
    code += "print(sorted({'pyarrow', 'python_calamine', 'innoveici.cli.batch_run'} & set(sys.modules)))"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"


UNUSABLE = """\
No de demande;Entreprise;Code postal;Ville;Courriel;Téléphone;Consentement
B-1;Ferme Brume;J0K 2M0;;à venir;appelez;oui
B-2;Atelier Vague;H7C 1X4;;a@vague.example;;à confirmer
B-3;Moulin Clair;J6W 3E5 (usine);;x@clair.example;;
B-4;Scierie Nord;;Joliette;;;
"""


def test_what_cannot_be_used_of_a_row_stays_with_it_and_is_counted(run: Run, tmp_path: Path, ledger_file: Path) -> None:
    name = write(tmp_path / "e.csv", UNUSABLE)
    ran = run("batch", name, "-o", "routed.csv", "--rejects", "rejects.csv")
    assert ran.code == 3
    assert "4 rows read = 3 assigned + 1 held + 0 rejected" in ran.err
    assert "1 remark (e-mail): the e-mail address is not one" in ran.err
    assert "venir" not in ran.err
    assert [row["status"] for row in read(tmp_path / "routed.csv")] == ["assigned", "held", "assigned", "assigned"]
    assert "remark: “Courriel” is not a single e-mail address" in read(tmp_path / "routed.csv")[0]["reason"]
    (held,) = read(tmp_path / "rejects.csv")
    assert (held["field"], held["value"], held["remedy"]) == (
        "consent", "à confirmer", "ask the company whether it consents; write yes or no",
    )  # fmt: skip
    shown = run("show", "B-1", "--json").json
    assert shown["remarks"] == [
        {"field": "email", "reason_code": "field.email", "text": "à venir"},
        {"field": "phone", "reason_code": "field.phone", "text": "appelez"},
    ]
    assert "remarks" not in shown["request"]
    assert shown["remarks"] == run("explain", "B-1", "--json").json["remarks"]
    assert "“à venir”" in " ".join(run("show", "B-1").out.split())
    assert "“J6W 3E5 (usine)”" in " ".join(run("explain", "B-3").out.split())
    assert all("venir" not in payload for (payload,) in rows_of(ledger_file, "SELECT payload FROM events"))
    assert run("correct", "B-2", "--by", "person:triage", "--consent", "yes", "--json").json["status"] == "assigned"
    assert run("erase", "B-1", "--by", "person:triage", "--yes").code == 0
    assert run("show", "B-1", "--json").json["remarks"] == []
    assert b"venir" not in ledger_file.read_bytes()


def test_a_plan_with_remarks_is_recorded_as_it_stands(run: Run, tmp_path: Path) -> None:
    name = write(tmp_path / "e.csv", UNUSABLE)
    run("batch", name, "--dry-run", "-o", "plan.csv")
    assert "4 rows read = 3 assigned + 1 held" in run("batch", "--apply", "plan.csv").err
    assert [r["field"] for r in run("show", "B-1", "--json").json["remarks"]] == ["email", "phone"]


def test_a_reject_whose_wrong_cell_was_emptied_is_decided_anew(run: Run, tmp_path: Path) -> None:
    text = "No de demande;Entreprise;Code postal;Ville\nB-1;Ferme;J0K 2M0;Gaspé\n"
    run("batch", write(tmp_path / "e.csv", text), "--rejects", "rejects.csv")
    mended = (tmp_path / "rejects.csv").read_text("utf-8").replace(",Gaspé,", ",,", 1)
    again = run("batch", write(tmp_path / "mended.csv", mended, "utf-8"), "--json")
    assert again.code == 0
    assert json.loads(again.out.splitlines()[0])["status"] == "assigned"


def test_what_may_be_there_twice_is_pointed_out(run: Run, tmp_path: Path) -> None:
    header = "No de demande;Entreprise;Code postal\n"
    run("batch", write(tmp_path / "one.csv", f"{header}0012;Ferme Brume;J0K 2M0\n"))
    two = f"{header}12;Autre;H7C 1X4\n13;Les Fermes-Brume;G1R 2B5\n14;FERME BRUME inc.;J0K2M0\n"
    ran = run("batch", write(tmp_path / "two.csv", two))
    assert "12 is perhaps the same request as 0012 (H-000001): their numbers differ in case or zeros only" in ran.err
    assert "14 is perhaps the same request as 0012 (H-000001): the same company and postal code" in ran.err
    assert "13 is perhaps" not in ran.err
    assert [other["request_id"] for other in run("show", "0012", "--json").json["perhaps_same"]] == ["12", "14"]
    assert "Perhaps the same request as H-000001 (0012)" in run("show", "14").out
