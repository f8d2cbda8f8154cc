"""A plan recorded as it stands, or not at all: every row is decided again and must be what was planned.

All of it is one transaction, so that the loads are those of one moment and a refusal leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.blocks import Block, Odd
from innoveici.batch.decide.decided import Decided
from innoveici.batch.decide.decider import Decider
from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.known_rows import Again
from innoveici.batch.dialect import own_cells
from innoveici.batch.differing import difference
from innoveici.batch.planned import Basis, inputs_of, not_met, read_basis, with_odd, without_results
from innoveici.batch.recording import Recording, record_slice
from innoveici.batch.results import TEXT_COLUMNS, Output
from innoveici.batch.run import RECORDED_AT_ONCE, Report, Watch, settle, slices
from innoveici.batch.scan import IdsDigest
from innoveici.batch.tally import Tally
from innoveici.batch.threads import one_ahead
from innoveici.errors import Refused
from innoveici.ledger.batches import same_file
from innoveici.ledger.states import OPENS
from innoveici.messages import N_, Message
from innoveici.reasons import Reason
from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.read.export import Export
    from innoveici.desk import Desk
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.writing import Transaction


class PlanRecording(Recording):
    """``planned``: the batch of the export that was planned, whose rows the dry run has looked up; ``first``: the
    number of the first event written here."""

    def __init__(self, decider: Decider, batch: str, planned: str, first: int) -> None:
        super().__init__(decider, batch)
        self._again = Again(planned, batch)
        self._first = first

    def recorded_before(self, request_ids: Collection[str]) -> dict[str, Recalled]:
        """Those of ``request_ids`` whose handoff is older than this transaction."""
        recalled = self._tx.recall(request_ids) if request_ids else {}
        return {id_: found for id_, found in recalled.items() if found.events[0].seq < self._first}

    def is_own(self, recalled: Recalled) -> bool:
        """Whether this very plan decided it before."""
        return any(
            event.type in OPENS and event.seq < self._first and same_file(event.payload.get("batch"), self._batch)
            for event in recalled.events
        )


_OTHER_IDS = N_("{file}: the request numbers are not those of the plan, or not in its order")
_SHOWN = 10
"""Rows that are named."""


class PlanChanged(Refused):
    """The plan is not what would be recorded now; ``details`` say what differs."""

    def __init__(self, export: Export, basis: Basis, details: Sequence[Message]) -> None:
        text = N_("{file}: the plan of {day} does not hold any more; nothing was recorded")
        super().__init__(
            Message(text, file=export.shown, day=basis.day),
            Message(N_("look at what has changed, then make the plan again with --dry-run -o")),
        )
        self._details = tuple(details)

    def details(self) -> Sequence[Message]:
        """Files that were edited, then rows."""
        return self._details


class _StopHere(Exception):
    """Somebody asked to stop: roll back."""


def apply_plan(
    export: Export, desk: Desk, ledger: Ledger, outputs: list[Output], watch: Watch, batch: str | None = None
) -> Report:
    """Record the plan that a dry run wrote, in one transaction, as a batch of this very file.

    Applied again it adds nothing: its rows are duplicates. Stopped by ``watch``, nothing was recorded and the report's
    tally is empty.

    :raises DataError: the file is no plan. :raises Refused: a row was added or is missing, or the request numbers are
        others.
    :raises PlanChanged: something is not decided as planned, or a file decided upon is another one.
    """
    basis, rows = read_basis(export)
    report = Report(batch or ledger.new_batch(export.sha256), rows)
    if basis is None:
        return report
    try:
        with ledger.writing() as tx:
            _Applying(export, desk, basis, report).run(tx, outputs, watch)
    except _StopHere:
        report.stopped, report.tally, report.noticed = True, Tally(), Counter()
    return report


class _Applying:
    def __init__(self, export: Export, desk: Desk, basis: Basis, report: Report) -> None:
        self._export = export
        self._basis = basis
        self._report = report
        self._decider = Decider(desk)
        self._ids = IdsDigest()
        self._applied = 0
        """Rows that this very plan has recorded before."""
        self._differing = 0
        self._differences: list[Message] = []
        """Of the first few that differ."""

    def run(self, tx: Transaction, outputs: list[Output], watch: Watch) -> None:
        first = tx.next_seq
        recording = PlanRecording(self._decider, self._report.batch, self._basis.batch, first)
        for block in one_ahead(slices(self._export, RECORDED_AT_ONCE, self._export.planned.values())):
            told = {name: own_cells(block, self._export.planned[name]) for name in TEXT_COLUMNS}
            decided = record_slice(self._decider.begin(self._fields(block, told)), self._decider, recording, tx)
            self._compare(decided, told, recording)
            settle(self._report, self._decider, decided, outputs)
            if watch(self._report):
                raise _StopHere
        self._report.tally.check()
        self._refuse_changes(added=tx.next_seq > first)

    def _fields(self, block: Block, told: Mapping[str, pa.StringArray]) -> Fields:
        """The input's own columns. A row rejected for its shape, which the plan does not show, is rejected again."""
        block = without_results(block, len(self._export.headers))
        fields = Fields(block, self._export.columns, self._export.notes, self._decider.how)
        has_id = pc.not_equal(told["request_id"], "")  # a row of another shape has none
        self._ids.add(pc.if_else(has_id, fields.ids, "").filter(pa.array(~block.blank)))
        at_fault = pc.and_(pc.equal(told["status"], "rejected"), pc.equal(told["verdict"], ""))
        lost: dict[int, Odd] = {}
        for row in np.flatnonzero(at_fault.to_numpy(zero_copy_only=False) & ~block.blank).tolist():
            same_id = told["request_id"][row] == fields.ids[row]  # of an odd row none is known
            if not same_id or isinstance(fields.request(row), Request):
                reason = Reason("row.rejected_when_planned", {"reason": told["reason"][row].as_py()})
                lost[row] = Odd(block.cells(row), reason)
        return Fields(with_odd(block, lost), fields.columns, fields.notes, fields.how) if lost else fields

    def _compare(self, decided: Decided, told: Mapping[str, pa.StringArray], recording: PlanRecording) -> None:
        """Count the rows that are not as planned, and word the first few."""
        differing = dict(not_met(decided, told))
        known = {row for row in differing if decided.answers[decided.which[row]].status == "duplicate"}
        recorded = recording.recorded_before({decided.id_of(row) for row in known})
        for row, planned in differing.items():
            before = recorded.get(decided.id_of(row)) if row in known else None
            if before is not None and planned.request_id == before.request_id and recording.is_own(before):
                self._applied += 1
            else:
                self._note(decided, row, partial(difference, self._decider, decided, row, planned, before))

    def _note(self, decided: Decided, row: int, what: Callable[[], Message]) -> None:
        self._differing += 1
        if self._differing > _SHOWN:
            return
        where = {"file": self._export.shown, "line": int(decided.fields.block.lines[row])}
        id_ = "" if row in decided.faults else decided.id_of(row)
        text = N_("{file}:{line}: {id}: {what}") if id_ else N_("{file}:{line}: {what}")
        self._differences.append(Message(text, **where, **({"id": id_} if id_ else {}), what=what()))

    def _refuse_changes(self, *, added: bool) -> None:
        """:raises PlanChanged: a row differs, or something would be recorded upon other files than planned."""
        details = self._differences
        if str(self._ids) != self._basis.ids:
            if not details:
                raise _other_ids(self._export)
            details.insert(0, Message(_OTHER_IDS, file=self._export.shown))
        if self._differing > _SHOWN:
            details.append(Message(N_("rows that differ beside these: {count}"), count=self._differing - _SHOWN))
        if added or not self._applied:  # else there is nothing left to record, whatever the files are now
            details = [*_edited(self._basis, inputs_of(self._decider.desk)), *details]
        if added and self._applied:
            details.append(Message(N_("some of its rows were recorded by this very plan before, others were not")))
        if details:
            raise PlanChanged(self._export, self._basis, details)


def _other_ids(export: Export) -> Refused:
    return Refused(
        Message(_OTHER_IDS, file=export.shown),
        Message(
            N_(
                "put the rows back in their order; or, for a spreadsheet takes the zeros away from 007, make the plan "
                "again with --dry-run -o, and open it by “Data → From text”, its columns as text"
            )
        ),
    )


def _edited(then: Basis, now: Mapping[str, str]) -> Iterator[Message]:
    """The files decided upon that are not what they were."""
    for name, file in (("regions", "regions.yaml"), ("advisors", "advisors.csv")):
        if getattr(then, name) != now[name]:
            yield Message(N_("{file} has been edited since"), file=file)
    if then.atlas != now["atlas"]:
        yield Message(N_("the atlas is another one"))
