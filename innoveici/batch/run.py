"""One export routed from beginning to end: read, decided, recorded or planned, written."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from innoveici.batch.decide.alike import Likenesses, Pair
from innoveici.batch.decide.answers import as_columns
from innoveici.batch.decide.decided import Decided
from innoveici.batch.decide.decider import Decider
from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.loads import RunningLoads
from innoveici.batch.planning import Planning
from innoveici.batch.recording import Recording, record_slice
from innoveici.batch.results import Output, Results
from innoveici.batch.scan import Scan, scan
from innoveici.batch.tally import Tally
from innoveici.batch.threads import one_ahead, short_turns
from innoveici.batch.write.noticed import Noticed, noticed
from innoveici.batch.write.problems import json_details, problems_of

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.read.export import Export
    from innoveici.desk import Desk
    from innoveici.ledger.ledger import Ledger

RECORDED_AT_ONCE = 5_000
"""Rows of one transaction: some 0.3 s in which another writer waits."""
_AT_FIRST = 5_000
"""Rows of a slice of the first block: who is next is looked up for all rows of a slice, and once more each time
somebody reaches a limit, which happens most at the beginning."""
_PAUSE_S = 0.005
"""Between two transactions, for whoever waits to write: who is patient for ten seconds asks every 4 ms."""


@dataclass
class Report:
    """What became of a file. ``rows``: in all, blank ones included; ``recorded``: those that add to the ledger, or
    would; ``noticed``: the notices these cause. ``stopped``: not all of it was routed. ``earlier``: other batches of
    the same file, not taken back; asked for where rows were recorded already."""

    batch: str
    rows: int = 0
    recorded: int = 0
    tally: Tally = field(default_factory=Tally)
    noticed: Noticed = field(default_factory=Counter)
    stopped: bool = False
    earlier: tuple[str, ...] = ()
    alike: list[Pair] = field(default_factory=list)
    """Requests that may be another under a number of its own."""


Watch = Callable[[Report], bool]
"""Told of progress after each slice; True means: stop here."""


def planned_batch(export: Export) -> str:
    """An id for a run that records nothing: it says which file it is of."""
    return f"B-{export.sha256[:16]}"


def plan(
    export: Export,
    desk: Desk,
    ledger: Ledger | None,
    outputs: list[Output],
    watch: Watch,
    read: Scan | None = None,
) -> Report:
    """Decide every row as recording would, in one order with the loads so far; nothing is written to the ledger.

    ``read``: what ``scan`` says of the export, when the caller has asked it.
    """
    report = Report(planned_batch(export))
    read = read or scan(export)
    report.rows = read.rows
    decider = Decider(desk)
    likenesses = Likenesses(*read.take_hashes(), ledger.named() if ledger else ())
    head = ledger.head() if ledger else None
    loads = RunningLoads(decider.advisors, ledger.loads() if ledger else {}, head.seq + 1 if head else 1)
    with Planning(decider, ledger, read, report.batch) as planning:
        # What is recalled of a known request takes some kilobytes: no more of them at once than when recording.
        for begun in _begun(export, decider, RECORDED_AT_ONCE if ledger else None):
            settle(report, decider, decided := decider.decide(begun, loads, planning), outputs)
            likenesses.note(decided)
            if watch(report):
                report.stopped = True
                return report
    report.tally.check()
    report.alike = likenesses.pairs()
    return report


def record(
    export: Export, desk: Desk, ledger: Ledger, outputs: list[Output], watch: Watch, batch: str | None = None
) -> Report:
    """Route and record every row, a transaction each few thousand; what is recorded already adds nothing.

    ``batch``: what the run is called, when the caller has named it (``Ledger.new_batch``).
    """
    report = Report(batch or ledger.new_batch(export.sha256))
    read = scan(export)
    report.rows = read.rows
    decider = Decider(desk)
    likenesses = Likenesses(*read.take_hashes(), ledger.named())
    recording = Recording(decider, report.batch)
    with short_turns(writing=True):
        for begun in _begun(export, decider, RECORDED_AT_ONCE):
            with ledger.writing() as tx:
                decided = record_slice(begun, decider, recording, tx)
            settle(report, decider, decided, outputs)  # said once it is committed, never before
            likenesses.note(decided)
            if watch(report):
                report.stopped = report.tally.read < report.rows
                break
            time.sleep(_PAUSE_S)
    if not report.stopped:
        report.tally.check()
    report.alike = likenesses.pairs()
    return report


def _begun(export: Export, decider: Decider, rows: int | None) -> Iterator[Decided]:
    """Slices of the export, begun while the one before is decided and written."""
    columns, notes, how = export.columns, export.notes, decider.how
    return one_ahead(decider.begin(Fields(block, columns, notes, how)) for block in slices(export, rows))


def slices(export: Export, rows: int | None, more: Collection[int] = ()) -> Iterator[Block]:
    """The export's blocks, in pieces of at most ``rows``, with ``more`` columns than the input's own."""
    for block in export.blocks((*range(len(export.headers)), *more)):
        step = rows or (_AT_FIRST if block.first_row == 1 else max(len(block), 1))
        for start in range(0, len(block), step):
            yield block.slice(start, start + step)


def results_of(decided: Decided) -> Results:
    """The result columns of a slice."""
    return Results(
        decided.id_column,
        as_columns(decided.answers),
        decided.which,
        pa.array(decided.distance_km, from_pandas=True),
        pa.array(decided.error_km, from_pandas=True),
        decided.fields.block.blank,
        lambda: problems_of(decided),
        lambda row: json_details(decided, row),
    )


def settle(report: Report, decider: Decider, decided: Decided, outputs: list[Output]) -> None:
    """Count a slice and write it."""
    report.tally.add(decided.answers, decided.which)
    report.tally.headings += len(decided.fields.block.headings)
    report.recorded += decided.recorded
    report.noticed.update(noticed(decided, decider))
    results = results_of(decided)
    for output in outputs:
        output.write(decided.fields.block, results)
