"""``innoveici backup`` and ``restore`` as a sysadmin meets them: what is said, where, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from innoveici import messages
from innoveici.cli.main import main
from tests.cli.conftest import Run, rows_of

COMPANY = "Fromagerie Introuvable"


@pytest.fixture
def routed(run: Run) -> Run:
    run("route", "--company", COMPANY, "--postal-code", "J0K 2M0", "--email", "info@fromagerie.example")
    return run


def test_a_backup_says_how_much_it_holds_and_the_head_to_note(routed: Run, tmp_path: Path) -> None:
    made = routed("backup", "copy.db")
    assert (made.code, made.err) == (0, "")
    first, head = made.out.splitlines()
    assert first == "Backup made and verified: copy.db, 2 events"
    assert head == routed("log", "verify").out.splitlines()[1]
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert COMPANY not in made.out


def test_the_same_as_json(routed: Run) -> None:
    made = routed("backup", "copy.db", "--json")
    assert made.json["file"] == "copy.db"
    assert made.json["events"] == 2
    assert made.json["head"].startswith("2:")
    assert made.json["last_event_at"] == "2026-11-21T14:30:00.000000Z"


def test_a_file_that_is_there_stays_without_force(routed: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    refused = routed("backup", "copy.db")
    assert (refused.code, refused.out) == (1, "")
    assert "--force" in refused.err
    assert (tmp_path / "copy.db").read_text() == "mine"
    assert routed("backup", "copy.db", "--force").code == 0


@pytest.mark.parametrize("name", ["ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.notify.lock"])
def test_nothing_of_the_ledger_in_use_is_ever_written_over(name: str, routed: Run, ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    refused = routed("backup", name, "--force")
    assert (refused.code, refused.out) == (2, "")
    assert ledger_file.read_bytes() == before


@pytest.mark.parametrize("name", ["-", "sqlite:///copy.db", "postgresql://db.example/x", ""])
def test_a_backup_is_a_file(name: str, routed: Run) -> None:
    refused = routed("backup", name)
    assert refused.code == 2
    assert "path" in refused.err


def test_no_ledger_yet_is_an_input_that_is_missing(run: Run) -> None:
    assert run("backup", "copy.db").code == 66


def test_a_restored_ledger_says_what_is_left_to_do(routed: Run, ledger_file: Path) -> None:
    routed("backup", "copy.db")
    routed("note", "H-000001", "--by", "person:p", "--reason", "après")
    for file in ledger_file.parent.glob("ledger.db*"):
        file.rename(file.with_name(f"lost-{file.name}"))
    back = routed("restore", "copy.db")
    assert back.code == 3
    assert back.out.splitlines()[0] == f"Ledger restored and verified: {ledger_file}, 2 events"
    assert "2026-11-21 09:30" in back.err
    assert "innoveici erase" in back.err
    assert "4 notices that were not sent are held" in back.err
    assert COMPANY not in back.out + back.err
    assert rows_of(ledger_file, "SELECT DISTINCT state FROM notices") == [("held",)]
    assert routed("notify", "--json").json["sent"] == 0
    assert routed("outbox", "status", "--max-age", "30m").code == 3
    words = ("outbox", "retry", "--state", "held", "--by", "person:p", "--reason", "pas partis")
    assert routed(*words).code == 0
    assert routed("notify", "--json").json["sent"] == 2
    assert routed("log", "verify").code == 0


def test_where_there_is_a_ledger_nothing_is_restored(routed: Run, ledger_file: Path, tmp_path: Path) -> None:
    routed("backup", "copy.db")
    refused = routed("restore", "copy.db")
    assert (refused.code, refused.out) == (1, "")
    assert str(ledger_file) in refused.err
    elsewhere = routed("restore", "copy.db", "--to", f"sqlite:///{tmp_path / 'new' / 'l.db'}", "--json")
    assert elsewhere.code == 3
    assert elsewhere.json["held"] == 4
    assert elsewhere.json["file"] == str(tmp_path / "new" / "l.db")


def test_what_is_no_backup_is_bad_data(run: Run, tmp_path: Path) -> None:
    assert run("restore", "none.db").code == 66
    (tmp_path / "letter.txt").write_text("Bonjour\n" * 100)
    refused = run("restore", "letter.txt")
    assert refused.code == 65
    assert "letter.txt" in refused.err
    assert not (tmp_path / "ledger.db").exists()


def test_a_postgresql_ledger_gets_the_command_to_run(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOVEICI_LEDGER", "postgresql://office:s3cret@db.example/innoveici")
    for words, command in ((("backup", "x.dump"), "pg_dump"), (("restore", "x.dump"), "pg_restore")):
        refused = run(*words)
        assert (refused.code, refused.out) == (1, "")
        assert command in refused.err
        assert "s3cret" not in refused.err


@pytest.mark.usefixtures("routed")
def test_in_french(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOVEICI_LANG", "fr")
    with messages.speaking("fr"):
        assert main(["backup", "copie.db"]) == 0
        assert main(["restore", "copie.db", "--to", "autre.db"]) == 3
    said = capsys.readouterr()
    assert "Sauvegarde faite et vérifiée\u00a0: copie.db, 2 événements" in said.out
    assert "Registre restauré et vérifié\u00a0: autre.db, 2 événements" in said.out
    assert "4 avis non envoyés sont retenus" in said.err
