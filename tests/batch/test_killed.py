"""Killed at any moment and run again, a batch leaves the ledger of one that was never interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.batch import processes
from tests.batch.processes import Place, Row, check_ledger, check_output, check_same, kept, rows_of
from tests.ledger.conftest import socket

__all__ = ["socket"]

KILLS = int(os.environ.get("INNOVEICI_KILLS", "6"))
"""Six a ledger. By hand, 54."""
ROWS = 1_000
HELD = 3
"""Exit code: done, and something needs a person."""

pytestmark = pytest.mark.usefixtures("_none_left_behind")


@pytest.fixture
def _none_left_behind() -> Iterator[None]:
    with processes.none_left_behind():
        yield


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return processes.export(Random(3), ROWS)


@pytest.fixture(scope="module")
def whole(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where the file was routed in one go."""
    place = Place(tmp_path_factory.mktemp("whole"))
    processes.write(place.export, rows)
    ended = place.run()
    assert ended.code == HELD, ended.err
    counts = check_output(place.out, rows)
    assert min(counts[status] for status in ("assigned", "held", "rejected", "duplicate", "blank")) > 10
    check_ledger(place.url)
    events = rows_of(place.url, "SELECT type, COUNT(*) FROM events GROUP BY type")
    assert dict(events)["corrected"] > 10
    return place


def _recorded(url: str) -> int:
    """Events in the ledger; 0 while there is none."""
    try:
        return int(rows_of(url, "SELECT COUNT(*) FROM events")[0][0])
    except Exception:  # being made
        return 0


def _wait_until_recorded(place: Place, process: subprocess.Popen[bytes], events: int) -> None:
    while process.poll() is None and _recorded(place.url) < events:
        time.sleep(0.01)


def _wait_for_output(place: Place, process: subprocess.Popen[bytes]) -> None:
    """Until the first of its two files is in place, or about to be."""
    while process.poll() is None and not place.out.exists():
        time.sleep(0.0005)


def test_the_same_file_twice_adds_nothing(whole: Place, rows: list[Row]) -> None:
    before, rejected = kept(whole.url), whole.rejects.read_bytes()
    ended = whole.run()
    assert ended.code == HELD
    assert "Nothing new was recorded" in ended.err or "rejected" in ended.err
    check_same(kept(whole.url), before)
    counts = check_output(whole.out, rows)
    assert set(counts) == {"duplicate", "rejected", "blank"}
    assert whole.rejects.read_bytes().count(b"\r\n") == rejected.count(b"\r\n")


@pytest.mark.parametrize("number", range(max(1, KILLS // 6)))
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_killed_at_any_moment_and_run_to_the_end(
    backend: str, number: int, whole: Place, rows: list[Row], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    random, killed, all_events = Random(number), 0, _recorded(whole.url)
    moments = [0, 1, 2, 3, 4, 5] if backend == "sqlite" else [1, 3, 5]
    with processes.ledger_url(backend, tmp_path, request, f"killed_{number}") as url:
        place = Place(tmp_path / "place", url)
        processes.write(place.export, rows)
        for moment in moments:
            process = place.start()
            match moment:
                case 0:  # while it starts, or makes the ledger
                    time.sleep(random.uniform(0.5, 1.5))
                case 5:  # while it writes its last rows, or moves the files into place
                    if number % 2:
                        _wait_until_recorded(place, process, all_events)
                    else:
                        _wait_for_output(place, process)
                    time.sleep(random.uniform(0, 0.004))
                case _:  # further on each time, somewhere in a slice
                    _wait_until_recorded(place, process, int(all_events * random.uniform(moment - 1, moment) / 5) + 1)
                    time.sleep(random.uniform(0, 0.1))
            killed += processes.kill(process).code == -signal.SIGKILL
            if _recorded(url):
                check_ledger(url)
            if place.out.exists():  # then it is whole
                check_output(place.out, rows)
        assert killed >= len(moments) - 1  # it may end before the last one
        ended = place.run()
        assert ended.code == HELD, ended.err
        check_ledger(url)
        check_same(kept(url), kept(whole.url))
        check_output(place.out, rows)
        assert place.leftovers() == []
        assert place.out.stat().st_mode & 0o777 == 0o600


def test_interrupted_twice_in_different_ways_it_ends_as_if_it_had_run_once(
    whole: Place, rows: list[Row], tmp_path: Path
) -> None:
    place = Place(tmp_path / "place")
    processes.write(place.export, rows)
    place.out.write_text("what was there\n", encoding="utf-8")
    for number, events in ((signal.SIGINT, 300), (signal.SIGTERM, 900)):
        process = place.start()
        _wait_until_recorded(place, process, events)
        ended = processes.kill(process, number)
        assert ended.code == 130, ended.err
        assert "rows are recorded" in ended.err
        assert "run the same command again" in ended.err
        assert place.out.read_text("utf-8") == "what was there\n"
        assert place.leftovers() == []
        check_ledger(place.url)
        assert events <= _recorded(place.url) < _recorded(whole.url)
    assert place.run().code == HELD
    check_same(kept(place.url), kept(whole.url))
