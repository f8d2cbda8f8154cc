"""Everyone who was told of a handoff: who must hear, too, that what they were told no longer holds."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, select

from innoveici.ledger import schema
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Contact, Language


def told_before(connection: Connection, handoff_id: str) -> tuple[Contact, ...]:
    """In the order in which they were first told; language and address as last known.

    A company whose data was erased has no address any more.
    """
    events, notices = schema.events.c, schema.notices.c
    query = (
        select(notices.recipient, notices.language, notices.state)
        .join(schema.events, events.seq == notices.event_seq)
        .where(events.handoff_id == handoff_id)
        .order_by(notices.event_seq, notices.ordinal)
    )
    erased = select(events.seq).where(events.handoff_id == handoff_id, events.type == "erased").limit(1)
    gone = connection.execute(erased).first() is not None
    told: dict[Actor, Contact] = {}
    for recipient, language, state in connection.execute(query):
        actor = Actor.parse(recipient)
        reachable = state != "no_address" and not (gone and actor.role == "company")
        told[actor] = Contact(actor, cast(Language, language), reachable)
    return tuple(told.values())
