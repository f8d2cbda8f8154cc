"""The schema that migrations make is the one that queries use, and it is made only when it must be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import innoveici.ledger.migrations
from innoveici.ledger import schema
from innoveici.ledger.ledger import Ledger
from tests.ledger.samples import routed

_SCRIPTS = Path(innoveici.ledger.migrations.__file__).parent


def test_migrations_make_the_tables_that_queries_use(ledger: Ledger) -> None:
    with ledger._engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []
        made = {name: [c["name"] for c in inspect(connection).get_columns(name)] for name in schema.metadata.tables}
    # Rows are inserted by position: the order counts.
    assert made == {name: list(table.c.keys()) for name, table in schema.metadata.tables.items()}


def test_the_program_knows_every_revision_in_order() -> None:
    scripts = ScriptDirectory(str(_SCRIPTS))
    assert [s.revision for s in reversed(list(scripts.walk_revisions()))] == list(schema.REVISIONS)


def test_alembic_and_sqlalchemy_are_imported_only_when_needed(sqlite_url: str) -> None:
    program = f"""
import sys
from datetime import UTC, datetime
from innoveici.ledger import open_ledger
import innoveici.ledger.audience, innoveici.ledger.url, innoveici.ledger.event
assert "sqlalchemy" not in sys.modules
with open_ledger({sqlite_url!r}, clock=lambda: datetime.now(UTC)) as ledger:
    assert ledger.verify().ok
loaded = {{"alembic", "sqlalchemy.orm", "psycopg"}} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_ledger_opened_again_is_as_it_was(ledger: Ledger) -> None:
    from innoveici.ledger.upgrade import ensure_current

    with ledger.writing() as tx:
        tx.record(routed())
    ensure_current(ledger._engine, ledger.url, patience_s=1)
    assert ledger.verify().checked == 2
