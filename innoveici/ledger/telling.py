"""Everyone who was told of a handoff: who must hear, too, that what they were told no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import Connection

from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Contact, Language
from innoveici.ledger.reading import events_of, notices_of
from innoveici.ledger.states import standing, steps_undone, undoes
from innoveici.steps import EVENTS, EventType

TO_ALL_TOLD: frozenset[EventType] = frozenset(event for event, row in EVENTS.items() if row.ends)
"""Events after which what somebody was told before no longer holds: they hear of it, whoever is in the chain now."""


def told_before(connection: Connection, handoff_id: str, *, ever: bool = False) -> tuple[Contact, ...]:
    """Everyone told since it was last undone, when they were told so, in the order in which they first were.

    :param ever: or before that: they may hold copies.
    """
    events = events_of(connection, handoff_id)
    undone = [] if ever else [event.seq for event in events if undoes(event)]
    told = events if ever else standing(events)
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
