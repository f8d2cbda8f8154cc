"""What the queue costs, and how soon the triage screen shows it: ``python benchmarks/triage.py``.

Ledgers of 5,000 and 50,000 handoffs, made by ``innoveici batch`` on advisors without capacities. Each command runs in a
process of its own; they take turns, so that a busy machine slows all of them alike, and the fastest run counts. "After
start-up" is less ``--limit 1`` of the same program. Beside it the plain sqlite3 query of triage_peer.py. The screen is
drawn in a terminal of 80 by 24 (a pty), from the start of the process to the first handoff on it. Goals stand beside
the figures and are never asserted.

Not called queue.py: every script of this folder would have that in place of the standard library's queue.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

from processes import Run, measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PATIENCE_S = 120.0
OURS, PLAIN = "innoveici queue", "sqlite3 alone"


class Bench:
    """Where the ledgers are, and how often each command runs."""

    def __init__(self, work: Path, turns: int) -> None:
        self.work = work
        self.turns = turns
        self.advisors = work / "unlimited.csv"
        measure([sys.executable, str(HERE / "batch_data.py"), "roster", str(ROOT / "advisors.csv"), str(self.advisors)])

    def ledger(self, rows: int) -> Path:
        """A ledger of as many requests."""
        export, path = self.work / f"export_{rows}.csv", self.work / f"queue_{rows}.db"
        measure([sys.executable, str(HERE / "batch_data.py"), "export", str(rows), "5000", str(export)])
        measure(self.innoveici(path, "batch", str(export), "-o", str(self.work / "routed.csv")))
        return path

    def innoveici(self, ledger: Path, *words: str) -> list[str]:
        """The command line of innoveici on a ledger."""
        where = ["--regions", str(ROOT / "regions.yaml"), "--advisors", str(self.advisors)]
        return [sys.executable, "-m", "innoveici", *where, "--ledger", f"sqlite:///{ledger}", *words]

    def peer(self, ledger: Path, limit: int) -> list[str]:
        return [sys.executable, str(HERE / "triage_peer.py"), str(ledger), str(limit)]

    def fastest(self, commands: dict[str, list[str]]) -> dict[str, Run]:
        """The fastest run of each."""
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(self.turns):
            for name, command in commands.items():
                runs[name].append(measure(command))
        return {name: min(some, key=lambda run: run.seconds) for name, some in runs.items()}


def listed(bench: Bench, ledger: Path, rows: int) -> None:
    """All of the queue, beside the peer."""
    runs = bench.fastest({
        OURS: bench.innoveici(ledger, "queue"),
        "its start-up": bench.innoveici(ledger, "queue", "--limit", "1"),
        PLAIN: bench.peer(ledger, -1),
        "that one's start-up": bench.peer(ledger, 1),
    })  # fmt: skip
    lists = [
        {line.split("\t")[0].removeprefix("H-").lstrip("0") for line in _printed(command)}
        for command in (bench.innoveici(ledger, "queue"), bench.peer(ledger, -1))
    ]
    if lists[0] - {"handoff_id"} != lists[1]:
        raise SystemExit("these programs list other handoffs: they cannot be compared")
    print(f"\nall of a queue of {rows:,} requests, in a pipe{'CPU':>18}")
    for name, run in runs.items():
        print(f"  {name:<26}{run.seconds * 1000:>8.0f} ms{run.cpu * 1000:>8.0f} ms")
    ours, plain = _less(runs[OURS], runs["its start-up"]), _less(runs[PLAIN], runs["that one's start-up"])
    print(f"  {'after start-up, innoveici':<26}{ours[0]:>8.0f} ms{ours[1]:>8.0f} ms   goal: 300 ms or less of 50,000")
    times = f"innoveici takes {ours[1] / max(plain[1], 1.0):.1f} × its CPU"
    print(f"  {'after start-up, sqlite3':<26}{plain[0]:>8.0f} ms{plain[1]:>8.0f} ms   {times}")


def _printed(command: list[str]) -> list[str]:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.splitlines()


def _less(run: Run, start_up: Run) -> tuple[float, float]:
    """Milliseconds of the clock and of processors."""
    return (run.seconds - start_up.seconds) * 1000, (run.cpu - start_up.cpu) * 1000


def growth(bench: Bench, ledgers: dict[int, Path]) -> None:
    """What is shown costs; the ledger's size should not."""
    asked = {"--limit 1": ("--limit", "1"), "--limit 20": ("--limit", "20"), "--state held": ("--state", "held"),
             "--state held --limit 20": ("--state", "held", "--limit", "20")}  # fmt: skip
    runs = bench.fastest({
        f"{name} {rows}": bench.innoveici(ledger, "queue", *words)
        for name, words in asked.items()
        for rows, ledger in ledgers.items()
    })  # fmt: skip
    print("\ninnoveici queue, start-up included" + "".join(f"{rows:>12,}" for rows in ledgers))
    for name in asked:
        print(f"  {name:<32}" + "".join(f"{runs[f'{name} {rows}'].seconds * 1000:>9.0f} ms" for rows in ledgers))


def first_paint(bench: Bench, ledgers: dict[int, Path]) -> None:
    """The triage screen, from the start of its process."""
    print("\ninnoveici triage, first handoff on the screen; goal: under a second of 50,000")
    for rows, ledger in ledgers.items():
        command = bench.innoveici(ledger, "triage", "--by", "person:bench")
        best = min(_painted(command) for _ in range(bench.turns))
        print(f"  {f'{rows:,} requests':<26}{best * 1000:>8.0f} ms")


def _painted(command: list[str]) -> float:
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:  # in the child
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.environ["TERM"] = "xterm-256color"
        os.execv(command[0], command)
    try:
        seen = b""
        while b"H-000001" not in seen:
            ready, _, _ = select.select([terminal], [], [], PATIENCE_S)
            if not ready:
                raise SystemExit("the triage screen shows nothing")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - start
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000, help="requests of the larger ledger; the other has a tenth")
    parser.add_argument("--turns", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="innoveici-bench-") as work:
        bench = Bench(Path(work), chosen.turns)
        ledgers = {rows: bench.ledger(rows) for rows in (chosen.rows // 10, chosen.rows)}
        print(f"innoveici queue; fastest of {bench.turns}, {os.cpu_count()} processors")
        listed(bench, ledgers[chosen.rows], chosen.rows)
        growth(bench, ledgers)
        first_paint(bench, ledgers)


if __name__ == "__main__":
    main()
