"""Rows of a plan recorded, and which of them this very plan recorded before."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from innoveici.batch.decide.again import Again
from innoveici.batch.recording import Recording
from innoveici.ledger.batch_ids import same_file
from innoveici.ledger.states import OPENS

if TYPE_CHECKING:
    from innoveici.batch.decide.decider import Decider
    from innoveici.ledger.recall import Recalled


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
