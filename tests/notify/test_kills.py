"""Killed at any moment, as often as it may be, and run again: nothing is lost, and what went twice is flagged."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from innoveici.ledger.actor import Actor
from tests.notify.office import FRIDAY, office
from tests.notify.shipped import ROOT, shipped
from tests.notify.smtp_server import read_saved

KILLS = int(os.environ.get("INNOVEICI_KILLS", "4"))
"""Four a ledger, over 120 notices. By hand, 100 over 500."""
REQUESTS = 60 if KILLS < 50 else 250
"""Of each a company and an advisor hear."""
BYTES = 10_000
"""Of a letter, as it is saved: fewer than it has, so that all kills come before the last letter."""
AFTER_A_LEASE = timedelta(minutes=31)
PATIENCE_S = 180
EX_PERSON = 3


@contextmanager
def saving_server(folder: Path) -> Iterator[str]:
    """The URL of a server in a process of its own, which writes down what it accepts before it says so."""
    command = [sys.executable, "-m", "tests.notify.smtp_server", "0", "--save", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"smtp://127.0.0.1:{process.stdout.readline().split()[1]}"
        finally:
            process.terminate()


def start(url: str, mail: str, now: datetime) -> subprocess.Popen[str]:
    """The real command."""
    settings = {
        "INNOVEICI_LEDGER": url,
        "INNOVEICI_MAIL": mail,
        "INNOVEICI_REGIONS": str(ROOT / "regions.yaml"),
        "INNOVEICI_ADVISORS": str(ROOT / "advisors.csv"),
        "INNOVEICI_NOW": now.isoformat(),
        "INNOVEICI_LANG": "en",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "innoveici", "notify"],
        cwd=ROOT,
        env=os.environ | settings,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def finish(url: str, mail: str, now: datetime) -> int:
    """Run it to its end; the exit code."""
    process = start(url, mail, now)
    _out, err = process.communicate(timeout=PATIENCE_S)
    assert bool(process.returncode) == bool(err), err
    return process.returncode


def take_up(url: str) -> None:
    """As a person does with letters of which it was thrice unknown whether they went out, and only with these."""
    with office(url) as here:
        held = [*here.ledger.outbox(states=["held"])]
        assert all(one.delivery and one.delivery.doubts >= 3 for one in held)
        with here.ledger.writing() as tx:
            tx.change_notices([one.notice.id for one in held], "retry", actor=Actor("person", "anne"), reason="again")


def wait_for(file: Path, size: float, process: subprocess.Popen[str]) -> None:
    """Until so many bytes were received, or the run ended by itself."""
    while process.poll() is None and (file.stat().st_size if file.exists() else 0) < size:
        time.sleep(0.0005)


def test_nothing_is_lost_and_what_went_twice_is_flagged(url: str, tmp_path: Path) -> None:
    with office(url) as here:
        here.directory = shipped()
        here.route(REQUESTS)
        letters = here.states()["queued"]
    assert letters == 2 * REQUESTS
    random, now, killed = Random(5), FRIDAY, 0
    received = tmp_path / "saved" / "received.jsonl"
    with saving_server(received.parent) as mail:
        for _ in range(KILLS):
            process = start(url, mail, now)
            before = received.stat().st_size if received.exists() else 0
            wait_for(received, before + random.random() * letters / (KILLS + 1) * BYTES, process)
            time.sleep(random.uniform(0, 0.004))
            process.kill()
            process.communicate()
            killed += process.returncode == -9
            now += AFTER_A_LEASE
        if finish(url, mail, now) == EX_PERSON:
            take_up(url)
            assert finish(url, mail, now) == 0
    assert killed == KILLS
    copies = Counter(
        one.message_id.strip("<").rpartition("@")[0].rpartition(".")[0] for one in read_saved(received.parent)
    )
    with office(url) as here:
        sent = {p.delivery.message: p.delivery.doubts for p in here.ledger.outbox(states=["sent"]) if p.delivery}
        assert here.states() == {"sent": letters, "no_address": 2 * REQUESTS}
        assert here.ledger.verify().ok
    assert copies.keys() == sent.keys()
    assert copies.total() - letters <= killed
    assert all(count - 1 <= sent[message] for message, count in copies.items())
    assert sum(sent.values()) <= killed
