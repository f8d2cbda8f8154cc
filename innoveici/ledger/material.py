"""What letters are made from: some hundreds of events with their handoffs, in a few queries, each text parsed once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from innoveici.ledger import schema
from innoveici.ledger.outbox import Material
from innoveici.ledger.promised import waiting_since
from innoveici.ledger.reading import Notice, notices_of
from innoveici.ledger.recall import Recalled, recall
from innoveici.ledger.sql import one_of
from innoveici.ledger.states import undoes


def materials(connection: Connection, seqs: Collection[int]) -> dict[int, Material]:
    """See ``PostingLedger.materials``; what is no event is left out."""
    events = schema.events.c
    query = select(events.seq, events.request_id).where(one_of(connection, events.seq, [*seqs])).order_by(events.seq)
    request_of = {row.seq: row.request_id for row in connection.execute(query)}
    recalled = recall(connection, request_of.values())
    told: dict[int, list[Notice]] = {seq: [] for seq in request_of}
    for notice in notices_of(connection, request_of):
        told[notice.event_seq].append(notice)
    return {seq: _material(recalled[id_], seq, tuple(told[seq])) for seq, id_ in request_of.items()}


def _material(recalled: Recalled, seq: int, told: tuple[Notice, ...]) -> Material:
    position = next(i for i, event in enumerate(recalled.events) if event.seq == seq)
    event = recalled.events[position]
    return Material(
        event,
        recalled.folded,
        recalled.personal,
        waiting_since(recalled.events[:1]) or event.at,
        told,
        recalled.decision_at(position),
        recalled.private_at(position),
        waiting_since(event for event in recalled.standing if event.type == "reopened"),
        max((event.seq for event in recalled.events if undoes(event)), default=0),
    )
