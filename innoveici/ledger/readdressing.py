"""Notices that had no address, of recipients who now have one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, exists, select, tuple_, update

from innoveici.ledger import schema
from innoveici.ledger.event import utc_text
from innoveici.ledger.sql import json_text, one_of
from innoveici.steps import UNDONE

TOGETHER = 5_000
"""Notices changed by one transaction."""


def queue_again(connection: Connection, recipients: Collection[str], since: datetime) -> int:
    """Queue at most ``TOGETHER`` of them; how many. Not what was erased or taken back after it was told.

    That something was erased is always to be told: there may be copies.
    """
    notices, events, later = schema.notices.c, schema.events.c, schema.events.alias().c
    key = tuple_(notices.event_seq, notices.ordinal)
    outcome = json_text(connection, later.payload, "outcome")
    ended = exists().where(
        later.handoff_id == events.handoff_id,
        later.seq > events.seq,
        (later.type == "erased") | ((later.type == "closed") & (outcome == UNDONE)),
    )
    found = (
        select(notices.event_seq, notices.ordinal)
        .join(schema.events, events.seq == notices.event_seq)
        # A notice without an address was never put off: it may be sent since its event or shortly after.
        .where(notices.state == "no_address", notices.not_before >= utc_text(since))
        .where(one_of(connection, notices.recipient, recipients))
        .where((events.type == "erased") | ~ended)
        .limit(TOGETHER)
    )
    again = update(schema.notices).where(key.in_(found), notices.state.concat("") == "no_address")
    return connection.execute(again.values(state="queued")).rowcount
