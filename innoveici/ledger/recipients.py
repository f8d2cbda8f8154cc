"""Who was told of a handoff, and whom a letter has reached or may have: they hear when that no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import Connection, false, func, select

from innoveici.ledger import schema
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import Contact, Language
from innoveici.ledger.reading import events_of, notices_of
from innoveici.ledger.schema import json_text, one_of
from innoveici.ledger.states import not_undone, steps_undone, undoes
from innoveici.steps import EVENTS, EventType

TO_ALL_TOLD: frozenset[EventType] = frozenset(event for event, row in EVENTS.items() if row.ends)
"""Events after which what somebody was told before no longer holds: they hear of it, whoever is in the chain now."""


def told_before(connection: Connection, handoff_id: str, *, ever: bool = False) -> tuple[Contact, ...]:
    """Everyone told since it was last undone, when they were told so, in the order in which they first were.

    :param ever: or before that: they may hold copies.
    """
    events = events_of(connection, handoff_id)
    undone = [] if ever else [event.seq for event in events if undoes(event)]
    told = events if ever else not_undone(events)
    since = [event.seq for event in told if event.seq > max(undone, default=0)]
    erased = {handoff_id} if any(event.type == "erased" for event in events) else set[str]()
    unheard = steps_undone(events)
    return told_of(connection, dict.fromkeys(since, handoff_id), erased, unheard).get(handoff_id, ())


def told_of(
    connection: Connection, handoff_of: Mapping[int, str], erased: Collection[str], undone: Collection[int] = ()
) -> dict[str, tuple[Contact, ...]]:
    """By handoff, everyone who was told of these events; language and address as last known.

    :param handoff_of: the handoff of each event.
    :param erased: handoffs whose company has no address any more, as its data was erased.
    :param undone: events that were taken back as steps: whose notice was withdrawn, before it went, heard nothing.
    """
    told: dict[str, dict[Actor, Contact]] = {}
    for notice in notices_of(connection, handoff_of):
        if notice.event_seq in undone and notice.state == "cancelled":
            continue
        handoff_id, actor = handoff_of[notice.event_seq], Actor.parse(notice.recipient)
        gone = actor.role == "company" and handoff_id in erased
        contact = Contact(actor, cast(Language, notice.language), notice.state != "no_address" and not gone)
        told.setdefault(handoff_id, {})[actor] = contact
    return {handoff_id: tuple(contacts.values()) for handoff_id, contacts in told.items()}


_notices, _events, _deliveries = schema.notices.c, schema.events.c, schema.deliveries.c


def written_to(connection: Connection, handoff_of: Mapping[int, str]) -> set[tuple[str, str]]:
    """Handoffs with the recipients of those notices of these events that went out, may have, or are being sent.

    A letter that the server never took, or put off, or refused outright, reached nobody. One that came back may have
    reached some, whatever became of it when a person sent it again.
    """
    went = _notices.state.in_(("sent", "sending")) | (_deliveries.doubts > 0)
    went |= func.coalesce(json_text(connection, _deliveries.error, "code") == "notice.bounced", false())
    query = (
        select(
            _deliveries.event_seq,
            _notices.recipient,
            _deliveries.message,
            went.label("went"),
        )
        .join(schema.notices, (_notices.event_seq == _deliveries.event_seq) & (_notices.ordinal == _deliveries.ordinal))
        .where(one_of(connection, _deliveries.event_seq, handoff_of))
    )
    rows = connection.execute(query).all()
    came_back = _came_back(connection, {row.message for row in rows if not row.went})
    return {(handoff_of[row.event_seq], row.recipient) for row in rows if row.went or row.message in came_back}


def _came_back(connection: Connection, messages: Collection[str]) -> set[str]:
    """Those of these letters that a bounce was noted of, with one of the handoffs they were about."""
    if not messages:
        return set()
    about = (
        select(_events.handoff_id)
        .join(schema.deliveries, _deliveries.event_seq == _events.seq)
        .where(one_of(connection, _deliveries.message, messages))
        .distinct()
    )
    bounce = json_text(connection, _events.payload, "bounce")
    noted = select(bounce).where(
        one_of(connection, _events.handoff_id, connection.execute(about).scalars().all()),
        _events.type == "noted",
        _events.actor == str(SYSTEM),
        bounce.is_not(None),
    )
    return set(connection.execute(noted).scalars()) & set(messages)
