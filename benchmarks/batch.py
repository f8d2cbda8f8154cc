"""How fast ``innoveici batch`` is, beside the obvious script and a plain copy: ``python benchmarks/batch.py``.

Rows are full, every column filled as people fill it (batch_data.py); beside them the bare file, what each column costs:
the file with all against the file without that one, and what the same rows cost as other programs write them
(batch_shapes.py). Recording stands beside plain sqlite3 inserting the very same rows, verifying beside plain sqlite3
and hashlib walking the same events (batch_floor.py).

Each program runs in a process of its own, start-up included, from file to file, on the sample directory. They take
turns, so that a busy machine slows all of them alike, and the fastest run of each counts, for what else the machine
does only adds. Peak memory is that of the process (os.wait4). The pandas and pgeocode script is batch_peer.py; DuckDB
reads every cell as text and writes it again. Goals stand beside the figures and are never asserted.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from batch_profile import where_time_goes
from batch_shapes import SHAPES
from processes import Run, measure

from innoveici.atlas.geonames import pgeocode_folder
from innoveici.request import FIELDS, REQUIRED

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PANDAS, DUCKDB, OURS = "pandas + pgeocode", "DuckDB, copying", "innoveici"
UNLIMITED, BARE_FILE = "innoveici, no capacities", "innoveici, bare file"
QUICK = 10_000
COPY = "import duckdb, sys; duckdb.execute('COPY (SELECT * FROM read_csv(?, all_varchar=true)) TO ?', sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the files are, and what runs. ``tool`` is the command of innoveici."""

    work: Path
    tool: tuple[str, ...]
    pgeocode: Path
    turns: int

    def batch(self, *words: object, ledger: str = "none.db", advisors: Path = ROOT / "advisors.csv") -> list[str]:
        """The command line of innoveici on the sample directory."""
        where = [
            "--regions",
            ROOT / "regions.yaml",
            "--advisors",
            advisors,
            "--ledger",
            f"sqlite:///{self.work / ledger}",
        ]
        return [*self.tool, *map(str, where), *map(str, words)]

    def forget(self, ledger: str) -> None:
        """Remove a ledger and what SQLite keeps beside it."""
        for path in self.work.glob(f"{ledger}*"):
            path.unlink()

    def export(self, rows: int, codes: str, columns: str = "full") -> Path:
        """A file of that many rows; made in a process of its own, for a child's peak counts its parent's."""
        path = self.work / f"export_{rows}_{codes}_{columns.replace(':', '_')}.csv"
        if not path.exists():
            measure([sys.executable, str(HERE / "batch_data.py"), "export", str(rows), codes, str(path), columns])
        return path


