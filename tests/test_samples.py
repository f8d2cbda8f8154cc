"""The samples of cron and systemd, run as these run them: their own environment, nothing of ours."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "docs" / "samples"
CRON = (SAMPLES / "innoveici.cron").read_text("utf-8")
_LINE = re.compile(r"^(?:[\d*/,-]+\s+){5}innoveici\s+(.+)$", re.MULTILINE)


class Machine:
    """A machine with innoveici outside cron's own PATH, and a file of settings: what the samples name, elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bin", "etc", "var", "backups", "home"):
            (folder / name).mkdir()
        self.innoveici = folder / "bin" / "innoveici"
        self.innoveici.write_text(f'#!/bin/sh\nexec env PYTHONPATH="{ROOT}" "{sys.executable}" -m innoveici "$@"\n')
        self.innoveici.chmod(0o755)
        self.ledger = folder / "var" / "ledger.db"
        self.set(f"maildir:{folder}/mail")

    def set(self, mail: str) -> None:
        text = f"INNOVEICI_LEDGER='sqlite:///{self.ledger}'\nINNOVEICI_MAIL='{mail}'\n"
        (self.folder / "etc" / "env").write_text(text)

    def placed(self, text: str) -> str:
        """``text`` with what the reader is told to replace replaced, and the sample's folders by this machine's."""
        for named, ours in (
            ("/opt/innoveici/bin", "bin"), ("/usr/local/bin/innoveici", "bin/innoveici"),
            ("/etc/innoveici", "etc"), ("/var/backups/innoveici", "backups"), ("/var/lib/innoveici", "var"),
        ):  # fmt: skip
            text = text.replace(named, str(self.folder / ours))
        return text

    def cron(self, word: str) -> subprocess.CompletedProcess[str]:
        """The line of the sample that holds ``word``, as cron runs it; all that it says would be mailed."""
        (line,) = (line for line in _LINE.findall(CRON) if word in line)
        assert not re.search(r"(?<!\\)%", line)  # cron would end the line there
        given = dict(re.findall(r"^([A-Z]+)=(.*)$", self.placed(CRON), re.MULTILINE))
        env = {"HOME": str(self.folder / "home"), "LOGNAME": "innoveici", "PATH": "/usr/bin:/bin"} | given
        return self._run([env["SHELL"], "-c", self.placed(line).replace(r"\%", "%")], env, self.folder / "home")

    def page(self, name: str) -> subprocess.CompletedProcess[str]:
        """The line for cron that this page adds to the sample, run as cron runs it."""
        (line,) = _LINE.findall((ROOT / "docs" / name).read_text("utf-8"))
        line = self.placed(line).replace("/srv/export", str(self.folder / "export"))
        given = dict(re.findall(r"^([A-Z]+)=(.*)$", self.placed(CRON), re.MULTILINE))
        env = {"HOME": str(self.folder / "home"), "LOGNAME": "innoveici", "PATH": "/usr/bin:/bin"} | given
        return self._run([env["SHELL"], "-c", line], env, self.folder / "home")

    def unit(self, name: str) -> subprocess.CompletedProcess[str]:
        """The commands of a unit, as systemd runs them."""
        text = self.placed((SAMPLES / "systemd" / name).read_text("utf-8"))
        (settings,) = re.findall(r"^EnvironmentFile=(.+)$", text, re.MULTILINE)
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
        env |= dict(line.replace("'", "").split("=", 1) for line in Path(settings).read_text().splitlines())
        (folder,) = re.findall(r"^WorkingDirectory=(.+)$", text, re.MULTILINE) or ["/"]
        for command in re.findall(r"^ExecStart(?:Post)?=(.+)$", text, re.MULTILINE):
            ran = self._run(shlex.split(command.replace("%%", "%")), env, Path(folder))
            if ran.returncode:
                break
        return ran

    def _run(self, words: list[str], env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
        clean = ["env", "-i", *(f"{name}={value}" for name, value in env.items())]
        return subprocess.run(
            [*clean, *words], cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=120
        )

    def route(self) -> None:
        words = ["route", "--company", "Scierie du Lac", "--postal-code", "J0K 2M0", "--email", "bois@scierie.example"]
        env = {"PATH": "/usr/bin:/bin", "INNOVEICI_LEDGER": f"sqlite:///{self.ledger}"}
        assert self._run([str(self.innoveici), *words], env, self.folder).returncode == 0

    def mails(self) -> int:
        return sum(1 for _ in (self.folder / "mail" / "new").glob("*")) if (self.folder / "mail").exists() else 0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.route()
    return machine


def _said(ran: subprocess.CompletedProcess[str]) -> str:
    return ran.stdout + ran.stderr


def test_every_line_of_the_cron_sample_is_one_that_is_run_here() -> None:
    words = ("notify", "outbox status", "innoveici backup", "innoveici check", "queue --overdue --fail")
    assert len(_LINE.findall(CRON)) == len(words)
    for word in words:
        assert sum(word in line for line in _LINE.findall(CRON)) == 1


def test_cron_sends_what_waits_and_says_nothing(machine: Machine) -> None:
    assert _said(machine.cron("notify")) == ""
    assert machine.mails() == 2
    assert _said(machine.cron("outbox status")) == ""


def test_cron_says_nothing_of_a_server_that_is_away_until_it_lasts(machine: Machine) -> None:
    machine.set("smtp://127.0.0.1:1")
    assert _said(machine.cron("notify")) == ""


def test_cron_tells_in_french_what_somebody_must_mend(machine: Machine) -> None:
    machine.set("smtpp://courriel.example")
    told = _said(machine.cron("notify"))
    assert "innoveici notify\u00a0:" in told
    assert "\\x" not in told
    assert len(told.splitlines()) == 1


def test_cron_backs_up_each_night_and_the_old_ones_go_only_when_that_went_well(machine: Machine) -> None:
    backups = machine.folder / "backups"
    old = backups / "ledger-2020-01-01.db"
    old.write_bytes(b"")
    subprocess.run(["touch", "-d", "2020-01-01", old], check=True)
    name = f"ledger-{datetime.now().astimezone().date()}.db"
    (backups / name).write_text("in the way")
    assert name in _said(machine.cron("innoveici backup"))
    assert old.exists()
    (backups / name).unlink()
    assert _said(machine.cron("innoveici backup")) == ""
    assert not old.exists()
    assert sorted(path.name for path in backups.iterdir()) == ["heads.log", name]
    assert "vérifiée" in (backups / "heads.log").read_text("utf-8")


def test_cron_looks_each_morning_and_is_silent_while_all_is_well(machine: Machine) -> None:
    assert _said(machine.cron("innoveici check")) == ""
    assert _said(machine.cron("queue --overdue")) == ""


@pytest.mark.parametrize(
    ("page", "export"), [("router-un-export.md", "demandes"), ("routing-an-export.md", "requests")]
)
def test_the_export_of_the_night_is_routed_under_crons_own_path_and_says_what_waits(
    machine: Machine, page: str, export: str
) -> None:
    file = machine.folder / "export" / f"{export}.csv"
    file.parent.mkdir()
    file.write_text("Entreprise,Code postal\nAtelier Zénith,J6E 8S9\n", "utf-8")
    assert machine.page(page).stdout == ""
    file.write_text("Entreprise,Code postal\nAtelier Zénith,J6E 8S9\nVergers Zénith,J0K\n", "utf-8")
    ran = machine.page(page)
    assert ("J0K" in ran.stdout or "secteur" in ran.stdout, "Zénith" in ran.stdout + ran.stderr) == (True, False)
    assert len(list(file.parent.iterdir())) == 3  # the export, what was routed, what is to be corrected


def test_systemd_sends_and_backs_up(machine: Machine) -> None:
    assert machine.unit("innoveici-notify.service").returncode == 0
    assert machine.mails() == 2
    ran = machine.unit("innoveici-backup.service")
    assert ran.returncode == 0, ran.stderr
    assert len(list((machine.folder / "backups").glob("ledger-*.db"))) == 1
