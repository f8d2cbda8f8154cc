"""Several real processes on one ledger, and what is left when they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.states import handoff_id_of
from tests.ledger.conftest import BOTH
from tests.ledger.samples import clock, path_of

_PROJECT = Path(__file__).parents[2]
ROUNDS = max(7, int(os.environ.get("INNOVEICI_KILLS", "0")) // 3)
"""Of three killed at once. By hand, INNOVEICI_KILLS=100."""


_started: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def _none_left_behind() -> Iterator[None]:
    """A test that fails half way must not leave processes to disturb the next."""
    yield
    while _started:
        process = _started.pop()
        process.kill()
        process.wait()


class _Worker:
    """A process that records; what it says goes to a file, so that a kill loses nothing that was said."""

    def __init__(self, url: str, folder: Path, name: str, how_many: int = 0, shared: int = 0, batch: int = 1) -> None:
        command = [sys.executable, "-m", "tests.ledger.worker", url, name, str(how_many), str(shared), str(batch)]
        self._out, self._err = folder / f"{name}.out", folder / f"{name}.err"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(command, cwd=_PROJECT, stdout=out, stderr=err)
        _started.append(self.process)

    def wait_for(self, lines: int) -> None:
        """Until it said so many: that it is ready, then what it recorded."""
        while self._out.read_text().count("\n") < lines:
            assert self.process.poll() is None, self._err.read_text()
            time.sleep(0.01)

    def said(self) -> list[str]:
        """Once it ended: the ids it said were recorded. A line that a kill cut short was not said."""
        self.process.wait(timeout=120)
        assert self._err.read_text() == ""
        whole = [line for line in self._out.read_text().splitlines(keepends=True) if line.endswith("\n")]
        return [id_ for line in whole[1:] for id_ in line.split()]


def _recorded_whole(ledger: Ledger) -> list[str]:
    """The ids of the recorded requests; every handoff is whole, some are looked at closely."""
    found = ledger.verify()  # compares every event with the notices it says it caused
    assert found.ok, found.why
    ids = [handoff.request_id for handoff in ledger.handoffs()]
    assert len(ids) == len(set(ids))
    for id_ in Random(0).sample(ids, min(len(ids), 50)):
        roles = [n.recipient.partition(":")[0] for n in ledger.show(id_).notices]
        assert roles == ["company", "advisor", "erac", "council"]
    return ids


@BOTH
def test_eight_processes_at_once_from_the_very_first_moment(blank_url: str, tmp_path: Path) -> None:
    workers = [_Worker(blank_url, tmp_path, f"W{n}", how_many=12, shared=4) for n in range(8)]
    said = [id_ for worker in workers for id_ in worker.said()]
    assert [worker.process.returncode for worker in workers] == [0] * 8
    assert len(said) == 8 * 12 + 4  # each shared request was recorded by one of them
    with open_ledger(blank_url, clock=clock) as ledger:
        assert sorted(_recorded_whole(ledger)) == sorted(said)
        opened = [e.seq for e in ledger.events(types=["received"])]
        assert opened == list(range(1, 2 * len(said), 2))
        assert ledger.find(handoff_id_of(opened[-1])) is not None


@BOTH
def test_killed_at_any_moment_nothing_is_half_recorded_and_nothing_said_is_lost(
    blank_url: str, backend: str, tmp_path: Path
) -> None:
    random, said, kills = Random(backend), set[str](), 0
    rounds = ROUNDS if backend == "sqlite" else 2  # PostgreSQL itself survives its clients
    for n in range(rounds):
        workers = [_Worker(blank_url, tmp_path, f"K{n}-{w}", batch=40) for w in range(3)]
        if n == 0:  # killed while the ledger itself is made
            time.sleep(random.uniform(0.3, 0.6))
        else:
            for worker in workers:
                worker.wait_for(1)
            if n == rounds - 1:  # however slow the machine is, something was said
                workers[0].wait_for(2)
            time.sleep(random.uniform(0.0, 0.15))
        for worker in workers:
            worker.process.kill()
            kills += 1
        said.update(id_ for worker in workers for id_ in worker.said())
    assert kills == 3 * rounds
    with open_ledger(blank_url, clock=clock) as ledger:
        assert said
        assert said <= set(_recorded_whole(ledger))
    if backend == "sqlite":
        assert path_of(blank_url).stat().st_mode & 0o777 == 0o600
