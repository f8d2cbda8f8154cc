"""What each advisor has in hand while a file is being routed: the ledger's loads, and the rows decided since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from innoveici.directory.model import Advisor
from innoveici.routing.decision import Load

_NO_LIMIT = np.iinfo(np.int64).max


class RunningLoads(Mapping[str, Load]):
    """Loads by advisor id, as ``Router.decide`` reads them, kept as arrays over the directory's advisors."""

    def __init__(self, advisors: Iterable[Advisor], loads: Mapping[str, Load], next_seq: int) -> None:
        """``next_seq``: of the ledger's next event."""
        people = tuple(advisors)
        self.position = {advisor.id: position for position, advisor in enumerate(people)}
        start = [loads.get(advisor.id, Load()) for advisor in people]
        self._open = np.array([load.open for load in start], np.int64)
        self._last = np.array([load.last_assigned for load in start], np.int64)
        self._limit = np.array([_NO_LIMIT if a.capacity is None else a.capacity for a in people], np.int64)
        self.next_seq = next_seq

    def __getitem__(self, advisor_id: str) -> Load:
        position = self.position[advisor_id]
        return Load(int(self._open[position]), int(self._last[position]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.position)

    def __len__(self) -> int:
        return len(self.position)

    def take(self, assigned: NDArray[np.int32]) -> int | None:
        """Record rows one after the other, each with the position of its advisor, -1 for nobody: two events each.

        With the row at which somebody reaches a limit it stops: its number among them, None when all are recorded.
        """
        served = np.flatnonzero(assigned >= 0)
        to = assigned[served]
        counts = np.bincount(to, minlength=len(self._open))
        left = self._limit - self._open
        reached = np.flatnonzero((left > 0) & (counts >= left))
        if not len(reached):
            full = None
        else:
            full = min(int(served[np.flatnonzero(to == a)[left[a] - 1]]) for a in reached)
            served = served[: np.searchsorted(served, full, side="right")]
            to = assigned[served]
            counts = np.bincount(to, minlength=len(self._open))
        self._open += counts
        self._last[to] = np.maximum(self._last[to], self.next_seq + 1 + 2 * served)  # of several the last, the greatest
        self.next_seq += 2 * (len(assigned) if full is None else full + 1)
        return full

    def record_one(self, advisor_id: str | None) -> bool:
        """One row; whether its advisor has just reached the limit."""
        seq = self.next_seq + 1
        self.next_seq += 2
        if advisor_id is None:
            return False
        position = self.position[advisor_id]
        self._open[position] += 1
        self._last[position] = max(self._last[position], seq)
        return bool(self._open[position] == self._limit[position])
