"""What SQLite and hashlib alone take for what a ledger holds: ``python benchmarks/batch_floor.py KIND LEDGER``.

``insert``: the very same rows into new tables, with the same indexes and no guard, as many requests a transaction as
innoveici writes, each committed to the disk. ``walk``: every event read in its order, its bytes hashed, the hash
compared. Prints the seconds of that alone: rows are read before the clock starts, and the interpreter runs already.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from innoveici.batch.run import RECORDED_AT_ONCE

EVENTS_OF_A_REQUEST = 2


def insert(ledger: Path) -> float:
    """Seconds to insert all rows of ``ledger`` into a copy beside it, which is removed."""
    source = sqlite3.connect(ledger)
    schema = source.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'")
    made = [(kind, name, sql) for kind, name, sql in schema if not name.startswith("sqlite_")]
    tables = [name for kind, name, _ in made if kind == "table"]
    rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    slices = -(-len(rows["events"]) // (EVENTS_OF_A_REQUEST * RECORDED_AT_ONCE))
    with tempfile.TemporaryDirectory(dir=ledger.parent) as folder:
        copy = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        copy.execute("PRAGMA journal_mode=WAL")
        copy.execute("PRAGMA synchronous=FULL")
        for _, _, sql in made:
            copy.execute(sql)
        started = time.perf_counter()
        for part in range(slices):
            copy.execute("BEGIN IMMEDIATE")
            for name, values in rows.items():
                some = values[len(values) * part // slices : len(values) * (part + 1) // slices]
                if some:
                    copy.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
            copy.execute("COMMIT")
        seconds = time.perf_counter() - started
        copy.close()
    return seconds


def walk(ledger: Path) -> float:
    """Seconds to read every event and hash its columns with the hash before it."""
    source = sqlite3.connect(ledger)
    columns = "seq, handoff_id, request_id, type, at, actor, batch, payload, shared, commitment, hash"
    before = b""
    started = time.perf_counter()
    for *row, hash_ in source.execute(f"SELECT {columns} FROM events ORDER BY seq"):
        digest = hashlib.sha256()
        for value in (*row, before):
            text = value if isinstance(value, bytes) else str(value).encode()
            digest.update(b"%d:%b," % (len(text), text))
        digest.hexdigest()
        before = hash_
    return time.perf_counter() - started


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["insert", path]:
            print(f"{insert(Path(path)):.3f}")
        case ["walk", path]:
            print(f"{walk(Path(path)):.3f}")
        case _:
            raise SystemExit(__doc__)
