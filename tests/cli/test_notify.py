"""``innoveici notify`` as cron runs it: silent while all is well, one line and a code when it is not."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from innoveici.cli import notify
from innoveici.cli.screen import Screen
from innoveici.cli.wiring import Session
from innoveici.settings import Flags, read_settings
from tests.cli.conftest import ROOT, Run, rows_of
from tests.notify.smtp_server import ScriptedServer
from tests.notify.test_monitor import SECRET, Monitor

COMPANY = "direction@lait.example"
KEYS = {
    "already_running", "sent", "deferred", "failed", "held", "no_address", "cancelled", "in_doubt", "taken",
    "reminders", "waiting", "in_grace", "grace_until", "stopped",
}  # fmt: skip
PATIENCE_S = 60


@pytest.fixture
def routed(run: Run) -> Run:
    """One request, of which the company and its advisor can be told; the ERAC and the council have no address."""
    ran = run("route", "--company", "Lait", "--postal-code", "J0K 2M0", "--need", "x", "--email", COMPANY)
    assert ran.code == 0
    return run


def mail(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("INNOVEICI_MAIL", url)


def states(ledger_file: Path) -> dict[str, int]:
    return dict(rows_of(ledger_file, "select state, count(*) from notices group by state"))  # type: ignore[arg-type]


def test_without_any_setting_messages_are_put_beside_the_ledger_once(routed: Run, ledger_file: Path) -> None:
    for _ in range(2):
        ran = routed("notify")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert len(list((ledger_file.parent / "mail" / "new").iterdir())) == 2
    assert states(ledger_file) == {"sent": 2, "no_address": 2}
    lock = ledger_file.with_name("ledger.db.notify.lock")
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_where_there_is_no_ledger_yet_there_is_nothing_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INNOVEICI_LEDGER")
    assert run("notify") == run("notify", "--dry-run", "--json")
    assert run("notify").code == 0
    assert list(Path.home().iterdir()) == []


def test_a_ledger_that_was_named_and_is_not_there_is_missed(run: Run) -> None:
    ran = run("notify")
    assert (ran.code, ran.out, ran.err.count("\n")) == (66, "", 1)
    assert "there is no ledger" in ran.err


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (f"rcpt:{COMPANY}=450 4.2.1 later", 75, "1 message sent, 1 put off; 1 notice waits\n"),
        (f"rcpt:{COMPANY}=550 5.1.1 nobody", 3, "1 message sent, 1 failed; 0 notices wait; see “innoveici outbox"),
        (f"body:{COMPANY}=keep+drop", 75, "1 message sent, 1 put off; 1 notice waits\n"),
        ("connect=421 4.3.2 later", 69, "nothing sent; 2 notices wait\n"),
        ("mail=550 5.7.1 who", 78, "nothing sent; 2 notices wait\n"),
    ],
)
def test_one_line_says_what_is_not_well(
    routed: Run, monkeypatch: pytest.MonkeyPatch, fault: str, code: int, said: str
) -> None:
    with ScriptedServer(fault) as server:
        mail(monkeypatch, server.url)
        ran = routed("notify")
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert ran.err.startswith("innoveici notify: ")
    assert said in ran.err
    assert COMPANY not in ran.err


def test_a_folder_that_cannot_be_written_is_said_in_one_line(
    routed: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    mail(monkeypatch, f"maildir:{tmp_path / 'file' / 'mail'}")
    ran = routed("notify")
    assert (ran.code, ran.out, ran.err.count("\n")) == (74, "", 1)
    assert " → " in ran.err


def test_a_setting_that_is_none_is_said_without_its_secret(routed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    mail(monkeypatch, "smtp://avis:geheim@mail.example/folder")
    for words in (["notify"], ["notify", "--test", "a@b.example"]):
        ran = routed(*words)
        assert ran.code == 78
        assert "geheim" not in ran.err


def test_json_says_all_of_it(routed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(f"rcpt:{COMPANY}=550 5.1.1 nobody") as server:
        mail(monkeypatch, server.url)
        ran = routed("notify", "--json")
        assert ran.code == 3
        assert ran.json.keys() == KEYS
        assert (ran.json["sent"], ran.json["failed"], ran.json["waiting"], ran.json["stopped"]) == (1, 1, 0, None)
    mail(monkeypatch, server.url)  # where nobody listens any more
    routed("route", "--company", "Bois", "--postal-code", "J0K 2M0", "--need", "y")
    ran = routed("notify", "--json")
    assert ran.code == 69
    assert ran.json["stopped"]["code"].startswith("server.")


@pytest.mark.usefixtures("routed")
def test_a_person_at_a_terminal_is_told_what_went() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for said in ("2 messages sent; 0 notices wait", "nothing sent; 0 notices wait"):
        err = Terminal()
        here = Session(read_settings(Flags()), Screen("never", err=err))
        assert notify.send(here, limit=None, as_json=False, ping_url=None) == 0
        assert err.getvalue() == f"innoveici notify: {said}\n"


def test_a_limit_is_kept(routed: Run, ledger_file: Path) -> None:
    assert routed("notify", "--limit", "1").code == 0
    assert states(ledger_file) == {"sent": 1, "queued": 1, "no_address": 2}
    assert routed("notify", "--limit", "0").code == 2


def test_a_second_run_at_the_same_time_has_nothing_to_do(routed: Run, ledger_file: Path) -> None:
    with Monitor() as monitor, FileLock(f"{ledger_file}.notify.lock"):
        ran = routed("notify", "--ping", monitor.url)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert routed("notify", "--json").json["already_running"] is True
        assert monitor.asked == []  # the monitor waits for the one that is at work
    assert states(ledger_file)["queued"] == 2


def fingerprint(folder: Path) -> dict[str, str]:
    """Every file of a folder, by its content."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_dry_run_shows_exactly_what_would_go_and_writes_nothing(routed: Run, tmp_path: Path) -> None:
    before = fingerprint(tmp_path)
    planned = routed("notify", "--dry-run", "--json")
    table = routed("notify", "--dry-run")
    assert fingerprint(tmp_path) == before
    assert (planned.code, planned.err, table.code, table.err) == (0, "", 0, "")
    assert [line["action"] for line in planned.lines] == ["send", "send"]
    heading, *rows = table.out.splitlines()
    assert heading.split("\t") == ["action", "message", "recipients", "templates", "language", "notices", "subject"]
    assert [row.split("\t")[1] for row in rows] == [line["message"] for line in planned.lines]
    assert COMPANY not in planned.out + table.out

    assert len(routed("notify", "--dry-run", "--json", "--limit", "1").lines) == 1
    assert routed("notify").code == 0
    sent = [path.name for path in sorted((tmp_path / "mail" / "new").iterdir())]
    assert all(any(f".{line['message']}." in name for name in sent) for line in planned.lines)
    assert routed("notify", "--dry-run", "--json").lines == []


