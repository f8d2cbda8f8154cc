"""Who a letter has reached, or may have: they must hear when what it said does not hold any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, false, func, select

from innoveici.ledger import schema
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.sql import json_text, one_of

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
