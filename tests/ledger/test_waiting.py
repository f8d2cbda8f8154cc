"""A writer beside another one that hardly ever lets go, as a batch does between two transactions."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from innoveici.errors import TryAgain
from innoveici.ledger import open_ledger
from innoveici.ledger.waiting import begin_writing
from tests.ledger.samples import clock, path_of, routed


def test_whoever_waits_asks_again_and_again_and_gets_the_place_once_it_is_free(sqlite_url: str) -> None:
    asked: list[str] = []
    with (
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None, check_same_thread=False)) as other,
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None, timeout=7)) as driver,
    ):
        other.execute("BEGIN IMMEDIATE")

        def ask(statement: str) -> None:
            asked.append(statement)
            if asked.count("BEGIN IMMEDIATE") == 30:  # SQLite itself would ask in one statement, and seldom
                other.execute("ROLLBACK")

        driver.set_trace_callback(ask)
        begin_writing(driver, patience_s=60)
        assert asked.count("BEGIN IMMEDIATE") == 30
        assert driver.in_transaction
        assert driver.execute("PRAGMA busy_timeout").fetchone() == (7000,)


def test_patience_ends(sqlite_url: str) -> None:
    with (
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as other,
        open_ledger(sqlite_url, clock=clock, patience_s=0.05) as ledger,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryAgain), ledger.writing():
            pass
        other.execute("ROLLBACK")
        with ledger.writing() as tx:  # the connection is as good as before
            tx.record(routed("R-1"))
        with ledger._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 50
