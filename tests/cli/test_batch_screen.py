"""A batch as it is seen: drawn in place on a terminal of any width, silent in a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(folder: Path, columns: int, language: str, *words: str) -> str:
    """What a terminal of ``columns`` is sent on stderr."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "INNOVEICI_LANG": language,
    }
    command = [sys.executable, "-m", "innoveici", *words]
    shown = b""
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=theirs):
        os.close(theirs)
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # how Linux says that the other side is closed
            pass
    os.close(ours)
    return shown.decode()


@pytest.fixture
def export(tmp_path: Path) -> str:
    """Two slices."""
    codes = ("J0K 2M0", "G1R 2B5", "J0K", "GIR 2B5")
    rows = (f"Compagnie {row},{codes[row % len(codes)]}\n" for row in range(6_000))
    (tmp_path / "demandes.csv").write_text("company,postal_code\n" + "".join(rows), "utf-8")
    return "demandes.csv"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_progress_is_drawn_within_sixty_columns_and_taken_away(export: str, tmp_path: Path, language: str) -> None:
    shown = on_a_terminal(tmp_path, 60, language, "batch", export)
    drawn = shown[: shown.rindex("\x1b[?25h")]
    assert "5,000 / 6,000" in drawn or "5\u00a0000 / 6\u00a0000" in drawn
    lines = re.split(r"[\r\n]+", _ESCAPES.sub("", drawn[drawn.index("\x1b[?25l") :]))
    assert max(map(len, lines)) <= 60
    after = shown[shown.rindex("\x1b[?25h") :]
    assert re.match(r"\x1b\[\?25h\r?(\x1b\[1A\x1b\[2K)+(6|lignes lues)", after), "lines are cleared, the sum follows"


def test_a_table_of_regions_fits_sixty_columns(export: str, tmp_path: Path) -> None:
    shown = _ESCAPES.sub("", on_a_terminal(tmp_path, 60, "fr", "batch", export, "--dry-run"))
    rows = [line for line in shown.splitlines() if re.match(r"\d\d \w", line)]
    assert rows
    assert max(map(len, rows)) <= 60


def test_a_pipe_sees_no_progress(run: Run, export: str) -> None:
    ran = run("batch", export)
    assert "\x1b" not in ran.err
    assert "\r" not in ran.err
    assert "5,000 / 6,000" not in ran.err
