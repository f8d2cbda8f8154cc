"""The tables that keep what events add up to: written with the events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from innoveici.ledger import schema
from innoveici.ledger.event import Event, utc_text
from innoveici.ledger.sql import json_text
from innoveici.ledger.states import ASSIGNS, HandoffState, apply

SEEN_BY_TELLING = ("advisor:", "erac:", "partner:")
"""Roles that may see a handoff because they were told of it; the council sees all, a company its own."""

_BLOCK = 500


class Projection:
    """Collects what events change, then writes it with a few statements."""

    def __init__(self) -> None:
        self._moved: list[dict[str, Any]] = []
        self._involved: list[tuple[str, int]] = []
        self._loads: dict[str, tuple[int, int]] = {}
        self._left: list[tuple[str, int]] = []
        self._relieved: set[str] = set()

    def follow(self, before: HandoffState, *events: Event) -> None:
        """Take a handoff from ``before`` through ``events``."""
        state = before
        for event in events:
            if event.type == "undone" and state.advisor_id is not None:
                self._relieved.add(state.advisor_id)
            state = apply(state, event)
            if event.type in ASSIGNS and state.advisor_id is not None:
                self._load(state.advisor_id, 0, event.seq)
        held_by = before.holder
        if state.holder != held_by:
            if held_by:
                self._load(held_by, -1)
            if state.holder:
                self._load(state.holder, +1)
        self._moved.append(handoff_row(state))
        self._involved += [(actor, state.opened_seq) for actor in seeing(state) if actor not in before.involved]
        self._left += [(actor, state.opened_seq) for actor in seeing(before) if actor not in state.involved]

    def write(self, connection: Connection) -> None:
        """Send the changes to the database."""
        if self._moved:
            connection.execute(_MOVE, [{"_" + k: v for k, v in row.items()} for row in self._moved])
        schema.insert_rows(connection, schema.involved, self._involved)
        for actor, opened_seq in self._left:
            involved = schema.involved.c
            connection.execute(
                delete(schema.involved).where(involved.actor == actor, involved.opened_seq == opened_seq)
            )
        add_loads(connection, self._loads)
        for advisor_id in sorted(self._relieved):
            _set_last_assigned(connection, advisor_id)

    def _load(self, advisor_id: str, delta: int, assigned: int = 0) -> None:
        open_, last = self._loads.get(advisor_id, (0, 0))
        self._loads[advisor_id] = (open_ + delta, max(last, assigned))


def _set_last_assigned(connection: Connection, advisor_id: str) -> None:
    """As it is without the assignments that were taken back; an advisor who was never given any has no load."""
    events, loads = schema.events.c, schema.loads
    given = func.coalesce(
        json_text(connection, events.payload, "advisor_id"), json_text(connection, schema.shared.c.body, "advisor_id")
    )
    query = (
        select(events.seq, events.type, events.payload)
        .outerjoin(schema.shared, schema.shared.c.id == events.shared)
        .where((events.type == "undone") | (events.type.in_(sorted(ASSIGNS)) & (given == advisor_id)))
        .order_by(events.seq.desc())  # what takes back comes after what it takes back
    )
    undone: set[int] = set()
    last = 0
    with connection.execute(query, execution_options={"yield_per": _BLOCK}) as rows:
        for row in rows:
            if row.type == "undone":
                undone.update(json.loads(row.payload)["undoes"])
            elif row.seq not in undone:
                last = row.seq
                break
    his = loads.c.advisor_id == advisor_id
    connection.execute(update(loads).where(his).values(last_assigned=last) if last else delete(loads).where(his))


def add_loads(connection: Connection, changes: Mapping[str, tuple[int, int]]) -> None:
    """Add to ``loads``, by advisor: how many more are open, and the last event that assigned one (0: none did)."""
    if changes:
        rows = [(advisor_id, *change) for advisor_id, change in changes.items()]
        connection.exec_driver_sql(schema.insert_text(schema.loads, connection) + _ADD_LOAD, rows)


_MOVE = (
    update(schema.handoffs)
    .where(schema.handoffs.c.opened_seq == bindparam("_opened_seq"))
    .values({name: bindparam("_" + name) for name in ("state", "region_code", "erac_id", "advisor_id", "updated_seq")})
)
# SQLite and PostgreSQL share this form of it.
_ADD_LOAD = """
ON CONFLICT (advisor_id) DO UPDATE SET open = loads.open + excluded.open, last_assigned =
CASE WHEN excluded.last_assigned > loads.last_assigned THEN excluded.last_assigned ELSE loads.last_assigned END
"""


def handoff_row(state: HandoffState) -> dict[str, Any]:
    """A row of ``handoffs``, in the table's order of columns."""
    return {
        "opened_seq": state.opened_seq,
        "request_id": state.request_id,
        "state": state.state,
        "region_code": state.region_code,
        "erac_id": state.erac_id,
        "advisor_id": state.advisor_id,
        "opened_at": utc_text(state.opened_at),
        "updated_seq": state.updated_seq,
    }


def seeing(state: HandoffState) -> list[str]:
    """The actors that ``involved`` lists for a handoff."""
    return [actor for actor in state.involved if actor.startswith(SEEN_BY_TELLING)]
