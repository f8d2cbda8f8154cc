"""Rows recorded inside a transaction as they are decided: new ones by the thousand, known ones one by one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from innoveici.batch.decide.again import Again
from innoveici.batch.decide.pending import Pending
from innoveici.batch.decide.recognised import recognise

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.decide.loads import RunningLoads
    from innoveici.batch.text import Flags
    from innoveici.desk import Outcome
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.writing import Transaction
    from innoveici.request import Request


_TOGETHER = 1_000
"""Rows written at once, while the next ones are made."""


class Recording(Pending):
    """``batch`` is the id under which a run can be taken back."""

    def __init__(self, decider: Decider, batch: str) -> None:
        super().__init__(decider, batch, _TOGETHER)
        self._again = Again(batch)
        self._recalled: dict[str, Recalled] = {}
        self._twice: frozenset[str] = frozenset()
        self._met: set[str] = set()

    def begin(self, tx: Transaction) -> None:
        """Record in ``tx`` from now on; :meth:`finish` before it is committed."""
        self._tx = tx
        self.take(tx)

    def finish(self) -> None:
        """Write what is pending; some of it is written while the next entries are made."""
        self.give()

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
        self.meet(decided)
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
