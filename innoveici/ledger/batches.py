"""What the ledger has of each batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select

from innoveici.ledger import schema
from innoveici.ledger.batch_ids import OF_FILE, file_of
from innoveici.ledger.states import OPENS


@dataclass(frozen=True, slots=True)
class Batch:
    """A run. ``at``: its first event, UTC; ``handoffs``: how many it decided; ``undone``: how many were taken back."""

    id: str
    at: datetime
    handoffs: int
    undone: int

    @property
    def file(self) -> str:
        """The first digits of its file's SHA-256; empty for an id that was not made here."""
        return file_of(self.id)

    @property
    def stands(self) -> bool:
        """Whether something of it was not taken back."""
        return self.undone < self.handoffs


def batches(connection: Connection, fingerprint: str = "") -> list[Batch]:
    """Every batch, or those of a file, as they began. Reads every event's type and batch."""
    events = schema.events.c
    of_file = f"B-{fingerprint[:OF_FILE]}" if fingerprint else ""
    bearing = (
        select(
            events.batch.label("id"),
            events.type.in_(("closed", "undone")).label("closed"),
            events.seq,
            events.at,
            events.handoff_id,
        )
        .where(events.batch != "", events.type.in_((*OPENS, "closed", "undone")))
        .where(func.substr(events.batch, 1, len(of_file)) == of_file)
        .subquery()
        .c
    )
    query = (
        select(bearing.id, bearing.closed, func.min(bearing.at), func.count(bearing.handoff_id.distinct()))
        .group_by(bearing.id, bearing.closed)
        .order_by(func.min(bearing.seq))
    )
    found: dict[str, Batch] = {}
    for id_, closed, at, count in connection.execute(query):
        if closed and id_ in found:  # of this file, as it opened some before
            found[id_] = replace(found[id_], undone=count)
        elif closed:
            continue
        else:
            found[id_] = Batch(id_, datetime.fromisoformat(at), count, 0)
    return list(found.values())
