"""``innoveici erase``: what was done stays, whom it was about does not."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from tests.cli.conftest import Run, rows_of

SECRETS = ("Laiterie Secrète", "besoin secret", "secrete@laiterie.example", "450 555-0123", "J0K 2M0", "note secrète")
REQUEST = (
    *("--company", SECRETS[0], "--need", SECRETS[1], "--email", SECRETS[2], "--phone", SECRETS[3]),
    *("--postal-code", SECRETS[4], "--request-id", "R-1"),
)


def test_nothing_is_left_of_whom_it_was_about(run: Run, tmp_path: Path, ledger_file: Path) -> None:
    run("route", *REQUEST)
    run("note", "R-1", "--text", SECRETS[5], "--by", "advisor:QC-14-13")
    erased = run("erase", "R-1", "--by", "person:triage-1", "--yes")
    assert (erased.code, erased.out.splitlines()[0]) == (0, "H-000001 · erased · QC-14-13")
    assert "Will be told: the advisor, the ERAC, the Conseil de l'innovation" in erased.out
    assert "backups may hold copies" in erased.err
    shown = run("show", "R-1")
    assert "The personal data of this request was erased." in shown.out
    assert not any(secret in shown.out + run("show", "R-1", "--json").out for secret in SECRETS)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert not any(secret.encode() in file.read_bytes() for secret in SECRETS), file.name
    assert rows_of(ledger_file, "SELECT state FROM notices WHERE recipient = 'company:R-1'") == [("cancelled",)]
    assert run("log", "verify").code == 0
    letters = run("notify")
    assert letters.code == 0
    assert not any(secret in run("outbox", "list", "--json").out for secret in SECRETS)


def test_it_must_be_meant_and_is_done_once(run: Run) -> None:
    run("route", *REQUEST)
    unsure = run("erase", "R-1", "--by", "person:triage-1")
    assert unsure.code == 2
    assert "nothing was erased" in unsure.err
    assert "add --yes" in unsure.err
    assert SECRETS[0] in run("show", "R-1").out
    assert run("erase", "R-1", "--by", "council", "--yes").code == 0
    again = run("erase", "R-1", "--by", "council", "--yes")
    assert (again.code, "H-000001 was erased before" in again.err) == (1, True)


def test_an_advisor_may_not_and_nobody_what_is_unknown(run: Run) -> None:
    run("route", *REQUEST)
    refused = run("erase", "R-1", "--by", "advisor:QC-14-13", "--yes")
    assert refused.code == 1
    assert "may not take this step" in refused.err
    assert run("erase", "R-9", "--by", "council", "--yes").code == 1


def test_what_was_written_after_is_erased_too(run: Run, ledger_file: Path) -> None:
    run("route", *REQUEST)
    assert run("erase", "R-1", "--by", "council", "--yes").code == 0
    run("note", "R-1", "--text", SECRETS[5], "--by", "advisor:QC-14-13")
    assert run("erase", "R-1", "--by", "council", "--yes").code == 0
    assert rows_of(ledger_file, "SELECT count(*) FROM personal") == [(0,)]


def test_who_was_told_before_it_was_undone_holds_copies_too(run: Run, tmp_path: Path) -> None:
    export = tmp_path / "e.csv"
    export.write_text("request_id,company,postal_code\nR-1,Laiterie,J0K 2M0\n", encoding="utf-8")
    batch = re.search(r"B-[0-9a-f]{16}", run("batch", str(export)).err)
    assert batch
    run("notify")
    run("batch", "undo", batch[0], "--reason", "mauvais fichier")
    erased = run("erase", "R-1", "--by", "council", "--yes", "--json").json
    assert "advisor:QC-14-13" in erased["told"]


def test_a_held_request_that_was_erased_is_not_asked_for_its_code_again(run: Run, tmp_path: Path) -> None:
    export = tmp_path / "e.csv"
    export.write_text("request_id,company,postal_code\nR-1,Laiterie,GIR 2B5\n", encoding="utf-8")
    run("batch", str(export))
    run("erase", "R-1", "--by", "council", "--yes")
    run("batch", str(export), "--rejects", "rejects.csv")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "rejects.csv").read_text(encoding="utf-8")))
    assert (row["field"], row["reason"]) == ("request_id", "The personal data of this request was erased.")
    assert "close it with innoveici close" in row["remedy"]
