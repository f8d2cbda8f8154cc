"""Which handoffs were closed when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from innoveici.ledger import schema
from innoveici.ledger.event import utc_text


def closed_between(connection: Connection, since: datetime, until: datetime) -> list[tuple[str, str]]:
    """Handoffs that were closed from ``since`` to before ``until``, and are still: their ids and their requests', in
    the order of the closings."""
    events, handoffs = schema.events.c, schema.handoffs.c
    first, last = _first_since(connection, since), _first_since(connection, until)
    query = (
        select(events.handoff_id, events.request_id)
        .join(schema.handoffs, handoffs.request_id == events.request_id)
        .where(events.seq >= first, events.seq < last, events.type == "closed", handoffs.state == "closed")
        .order_by(events.seq)
    )
    return list(dict.fromkeys((row.handoff_id, row.request_id) for row in connection.execute(query)))


def _first_since(connection: Connection, moment: datetime) -> int:
    """The number of the first event at ``moment`` or after it: they are numbered as time goes, without a gap."""
    table, wanted = schema.events, utc_text(moment)
    low, high = 1, (connection.execute(select(func.max(table.c.seq))).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        at = connection.execute(select(table.c.at).where(table.c.seq == middle)).scalar()
        if at is None or at < wanted:
            low = middle + 1
        else:
            high = middle
    return low
