"""Real processes of the real command, the exports they are given, and what is left of them."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from innoveici.batch.results import TEXT_COLUMNS
from innoveici.ledger import open_ledger
from innoveici.ledger.batches import file_of
from tests.batch import samples
from tests.ledger import postgres

COLUMNS = ("request_id", "company", "postal_code", "municipality", "email", "need", "note")
ADVISORS = (
    "id,name,organization,postal_code,email,phone,region_code,mrc_codes,languages,sectors,certification,"
    "certified_until,capacity,absent_from,absent_until,replacement_id"
)
Row = tuple[str, ...]


def advisors(random: Random) -> str:
    """Few people at few places: ties everywhere, and limits that a thousand rows reach."""
    lines = [ADVISORS]
    for region in ("04", "05", "14", "16"):
        for number in range(5):
            spot = random.choice(samples.spots()[region][:3])
            id_, capacity = f"QC-{region}-{number}", random.choice(["", "", "40", "150"])
            name = f"Conseillère {id_},Org,{spot.code},{id_.lower()}@advice.example,,"
            lines.append(f"{id_},{name}{region},,,,attested,,{capacity},,,")
    return "\r\n".join(lines) + "\r\n"


def export(random: Random, count: int) -> list[Row]:
    """Of every kind: plain, held, rejected, blank, odd, known, and held ones that come again otherwise."""
    rows: list[Row] = []
    held: list[Row] = []
    while len(rows) < count:
        number, spot = len(rows), random.choice(samples.spots()[random.choice(["04", "05", "10", "14", "16"])])
        row: Row = (
            f"R-{number}",
            f"Scierie {number}",
            spot.code,
            "",
            random.choice(_EMAILS).format(number),
            "Séchage",
            "x",
        )
        match random.choices(
            ["plain", "held", "rejected", "known", "mended", "back", "blank", "odd", "no id"],
            [60, 12, 4, 4, 8, 4, 2, 2, 4],
        )[0]:
            case "held":
                row = (*row[:2], random.choice(["J0K", "H0H 0H0", "M5V 2T6", "J0K 9Z9"]), *row[3:])
                held.append(row)
            case "rejected":
                row = (*row[:2], random.choice(["GIR 2B5", "x"]), *row[3:])
                held.append(row)
            case "known" if rows:
                row = random.choice(rows)
            case "mended" if held:  # still held, mostly
                row = random.choice(held)
                changed = random.choice([2, 4, 4, 5, 5])
                value = spot.code if changed == 2 else f"m{number}@scierie.example" if changed == 4 else f"n{number}"
                row = (*row[:changed], value, *row[changed + 1 :])
                held.append(row)
            case "back" if held:
                row = random.choice(held)
            case "blank":
                row = ("",) * len(COLUMNS)
            case "odd":
                row = (*row, "too", "many")
            case "no id":
                row = ("", *row[1:])
        rows.append(row)
    return rows


def write(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    return path


_EMAILS = ("",) * 9 + ("r{}@scierie.example",)
_started: list[subprocess.Popen[bytes]] = []


@dataclass
class Place:
    """A folder with an export, its advisors and a ledger; ``url`` where the ledger is not in the folder."""

    folder: Path
    url: str = ""
    slice: int = 100
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.url = self.url or f"sqlite:///{self.folder / 'ledger.db'}"
        self.export, self.out, self.rejects = (self.folder / n for n in ("export.csv", "out.csv", "rejects.csv"))
        (self.folder / "advisors.csv").write_text(advisors(Random(1)), encoding="utf-8")
        regions = (samples.ROOT / "regions.yaml").read_text("utf-8")
        (self.folder / "regions.yaml").write_text(regions, encoding="utf-8")

    def words(self) -> list[str]:
        return ["batch", str(self.export), "-o", str(self.out), "--rejects", str(self.rejects)]

    def start(self, *words: str, before: Sequence[str] = (), **options: Any) -> subprocess.Popen[bytes]:
        """The command in a process group of its own; ``words`` in place of :meth:`words`, ``before`` what runs it."""
        environment = {
            **os.environ,
            "HOME": str(self.folder),
            "INNOVEICI_REGIONS": str(self.folder / "regions.yaml"),
            "INNOVEICI_ADVISORS": str(self.folder / "advisors.csv"),
            "INNOVEICI_LEDGER": self.url,
            "INNOVEICI_NOW": "2026-11-23T10:00:00-05:00",
            "INNOVEICI_LANG": "en",
            **self.environment,
        }
        command = [*before, sys.executable, "-m", "tests.batch.worker", str(self.slice), *(words or self.words())]
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command, cwd=samples.ROOT, env=environment, start_new_session=True, **(streams | options)
        )
        _started.append(process)
        return process

    def run(self, *words: str, **options: Any) -> Ended:
        return ended(self.start(*words, **options))

    def leftovers(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.name.endswith(".part"))


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def ended(process: subprocess.Popen[bytes]) -> Ended:
    """Once it ended by itself."""
    out, err = process.communicate(timeout=180)
    return Ended(process.returncode, (out or b"").decode(), (err or b"").decode())


def kill(process: subprocess.Popen[bytes], with_: signal.Signals = signal.SIGKILL) -> Ended:
    """The whole group, as a terminal does; then as :func:`ended`."""
    if process.poll() is None:
        os.killpg(process.pid, with_)
    return ended(process)


@contextmanager
def none_left_behind() -> Iterator[None]:
    """A test that fails half way leaves no process to disturb the next."""
    try:
        yield
    finally:
        while _started:
            process = _started.pop()
            if process.poll() is None:
                process.kill()
            process.communicate()


@contextmanager
def ledger_url(backend: str, folder: Path, request: Any, name: str) -> Iterator[str]:
    """Where a ledger may be made and nothing is yet."""
    if backend == "sqlite":
        yield f"sqlite:///{folder / name}.db"
        return
    socket = request.getfixturevalue("socket")
    postgres.create_database(socket, name)
    try:
        yield postgres.url(socket, name)
    finally:
        postgres.drop_database(socket, name)


_TABLES: Mapping[str, str] = {
    "events": "SELECT seq, handoff_id, request_id, type, at, actor, batch, payload, body, commitment FROM events "
    "LEFT JOIN shared ON shared.id = events.shared ORDER BY seq",
    "personal": "SELECT seq, body FROM personal ORDER BY seq",
    "notices": "SELECT * FROM notices ORDER BY event_seq, ordinal",
    "handoffs": "SELECT * FROM handoffs ORDER BY opened_seq",
    "involved": "SELECT * FROM involved ORDER BY actor, opened_seq",
    "loads": "SELECT * FROM loads ORDER BY advisor_id",
}
Kept = dict[str, list[tuple[Any, ...]]]


def rows_of(url: str, query: str) -> list[tuple[Any, ...]]:
    """What a query behind the program's back finds."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def kept(url: str) -> Kept:
    """All that a ledger keeps, but what chance and the chain make of it, and which run of its file recorded a row."""
    rosters = dict(rows_of(url, "SELECT id, body FROM rosters"))
    found = {name: rows_of(url, query) for name, query in _TABLES.items()}
    found["rosters"] = sorted((body,) for body in rosters.values())

    def plain(shared: str | None) -> str | None:
        if shared is None:
            return None
        before, mark, after = shared.partition('"roster":"')
        id_, _, rest = after.partition('"')
        return f"{before}{mark}{rosters[id_]}{rest}" if mark else shared

    found["events"] = [
        (*fixed, file_of(batch), payload, plain(shared), bool(commitment))
        for *fixed, batch, payload, shared, commitment in found["events"]
    ]
    return found


