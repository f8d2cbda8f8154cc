"""A day in a real terminal: every kind of step, typed as a person would, and what the ledger says in the evening."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Terminal:
    """A tmux server of its own, with one window of 80 by 24."""

    socket: Path

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-S", str(self.socket), "-f", os.devnull, *words]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    @property
    def lines(self) -> list[str]:
        return self.tmux("capture-pane", "-p").splitlines()

    def until(self, seen: Callable[[list[str]], object], what: str) -> None:
        """Look until the screen is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not seen(self.lines):
            assert time.monotonic() < deadline, f"{what} did not appear:\n" + "\n".join(self.lines)
            time.sleep(0.02)

    def shows(self, pattern: str) -> None:
        self.until(lambda lines: re.search(pattern, "\n".join(lines)), pattern)

    def shows_no(self, pattern: str) -> None:
        self.until(lambda lines: not re.search(pattern, "\n".join(lines)), f"no {pattern}")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def at_field(self, label: str) -> None:
        """Wait until what is typed goes into the line below ``label``: the terminal's own cursor stands there."""

        def there(lines: list[str]) -> bool:
            at = next((row for row, line in enumerate(lines) if label in line), -3)
            return int(self.tmux("display-message", "-p", "#{cursor_y}")) == at + 2

        self.until(there, f"the cursor below {label}")

    def find(self, company: str) -> None:
        """Put the cursor on a company's handoff, with the arrow keys."""
        self.press("Home")
        self.until(lambda lines: lines[2].startswith(">"), "the cursor on the first line")
        for _ in range(10):
            at = next(line for line in self.lines if line.startswith(">"))
            if company in at:
                return
            self.press("Down")
            self.until(lambda lines, at=at: at not in lines, "the next line")  # type: ignore[misc]
        raise AssertionError(f"{company} is not in the queue")

    def step(self, key: str, title: str, *answers: str, then: str) -> None:
        """A step's key, its form, each answer with Enter; ``then`` is what the bottom says of it."""
        self.press(key)
        self.shows(title)
        for answer in answers:
            self.type(answer)
            self.shows(re.escape(answer))
            self.press("Enter")
        self.shows_no("Esc: give up")
        self.shows(then)


@contextmanager
def terminal(command: list[str]) -> Iterator[Terminal]:
    """``command`` in a terminal; its server is ended with it."""
    folder = Path(tempfile.mkdtemp(prefix="innoveici-tmux-"))  # a socket's path must be short
    try:
        window = Terminal(folder / "socket")
        window.tmux("new-session", "-d", "-x", "80", "-y", "24", shlex.join(command) + "; echo code $?; exec cat")
        try:
            yield window
        finally:
            window.tmux("kill-server")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def innoveici(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a command on the ledger of the day; what it printed."""
    for name, value in {
        "INNOVEICI_REGIONS": ROOT / "regions.yaml",
        "INNOVEICI_ADVISORS": ROOT / "advisors.csv",
        "INNOVEICI_LEDGER": f"sqlite:///{tmp_path / 'ledger.db'}",
        "INNOVEICI_NOW": "2026-11-21T09:30:00-05:00",
        "INNOVEICI_LANG": "en",
        "INNOVEICI_BY": "person:lucie",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": ROOT,
    }.items():
        monkeypatch.setenv(name, str(value))

    def run(*words: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-m", "innoveici", *words],
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=tmp_path,
        )
        assert ran.returncode in (0, 3), ran.stderr
        return ran.stdout

    return run


@pytest.mark.skipif(
    shutil.which("tmux") is None and not os.environ.get("CI"), reason="tmux is not installed: tools/ensure_tmux.sh"
)
def test_a_whole_day_in_a_terminal(innoveici: Callable[..., str], tmp_path: Path) -> None:
    innoveici("batch", str(ROOT / "docs" / "samples" / "requests.csv"), "-o", "routed.csv")
    queue = {row["company"]: row for row in map(json.loads, innoveici("queue", "--json").splitlines())}
    pine, dairy, orchard = (
        queue[f"{name} (sample)"]["handoff_id"] for name in ("Pine Sawmill", "Lake Dairy", "Bridge Orchard")
    )

    with terminal([sys.executable, "-m", "innoveici", "triage"]) as screen:
        screen.shows("5 handoffs")

        screen.find("Pine Sawmill")
        screen.shows("k correct")
        screen.step(
            "k", "Correct the request", "Saint-Lin-Laurentides", *[""] * 5, then=f"{pine} · corrected, assigned"
        )

        screen.find("Lake Dairy")
        screen.step("a", "Accept the request", "", then=f"{dairy} · accepted")
        screen.step("c", "has been contacted", "By telephone", then=f"{dairy} · contacted")
        screen.step("n", "Keep a note", "Wants a visit", then=f"{dairy} · noted")

        screen.find("Bridge Orchard")
        screen.step("d", "Decline", "On leave", then=f"{orchard} · declined, assigned · QC-16")
        screen.step("d", "Decline", "No room", then=f"{orchard} · declined, assigned · QC-16")
        screen.step("x", "Hand it to the ERAC", "Large project", then=f"{orchard} · escalated")

        screen.press("Enter")  # its story
        screen.shows(f"{orchard} · REQ-0005 · escalated")
        screen.press("End")
        screen.shows("Who was told")
        screen.press("Escape")
        screen.shows("> " + orchard)

        screen.find("Lake Dairy")
        screen.press("w")
        screen.shows("Close the handoff")
        screen.press("Enter")  # the first outcome: served
        screen.at_field("Reason")
        screen.type("Plan delivered")
        screen.shows("Plan delivered")
        screen.press("Enter")
        screen.shows(f"{dairy} · closed")

        innoveici("note", pine, "--text", "Called twice")  # somebody else's process writes while the screen is open
        log = tmp_path / "ledger.db-wal"
        screen.until(lambda _lines: not log.exists() or not log.stat().st_size, "an empty write-ahead log")

        screen.press("q")
        screen.shows("code 0")

    assert story(innoveici, pine) == ["received", "held", "corrected", "assigned", "noted"]
    assert story(innoveici, dairy) == ["received", "assigned", "accepted", "contacted", "noted", "closed"]
    assert story(innoveici, orchard) == [
        "received", "assigned", "declined", "assigned", "declined", "assigned", "escalated",
    ]  # fmt: skip
    advisors = [
        event["payload"].get("advisor_id") for event in events(innoveici, orchard) if event["type"] == "assigned"
    ]
    assert len(set(advisors)) == 3
    assert events(innoveici, dairy)[-1]["payload"]["outcome"] == "served"
    assert {event["actor"] for event in events(innoveici, dairy)[2:]} == {"person:lucie"}
    innoveici("log", "verify")


def events(innoveici: Callable[..., str], handoff_id: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in innoveici("log", "--request", handoff_id, "--json").splitlines()]


def story(innoveici: Callable[..., str], handoff_id: str) -> list[str]:
    return [event["type"] for event in events(innoveici, handoff_id)]
