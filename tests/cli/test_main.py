"""Every way a run can end, in real processes: exit codes, streams, signals, locales, completion."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from innoveici.cli.main import main
from tests.cli.conftest import ROOT, Run, rows_of

TOOL = [sys.executable, "-m", "innoveici"]


def real(*words: str, tmp_path: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with an empty home."""
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*TOOL, *words], env=clean | (env or {}), cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        ([], 0),
        (["--help"], 0),
        (["-h"], 0),
        (["fly"], 2),
        (["route", "--colour", "red"], 2),
        (["locate", "J0K 2M0", "--country"], 2),
        (["--lang", "de", "check"], 2),
        (["--regions", "nowhere.yaml", "check"], 66),
        (["show", "H-1"], 66),
    ],
)
def test_every_ending_has_its_code_and_none_a_traceback(run: Run, words: list[str], code: int) -> None:
    ran = run(*words)
    assert ran.code == code
    assert (ran.err == "") == (code == 0)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rout"], "la commande rout n'existe pas"),
        (["show"], "ID"),
        (["show", "a", "b"], "b"),
        (["route", "--dry-run=x"], "--dry-run"),
        (["route", "--scale", "huge"], "huge"),
        (["regions"], ""),
    ],
)
def test_no_usage_error_is_in_english_for_a_french_reader(run: Run, words: list[str], said: str) -> None:
    err = run("--lang", "fr", *words).err
    assert said in err
    for english in ("No such", "Missing", "unexpected", "does not", "Value error", "not one of", "Try "):
        assert english not in err


def test_a_usage_error_says_what_to_do_in_the_readers_language(run: Run) -> None:
    assert "there is no option --colour" in run("route", "--colour", "red").err
    french = run("--lang", "fr", "route", "--colour", "red").err
    assert "--colour" in french
    assert "innoveici route --help" in french


def test_a_bug_says_where_and_never_with_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Hélène Tremblay, 450 555-0100")

    monkeypatch.setattr("innoveici.cli.main._dispatch", broken)
    assert main(["check"]) == 70
    err = capsys.readouterr().err
    assert "RuntimeError" in err
    assert "Tremblay" not in err


def test_an_installed_tool_works_from_any_folder_in_any_locale(tmp_path: Path) -> None:
    for env in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {}):
        ran = real("locate", "J0K 2M0", tmp_path=tmp_path, env=env)
        assert ran.returncode == 0, ran.stderr
        assert "Saint-Félix-de-Valois" in ran.stdout


def test_a_reader_that_leaves_is_no_failure(tmp_path: Path) -> None:
    command = f"{sys.executable} -m innoveici regions list --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", command], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.stderr == ""
    assert ran.stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize("command", ["--help", "log --json", "regions list --json", "check"])
def test_a_reader_that_takes_nothing_is_no_failure(tmp_path: Path, command: str) -> None:
    script = f"{sys.executable} -m innoveici {command} | true; echo ${{PIPESTATUS[0]}}"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    if command.startswith("log"):
        for number in range(3):
            real("route", "--company", "X", "--postal-code", "J0K 2M0", "--need", f"{number}", tmp_path=tmp_path)
    ran = subprocess.run(["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (ran.stdout.strip(), ran.stderr) == ("0", "")


@pytest.mark.parametrize(("closing", "code"), [(">&-", "0"), (">&- 2>&-", "0"), ("2>&-", "0")])
def test_closed_streams_change_nothing_of_what_is_done(tmp_path: Path, closing: str, code: str) -> None:
    script = f"{sys.executable} -m innoveici route --company X --postal-code J0K2M0 {closing}; echo $?"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines()[-1] == code
    assert "Traceback" not in ran.stderr
    (ledger,) = tmp_path.rglob("*.db")
    assert ("assigned",) in rows_of(ledger, "SELECT type FROM events")


@pytest.mark.parametrize(("words", "code"), [("locate -", "0"), ("route --from -", "65"), ("route --company X", "2")])
def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path, words: str, code: str) -> None:
    script = f"{sys.executable} -m innoveici {words} <&-; echo $?"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == code


def test_a_full_device_is_an_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m innoveici regions list --json > /dev/full; echo $?"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", command], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == "74"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--version > /dev/full", "74"),
        ("nonsense", "2"),
        ("config show > /dev/null", "0"),
        ("show R-1", "66"),
        ("batch e.csv", "0"),
    ],
)
def test_a_log_on_a_full_disk_changes_no_exit_code(tmp_path: Path, words: str, code: str) -> None:
    (tmp_path / "e.csv").write_text("company,postal_code\nLait,J0K 2M0\n")
    command = f"{sys.executable} -m innoveici {words} 2> /dev/full; echo $?"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", command], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == code


def test_sigterm_ends_cleanly_with_nothing_half_done(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "INNOVEICI_LANG": "en"}
    process = subprocess.Popen(
        [*TOOL, "locate", "-"], env=env, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write("J0K 2M0\n")
    process.stdin.flush()
    assert process.stdout is not None
    assert "J0K 2M0" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "innoveici: interrupted\n")


def test_on_a_terminal_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "COLUMNS": "100",
    }
    process = subprocess.Popen([*TOOL, "route"], env=env, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    answers = [b"Fromagerie du Lac\n", b"J0K 2M0\n", b"Automatiser l'affinage\n"]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if ready:
            try:
                chunk = os.read(ours, 4096)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        elif answers and seen.rstrip().endswith((b":", b"?")):
            os.write(ours, answers.pop(0))
    assert process.wait(timeout=30) == 0, seen.decode()
    assert "Saint-Félix-de-Valois" in seen.decode()
    assert b"\x1b[" in seen  # a terminal has colours


def test_no_color_is_kept_even_on_a_terminal(tmp_path: Path) -> None:
    command = f"script -qec '{sys.executable} -m innoveici route --company X --postal-code J0K2M0 --dry-run' /dev/null"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    colours = []
    for asked in ({}, {"NO_COLOR": "1"}):
        ran = subprocess.run(["bash", "-c", command], env=env | asked, cwd=tmp_path, capture_output=True, timeout=60)
        colours.append(re.findall(rb"\x1b\[[0-9;]*3[0-7]m", ran.stdout))
    assert colours[0]
    assert not colours[1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_has_a_script_and_answers(tmp_path: Path, shell: str) -> None:
    shown = real(
        "--show-completion", shell, tmp_path=tmp_path, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    )
    assert shown.returncode == 0
    assert "_INNOVEICI_COMPLETE" in shown.stdout


def test_completion_knows_the_commands(tmp_path: Path) -> None:
    env = {"_INNOVEICI_COMPLETE": "complete_bash", "COMP_WORDS": "innoveici ro", "COMP_CWORD": "1"}
    assert real(tmp_path=tmp_path, env=env).stdout.split() == ["route"]


def test_a_profiler_can_write_down_what_it_saw(tmp_path: Path) -> None:
    stats = tmp_path / "stats"
    subprocess.run([sys.executable, "-m", "cProfile", "-o", stats, *TOOL[1:], "--version"], check=True, cwd=ROOT)
    assert stats.stat().st_size > 0
