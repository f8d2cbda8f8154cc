"""A database's errors as a person should hear them: what to do, and nothing of anybody's data."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy import insert

from innoveici.errors import InnoveiciError, StorageError, TryAgain, Unreachable
from innoveici.ledger import schema
from innoveici.ledger.access import parse_ledger_url
from innoveici.ledger.faults import explain, explained
from innoveici.ledger.ledger import Ledger
from tests.ledger.samples import MARKER, routed

SQLITE = parse_ledger_url("ledger.sqlite")
POSTGRESQL = parse_ledger_url("postgresql://u:secret@host/base")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_BUSY", TryAgain),
        ("SQLITE_BUSY_SNAPSHOT", TryAgain),
        ("SQLITE_LOCKED_SHAREDCACHE", TryAgain),
        ("SQLITE_READONLY_DBMOVED", StorageError),
        ("SQLITE_FULL", StorageError),
        ("SQLITE_IOERR_WRITE", StorageError),
        ("SQLITE_CORRUPT_INDEX", StorageError),
        ("SQLITE_CONSTRAINT_TRIGGER", StorageError),
    ],
)
def test_each_failure_of_sqlite_has_its_exit_code_and_remedy(name: str, kind: type[InnoveiciError]) -> None:
    original = sqlite3.OperationalError("as SQLite says it")
    original.sqlite_errorname = name
    error = explain(original, SQLITE)
    assert isinstance(error, kind)
    assert error.remedy is not None
    assert "ledger.sqlite" in str(error)


@pytest.mark.parametrize(
    ("state", "kind"),
    [("55P03", TryAgain), ("40P01", TryAgain), ("53100", StorageError), ("25006", StorageError),
     ("08006", Unreachable), ("57P01", Unreachable), ("42P01", StorageError)],
)  # fmt: skip
def test_each_failure_of_postgresql_has_its_exit_code_and_remedy(state: str, kind: type[InnoveiciError]) -> None:
    error = explain(psycopg.errors.lookup(state)("as the server says it"), POSTGRESQL)
    assert type(error) is kind
    assert error.remedy is not None
    assert "secret" not in str(error)


def test_a_connection_that_fails_is_unreachable() -> None:
    assert isinstance(explain(psycopg.OperationalError("connection refused"), POSTGRESQL), Unreachable)


def test_a_refused_row_is_not_quoted(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
    row = {"seq": 1, "salt": MARKER.encode(), "body": MARKER}
    with pytest.raises(StorageError) as error, explained(ledger.url), ledger._engine.begin() as connection:
        connection.execute(insert(schema.personal), [row])
    assert MARKER not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
