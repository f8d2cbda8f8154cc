"""A desk on the files that ship, and a ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from innoveici.atlas.store import Atlas
from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.directory.load import load_directory
from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


@cache
def shipped_desk() -> Desk:
    """The desk as of 20 November 2026."""
    atlas = Atlas.open()
    return Desk(atlas, load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", atlas), date(2026, 11, 20))


@pytest.fixture
def desk() -> Desk:
    return shipped_desk()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", clock=lambda: NOW, create=True) as opened:
        yield opened


@pytest.fixture
def casework(ledger: Ledger, desk: Desk) -> Casework:
    return Casework(ledger, desk)
