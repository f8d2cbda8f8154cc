"""Several batches at once, and requests routed meanwhile: nothing twice, nobody over a limit, nobody turned away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.batch import processes
from tests.batch.processes import Place, Row, check_ledger, check_output, ended, rows_of
from tests.ledger.conftest import socket

__all__ = ["socket"]

HELD = 3
"""Exit code: done, and something needs a person."""


@pytest.fixture(autouse=True)
def _none_left_behind() -> Iterator[None]:
    with processes.none_left_behind():
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where several will make a ledger at once."""
    with processes.ledger_url(request.param, tmp_path, request, "together") as url:
        yield url


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where the file was routed by one alone."""
    place = Place(tmp_path_factory.mktemp("alone"))
    processes.write(place.export, processes.export(Random(5), 700))
    with processes.none_left_behind():
        assert place.run().code == HELD
    return place


def _ids(url: str) -> list[str]:
    return [id_ for (id_,) in rows_of(url, "SELECT request_id FROM handoffs ORDER BY request_id")]


def test_the_same_file_twice_at_once(url: str, alone: Place, tmp_path: Path) -> None:
    rows = processes.export(Random(5), 700)
    places = [Place(tmp_path / name, url) for name in ("one", "two")]
    for place in places:
        processes.write(place.export, rows)
    running = [place.start() for place in places]
    for process in running:
        assert ended(process).code == HELD
    check_ledger(url)
    # Which of the two records a slice first is chance, but each waits for the other: the rows come in their order.
    processes.check_same(processes.kept(url), processes.kept(alone.url))
    first, second = (check_output(place.out, rows) for place in places)
    recorded = check_output(alone.out, rows)
    for status in ("assigned", "held", "referred"):
        assert first[status] + second[status] == recorded[status]


def test_two_files_that_overlap_and_single_requests_between(url: str, tmp_path: Path) -> None:
    rows = [row for row in processes.export(Random(8), 700) if len(row) == len(processes.COLUMNS)]
    rows = list({row[0] or row: row for row in rows}.values())  # each request once: in two orders, all the same
    parts: list[list[Row]] = [rows[:400], rows[200:][::-1]]
    places = [Place(tmp_path / name, url) for name in ("one", "two")]
    for place, part in zip(places, parts, strict=True):
        processes.write(place.export, part)
    running = [place.start() for place in places]
    for number in range(3):
        words = ("--company", f"Atelier {number}", "--postal-code", "J0K 2M0", "--request-id", f"S-{number}")
        assert places[0].run("route", *words).code in (0, HELD)
    for process in running:
        assert ended(process).code == HELD
    check_ledger(url)
    assert {row[0] for row in rows if row[0]} | {"S-0", "S-1", "S-2"} <= set(_ids(url))
    counts = [check_output(place.out, part) for place, part in zip(places, parts, strict=True)]
    blank = sum(count["blank"] for count in counts)
    duplicate = sum(count["duplicate"] for count in counts)
    assert len(_ids(url)) == len(parts[0]) + len(parts[1]) - blank - duplicate + 3
