"""Run the command line as a person would, in this process: arguments in, exit code and both streams out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from innoveici import messages
from innoveici.cli.main import main

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its only line of JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("route", "--company", …)`` with the project's own files, a ledger in ``tmp_path`` and a fixed clock."""
    monkeypatch.setenv("INNOVEICI_REGIONS", str(ROOT / "regions.yaml"))
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(ROOT / "advisors.csv"))
    monkeypatch.setenv("INNOVEICI_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    monkeypatch.setenv("INNOVEICI_NOW", "2026-11-21T09:30:00-05:00")
    monkeypatch.setenv("INNOVEICI_LANG", "en")
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str) -> Ran:
        with messages.speaking("en"):
            code = main(list(words))
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return invoke


def rows_of(file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query behind the program's back finds."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    """Where the ledger of ``run`` is, or will be."""
    return tmp_path / "ledger.db"
