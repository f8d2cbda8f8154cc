"""Slices recorded a transaction each: as if one by one in the ledger's order, whatever happens between them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from weakref import WeakSet

import pytest

from innoveici.batch import run
from innoveici.batch.decide.decided import Decided
from innoveici.batch.decide.decider import Decider
from innoveici.batch.read.export import open_export
from innoveici.batch.run import Report
from innoveici.desk import Desk
from innoveici.errors import StorageError
from innoveici.ledger.entry import Prepared
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.writing import Transaction
from innoveici.messages import Message
from innoveici.request import Request, read_request
from tests.batch import samples
from tests.batch.samples import Collected, Row, Sample

COLUMNS = ("request_id", "company", "postal_code")
AT_ONCE = 5


def _sample(random: Random, count: int) -> Sample:
    """Requests at a few places, each once."""
    places = [spot.code for region in samples.REGIONS[:2] for spot in samples.spots()[region][:6]]
    return Sample(COLUMNS, tuple(Row((f"R-{n}", f"Atelier {n}", random.choice(places))) for n in range(count)))


def _again(sample: Sample, row: int, *, at: int, **other: str) -> Sample:
    """With a row once more, with other cells."""
    cells = tuple(other.get(name, cell) for name, cell in zip(COLUMNS, sample.rows[row].cells, strict=True))
    return Sample(COLUMNS, (*sample.rows[:at], Row(cells), *sample.rows[at:]))


def _record(
    sample: Sample, desk: Desk, ledger: Ledger, folder: Path, watch: Callable[[Report], bool] = lambda _: False
) -> tuple[Collected, Report]:
    path, collected = folder / "export.csv", Collected()
    path.write_text(sample.text(), encoding="utf-8", newline="")
    with open_export(str(path)) as export, patch.object(run, "RECORDED_AT_ONCE", AT_ONCE):
        return collected, run.record(export, desk, ledger, [collected], watch)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with samples.new_ledger(tmp_path, "batch.db") as ledger:
        yield ledger


@pytest.fixture
def desk() -> Desk:
    return Desk(samples.atlas(), samples.shipped(), samples.DAY)


def _statuses(sample: Sample, desk: Desk, ledger: Ledger, folder: Path) -> list[str]:
    """Those of a sample that is recorded as its rows one by one."""
    with samples.new_ledger(folder, "single.db") as single:
        collected, report = _record(sample, desk, ledger, folder)
        outcomes = samples.one_by_one(sample, desk, single, report.batch)
        wanted = [samples.said_of(o, sample.given(row)) for o, row in zip(outcomes, sample.rows, strict=True)]
    worded = [(*row[:2], *row[3:]) for row in wanted]  # the language of a duplicate's reason is not that of `wanted`
    assert [(*row[:2], *row[3:]) for row in collected.rows] == worded
    assert samples.kept(folder / "batch.db") == samples.kept(folder / "single.db")
    return [row[1] for row in collected.rows]


def test_rows_that_are_each_another_request_are_each_assigned(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    assert set(_statuses(_sample(Random(1), 23), desk, ledger, tmp_path)) == {"assigned"}


@pytest.mark.parametrize("other", [{}, {"company": "Autre"}, {"postal_code": "G1R 2B5"}])
@pytest.mark.parametrize(("row", "at"), [(1, 4), (2, 7), (4, 8), (1, 21)])
def test_a_row_that_repeats_an_assigned_one_is_its_duplicate(
    other: dict[str, str], row: int, at: int, desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    """In the same slice, in the one before, or long before; in the same words or in others."""
    said = _statuses(_again(_sample(Random(1), 23), row, at=at, **other), desk, ledger, tmp_path)
    assert (said.pop(at), set(said)) == ("duplicate", {"assigned"})


@pytest.mark.parametrize("code", ["H0H 0H0", "G9Z 9Z9"])
@pytest.mark.parametrize(("row", "at"), [(1, 4), (3, 7), (1, 21)])
def test_one_that_corrects_a_held_one_is_assigned(
    code: str, row: int, at: int, desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    sample = _sample(Random(1), 23)
    good = sample.rows[row].cells[2]
    sample = _again(_again(sample, row, at=row, postal_code=code), row + 1, at=at, postal_code=good)
    sample = Sample(COLUMNS, (*sample.rows[: row + 1], *sample.rows[row + 2 :]))
    said = _statuses(sample, desk, ledger, tmp_path)
    assert (said[row], said[at - 1]) == ("held", "assigned")


def _others_at_work(
    random: Random, desk: Desk, folder: Path, sample: Sample, numbers: Iterator[int]
) -> Callable[[], None]:
    """What another process does: a request of its own, or one of the same file."""

    def work() -> None:
        row = random.choice(sample.rows)
        id_ = random.choice([f"S-{next(numbers)}", row.cells[0]])
        with samples.opened_ledger(folder, "batch.db") as other:
            desk.route(Request(id_, row.cells[1], row.cells[2]), other)

    return work


@pytest.mark.parametrize("seed", range(8))
def test_others_may_record_at_any_moment(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    desk, sample = samples.desk(random), _sample(random, 60)
    work, writing = _others_at_work(random, desk, tmp_path, sample, numbers := iter(range(1_000))), Ledger.writing

    @contextmanager
    def between(self: Ledger, *args: Any) -> Iterator[Transaction]:
        if self is ledger and random.random() < 0.4:
            work()
        with writing(self, *args) as tx:
            yield tx

    with (
        samples.new_ledger(tmp_path, "batch.db") as ledger,
        samples.new_ledger(tmp_path, "single.db") as single,
        patch.object(Ledger, "writing", between),
    ):
        collected, report = _record(sample, desk, ledger, tmp_path)
        assert next(numbers) > 0
        assert ledger.verify().ok
        for shown in [ledger.show(handoff.handoff_id) for handoff in ledger.handoffs()]:  # as they were recorded
            fields = {name: str(value) for name, value in (shown.personal or {}).items()}
            request = read_request({"request_id": shown.handoff.request_id, **fields})
            assert isinstance(request, Request)
            with single.writing() as tx:
                desk.record(request, tx, batch=shown.events[0].payload.get("batch"))
    assert samples.kept(tmp_path / "batch.db") == samples.kept(tmp_path / "single.db")
    assert [row[0] for row in collected.rows] == [row.cells[0] for row in sample.rows]
    assert report.tally.read == report.rows == len(sample.rows)


def _repeating(sample: Sample) -> Sample:
    """Every slice repeats a row of the one before."""
    for at in range(AT_ONCE + 1, len(sample.rows), AT_ONCE):
        sample = _again(sample, at - 4, at=at)
    return sample


@pytest.mark.parametrize("again", [False, True], ids=["new", "known"])
@pytest.mark.parametrize("made", [lambda sample: sample, _repeating], ids=["once", "repeating"])
def test_slices_are_let_go_as_soon_as_they_are_written(
    made: Callable[[Sample], Sample], again: bool, desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    """Without looking for cycles: a file of any length takes the same memory."""
    alive: WeakSet[Decided] = WeakSet()
    most, decide = [0], Decider.decide

    def decided(self: Decider, begun: Decided, *others: Any) -> Decided:
        alive.add(begun)
        most.append(len(alive))
        return decide(self, begun, *others)

    sample = made(_sample(Random(1), 90))
    if again:
        _record(sample, desk, ledger, tmp_path)
    gc.collect()
    gc.disable()
    try:
        with patch.object(Decider, "decide", decided):
            _record(sample, desk, ledger, tmp_path)
    finally:
        gc.enable()
    assert len(most) > 90 // AT_ONCE
    assert max(most) <= 4


@pytest.mark.parametrize("failing", [0, 1, 2, 3])
def test_what_was_recorded_before_a_failure_is_told(failing: int, desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    given, record_prepared = iter(range(9)), Transaction.record_prepared
    collected = Collected()

    def fails(tx: Transaction, entries: Sequence[Prepared]) -> int:
        if next(given) == failing:
            raise StorageError(Message("the disk is full"), Message("make room"))
        return record_prepared(tx, entries)

    path = tmp_path / "export.csv"
    path.write_text(_sample(Random(1), 18).text(), encoding="utf-8", newline="")
    with (
        patch.object(Transaction, "record_prepared", fails),
        patch.object(run, "RECORDED_AT_ONCE", AT_ONCE),
        open_export(str(path)) as export,
        pytest.raises(StorageError, match="full"),
    ):
        run.record(export, desk, ledger, [collected], lambda _: False)
    recorded = [handoff.request_id for handoff in ledger.handoffs()]
    assert [row[0] for row in collected.rows] == recorded == [f"R-{n}" for n in range(AT_ONCE * failing)]


@pytest.mark.parametrize("after", [0, 5, 10])
def test_who_stops_is_told_all_that_is_recorded(after: int, desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    sample = _sample(Random(1), 23)
    collected, report = _record(sample, desk, ledger, tmp_path, lambda report: report.tally.read >= after)
    recorded = [handoff.request_id for handoff in ledger.handoffs()]
    assert report.stopped
    assert len(sample.rows) > report.recorded == len(recorded) >= after
    assert [row[0] for row in collected.rows] == recorded
    assert report.tally.read == len(recorded)


def test_a_stop_after_the_last_slice_is_none(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    sample = _sample(Random(1), 10)
    _, report = _record(sample, desk, ledger, tmp_path, lambda report: report.tally.read == report.rows)
    assert (report.stopped, report.recorded) == (False, 10)
