"""Rows recorded inside a transaction as they are decided: new ones by the thousand, known ones one by one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decide.entries import Clerk
from innoveici.batch.decide.known_rows import Again, recognise
from innoveici.batch.decide.loads import RunningLoads
from innoveici.ledger.audience import who_hears
from innoveici.ledger.content import prepared

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.text import Flags
    from innoveici.desk import Desk, Outcome
    from innoveici.ledger.entry import Prepared
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.writing import Transaction
    from innoveici.request import Request
    from innoveici.routing.decision import Decision


_TOGETHER = 1_000
"""Rows written at once, while the next ones are made."""
_RANKED = 1_000_000
"""Places in rankings beyond which those of rows that are written already are let go: 24 MB."""


class Recording:
    """``batch`` is the id under which a run can be taken back."""

    def __init__(self, decider: Decider, batch: str) -> None:
        self._desk: Desk = decider.desk
        self._clerk = Clerk(decider, batch)
        self._batch = batch
        self._pending: list[Prepared | None] = []
        self._from_table: list[NDArray[np.int64]] = []
        self._again = Again(batch)
        self._recalled: dict[str, Recalled] = {}
        self._twice: frozenset[str] = frozenset()
        self._met: set[str] = set()

    def begin(self, tx: Transaction) -> None:
        """Record in ``tx`` from now on; :meth:`give` what is pending before it is committed."""
        self._tx = tx
        self._pending, self._from_table = [], []  # what an attempt that failed has left
        self._clerk.begin(tx.roster)

    def maybe_known(self, decided: Decided) -> Flags:
        """Recorded already, or twice in this slice."""
        ids = [id_ for id_ in decided.ids if id_]
        known = self._tx.known(ids)
        if known:
            recognise(decided, self._tx.untouched(known))
            known &= decided.unsettled_ids
        self._recalled = self._tx.recall(known) if known else {}
        self._twice = (
            frozenset(id_ for id_, times in Counter(ids).items() if times > 1)
            if len(set(ids)) < len(ids)
            else frozenset()
        )
        self._met = set()
        self._decided = decided
        self._clerk.rankings.forget()
        maybe = known | self._twice
        return np.array([id_ in maybe for id_ in decided.ids]) if maybe else np.zeros(len(decided.ids), bool)

    def known(self, request: Request, loads: RunningLoads) -> Outcome | None:
        """What becomes of it; what is pending is written before anything that comes after it in order."""
        id_ = request.request_id
        if id_ in self._met:  # its first row may be pending, or may have changed what was recalled
            self.give()
            recalled = self._tx.recall((id_,)).get(id_)
        else:
            recalled = self._recalled.get(id_)
            if id_ in self._twice:
                self._met.add(id_)
        if recalled is None:
            return None
        if self._again.has(request, recalled):
            return self._desk.duplicate(request, recalled)
        outcome = self._desk.plan_known(request, recalled, loads)
        if outcome.status == "duplicate":
            return outcome
        self._again.recorded(request, recalled)
        self.give()
        return self._desk.record_known(request, recalled, self._tx, batch=self._batch, loads=loads)

    def give(self) -> None:
        """Give what is pending."""
        pending, self._pending = self._pending, []
        rows = np.concatenate(self._from_table) if self._from_table else np.empty(0, np.int64)
        self._from_table = []
        for start in range(0, len(pending), _TOGETHER):
            some = pending[start : start + _TOGETHER]
            count = some.count(None)
            made = iter(self._clerk.entries(self._decided, rows[:count]) if count else ())
            rows = rows[count:]
            self._tx.record_prepared([entry or next(made) for entry in some])

    def sure(self, decided: Decided, rows: NDArray[np.int64]) -> Flags:
        """Everybody's place in the ranking is recorded, not only the first one's."""
        if len(self._clerk.rankings) > _RANKED:
            self.give()
            self._clerk.rankings.forget()
        return self._clerk.rankings.rank(decided, rows)

    def together(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """The next rows in order. The entries of the table's are made together, however often others come between."""
        on_table = decided.on_table[rows]
        self._from_table.append(rows[on_table])
        pending: list[Prepared | None] = [None] * len(rows)
        for at in np.flatnonzero(~on_table).tolist():
            story = decided.stories[int(rows[at])]
            pending[at] = self._prepared(story.request, story.decision)
        self._pending += pending

    def one(self, request: Request, decision: Decision) -> None:
        """The next row in order."""
        self._pending.append(self._prepared(request, decision))

    def _prepared(self, request: Request, decision: Decision) -> Prepared:
        entry = self._desk.entry(request, decision)
        told = who_hears(entry.status, entry.contacts)
        roster = self._tx.roster(entry.roster) if entry.roster else None
        return prepared(entry, told, roster, batch=self._batch)


def record_slice(begun: Decided, decider: Decider, recording: Recording, tx: Transaction) -> Decided:
    """Decide some thousand rows with the loads as they are, and record them in ``tx``."""
    recording.begin(tx)
    decided = decider.decide(begun, RunningLoads(decider.advisors, tx.loads(), tx.next_seq), recording)
    recording.give()
    return decided
