"""Ledgers that were written when the stored form was frozen are read as they were, by every later program."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger
from innoveici.steps import EVENT_TYPES
from tools import keep_ledger

KEPT = sorted(path.with_suffix("") for path in (Path(__file__).parent / "kept").glob("*.sql"))


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Ledger, Path]]:
    path = tmp_path / "kept.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(request.param.with_suffix(".sql").read_text(encoding="utf-8"))
    path.chmod(0o600)
    clock = lambda: datetime(2030, 1, 1, tzinfo=UTC)  # noqa: E731
    with open_ledger(f"sqlite:///{path}", clock=clock, create=False) as ledger:
        yield ledger, request.param


def test_there_is_one_of_each_form() -> None:
    assert [path.name for path in KEPT] == ["ledger-1", "ledger-2", "ledger-3"]


def test_it_is_whole(kept: tuple[Ledger, Path]) -> None:
    assert kept[0].verify().ok


def test_between_them_they_hold_every_kind_of_event() -> None:
    kept = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in KEPT]
    assert {event["type"] for one in kept for event in one["events"]} == {*EVENT_TYPES}


def test_it_says_what_it_said_when_it_was_written(kept: tuple[Ledger, Path]) -> None:
    ledger, path = kept
    said = keep_ledger.as_text(keep_ledger.read_of(ledger))
    assert said == path.with_suffix(".json").read_text(encoding="utf-8")
