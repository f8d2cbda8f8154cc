"""What the database itself refuses, whoever asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from innoveici.ledger import guards, open_ledger
from innoveici.ledger.outbox import Claim
from innoveici.ledger.verifying import Verification
from tests.ledger.samples import NOW, clock, raw, routed

_COLUMNS = "seq, handoff_id, request_id, type, at, actor, batch, payload, commitment, hash"
_ROW = "'H-000001', 'R-1', 'noted', '2026', 'council', '', '{}', x'', x''"

FORBIDDEN = [
    "UPDATE events SET actor = 'council' WHERE seq = 1",
    "UPDATE events SET seq = 9 WHERE seq = 2",
    "DELETE FROM events",
    f"INSERT INTO events ({_COLUMNS}) VALUES (9, {_ROW})",
    f"INSERT INTO events ({_COLUMNS}) VALUES (0, {_ROW})",
    f"INSERT INTO events ({_COLUMNS}) VALUES (2, {_ROW})",
    "UPDATE shared SET body = '{}'",
    "DELETE FROM shared",
    "UPDATE personal SET body = '{}'",
    "DELETE FROM notices",
    "UPDATE notices SET recipient = 'advisor:CONS-2'",
    "DELETE FROM deliveries",
]
FORBIDDEN_ON_SQLITE = [
    f"INSERT OR REPLACE INTO events ({_COLUMNS}) VALUES (2, {_ROW})",
    f"REPLACE INTO events ({_COLUMNS}) VALUES (1, {_ROW})",
    f"INSERT OR IGNORE INTO events ({_COLUMNS}) VALUES (2, {_ROW})",
    f"INSERT INTO events ({_COLUMNS}) VALUES (NULL, {_ROW})",
    "UPDATE OR REPLACE events SET seq = 1 WHERE seq = 2",
    "REPLACE INTO shared SELECT id, digest, '{}' FROM shared",
    "REPLACE INTO personal SELECT seq, salt, '{}' FROM personal",
    "REPLACE INTO notices SELECT event_seq, ordinal, 'council', template, language, state, 0, '' FROM notices",
]
FORBIDDEN_ON_POSTGRESQL = [
    "TRUNCATE events CASCADE",
    "TRUNCATE deliveries",
    "TRUNCATE shared CASCADE",
    f"INSERT INTO events ({_COLUMNS}) VALUES (2, {_ROW}) ON CONFLICT (seq) DO UPDATE SET actor = 'x'",
]


def _recorded(url: str) -> None:
    with open_ledger(url, clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record(routed())
        assert ledger.step(None, Claim("2.1", ((2, 1),), "run-1", NOW))


def _check(url: str, statement: str, execute: Callable[[str], Any], error: type[Exception]) -> None:
    _recorded(url)
    with pytest.raises(error, match=r"appended|never|once|stays the same"):
        execute(statement)
    with open_ledger(url, clock=clock) as ledger:
        assert ledger.verify().ok


@pytest.mark.parametrize("statement", FORBIDDEN + FORBIDDEN_ON_SQLITE)
def test_sqlite_refuses(sqlite_url: str, statement: str) -> None:
    def execute(sql: str) -> None:
        with raw(sqlite_url) as connection:
            connection.execute(sql)

    _check(sqlite_url, statement, execute, sqlite3.IntegrityError)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", FORBIDDEN + FORBIDDEN_ON_POSTGRESQL)
def test_postgresql_refuses(url: str, statement: str) -> None:
    def execute(sql: str) -> None:
        with psycopg.connect(url) as connection:
            connection.execute(sql.replace("x''", "''").encode())

    _check(url, statement, execute, psycopg.errors.RaiseException)


def _verified(url: str) -> Verification:
    with open_ledger(url, clock=clock) as ledger:
        return ledger.verify()


@pytest.mark.parametrize("name", guards.SQLITE)
def test_a_guard_that_is_gone_or_does_nothing_is_missed(sqlite_url: str, name: str) -> None:
    _recorded(sqlite_url)
    with raw(sqlite_url) as connection:
        connection.execute(f"DROP TRIGGER {name}")
    gone = _verified(sqlite_url)
    with raw(sqlite_url) as connection:
        connection.execute(f"CREATE TRIGGER {name} BEFORE DELETE ON events WHEN 0 BEGIN SELECT 1; END")
    idle = _verified(sqlite_url)
    with raw(sqlite_url) as connection:
        connection.execute(f"DROP TRIGGER {name}")
        connection.execute(guards.SQLITE[name])
    assert _verified(sqlite_url).ok
    for found, code in ((gone, "ledger.guards_missing"), (idle, "ledger.guards_changed")):
        assert found.why is not None
        assert (found.first_bad_seq, found.why.code, found.why.params["guards"]) == (None, code, name)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "code", "name"),
    [
        *((f"DROP TRIGGER {name} ON {name.split('_')[0]}", "guards_missing", name) for name in guards.POSTGRESQL),
        ("ALTER TABLE events DISABLE TRIGGER events_append", "guards_missing", "events_append"),
        (
            "CREATE OR REPLACE TRIGGER events_no_update BEFORE UPDATE OF at ON events "
            "FOR EACH ROW EXECUTE FUNCTION innoveici_never()",
            "guards_changed",
            "events_no_update",
        ),
        (
            "CREATE OR REPLACE FUNCTION innoveici_never() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$",
            "guards_changed",
            "innoveici_never",
        ),
    ],
)
def test_a_guard_that_is_gone_or_does_nothing_is_missed_on_postgresql(
    url: str, statement: str, code: str, name: str
) -> None:
    _recorded(url)
    assert _verified(url).ok
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())
    found = _verified(url)
    assert found.why is not None
    assert (found.first_bad_seq, found.why.code, found.why.params["guards"]) == (None, f"ledger.{code}", name)
