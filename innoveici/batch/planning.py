"""A dry run: what recording would make of each row, writing nothing that stays."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decide.decided import Decided
from innoveici.batch.decide.known_rows import Again, recognise
from innoveici.batch.decide.repeats import Repeats
from innoveici.batch.text import Flags

if TYPE_CHECKING:
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.decide.loads import RunningLoads
    from innoveici.batch.scan import Scan
    from innoveici.desk import Outcome
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.recall import Recalled
    from innoveici.request import Request
    from innoveici.routing.decision import Decision


class Planning:
    """``ledger`` is None while there is none yet; ``batch`` is the id that the run would have."""

    def __init__(self, decider: Decider, ledger: Ledger | None, scan: Scan, batch: str) -> None:
        self._desk = decider.desk
        self._ledger = ledger
        self._scan = scan
        self._again = Again(batch)
        self._planned = Repeats(decider)
        self._twice: frozenset[str] = frozenset()
        self._recalled: dict[str, Recalled] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._planned.close()

    def maybe_known(self, decided: Decided) -> Flags:
        """Recorded already, or on an earlier row; the first of several rows is no such one."""
        ask = np.zeros(len(decided.fields), bool)
        if self._ledger is not None:
            known = self._ledger.known([id_ for id_ in decided.ids if id_])
            if known:
                recognise(decided, self._ledger.untouched(known))
                known &= decided.unsettled_ids
            self._recalled = self._ledger.recall(known) if known else {}
            if self._recalled:
                ask = np.array([id_ in self._recalled for id_ in decided.ids])
        maybe = self._scan.may_repeat(decided.fields)
        twice = np.flatnonzero(maybe & ~ask & (decided.which < 0))
        self._twice = frozenset(decided.ids_of(twice))
        ask[twice] = self._planned.meet(decided, twice)
        return ask

    def sure(self, decided: Decided, rows: NDArray[np.int64]) -> Flags:
        """A plan says no more than who is first."""
        del decided
        return np.ones(len(rows), bool)

    def together(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """Remember what may come again."""
        self._planned.note(decided, rows)

    def one(self, request: Request, decision: Decision) -> None:
        """The same."""
        if request.request_id in self._twice:
            self._planned.put(request, decision)

    def known(self, request: Request, loads: RunningLoads) -> Outcome | None:
        """As planned on an earlier row, else as recorded."""
        planned = self._planned.get(request.request_id)
        recalled = None if planned else self._recalled.get(request.request_id)
        known = planned or recalled
        if known is None:
            return None
        if recalled is not None and self._again.has(request, recalled):
            return self._desk.duplicate(request, recalled)
        outcome = self._desk.plan_known(request, known, loads)
        if outcome.status != "duplicate":
            self._planned.put(outcome.request, outcome.decision, known.folded.declined_by)
        return outcome