def test_a_dry_run_shows_reminders_that_would_be_written(
    routed: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    routed("notify")
    monkeypatch.setenv("INNOVEICI_NOW", "2026-11-30T09:30:00-05:00")
    before = fingerprint(tmp_path)
    planned = routed("notify", "--dry-run", "--json").lines
    assert [(one["action"], *one["templates"]) for one in planned] == [
        ("remind", "reminder.advisor"),
        ("remind", "waited.company"),
    ]
    assert fingerprint(tmp_path) == before
    ran = routed("notify", "--json")
    assert (ran.json["reminders"], ran.json["sent"]) == (2, 2)


def test_a_dry_run_shows_what_a_killed_run_left_in_doubt(
    routed: Run, monkeypatch: pytest.MonkeyPatch, ledger_file: Path
) -> None:
    with ScriptedServer("body=hang") as server:
        mail(monkeypatch, server.url)
        process = start(ledger_file.parent)
        server.wait_for("body")
        process.kill()
        process.communicate()
    before = states(ledger_file)
    lines = routed("notify", "--dry-run", "--json").lines
    assert [line["action"] for line in lines] == ["send_again", "send"]
    assert states(ledger_file) == before == {"sending": 1, "queued": 1, "no_address": 2}


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """The command in a process of its own, with this one's settings."""
    return subprocess.Popen(
        [sys.executable, "-m", "innoveici", "notify", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_message_in_hand_finish(
    monkeypatch: pytest.MonkeyPatch, ledger_file: Path, number: int
) -> None:
    def received(message: object) -> None:
        server.received.append(message)  # type: ignore[arg-type]
        process.send_signal(number)  # before the answer

    with ScriptedServer(on_received=received) as server:
        mail(monkeypatch, server.url)
        process = start(ledger_file.parent)
        out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (130, "")
    assert err == "innoveici: stopped; messages sent: 1; notices that wait for the next run: 1\n"
    assert states(ledger_file) == {"sent": 1, "queued": 1, "no_address": 2}
    assert len(server.received) == 1


def test_a_monitor_hears_how_it_went(routed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Monitor() as monitor, ScriptedServer(f"rcpt:{COMPANY}=550 5.1.1 nobody") as server:
        mail(monkeypatch, server.url)
        monkeypatch.setenv("INNOVEICI_PING", monitor.url)
        assert routed("notify").code == 3
        assert routed("notify").code == 0
        mail(monkeypatch, "nonsense:")
        assert routed("notify").code == 78
        routed("notify", "--dry-run")
        routed("notify", "--test", "somebody@b.example")
        assert monitor.asked == [f"/{SECRET}/fail", f"/{SECRET}", f"/{SECRET}/fail"]


def test_a_monitor_hears_nothing_of_what_may_be_well_the_next_time(
    routed: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Monitor() as monitor, ScriptedServer("rcpt=450 4.2.1 later") as server:
        mail(monkeypatch, server.url)
        assert routed("notify", "--ping", monitor.url).code == 75
        assert monitor.asked == []


def test_a_monitor_that_does_not_answer_changes_no_code(routed: Run) -> None:
    with Monitor(500) as monitor:
        ran = routed("notify", "--ping", monitor.url)
    assert (ran.code, ran.err) == (0, "innoveici notify: the monitor was not told: it answers 500\n")


def test_a_test_message_goes_out_alone(routed: Run, monkeypatch: pytest.MonkeyPatch, ledger_file: Path) -> None:
    with ScriptedServer() as server:
        mail(monkeypatch, server.url)
        ran = routed("notify", "--test", "somebody@b.example")
        assert (ran.code, ran.out) == (0, "")
        assert "the test message to somebody@b.example went out through smtp://127.0.0.1:" in ran.err
        (received,) = server.received
        assert received.recipients == ("somebody@b.example",)
        assert routed("notify", "--test", "somebody@b.example", "--json").json["sent"] is True
    assert states(ledger_file)["queued"] == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [("rcpt=550 5.1.1 no", 1), ("rcpt=450 4.2.1 later", 75), ("connect=drop", 69), ("mail=530 5.7.0 log in", 78)],
)
def test_a_test_message_that_does_not_go_says_why(
    run: Run, monkeypatch: pytest.MonkeyPatch, fault: str, code: int
) -> None:
    with ScriptedServer(fault) as server:
        mail(monkeypatch, server.url)
        ran = run("notify", "--test", "somebody@b.example")
    assert (ran.code, ran.err.count("\n")) == (code, 1)


def test_a_test_message_to_no_address_and_one_beside_a_run_are_refused(run: Run) -> None:
    assert run("notify", "--test", "nobody").code == 2
    assert run("notify", "--test", "somebody@b.example", "--dry-run").code == 2
