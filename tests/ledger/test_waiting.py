"""A writer beside another one that hardly ever lets go, as a batch does between two transactions."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing

import pytest

from innoveici.errors import TryAgain
from innoveici.ledger import open_ledger
from tests.ledger.samples import clock, path_of, routed

_HELD_S, _FREE_S = 0.25, 0.012


def test_the_place_is_got_between_two_transactions_of_a_busy_writer(sqlite_url: str) -> None:
    done, begun = threading.Event(), threading.Event()

    def busy() -> None:
        with closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None, timeout=30)) as other:
            while not done.is_set():
                other.execute("BEGIN IMMEDIATE")
                begun.set()
                time.sleep(_HELD_S)
                other.execute("COMMIT")
                time.sleep(_FREE_S)

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        begun.wait()
        with open_ledger(sqlite_url, clock=clock, patience_s=4) as ledger:
            for number in range(6):  # asked every tenth of a second, each would wait for a stroke of luck
                with ledger.writing() as tx:
                    tx.record(routed(f"R-{number}"))
    finally:
        done.set()
        thread.join()


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
