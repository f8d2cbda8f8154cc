"""Waiting for the one place that SQLite has for a writer.

SQLite asks again every tenth of a second and keeps no queue. A batch lets go between two transactions for some
hundredths: whoever asks so seldom may ask in vain for long. So everybody asks oftener here, and who has less patience
oftener than others: a single request comes before the next transaction of a second batch.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

_TIMES = 2_500
"""How often to ask within one's patience: every 4 ms for ten seconds of it."""


def begin_writing(driver: sqlite3.Connection, patience_s: float) -> None:
    """Begin a transaction that writes. Raises SQLite's error once patience is over, or for another reason, at once."""
    deadline = time.monotonic() + patience_s
    with _asking_ourselves(driver):
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                    raise
            time.sleep(patience_s / _TIMES)


def patience_of(driver: sqlite3.Connection) -> float:
    """The seconds that a connection was told to wait for others."""
    (patience_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    return float(patience_ms) / 1000


@contextmanager
def _asking_ourselves(driver: sqlite3.Connection) -> Iterator[None]:
    (patience_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={patience_ms}")
