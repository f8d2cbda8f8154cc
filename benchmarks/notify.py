"""Messages a second of ``innoveici notify``, beside plain smtplib in a loop: ``python benchmarks/notify.py``.

Both run in a process of their own, start-up included, against the same SMTP server (aiosmtpd on loopback) in another:
innoveici from the ledger, where each message is said before and after; notify_peer.py with the very mails that
innoveici made, ready in memory. They take turns and the fastest run of each counts. The goal stands beside the figures
and is never asserted. innoveici waits for the disk once a message: TMPDIR names another one to measure on.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from processes import Run, measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CODES = ("J0K 2M0", "G1R 2B5", "H2R 2Y3", "J0E 1V0", "G9A 1A1", "J1H 1A1")
COLUMNS = ("request_id", "company", "contact_name", "email", "phone", "postal_code", "language", "need")
NEED = "Automatiser l’affinage de nos fromages : la planification, l’achat et la livraison, sans rien perdre du goût."
COMMITS = 200
ROUTED = "2026-11-23T09:00:00-05:00"
"""A working morning, before the digests of the next day."""


def routed(work: Path, requests: int) -> Path:
    """A ledger of so many requests, of which a company and an advisor each must hear."""
    export, ledger = work / "requests.csv", work / "routed.db"
    with export.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(requests):
            language = "en" if number % 5 == 0 else "fr"
            writer.writerow([
                f"R-{number}", f"Fromagerie L’Érable {number} inc.", f"Élise Côté {number}",
                f"info@fromagerie-{number}.example", "450 555-0100", CODES[number % len(CODES)], language, NEED,
            ])  # fmt: skip
    measure([*_tool(ledger), "batch", str(export)], INNOVEICI_NOW=ROUTED)
    return ledger


def notify(work: Path, ledger: Path, mail: str) -> Run:
    """One run that sends everything, of a copy of the ledger."""
    copy = work / "sending.db"
    for path in work.glob("sending.db*"):
        path.unlink()
    shutil.copy(ledger, copy)
    run = measure([*_tool(copy), "notify"], INNOVEICI_MAIL=mail, INNOVEICI_NOW=ROUTED)
    with closing(sqlite3.connect(copy)) as connection:
        states = dict(
            connection.execute("SELECT state, COUNT(*) FROM notices WHERE recipient <> 'council' GROUP BY state")
        )
    if states.keys() - {"sent", "no_address"}:
        raise SystemExit(f"not everything went out: {states}")
    return run


def commit_ms(work: Path) -> float:
    """What the disk takes to keep one small transaction: innoveici waits for that once a message, smtplib never."""
    with closing(sqlite3.connect(work / "commits.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE kept (number INTEGER)")
        start = time.perf_counter()
        for number in range(COMMITS):
            connection.execute("INSERT INTO kept VALUES (?)", (number,))
        return (time.perf_counter() - start) / COMMITS * 1000


@contextmanager
def smtp_server() -> Iterator[int]:
    """The port of a server that takes everything and keeps nothing."""
    command = [sys.executable, "-m", "tests.notify.smtp_server", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().split()[1])
        finally:
            process.terminate()


def _tool(ledger: Path) -> list[str]:
    files = ["--regions", str(ROOT / "regions.yaml"), "--advisors", str(ROOT / "advisors.csv")]
    return [sys.executable, "-m", "innoveici", *files, "--ledger", f"sqlite:///{ledger}"]


def _figures(name: str, run: Run, messages: int, beside: str = "") -> None:
    print(
        f"  {name:<34}{run.seconds:>8.2f}{messages / run.seconds:>12,.0f}{run.cpu:>8.2f}{run.peak_mb:>9.0f}   {beside}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=5_000, help="each of two messages")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="100 requests at most, one turn: does it run?")
    chosen = parser.parse_args()
    requests, turns = (min(chosen.requests, 100), 1) if chosen.quick else (chosen.requests, chosen.turns)
    with tempfile.TemporaryDirectory(prefix="innoveici-bench-") as temporary:
        work = Path(temporary)
        ledger, folder = routed(work, requests), work / "mail"
        to_folder = []
        for _ in range(turns):
            shutil.rmtree(folder, ignore_errors=True)
            to_folder.append(notify(work, ledger, f"maildir:{folder}"))
        messages = len(list((folder / "new").iterdir()))
        ours, peer = [], []
        with smtp_server() as port:
            for _ in range(turns):
                ours.append(notify(work, ledger, f"smtp://127.0.0.1:{port}"))
                peer.append(measure([sys.executable, str(HERE / "notify_peer.py"), str(port), str(folder / "new")]))
        best_ours, best_peer, best_folder = (min(runs, key=lambda run: run.seconds) for runs in (ours, peer, to_folder))
        share = best_peer.seconds / best_ours.seconds
        print(f"{messages:,} messages from {requests:,} requests; fastest of {turns}, {os.cpu_count()} processors")
        print(f"  one commit to this disk: {commit_ms(work):.2f} ms")
        print(f"  {'':<34}{'seconds':>8}{'messages/s':>12}{'CPU s':>8}{'peak MB':>9}")
        _figures("smtplib in a loop, mails ready", best_peer, messages)
        _figures("innoveici notify, SMTP", best_ours, messages, f"{share:.0%} of it (goal: 60 % or more)")
        _figures("innoveici notify, Maildir", best_folder, messages)


if __name__ == "__main__":
    main()
