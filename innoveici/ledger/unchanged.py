"""That what is about to be changed is still as the one who changes it has read it; and what is said when it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from innoveici.errors import Refused
from innoveici.ledger import schema
from innoveici.ledger.event import Event
from innoveici.ledger.reading import Handoff, handoff_of, unknown
from innoveici.ledger.schema import one_of
from innoveici.ledger.states import HandoffState, listed, worded
from innoveici.messages import N_, Message


def check_unchanged(connection: Connection, read: Mapping[str, HandoffState]) -> None:
    """``read``: by request id the handoff it was read as.

    :raises Refused: a request is not recorded, its handoff is another one, or it was changed since.
    """
    handoffs = schema.handoffs
    rows = connection.execute(select(handoffs).where(one_of(connection, handoffs.c.request_id, read)))
    now = {row.request_id: row for row in rows}
    for request_id, before in read.items():
        if request_id not in now:
            raise unknown(request_id)
        row = now[request_id]
        if row.opened_seq != before.opened_seq:
            raise recorded(request_id)
        if row.updated_seq != before.updated_seq:
            raise changed(handoff_of(row))


def recorded(request_id: str) -> Refused:
    """It was taken for new, or for another one."""
    return Refused(
        Message(N_("the request {id} is already recorded"), id=request_id),
        Message(N_("see it with `innoveici show {id}`"), id=request_id),
    )


def changed_by(now: HandoffState, since: Sequence[Event]) -> Refused:
    """As :func:`changed`, with what happened meanwhile: its events, in order."""
    steps = [Message(N_("{step} by {actor}"), step=worded(event.type), actor=event.actor) for event in since]
    return Refused(
        Message(
            N_("{id} was changed meanwhile ({steps}); it is now {state}"),
            id=now.handoff_id,
            steps=listed(steps),
            state=worded(now.state),
        ),
        Message(N_("look at it again with `innoveici show {id}`"), id=now.handoff_id),
    )


def changed(now: Handoff | HandoffState) -> Refused:
    """Somebody else was there between reading and writing."""
    return Refused(
        Message(N_("{id} was changed meanwhile; it is now {state}"), id=now.handoff_id, state=worded(now.state)),
        Message(N_("look at it again with `innoveici show {id}`"), id=now.handoff_id),
    )
