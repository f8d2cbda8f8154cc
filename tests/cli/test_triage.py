"""``innoveici triage`` as it is started: who acts, where it draws, and that nothing is lost when its window dies."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

PATIENCE_S = 60.0


@dataclass
class Window:
    """A terminal of 80 by 24 with a process in it."""

    pid: int
    terminal: int
    seen: bytes = b""

    def until(self, pattern: str) -> None:
        """Read what is drawn until ``pattern`` is among it."""
        wanted, deadline = re.compile(pattern.encode()), time.monotonic() + PATIENCE_S
        while not wanted.search(self.seen):
            ready, _, _ = select.select([self.terminal], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{pattern} did not appear"
            self.seen += os.read(self.terminal, 65536)

    def type(self, text: str) -> None:
        self.seen = b""
        os.write(self.terminal, text.encode())


@contextmanager
def window(*words: str, **env: str) -> Iterator[Window]:
    """``innoveici WORDS`` in a terminal of its own; killed at the end."""
    pid, terminal = pty.fork()
    if pid == 0:  # in the child
        os.environ |= {"TERM": "xterm-256color", "LINES": "24", "COLUMNS": "80", **env}
        os.execv(sys.executable, [sys.executable, "-m", "innoveici", *words])
    try:
        yield Window(pid, terminal)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


@pytest.fixture
def routed(run: Run) -> None:
    assert run("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0").code == 0


def test_it_needs_a_terminal(run: Run) -> None:
    ran = run("triage")
    assert (ran.code, ran.out) == (2, "")
    assert "needs a terminal" in ran.err
    assert "innoveici queue" in ran.err


@pytest.mark.usefixtures("routed")
def test_a_window_that_dies_over_a_form_loses_nothing_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    before = run("log", "verify", "--json").json
    with window("triage", "--by", "person:anne", PYTHONPATH=str(ROOT), HOME=str(tmp_path)) as here:
        here.until("H-000001")
        here.type("d")
        here.until("Reason")
        here.type("No time for this one")
        here.until("one")
    assert run("log", "verify", "--json").json == before
    assert run("accept", "H-000001", "--by", "person:luc").code == 0  # and no lock stays behind


@pytest.mark.usefixtures("routed")
def test_a_step_is_written_as_who_is_at_the_keyboard(run: Run, tmp_path: Path) -> None:
    with window("triage", PYTHONPATH=str(ROOT), HOME=str(tmp_path), INNOVEICI_BY="erac:erac-14") as here:
        here.until("H-000001")
        here.until("erac:erac-14")
        here.type("a")
        here.until("Reason")
        here.type("\r")
        here.until("accepted")
    events = [event["actor"] for event in run("log", "--json").lines]
    assert events[-1] == "erac:erac-14"


@pytest.mark.usefixtures("routed")
def test_of_two_windows_on_one_handoff_the_second_is_refused_and_shown_why(run: Run, tmp_path: Path) -> None:
    env = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    with (
        window("triage", "--by", "person:anne", **env) as first,
        window("triage", "--by", "person:luc", **env) as second,
    ):
        for here, key in ((first, "a"), (second, "x")):
            here.until("H-000001")
            here.type(key)
            here.until("Reason")
        second.type("Major")
        first.type("\r")
        first.until("accepted")
        second.type("\r")
        second.until("meanwhile")
    assert [event["type"] for event in run("log", "--json").lines] == ["received", "assigned", "accepted"]


def test_an_actor_that_is_none_and_a_ledger_that_is_not_there_are_said(run: Run, tmp_path: Path) -> None:
    with window("triage", "--by", "nobody", PYTHONPATH=str(ROOT), HOME=str(tmp_path)) as here:
        here.until("is not an actor")
    with window("triage", PYTHONPATH=str(ROOT), HOME=str(tmp_path)) as here:
        here.until("there is no ledger at")
    assert run("queue").code == 0


@pytest.mark.usefixtures("routed")
def test_without_colour_none_is_written(run: Run, tmp_path: Path) -> None:
    del run
    with window("--color", "never", "triage", PYTHONPATH=str(ROOT), HOME=str(tmp_path)) as here:
        here.until("a accept|accept")
        colours = set(re.findall(rb"(?:38|48);(?:5;\d+|2;\d+;\d+;\d+)|\x1b\[(?:3|4)[0-7]m", here.seen))
    assert colours == set()
