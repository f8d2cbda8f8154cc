"""Rows decided in their order, until the ledger takes their entries: those of the table of places by the thousand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decide.entries import Clerk
from innoveici.ledger.audience import who_hears
from innoveici.ledger.preparing import prepared

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.text import Flags
    from innoveici.desk import Desk
    from innoveici.ledger.entry import Prepared
    from innoveici.request import Request
    from innoveici.routing.decision import Decision

_RANKED = 1_000_000
"""Places in rankings beyond which those of rows that are written already are let go: 24 MB."""


class Scribe(Protocol):
    """What takes entries: a transaction, or one that is still to begin."""

    def roster(self, roster: Mapping[str, Any]) -> str:
        """The id under which events refer to who was considered."""
        ...

    def record_prepared(self, entries: Sequence[Prepared]) -> int:
        """Record new requests in their order; the first event's number."""
        ...


class Pending:
    """``batch`` is the id under which a run can be taken back; ``at_once``: entries made together."""

    def __init__(self, decider: Decider, batch: str, at_once: int | None = None) -> None:
        self._desk: Desk = decider.desk
        self._clerk = Clerk(decider, batch)
        self._batch = batch
        self._at_once = at_once
        self._pending: list[Prepared | None] = []
        self._from_table: list[NDArray[np.int64]] = []

    def take(self, scribe: Scribe) -> None:
        """Give entries to ``scribe`` from now on."""
        self._scribe = scribe
        self._pending, self._from_table = [], []  # what an attempt that failed has left
        self._clerk.begin(scribe.roster)

    def meet(self, decided: Decided) -> None:
        """Rows are of this slice from now on."""
        self._decided = decided
        self._clerk.rankings.forget()

    def give(self) -> None:
        """Give what is pending."""
        pending, self._pending = self._pending, []
        rows = np.concatenate(self._from_table) if self._from_table else np.empty(0, np.int64)
        self._from_table = []
        step = self._at_once or max(len(pending), 1)
        for start in range(0, len(pending), step):
            some = pending[start : start + step]
            count = some.count(None)
            made = iter(self._clerk.entries(self._decided, rows[:count]) if count else ())
            rows = rows[count:]
            self._scribe.record_prepared([entry or next(made) for entry in some])

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
        roster = self._scribe.roster(entry.roster) if entry.roster else None
        return prepared(entry, told, roster, batch=self._batch)
