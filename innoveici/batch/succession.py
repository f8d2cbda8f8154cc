"""Slices recorded one after the other, each in a transaction of its own, decided while the one before is written.

What becomes of a slice depends on the ledger as it is when its transaction begins. It is decided as if that was what
the slice before leaves; the transaction writes it only if nothing else was recorded since. If something was, or if a
row can only be settled by asking the ledger, it is decided inside its transaction, after everything before it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from innoveici.batch.decide.loads import RunningLoads
from innoveici.batch.foreseeing import AskTheLedger, Foreseeing
from innoveici.batch.recording import Recording

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.ledger.foreseen import Foreseen
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction

_AFTER_ANOTHER = 10
"""Slices that are not foreseen once somebody else has recorded something: another batch may be at work."""
_PAUSE_S = 0.005
"""Between two transactions, for whoever waits to write: who is patient for ten seconds asks every 4 ms."""


@dataclass(frozen=True)
class _Flight:
    """A slice that is being written; ``begun``: the same, not yet decided."""

    decided: Decided
    begun: Decided
    written: Future[bool]


class Succession:
    """Use it in a ``with`` block, whose end waits for what is being written; :meth:`finish` says what that was."""

    def __init__(self, ledger: Ledger, decider: Decider, batch: str) -> None:
        self._ledger = ledger
        self._decider = decider
        self._recording = Recording(decider, batch)
        self._foreseeing = Foreseeing(decider, batch)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._flight: _Flight | None = None
        self._last: Foreseen | None = None
        self._loads: RunningLoads | None = None
        self._not_foreseen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=kind is None or issubclass(kind, Exception))  # a second Ctrl-C waits for nothing

    def record(self, begun: Decided) -> Iterator[Decided]:
        """Decide a slice and begin to write it; those of the slices so far that are recorded by now, in order.

        Raises what writing one raises; the slices before it are recorded.
        """
        twin = begun.twin()
        foreseen = self._foreseen(begun)
        landed, as_foreseen = self._land()
        if foreseen is None or not as_foreseen:
            yield from landed
            yield self._in_transaction(twin)
        elif foreseen.empty:
            yield from landed
            yield begun
        else:
            self._flight = _Flight(begun, twin, self._thread.submit(_write, foreseen))
            yield from landed

    def finish(self) -> Iterator[Decided]:
        """Wait for the last slice, unless it is recorded; raises what :meth:`record` raises."""
        landed, _ = self._land()
        yield from landed

    def written(self) -> Iterator[Decided]:
        """As :meth:`finish` once something has gone wrong: nothing is decided again."""
        if self._flight is not None and self._as_foreseen(self._flight):
            yield self._flight.decided

    def _foreseen(self, begun: Decided) -> Foreseen | None:
        """``begun`` decided as if nothing else was recorded; None where only the ledger can say."""
        if self._not_foreseen:
            self._not_foreseen -= 1
            return None
        if self._last is None or self._loads is None:  # nothing is being written
            self._foreseeing.forget()
            tx = self._ledger.foresee()
            self._loads = RunningLoads(self._decider.advisors, self._ledger.loads(), tx.next_seq)
        else:
            tx = self._ledger.foresee(self._last)
        self._foreseeing.begin(tx)
        try:
            self._decider.decide(begun, self._loads, self._foreseeing)
            self._foreseeing.finish()
        except AskTheLedger:
            return None
        self._last = tx
        return tx

    def _land(self) -> tuple[list[Decided], bool]:
        """The slice that was being written, if there is one; and whether it could be written as it was foreseen."""
        if self._flight is None:
            return [], True
        as_foreseen, flight, self._flight = self._as_foreseen(self._flight), self._flight, None
        if as_foreseen:
            return [flight.decided], True
        self._not_foreseen = _AFTER_ANOTHER
        return [self._in_transaction(flight.begun)], False

    def _as_foreseen(self, flight: _Flight) -> bool:
        """Whether it could be written so, once that is known. A slice that could not be written at all is forgotten."""
        try:
            return flight.written.result()
        except Exception:
            self._flight = None
            raise

    def _in_transaction(self, begun: Decided) -> Decided:
        self._last = self._loads = None
        with self._ledger.writing() as tx:
            return record_slice(begun, self._decider, self._recording, tx)


def record_slice(begun: Decided, decider: Decider, recording: Recording, tx: Transaction) -> Decided:
    """Decide some thousand rows with the loads as they are, and record them in ``tx``."""
    recording.begin(tx)
    decided = decider.decide(begun, RunningLoads(decider.advisors, tx.loads(), tx.next_seq), recording)
    recording.finish()
    return decided


def _write(foreseen: Foreseen) -> bool:
    time.sleep(_PAUSE_S)
    return foreseen.write()