def statuses(path: Path) -> Counter[str]:
    """How many rows a written file has, by status ("" where it has no such column)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        at = header.index("status") if "status" in header else None
        return Counter("" if at is None else row[at] for row in rows)


def seconds_of(kind: str, ledger: Path) -> float:
    """What batch_floor.py says of a ledger."""
    command = [sys.executable, str(HERE / "batch_floor.py"), kind, str(ledger)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def dry_run(bench: Bench, rows: int, codes: str) -> None:
    """One table: the programs beside each other on one file."""
    export = bench.export(rows, codes)
    programs = (PANDAS, DUCKDB, OURS, UNLIMITED, BARE_FILE)
    out = {name: bench.work / f"routed_{at}.csv" for at, name in enumerate(programs)}
    peer = [sys.executable, str(HERE / "batch_peer.py"), str(export), str(out[PANDAS])]
    unlimited = bench.work / "unlimited.csv"
    commands = {
        PANDAS: [*peer, "--pgeocode", str(bench.pgeocode)],
        DUCKDB: [sys.executable, "-c", COPY, str(export), str(out[DUCKDB])],
        OURS: bench.batch("batch", export, "--dry-run", "-o", out[OURS]),
        UNLIMITED: bench.batch("batch", export, "--dry-run", "-o", out[UNLIMITED], advisors=unlimited),
        BARE_FILE: bench.batch("batch", bench.export(rows, codes, "bare"), "--dry-run", "-o", out[BARE_FILE]),
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(bench.turns):
        for name, command in commands.items():
            runs[name].append(measure(command))
    best = {name: min(some, key=lambda run: run.seconds) for name, some in runs.items()}
    ours = best[OURS].seconds
    print(f"\ndry run, {rows:,} rows, {_of(codes)}, {export.stat().st_size / 1e6:.0f} MB")
    print(f"  {'':<26}{'seconds':>8}{'rows/s':>12}{'CPU s':>8}{'peak MB':>9}   against innoveici")
    beside = {
        PANDAS: f"{best[PANDAS].seconds / ours:.1f} × its time (goal: 5 or more, aim 8)",
        DUCKDB: f"innoveici takes {ours / best[DUCKDB].seconds:.1f} × this (goal: 6 or less, aim 3)",
        OURS: "peak goal: 400 MB or less",
        UNLIMITED: f"{best[UNLIMITED].seconds / ours:.2f} × its time",
        BARE_FILE: f"seven columns; all of them take {ours / best[BARE_FILE].seconds:.2f} × this",
    }
    for name, run in best.items():
        print(f"  {name:<26}{_figures(run, rows)}   {beside[name]}")
    counts = {name: statuses(path) for name, path in out.items()}
    for name, found in counts.items():
        if found.total() != rows:
            raise SystemExit(f"{name} wrote {found.total()} rows of {rows}: these programs cannot be compared")
    for name in (PANDAS, OURS):
        print(f"  {name}: " + ", ".join(f"{count:,} {status}" for status, count in counts[name].most_common()))


def columns(bench: Bench, rows: int, codes: str) -> None:
    """What each column costs: the full file against the file without it, by turns."""
    out = bench.work / "routed_without.csv"
    files = {"full": bench.export(rows, codes)}
    files |= {name: bench.export(rows, codes, f"without:{name}") for name in FIELDS if name not in REQUIRED}
    best = dict.fromkeys(files, float("inf"))
    for _ in range(bench.turns):
        for name, path in files.items():
            best[name] = min(best[name], measure(bench.batch("batch", path, "--dry-run", "-o", out)).seconds)
    print(f"\nwhat a column costs, dry run, {rows:,} rows, {_of(codes)}: {best['full']:.2f} s with all of them")
    for name in files.keys() - {"full"}:
        print(
            f"  without {name:<18}{best[name]:>8.2f} s   all take {best['full'] / best[name]:.2f} × (goal: 1.5 or less)"
        )


def shapes(bench: Bench, rows: int, codes: str) -> None:
    """What a file costs as others write it: against the full one, which is UTF-8 with commas and ids."""
    full, out = bench.export(rows, codes), bench.work / "routed_shape.csv"
    files = {"full": full, "without ids": bench.export(rows, codes, "without:request_id")}
    for kind, ending in SHAPES.items():
        files[kind] = bench.work / f"shape_{rows}_{codes}_{re.sub('[^a-z]+', '_', kind.lower())}{ending}"
        if not files[kind].exists():
            measure([sys.executable, str(HERE / "batch_shapes.py"), kind, str(full), str(files[kind])])
    runs: dict[str, list[Run]] = {name: [] for name in files}
    for _ in range(bench.turns):
        for name, path in files.items():
            runs[name].append(measure(bench.batch("batch", path, "--dry-run", "-o", out)))
    best = {name: min(some, key=lambda run: run.cpu) for name, some in runs.items()}
    print(
        f"\nshapes of files, dry run, {rows:,} rows, {_of(codes)}; fewest processor seconds (goal: 1.5 × the full one)"
    )
    for name, run in best.items():
        print(f"  {name:<26}{_figures(run, rows)}   {run.cpu / best['full'].cpu:.2f} × its processor seconds")


def large(bench: Bench, rows: int, codes: str) -> None:
    """Whether memory stays what it was."""
    run = measure(bench.batch("batch", bench.export(rows, codes), "--dry-run", "-o", bench.work / "routed_large.csv"))
    print(f"\ndry run, {rows:,} rows, {_of(codes)}, once")
    print(f"  {OURS:<26}{_figures(run, rows)}   peak goal: as above")


def recorded(bench: Bench, rows: int, codes: str) -> None:
    """Recording the same rows into a new ledger, then again, then verifying the ledger."""
    export, out, ledger = bench.export(rows, codes), bench.work / "recorded.csv", bench.work / "recorded.db"
    command = bench.batch("batch", export, "-o", out, ledger=ledger.name)
    fresh: list[Run] = []
    for _ in range(bench.turns):
        bench.forget(ledger.name)
        fresh.append(measure(command))
    best = min(fresh, key=lambda run: run.seconds)
    first = statuses(out)
    size = ledger.stat().st_size / 1e6
    again = min((measure(command) for _ in range(bench.turns)), key=lambda run: run.seconds)
    verify = min(
        (measure(bench.batch("log", "verify", ledger=ledger.name)) for _ in range(bench.turns)),
        key=lambda run: run.seconds,
    )
    inserting, walking = (min(seconds_of(kind, ledger) for _ in range(bench.turns)) for kind in ("insert", "walk"))
    requests = first.total() - first["duplicate"] - first["rejected"]
    print(f"\nrecorded, SQLite, {rows:,} rows, {_of(codes)}")
    share = inserting / best.seconds
    print(f"  {'into a new ledger':<26}{_figures(best, rows)}   {share:.2f} of sqlite3's speed (goal: 0.5 or more)")
    print(f"  {'sqlite3, the same rows':<26}{inserting:>8.2f}{rows / inserting:>12,.0f}")
    faster = best.seconds / again.seconds
    print(f"  {'the same file again':<26}{_figures(again, rows)}   {faster:.1f} × faster (goal: 3)")
    slower = verify.seconds / walking
    print(f"  {'log verify':<26}{_figures(verify, rows)}   {slower:.1f} × sqlite3 and hashlib alone (goal: 3 or less)")
    print(f"  {'walking the same events':<26}{walking:>8.2f}{rows / walking:>12,.0f}")
    print(f"  ledger {size:.0f} MB, {size * 1000 / requests:.1f} kB a request (goal: 2 or less)")
    print("  " + ", ".join(f"{count:,} {status}" for status, count in first.most_common()))


def profile(bench: Bench, rows: int, recorded_rows: int, codes: str) -> None:
    """Where the time goes, for both kinds of run."""
    for title, count, flags in (("dry run", rows, ("--dry-run",)), ("recorded", recorded_rows, ())):
        stats = bench.work / "profile.stats"
        bench.forget("profiled.db")
        command = bench.batch(
            "batch", bench.export(count, codes), *flags, "-o", bench.work / "p.csv", ledger="profiled.db"
        )
        measure([command[0], "-m", "cProfile", "-o", str(stats), *command[1:]])  # command is python -m innoveici …
        print(f"\nwhere the time goes: {title}, {count:,} rows, {_of(codes)} (a profiled run is slower)")
        print("\n".join(where_time_goes(stats)))


def _figures(run: Run, rows: int) -> str:
    return f"{run.seconds:>8.2f}{rows / run.seconds:>12,.0f}{run.cpu:>8.2f}{run.peak_mb:>9.0f}"


def _of(codes: str) -> str:
    return "any code of the atlas" if codes == "all" else f"{int(codes):,} codes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of a dry run; five times as many to see memory")
    parser.add_argument("--recorded", type=int, default=100_000, help="rows of a recorded run")
    parser.add_argument("--codes", type=int, default=5_000, help="how many places requests come from")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="10,000 rows at most, one turn, one drawing: does it run?")
    parser.add_argument("--profile", action="store_true", help="only where the time goes")
    parser.add_argument("--work", type=Path, default=None, help="a folder for the files (some GB), kept")
    parser.add_argument("--pgeocode", type=Path, default=pgeocode_folder(), help="the folder of pgeocode's CA.txt")
    parser.add_argument("--innoveici", default=None, metavar="COMMAND", help="another version's python -m innoveici")
    chosen = parser.parse_args()
    rows, recorded_rows = (min(count, QUICK) if chosen.quick else count for count in (chosen.rows, chosen.recorded))
    with tempfile.TemporaryDirectory(prefix="innoveici-bench-") as temporary:
        work = (chosen.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        data = [sys.executable, str(HERE / "batch_data.py")]
        pgeocode = chosen.pgeocode
        if not (pgeocode / "CA.txt").is_file():
            pgeocode = work
            measure([*data, "areas", str(work)])
            print("pgeocode: no CA.txt on disk; one was made of the atlas' areas (--pgeocode FOLDER for GeoNames' own)")
        measure([*data, "roster", str(ROOT / "advisors.csv"), str(work / "unlimited.csv")])
        tool = shlex.split(chosen.innoveici) if chosen.innoveici else [sys.executable, "-m", "innoveici"]
        bench = Bench(work, tuple(tool), pgeocode, 1 if chosen.quick else chosen.turns)
        codes = str(chosen.codes)
        if chosen.profile:
            profile(bench, rows, recorded_rows, codes)
            return
        drawings = (codes,) if chosen.quick else (codes, "all")
        print(f"innoveici batch; fastest of {bench.turns}, {os.cpu_count()} processors")
        for drawing in drawings:
            dry_run(bench, rows, drawing)
        if not chosen.quick:
            columns(bench, rows // 5, codes)
        shapes(bench, rows // 5, codes)
        if not chosen.quick:
            large(bench, 5 * rows, codes)
        for drawing in drawings:
            recorded(bench, recorded_rows, drawing)


if __name__ == "__main__":
    main()
