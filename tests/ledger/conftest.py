"""Empty ledgers on both databases. Making a schema takes a tenth of a second: it is made once and copied."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from innoveici.ledger import open_ledger, schema
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.upgrade import SCRIPTS
from tests.ledger import postgres
from tests.ledger.samples import clock

_databases = count(1)
BOTH = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger file with its schema and nothing in it."""
    path = tmp_path_factory.mktemp("made") / "ledger.sqlite"
    open_ledger(str(path), clock=clock).close()
    return path


@pytest.fixture(scope="session")
def socket() -> Iterator[str]:
    """A PostgreSQL server; where CI says that there must be one, its absence is a failure."""
    try:
        with postgres.server() as folder:
            postgres.create_database(folder, "made")
            open_ledger(postgres.url(folder, "made"), clock=clock).close()
            yield folder
    except postgres.NoServer as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty ledger, on each database in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    folder, name = request.getfixturevalue("socket"), f"ledger_{next(_databases)}"
    postgres.create_database(folder, name, "made")
    yield postgres.url(folder, name)
    postgres.drop_database(folder, name)


@pytest.fixture
def sqlite_url(made_sqlite: Path, tmp_path: Path) -> str:
    """The URL of an empty SQLite ledger, for what only SQLite can do or suffer."""
    path = tmp_path / "ledger.sqlite"
    shutil.copy(made_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An empty ledger, open, on each database in turn."""
    with open_ledger(url, clock=clock) as ledger:
        yield ledger


@pytest.fixture
def url_of_made(request: pytest.FixtureRequest, backend: str) -> str:
    """The ledger that all empty ones are copied from; the test is parametrised with ``BOTH`` and changes nothing."""
    if backend == "sqlite":
        return f"sqlite:///{request.getfixturevalue('made_sqlite')}"
    return postgres.url(request.getfixturevalue("socket"), "made")


@pytest.fixture
def blank_url(request: pytest.FixtureRequest, tmp_path: Path, backend: str) -> Iterator[str]:
    """Where a ledger may be made and nothing is yet; the test is parametrised with ``BOTH``."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'ledger.sqlite'}"
        return
    folder, name = request.getfixturevalue("socket"), f"blank_{next(_databases)}"
    postgres.create_database(folder, name)
    yield postgres.url(folder, name)
    postgres.drop_database(folder, name)


_NEXT_REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade():
    op.create_table("more", sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.fixture
def next_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that knows one revision more."""
    scripts = tmp_path / "migrations %"
    shutil.copytree(SCRIPTS, scripts)
    (scripts / "versions" / "r0002_more.py").write_text(_NEXT_REVISION, encoding="utf-8")
    monkeypatch.setattr("innoveici.ledger.upgrade.SCRIPTS", scripts)
    monkeypatch.setattr("innoveici.ledger.upgrade.REVISIONS", (*schema.REVISIONS, "0002"))