def check_same(one: Kept, other: Kept) -> None:
    """Naming the first row that differs, rather than all of them."""
    for table, rows in other.items():
        for left, right in zip(one[table], rows, strict=False):
            assert left == right, table
        assert len(one[table]) == len(rows), table


def check_ledger(url: str) -> None:
    """It verifies; every handoff has an outcome and every request one handoff; nobody has more than they may."""
    with open_ledger(url, clock=samples.now, create=False) as ledger:
        found = ledger.verify()
        assert found.ok, found.why
    assert not rows_of(url, "SELECT * FROM handoffs WHERE state = 'received'")
    assert not rows_of(url, "SELECT request_id FROM handoffs GROUP BY request_id HAVING COUNT(*) > 1")
    most = {line.split(",")[0]: line.split(",")[12] for line in advisors(Random(1)).splitlines()[1:]}
    for advisor, load in rows_of(url, "SELECT advisor_id, open FROM loads"):
        assert not most[advisor] or load <= int(most[advisor])


def check_output(path: Path, rows: Sequence[Row]) -> Counter[str]:
    """Every row is there, in order, with a status; how many of each."""
    with path.open(newline="", encoding="utf-8") as stream:
        header, *found = csv.reader(stream)
    status = header.index("status")
    assert header[: len(COLUMNS)] == list(COLUMNS)
    assert header[-len(TEXT_COLUMNS) - 2 : -2] == list(TEXT_COLUMNS)
    assert len(found) == len(rows)
    for row, given in zip(found, rows, strict=True):
        assert row[status]
        if len(given) == len(COLUMNS):
            assert tuple(row[: len(COLUMNS)]) == given
    return Counter(row[status] for row in found)
