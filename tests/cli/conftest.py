"""Run the command line as a person would, in this process: arguments in, exit code and both streams out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer import main as typer_main
from typer import utils

from innoveici import messages
from innoveici.atlas.store import Atlas
from innoveici.cli.main import main
from innoveici.directory import load
from innoveici.directory.model import Directory
from innoveici.messages import language
from tests.notify.channels.conftest import certificates  # noqa: F401 - a fixture

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


@pytest.fixture(scope="session", autouse=True)
def _each_directory_once() -> Iterator[None]:
    """What two files say is read once for as long as they say it: half of what most commands do."""
    read, kept = load.load_directory, dict[tuple[object, ...], Directory]()

    def load_directory(regions: Path, advisors: Path, atlas: Atlas) -> Directory:
        files = [(path, path.read_bytes()) if path.is_file() else (path, None) for path in (regions, advisors)]
        if None in dict(files).values():
            return read(regions, advisors, atlas)
        key = (*files, atlas)
        if key not in kept:
            kept[key] = read(regions, advisors, atlas)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_directory", load_directory)
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_signature_once() -> Iterator[None]:
    """Typer evaluates the words of a command's help each time it is made: once a language is enough."""
    read = cache(lambda function, _language: utils.get_params_from_function(function))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer_main, "get_params_from_function", lambda function: dict(read(function, language())))
        yield


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
