"""The schema that migrations make is the one that queries use, and it is made only when it must be."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from innoveici.errors import StorageError
from innoveici.ledger import open_ledger, schema
from innoveici.ledger.faults import explained
from innoveici.ledger.ledger import Ledger
from tests.ledger.conftest import BOTH
from tests.ledger.migrating import SCRIPTS, migrated
from tests.ledger.samples import clock, files_of, routed


@BOTH
def test_migrations_make_the_tables_that_queries_use(blank_url: str) -> None:
    with migrated(blank_url) as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []
        made = {name: [c["name"] for c in inspect(connection).get_columns(name)] for name in schema.metadata.tables}
    # Rows are inserted by position: the order counts.
    assert made == {name: list(table.c.keys()) for name, table in schema.metadata.tables.items()}


@BOTH
def test_a_new_ledger_is_what_all_migrations_make(url_of_made: str, blank_url: str) -> None:
    with migrated(blank_url) as connection:
        step_by_step = _everything(connection)
    with open_ledger(url_of_made, clock=clock) as ledger, ledger._engine.connect() as connection:
        at_once = _everything(connection)
    assert any("events_append" in line for line in at_once)
    assert at_once == step_by_step


_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_POSTGRESQL = """
SELECT table_name, column_name, CAST(ordinal_position AS text), data_type, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = current_schema()
UNION ALL SELECT 'constraint', CAST(conrelid AS regclass) || '', conname, pg_get_constraintdef(oid), '', ''
FROM pg_constraint WHERE connamespace = CAST(current_schema() AS regnamespace)
UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = current_schema()
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid, true), CAST(tgenabled AS text), '', ''
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc, '', '', ''
FROM pg_proc WHERE pronamespace = CAST(current_schema() AS regnamespace)
UNION ALL SELECT 'version', version_num, '', '', '', '' FROM alembic_version
"""


def _everything(connection: Connection) -> list[str]:
    """All that the schema is made of, white space apart."""
    if connection.dialect.name == "postgresql":
        return sorted(" ".join(repr(tuple(row)).split()) for row in connection.execute(text(_POSTGRESQL)))
    found = [" ".join(str(value) for value in row) for row in connection.execute(text(_SQLITE))]
    settings = ("page_size", "journal_mode", "auto_vacuum", "encoding", "user_version", "application_id")
    found += [f"{name} {connection.exec_driver_sql(f'PRAGMA {name}').scalar()}" for name in settings]
    found += list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    return sorted(" ".join(line.split()) for line in found)


def test_the_program_knows_every_revision_in_order() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert [s.revision for s in reversed(list(scripts.walk_revisions()))] == list(schema.REVISIONS)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_alembic_and_sqlalchemy_are_imported_only_when_needed(blank_url: str) -> None:
    program = f"""
import sys
from datetime import UTC, datetime
from innoveici.ledger import open_ledger
import innoveici.ledger.audience, innoveici.ledger.access, innoveici.ledger.event
assert "sqlalchemy" not in sys.modules
with open_ledger({blank_url!r}, clock=lambda: datetime.now(UTC), create=True) as ledger:
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


def _record_one(url: str) -> None:
    with open_ledger(url, clock=clock) as ledger, ledger.writing() as tx:
        tx.record(routed())


def test_an_earlier_ledger_is_brought_up_to_date_and_goes_on(url: str, request: pytest.FixtureRequest) -> None:
    _record_one(url)
    request.getfixturevalue("next_program")
    with open_ledger(url, clock=clock) as ledger:
        with ledger._engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0002"
            assert "more" in inspect(connection).get_table_names()
        with ledger.writing() as tx:
            tx.record(routed("R-2"))
        assert ledger.verify().checked == 4


def test_an_earlier_one_that_may_only_be_read_is_read_as_it_is(
    sqlite_url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    _record_one(sqlite_url)
    before = files_of(sqlite_url)
    request.getfixturevalue("next_program")
    # Root may write everything: what the program is told of its rights is what counts.
    monkeypatch.setattr("os.access", lambda _path, what, **_: what != os.W_OK)
    with open_ledger(sqlite_url, clock=clock) as ledger:
        assert ledger.verify().checked == 2
        with pytest.raises(StorageError, match="read-only"), ledger.writing():
            pass
        asked = pytest.raises(StorageError, match="an earlier innoveici")
        with asked, explained(ledger.url), ledger._engine.connect() as connection:
            connection.exec_driver_sql("SELECT * FROM more")
    assert files_of(sqlite_url) == before
