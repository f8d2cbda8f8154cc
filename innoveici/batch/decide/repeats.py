"""Requests that a dry run meets several times: what it has planned of each, and the rows that only repeat one.

A row decided from the table of places and assigned is a request that no later row changes. The same cells again are its
duplicate, wherever they stand: told from what was kept of the first, without reading either. Some of what was planned
is at hand, the rest on disk.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.decide.answers import of_decision, planned_as
from innoveici.batch.temporary import writing_temporary
from innoveici.ledger.audience import AUDIENCE
from innoveici.ledger.content import parts_of
from innoveici.ledger.states import HandoffState
from innoveici.request import Request
from innoveici.request_reading import read_request
from innoveici.steps import State

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.decide.fields import Fields
    from innoveici.batch.text import Flags
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
        self._file.execute("BEGIN")  # nobody else looks, and a transaction for each request takes as long as it

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


class Repeats:
    """``meet`` each slice before it is decided."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self._kept = Remembered()
        self._names: tuple[str, ...] = ()
        self._cells: dict[int, tuple[str, ...]] = {}
        self._first: Flags = np.zeros(0, bool)

    def close(self) -> None:
        """Forget all."""
        self._kept.close()

    def meet(self, decided: Decided, rows: NDArray[np.int64]) -> Flags:
        """Which of ``rows``, those that may be there twice, may have come before and are not settled by that."""
        self._names = decided.fields.names
        self._cells, self._first = {}, np.zeros(len(decided.fields), bool)
        met: set[str] = set()
        ask = np.zeros(len(rows), bool)
        decided.repeats = self._repeats
        ids, written = decided.ids_of(rows), cells_of(decided.fields, rows)
        for at, (row, id_, cells) in enumerate(zip(rows.tolist(), ids, written, strict=True)):
            kept = self._kept.get(id_)
            self._cells[row] = cells
            if kept is None and id_ not in met:
                self._first[row] = True
                met.add(id_)
            else:
                ask[at] = not self._settled(decided, row, kept)
        return ask

    def _repeats(self, decided: Decided, row: int) -> bool:
        """Settle a row of ``meet`` that only repeats an earlier one, which was decided meanwhile."""
        return row in self._cells and self._settled(decided, row, self._kept.get(decided.id_of(row)))

    def note(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """Keep what is planned of those rows that may come again; they were not decided one by one."""
        some = rows[self._first[rows]]
        for row, key in zip(some.tolist(), self._decider.keys(decided, some).tolist(), strict=True):
            if not decided.on_table[row]:
                story = decided.stories[row]
                self.put(story.request, story.decision)
                continue
            distance = float(decided.distance_km[row]), float(decided.error_km[row])
            self._kept.put(decided.id_of(row), Tabled(self._cells[row], int(decided.row[row]), key, distance))

    def put(self, request: Request, decision: Decision, declined_by: tuple[str, ...] = ()) -> None:
        """Keep what is planned; of the ranking only the first, whom the result columns name."""
        shown = replace(decision, ranking=decision.ranking[:1])
        self._kept.put(request.request_id, Planned(request, shown, declined_by))

    def get(self, request_id: str) -> Planned | None:
        """What is planned of a request; None when nothing is."""
        kept = self._kept.get(request_id)
        if kept is None:
            return None
        if isinstance(kept, Tabled):
            how = replace(self._decider.how, trusted=True)  # it was taken before
            request = read_request(dict(zip(self._names, kept.cells, strict=True)), how)
            assert isinstance(request, Request)
            kept = Planned(request, self._decider.decision(kept.key, kept.row))
        return replace(kept, told=self._told(kept.request, kept.decided))

    def _told(self, request: Request, decision: Decision) -> tuple[Contact, ...]:
        """Who would have heard of it by then."""
        roles = AUDIENCE[decision.status]
        contacts = self._decider.desk.contacts(request, decision)
        return tuple(contact for contact in contacts if contact.actor.role in roles)

    def _settled(self, decided: Decided, row: int, first: Planned | Tabled | None) -> bool:
        """Settle a row that repeats ``first``; False where it says other things, or that one is held, and what is said
        of it is another."""
        if not isinstance(first, Tabled) or first.cells != self._cells[row]:
            return False
        answer = of_decision(self._decider.representative(first.key, first.row))
        if answer.status != "assigned":
            return False
        decided.settle(row, replace(answer, status="duplicate", reason=planned_as(answer.status)))
        decided.distance_km[row], decided.error_km[row] = first.distance
        return True


def cells_of(fields: Fields, rows: NDArray[np.int64]) -> Sequence[tuple[str, ...]]:
    """The cells of all fields, as a request is read from."""
    columns = (fields.given(name) for name in fields.names)
    taken = [column.take(pa.array(rows)).to_pylist() for column in columns if column is not None]
    return list(zip(*taken, strict=True))
