"""A batch makes of each row what routing the rows one by one makes, to the byte; a plan says what recording would."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innoveici.batch import planning, recording, run
from innoveici.batch.read.export import open_export
from innoveici.batch.run import Report
from innoveici.desk import Desk
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.ledger import Ledger
from tests.batch import samples
from tests.batch.samples import Collected, Said, Sample

SEEDS = int(os.environ.get("INNOVEICI_BATCH_CASES", "16"))
"""Seeded cases; thousands when hunting."""


def on(_: Report) -> bool:
    return False


def record(sample: Sample, desk: Desk, ledger: Ledger, folder: Path) -> tuple[Collected, Report]:
    path = folder / "export.csv"
    path.write_bytes(sample.text().encode())
    collected = Collected()
    with open_export(str(path)) as export:
        return collected, run.record(export, desk, ledger, [collected], on)


def plan(sample: Sample, desk: Desk, ledger: Ledger | None, folder: Path) -> tuple[Collected, Report]:
    path = folder / "export.csv"
    path.write_bytes(sample.text().encode())
    collected = Collected()
    with open_export(str(path)) as export:
        return collected, run.plan(export, desk, ledger, [collected], on)


def differing(got: Sequence[Said], wanted: Sequence[Said]) -> list[tuple[int, Said, Said]]:
    """Rows whose result columns differ; null and empty are one, None as a wanted reason is any."""
    assert len(got) == len(wanted)
    found = []
    for number, (one, other) in enumerate(zip(got, wanted, strict=True)):
        one = tuple(value if value is not None else "" for value in one)
        other = tuple(value if value is not None else "" for value in other)
        if one[:2] + one[3:] != other[:2] + other[3:] or (wanted[number][2] is not None and one[2] != other[2]):
            found.append((number, one, other))
    return found


def unlinked(rows: Sequence[Said]) -> list[Said]:
    """Without what a duplicate's reason says of a handoff that a plan does not have."""
    return [(*row[:2], None, *row[3:]) if row[1] == "duplicate" else row for row in rows]


def check(seed: Random | int) -> None:
    """One case: what lies in the ledger first, then a file, planned and recorded, then recorded again."""
    random = Random(seed) if isinstance(seed, int) else seed
    desk, sample = samples.desk(random), samples.export(random)
    earlier = sample.part(0, random.randint(0, len(sample.rows))) if random.random() < 0.4 else None
    at_once = random.choice([1, 3, 10, 5_000, 5_000])
    ranked = random.choice([0, 1_000_000])
    # A folder and a ledger for each way.
    with (
        TemporaryDirectory() as name,
        samples.new_ledger(Path(name), "batch.db") as ledger,
        samples.new_ledger(Path(name), "single.db") as single,
        patch.object(run, "RECORDED_AT_ONCE", at_once),
        patch.object(recording, "_RANKED", ranked),
    ):
        folder = Path(name)
        if earlier is not None and len(earlier.rows) == len(sample.rows):
            earlier = None  # the very same file adds nothing, where routing one by one may correct again
        elif earlier is not None and all(row.kind == "blank" for row in earlier.rows):
            earlier = None  # no export
        if earlier is not None and any(row.kind != "blank" for row in earlier.rows):
            _, report = record(earlier, desk, ledger, folder)
            samples.one_by_one(earlier, desk, single, report.batch)
            for kept in (ledger, single):
                _meanwhile(Random(at_once), kept, report.batch)
            desk = samples.desk(random) if random.random() < 0.3 else desk
        assert samples.kept(folder / "batch.db") == samples.kept(folder / "single.db")

        seen = ledger if earlier or random.random() < 0.5 else None  # with one, even empty, slices are small
        before = ledger.head()
        planned, plan_report = plan(sample, desk, seen, folder)
        recorded, report = record(sample, desk, ledger, folder)
        outcomes = samples.one_by_one(sample, desk, single, report.batch)
        wanted = [samples.said_of(o, sample.given(row)) for o, row in zip(outcomes, sample.rows, strict=True)]

        batch, one_by_one = samples.kept(folder / "batch.db"), samples.kept(folder / "single.db")
        for table, rows in one_by_one.items():
            for left, right in zip(batch[table], rows, strict=False):
                assert left == right, (left, right)
            assert len(batch[table]) == len(rows), table
        assert not differing(recorded.rows, wanted)
        assert not differing(planned.rows, unlinked(recorded.rows))
        assert plan_report.tally == report.tally, (plan_report.tally, report.tally)
        assert plan_report.noticed == report.noticed
        assert report.noticed == samples.notices_since(ledger, before.seq if before else 0)
        for one, other in zip(planned.problems, recorded.problems, strict=True):
            assert (one[:3], one[4]) == (other[:3], other[4])
        assert planned.details == recorded.details

        planned, _ = plan(sample, desk, ledger, folder)
        again, nothing_new = record(sample, desk, ledger, folder)
        assert samples.kept(folder / "batch.db") == batch
        assert not nothing_new.noticed
        with (  # each read into values
            patch.object(recording, "recognise"),
            patch.object(planning, "recognise"),
        ):
            for way, told in ((plan, planned), (record, again)):
                read, _ = way(sample, desk, ledger, folder)
                assert (told.rows, told.problems, told.details) == (read.rows, read.problems, read.details)
        assert {row[1] for row in again.rows} <= {"duplicate", "rejected", "blank"}
        assert [row[0] for row in again.rows] == [row[0] for row in recorded.rows]
        assert ledger.verify().ok


def _meanwhile(random: Random, ledger: Ledger, batch: str) -> None:
    """What people did between two batches."""
    match random.choice(["nothing", "undo", "decline", "close"]):
        case "undo":
            if ledger.head() is not None:
                ledger.undo_batch(batch, actor=SYSTEM)
        case "decline":
            for handoff in list(ledger.handoffs(states=["assigned"]))[:3]:
                if handoff.advisor_id is not None:
                    decision, private, _ = ledger.decision(handoff.request_id)
                    with ledger.writing() as tx:
                        tx.append(handoff.request_id, "declined", actor=Actor("advisor", handoff.advisor_id))
                        payload = {"decision": decision}
                        tx.append(handoff.request_id, "held", actor=SYSTEM, payload=payload, private=private)
        case "close":
            for handoff in list(ledger.handoffs(states=["assigned"]))[:3]:
                if handoff.advisor_id is not None:
                    with ledger.writing() as tx:
                        tx.append(handoff.request_id, "accepted", actor=Actor("advisor", handoff.advisor_id))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_batch_equals_routing_one_by_one(seed: int) -> None:
    check(seed)


@given(st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_batch_equals_routing_one_by_one(random: Random) -> None:
    check(random)
