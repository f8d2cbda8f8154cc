"""A dry run: what recording would make of each row, writing nothing that stays.

A request that is in the file twice is planned in a scratch ledger, so that its second row meets the first one just as
it would in the real one.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decider import Decided, Flags
from innoveici.ledger import open_ledger

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.batch.loads import RunningLoads
    from innoveici.batch.scan import Scan
    from innoveici.desk import Desk, Outcome
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction
    from innoveici.request import Request
    from innoveici.routing.decision import Decision


class Planning:
    """``ledger`` is None while there is none yet."""

    def __init__(self, desk: Desk, ledger: Ledger | None, scan: Scan, now: datetime) -> None:
        self._desk = desk
        self._ledger = ledger
        self._scan = scan
        self._now = now
        self._stack = ExitStack()
        self._scratch: Transaction | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def maybe_known(self, decided: Decided) -> Flags:
        """Recorded already, or in the file twice."""
        maybe = self._scan.may_repeat(decided.fields)
        if self._ledger is not None:
            known = self._ledger.known([id_ for id_ in decided.ids if id_])
            if known:
                maybe |= np.array([id_ in known for id_ in decided.ids])
        return maybe

    def sure(self, decided: Decided, rows: NDArray[np.int64]) -> Flags:
        """A plan says no more than who is first."""
        del decided
        return np.ones(len(rows), bool)

    def from_table(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """Nothing to be done: these requests are in the file once."""

    def one(self, request: Request, decision: Decision, *, maybe: bool) -> None:
        """Remember what may come again."""
        if maybe:
            self._open_scratch().record(self._desk.entry(request, decision))

    def known(self, request: Request, loads: RunningLoads) -> Outcome | None:
        """As planned on an earlier row, else as recorded."""
        id_ = request.request_id
        if self._scratch is not None and (planned := self._scratch.recall((id_,)).get(id_)):
            return replace(self._desk.record_known(request, planned, self._scratch, loads=loads), handoff_id=None)
        recorded = self._ledger.recall((id_,)).get(id_) if self._ledger is not None else None
        if recorded is None:
            return None
        outcome = self._desk.plan_known(request, recorded, loads)
        if outcome.status != "duplicate":
            self._open_scratch().record(self._desk.entry(outcome.request, outcome.decision))
        return outcome

    def _open_scratch(self) -> Transaction:
        """A transaction that is never committed, of a ledger that is thrown away."""
        if self._scratch is None:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="innoveici-")))
            ledger = open_ledger(f"sqlite:///{folder / 'scratch.db'}", clock=lambda: self._now, create=True)
            self._scratch = self._stack.enter_context(self._stack.enter_context(ledger).writing())
        return self._scratch
