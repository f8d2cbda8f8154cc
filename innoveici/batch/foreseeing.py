"""A slice's rows decided as if nobody else recorded anything before they are written: see ``succession``.

The ledger cannot yet be asked what becomes of a request that is met a second time in this slice or the one before.
Where the first row was decided from the table of places and assigned, the same cells again are its duplicate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decide.answers import recorded_as
from innoveici.batch.decide.pending import Pending
from innoveici.batch.decide.recognised import recognise
from innoveici.batch.decide.repeats import cells_of
from innoveici.batch.decide.stories import LateStory
from innoveici.ledger.states import handoff_id_of
from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.decide.fields import Fields
    from innoveici.batch.decide.loads import RunningLoads
    from innoveici.batch.text import Flags
    from innoveici.desk import Outcome
    from innoveici.ledger.foreseen import Foreseen
    from innoveici.routing.decision import Decision


class AskTheLedger(Exception):
    """What becomes of a row is only known inside a transaction."""


@dataclass(frozen=True)
class _Made:
    """A slice that is being written: its rows by request id, and the first event of each that is recorded."""

    decided: Decided
    rows: Mapping[str, int]
    opened: NDArray[np.int64]


class Foreseeing(Pending):
    """``begin`` each slice; with nothing being written any more, ``forget`` the last."""

    def __init__(self, decider: Decider, batch: str) -> None:
        super().__init__(decider, batch)
        self._decider = decider
        self.forget()

    def forget(self) -> None:
        """No slice is being written; what the last ones supposed may not have come true."""
        self._last: _Made | None = None
        self._clerk.forget()

    def begin(self, tx: Foreseen) -> None:
        """Record in ``tx`` from now on."""
        self._tx = tx
        self._first_seq = tx.next_seq
        self._order: list[NDArray[np.int64]] = []
        self.take(tx)

    def maybe_known(self, decided: Decided) -> Flags:
        """None of them, when the rows that were met before are settled."""
        ids = decided.ids
        known = self._tx.known([id_ for id_ in ids if id_])
        if known:
            recognise(decided, self._tx.untouched(known))
            if known & decided.unsettled_ids:
                raise AskTheLedger
        self._rows: dict[str, int] = {}
        self._again: dict[int, int] = {}
        for row in np.flatnonzero(decided.which < 0).tolist():
            id_ = ids[row] or ""
            if self._last is not None and id_ in self._last.rows:
                first = self._last.rows[id_]
                _check_same(decided, row, self._last.decided, first)
                self._settle(decided, row, self._last, first)
            elif id_ in self._rows:
                _check_same(decided, row, decided, self._rows[id_])
                self._again[row] = self._rows[id_]
                decided.which[row] = 0  # settled once the first one is
            else:
                self._rows[id_] = row
        self.meet(decided)
        return np.zeros(len(ids), bool)

    def known(self, request: Request, loads: RunningLoads) -> Outcome | None:
        """None is asked for."""
        del request, loads
        raise AskTheLedger

    def together(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """As entries; the order tells which event is whose."""
        self._order.append(rows)
        super().together(decided, rows)

    def one(self, request: Request, decision: Decision) -> None:
        """The same, of a row that no later one repeats without asking the ledger."""
        self._order.append(np.array([-1]))
        super().one(request, decision)

    def finish(self) -> None:
        """Give what is pending, and settle the rows that repeat one of this slice."""
        self.give()
        order = np.concatenate([np.empty(0, np.int64), *self._order])
        opened = np.zeros(len(self._decided.fields), np.int64)
        recorded = np.flatnonzero(order >= 0)
        opened[order[recorded]] = self._first_seq + 2 * recorded
        made = _Made(self._decided, self._rows, opened)
        for row, first in self._again.items():
            self._settle(self._decided, row, made, first)
        self._last = made

    def _settle(self, decided: Decided, row: int, made: _Made, first: int) -> None:
        """Settle a row that says the same as ``first``, which is recorded."""
        answer = made.decided.answers[made.decided.which[first]]
        if not made.decided.on_table[first] or answer.status != "assigned":
            raise AskTheLedger
        reason = recorded_as(handoff_id_of(int(made.opened[first])), "assigned")
        decided.settle(row, replace(answer, status="duplicate", reason=reason))
        decided.distance_km[row] = made.decided.distance_km[first]
        decided.error_km[row] = made.decided.error_km[first]
        (key,) = self._decider.keys(made.decided, np.array([first])).tolist()
        decided.stories[row] = Repeated(self._decider, key, int(made.decided.row[first]), decided.fields, row)


class Repeated(LateStory):
    """Of a row that repeats another, of ``key`` and at ``place``."""

    def __init__(self, decider: Decider, key: int, place: int, fields: Fields, row: int) -> None:
        super().__init__(fields, row)
        self._decider, self._key, self._place = decider, key, place

    @property
    def decision(self) -> Decision:
        """As recorded."""
        return self._decider.decision(self._key, self._place)


def _check_same(one: Decided, row: int, other: Decided, other_row: int) -> None:
    """:raises AskTheLedger: the cells of two rows are not the same."""
    (cells,) = cells_of(one.fields, np.array([row]))
    (others,) = cells_of(other.fields, np.array([other_row]))
    if cells != others:
        raise AskTheLedger
