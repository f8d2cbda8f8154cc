"""Since when a company waits for its first contact, which handoffs have waited beyond a moment, and what each
advisor has in hand and how soon they make it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, func, select

from innoveici.ledger import schema
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.event import Event, utc_text
from innoveici.ledger.schema import json_text, one_of
from innoveici.ledger.states import IN_HAND, consent_after, handoff_id_of, not_undone
from innoveici.quebec import WAITING, waits
from innoveici.steps import State

_BEGINS = ("received", "reopened")
"""Events from which the promise to the company counts."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A handoff whose company waits for its first contact. ``since``: the moment the promise counts from.

    ``noted``: what the system noted from then on, the payloads of its events: the reminders, among others.
    """

    handoff_id: str
    request_id: str
    state: State
    updated_seq: int
    since: datetime
    noted: tuple[Mapping[str, Any], ...] = ()


def waiting_since(events: Iterable[Event]) -> datetime | None:
    """The moment the promise counts from: when the request came in, else when its handoff was last reopened.

    ``events`` are of one handoff, in order; None when they hold no beginning. What begins again after its batch was
    undone is reopened too.
    """
    began = next((event for event in reversed(not_undone([*events])) if event.type in _BEGINS), None)
    if began is None:
        return None
    received = began.payload.get("received_at")
    return datetime.fromisoformat(received) if received else began.at


def waiting(connection: Connection, before: datetime) -> list[Waiting]:
    """Handoffs whose company has waited since before ``before``, in the order they were opened.

    None of a company that refuses to be passed on: it is promised no contact.
    Looks at the handoffs that wait, and at the later events of those that are returned.
    """
    handoffs = schema.handoffs.c
    came_in = func.coalesce(received_at(connection), handoffs.opened_at)
    query = (
        select(schema.handoffs, came_in.label("came_in"), consent_given(connection))
        .join(schema.events, schema.events.c.seq == handoffs.opened_seq)
        .where(handoffs.state.in_(sorted(WAITING)), came_in < utc_text(before))
        .order_by(handoffs.opened_seq)
    )
    found = connection.execute(query).all()
    later = _later(connection, [handoff_id_of(row.opened_seq) for row in found if row.updated_seq > row.opened_seq + 1])
    result = []
    for row in found:
        id_ = handoff_id_of(row.opened_seq)
        since, noted = datetime.fromisoformat(row.came_in), []
        consent = consent_of(row.consent)
        for type_, at, payload in later.get(id_, ()):
            if type_ == "noted":
                noted.append(json.loads(payload))
            elif type_ == "corrected":
                consent = consent_after(consent, json.loads(payload))
            else:
                since, noted = datetime.fromisoformat(at), []
        if since < before and waits(row.state, consent):
            state = cast(State, row.state)
            result.append(Waiting(id_, row.request_id, state, row.updated_seq, since, tuple(noted)))
    return result


def received_at(connection: Connection) -> ColumnElement[Any]:
    """What an export said; NULL where nothing did. Text order is time order: both are UTC, in ISO 8601."""
    return json_text(connection, schema.events.c.payload, "received_at")


def consent_given(connection: Connection) -> ColumnElement[Any]:
    """The column ``consent``, for :func:`consent_of`: what the company said when its request came in."""
    return json_text(connection, schema.events.c.payload, "consent").label("consent")


def consent_of(value: int | str | None) -> bool | None:
    """A JSON truth value as the database reads it: a number in SQLite, its text in PostgreSQL."""
    return None if value is None else value not in (0, "false")


def _later(connection: Connection, handoff_ids: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """By handoff the type, moment and payload of what began it anew or corrected it, and of what the system noted."""
    events = schema.events.c
    query = (
        select(events.handoff_id, events.seq, events.type, events.at, events.payload)
        .where(one_of(connection, events.handoff_id, handoff_ids))
        .where(
            events.type.in_(("reopened", "corrected", "undone"))
            | ((events.type == "noted") & (events.actor == str(SYSTEM)))
        )
        .order_by(events.seq)
    )
    rows = connection.execute(query).all() if handoff_ids else ()
    undone = {seq for row in rows if row.type == "undone" for seq in json.loads(row.payload)["undoes"]}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows:
        if row.seq not in undone and row.type != "undone":
            found.setdefault(row.handoff_id, []).append((row.type, row.at, row.payload))
    return found


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
