"""What each advisor has in hand, and how soon they make the first contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Connection, func, select

from innoveici.ledger import schema
from innoveici.ledger.promised import received_at
from innoveici.ledger.states import IN_HAND

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Workload:
    """``oldest``: since when the company of the oldest open handoff waits; None when none is open.

    ``first_contact_days``: the median over the handoffs contacted, in days; None when there is none.
    """

    advisor_id: str
    open: int
    oldest: datetime | None
    contacted: int
    first_contact_days: float | None


def workloads(connection: Connection) -> dict[str, Workload]:
    """By advisor, of everyone who ever had a handoff in hand."""
    handoffs, events = schema.handoffs.c, schema.events.c
    since = func.coalesce(received_at(connection), handoffs.opened_at)
    joined = schema.handoffs.join(schema.events, events.seq == handoffs.opened_seq)
    opened = (
        select(handoffs.advisor_id, func.count(), func.min(since))
        .select_from(joined)
        .where(handoffs.state.in_(sorted(IN_HAND)), handoffs.advisor_id.is_not(None))
        .group_by(handoffs.advisor_id)
    )
    in_hand = {
        advisor: (count, datetime.fromisoformat(oldest)) for advisor, count, oldest in connection.execute(opened)
    }
    days = _days_to_contact(connection)
    return {
        id_: Workload(
            id_,
            in_hand[id_][0] if id_ in in_hand else 0,
            in_hand[id_][1] if id_ in in_hand else None,
            len(days.get(id_, ())),
            median(days[id_]) if id_ in days else None,
        )
        for id_ in sorted(in_hand.keys() | days.keys())
    }


def _days_to_contact(connection: Connection) -> dict[str, list[float]]:
    """By advisor, the days from each request to its first contact."""
    handoffs, opening, contact = schema.handoffs.c, schema.events, schema.events.alias("contact")
    since = func.coalesce(received_at(connection), handoffs.opened_at)
    query = (
        select(handoffs.advisor_id, since, func.min(contact.c.at))
        .join(opening, opening.c.seq == handoffs.opened_seq)
        .join(contact, contact.c.handoff_id == opening.c.handoff_id)
        .where(
            handoffs.state.in_(("contacted", "closed")),
            handoffs.advisor_id.is_not(None),
            contact.c.type == "contacted",
        )
        .group_by(handoffs.opened_seq, handoffs.advisor_id, since)
    )
    found: dict[str, list[float]] = {}
    for advisor, begun, at in connection.execute(query):
        waited = datetime.fromisoformat(at) - datetime.fromisoformat(begun)
        found.setdefault(advisor, []).append(waited.total_seconds() / _DAY_S)
    return found
