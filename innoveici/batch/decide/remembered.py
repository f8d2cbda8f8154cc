"""What a dry run has planned of the requests that are in the file twice: some at hand, the others on disk."""

from __future__ import annotations

import pickle
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from innoveici.batch.temporary import writing_temporary
from innoveici.ledger.content import parts_of
from innoveici.ledger.states import HandoffState, State

if TYPE_CHECKING:
    from innoveici.ledger.audience import Contact
    from innoveici.request import Request
    from innoveici.routing.decision import Decision


AT_HAND = 2_048
"""Requests, most of them of some 3 kB."""
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, repr=False)
class Planned:
    """One request as recording it would leave it; for the desk, as if recalled from a ledger. ``declined_by``: advisors
    it never goes back to."""

    request: Request
    decided: Decision
    declined_by: tuple[str, ...] = ()

    handoff_id: None = None
    begins_again: bool = False
    told: tuple[Contact, ...] = ()

    def __repr__(self) -> str:
        return f"Planned({self.request!r})"  # nothing personal in a traceback

    @property
    def state(self) -> State:
        return self.decided.status

    @cached_property
    def known(self) -> dict[str, Any]:
        """Every field, as JSON."""
        public, personal = parts_of(self.request)
        return {**public, **personal}

    @cached_property
    def personal(self) -> dict[str, Any]:
        """The company's personal fields, as JSON."""
        return parts_of(self.request)[1]

    @property
    def folded(self) -> HandoffState:
        """A handoff that nobody has touched since."""
        return HandoffState("", self.request.request_id, self.state, 0, _NEVER, 0, declined_by=self.declined_by)


@dataclass(frozen=True, repr=False)
class Tabled:
    """A request decided from the table of places: its cells as written, its row of the atlas, what ``Decider.keys``
    says of it, and the distance with its error (km; NaN where nobody was picked)."""

    cells: tuple[str, ...]
    row: int
    key: int
    distance: tuple[float, float]

    def __repr__(self) -> str:
        return f"Tabled({self.row}, {self.key})"  # nothing personal in a traceback


class Remembered:
    """Planned requests by id: the first ones at hand, the others in a file that only this process sees and that
    goes with it."""

    def __init__(self, at_hand: int = AT_HAND) -> None:
        self._at_hand = at_hand
        self._near: dict[str, Planned | Tabled] = {}
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode=OFF")
        self._file.execute("CREATE TABLE planned(id TEXT PRIMARY KEY, what BLOB) WITHOUT ROWID")

    def close(self) -> None:
        """Forget all."""
        self._file.close()

    def get(self, request_id: str) -> Planned | Tabled | None:
        """What is planned of a request; None when nothing is."""
        if request_id in self._near or len(self._near) < self._at_hand:
            return self._near.get(request_id)
        with writing_temporary():  # what was written last may leave memory only now
            row = self._file.execute("SELECT what FROM planned WHERE id = ?", (request_id,)).fetchone()
        return None if row is None else pickle.loads(row[0])  # noqa: S301 - our own bytes

    def put(self, request_id: str, planned: Planned | Tabled) -> None:
        """Remember it."""
        if request_id in self._near or len(self._near) < self._at_hand:
            self._near[request_id] = planned
            return
        what = pickle.dumps(planned, pickle.HIGHEST_PROTOCOL)
        with writing_temporary():
            self._file.execute("INSERT OR REPLACE INTO planned VALUES (?, ?)", (request_id, what))
