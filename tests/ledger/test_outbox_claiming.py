"""Several runs at once on one outbox: each letter is had by one of them, and one that is killed leaves a doubt."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from tests.ledger.samples import NOW, clock, routed

_PROJECT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.Popen[str]"]
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def run(url: str) -> Iterator[Run]:
    """Starts a process that claims; it begins with the first line on its stdin."""
    with ExitStack() as stack:

        def start(*arguments: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-m", "tests.ledger.claimer", url, *arguments]
            process = subprocess.Popen(command, cwd=_PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            return process

        yield start


def test_each_letter_is_had_by_one_run_alone(ledger: Ledger, run: Run) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed(f"R-{number}") for number in range(25)])
    processes = [run(f"run-{number}") for number in range(3)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    had = Counter(id_ for process in processes for id_ in process.communicate(timeout=120)[0].split())
    assert [process.returncode for process in processes] == [0] * 3
    assert had == Counter(posted.notice.id for posted in ledger.outbox())
    assert ledger.outbox_counts()["sent"] == 100
    assert {posted.notice.attempts for posted in ledger.outbox()} == {1}
    assert ledger.verify().ok


def test_a_run_that_is_killed_leaves_one_letter_in_doubt_until_its_lease_is_over(ledger: Ledger, run: Run) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed(f"R-{number}") for number in range(3)])
    process = run("run-1", "stop")
    assert process.stdin is not None
    assert process.stdout is not None
    for expected in ("2.1", "2.2", "2.3"):
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{expected}\n"
    process.kill()
    process.wait()
    assert ledger.in_doubt(LATER, abandoned=False) == []
    for doubtful in (
        ledger.in_doubt(NOW, abandoned=True),
        ledger.in_doubt(LATER + timedelta(seconds=1), abandoned=False),
    ):
        assert [(p.notice.id, p.delivery and p.delivery.run) for p in doubtful] == [("2.3", "run-1")]
    counts = ledger.outbox_counts()
    assert (counts["sent"], counts["sending"], counts["queued"]) == (2, 1, 9)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_claims_wait_for_nobody_on_postgresql(url: str, ledger: Ledger) -> None:
    """Neither for who appends events, nor for a run that has one of the notices in an open transaction."""
    with ledger.writing() as tx:
        tx.record_many([routed("R-1"), routed("R-2")])
    with open_ledger(url, clock=clock, patience_s=0.2) as other:
        with ledger.writing() as tx:
            tx.append("R-1", "noted", actor=COUNCIL)
            assert other.step(None, Claim("2.1", ((2, 1),), "run-1", LATER))
            other.step(Settled("2.1", "run-1", "sent"))
            tx.change_notices(["2.2"], "hold", actor=COUNCIL, reason=None)
            assert not other.step(None, Claim("2.2", ((2, 2), (2, 3)), "run-1", LATER))
            assert other.step(None, Claim("2.4", ((2, 4),), "run-1", LATER))
        assert [posted.notice.state for posted in other.outbox(id_="R-1")] == ["sent", "held", "queued", "sending"]


def test_two_ledgers_open_at_once_ask_for_the_same_secret(url: str, ledger: Ledger) -> None:
    with open_ledger(url, clock=clock) as other:
        assert ledger.key("bounces") == other.key("bounces")
