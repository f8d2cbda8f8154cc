"""Questions to the ledger, as queries on a connection that somebody else opened."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, Row, Select, select

from innoveici.errors import Refused
from innoveici.ledger import schema
from innoveici.ledger.actor import Actor
from innoveici.ledger.event import GENESIS, Event, Head, utc_text
from innoveici.ledger.schema import json_list_within, one_of
from innoveici.ledger.shared import whole
from innoveici.ledger.states import HandoffState, fold, handoff_id_of, not_undone
from innoveici.ledger.visibility import is_shown, may_see_personal, sight_of, trimmed
from innoveici.messages import N_, Message
from innoveici.routing.decision import Load
from innoveici.steps import EventType, State

_HANDOFF_ID = re.compile(r"[Hh]-([0-9]{1,18})")
_PAGE = 500
"""Rows fetched at a time when a result is streamed."""
EVENTS = 5_000
"""Events read at once."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """One line of a queue: what ``HandoffState`` says, without the story."""

    handoff_id: str
    request_id: str
    state: State
    region_code: str | None
    erac_id: str | None
    advisor_id: str | None
    opened_at: datetime
    opened_seq: int
    updated_seq: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the outbox. ``id`` is ``EVENT.ORDINAL``, the same for ever: a message's id can be made from it."""

    id: str
    event_seq: int
    recipient: str
    template: str
    language: str
    state: str
    attempts: int
    not_before: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One handoff with its story. ``personal`` is None when it was erased or is not the viewer's to see."""

    handoff: HandoffState
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    personal: Mapping[str, Any] | None

    def __repr__(self) -> str:
        return f"Shown({self.handoff.handoff_id!r})"  # nothing personal in a traceback


def _events_whole() -> Select[Any]:
    before = schema.events.alias("before")
    return (
        select(schema.events, schema.shared.c.body.label("shared_body"), before.c.hash.label("prev_hash"))
        .outerjoin(schema.shared, schema.shared.c.id == schema.events.c.shared)
        .outerjoin(before, before.c.seq == schema.events.c.seq - 1)
    )


EVENTS_WHOLE = _events_whole()
"""Events with all that :func:`event_of` needs of other rows; conditions and an order are still to be added."""


def event_of(row: Row[Any]) -> Event:
    """A row of ``EVENTS_WHOLE`` as a value."""
    return Event(
        row.seq,
        row.handoff_id,
        row.request_id,
        row.type,
        datetime.fromisoformat(row.at),
        row.actor,
        payload_of(row),
        row.commitment.hex(),
        row.prev_hash.hex() if row.prev_hash is not None else GENESIS,
        row.hash.hex(),
    )


def payload_of(row: Row[Any]) -> dict[str, Any]:
    """The whole payload of such a row: with what it shares, and the batch."""
    payload = whole(row.payload, row.shared_body, row.request_id)
    return dict(sorted((payload | {"batch": row.batch}).items())) if row.batch else payload


def head_of(connection: Connection) -> Head | None:
    """The last event; None while there is none."""
    table = schema.events
    row = connection.execute(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).first()
    return Head(row.seq, row.hash.hex()) if row else None


def find_by_request(connection: Connection, request_id: str) -> Handoff | None:
    """The handoff of a request id."""
    return _one_handoff(connection, schema.handoffs.c.request_id == request_id)


def find_handoff(connection: Connection, id_: str) -> Handoff | None:
    """The handoff of a handoff id (``H-000012``, also ``h-12``) or a request id."""
    number = _HANDOFF_ID.fullmatch(id_.strip())
    found = _one_handoff(connection, schema.handoffs.c.opened_seq == int(number[1])) if number else None
    return found or find_by_request(connection, id_.strip())


def known_handoff(connection: Connection, id_: str) -> Handoff:
    """:raises Refused: no handoff or request has this id."""
    if found := find_handoff(connection, id_):
        return found
    raise unknown(id_)


def visible_handoff(connection: Connection, id_: str, viewer: Actor | None) -> Handoff:
    """:raises Refused: no handoff or request has this id, or ``viewer`` does not see it: the two look the same."""
    handoff = known_handoff(connection, id_)
    if viewer is not None:
        visible = select(schema.events.c.seq).where(
            schema.events.c.seq == handoff.opened_seq, *_seen_by(connection, viewer)
        )
        if connection.execute(visible).first() is None:
            raise unknown(id_)
    return handoff


def check_told(connection: Connection, viewer: Actor) -> None:
    """Tell a name that was mistyped from one that has nothing to see. The council is always there.

    :raises Refused: no request has the id of this company; nothing was ever sent to this advisor, ERAC or partner.
    :raises UsageError: not an actor of the chain.
    """
    sight_of(viewer)
    if viewer.role == "company":
        if find_by_request(connection, viewer.id) is None:
            raise unknown(viewer.id)
    elif viewer.role != "council":
        told = select(schema.involved.c.actor).where(schema.involved.c.actor == str(viewer)).limit(1)
        if connection.execute(told).first() is None:
            # The ledger does not know the directory: it may be somebody who was given nothing so far.
            raise Refused(
                Message(N_("no handoff was ever sent to {actor}"), actor=viewer),
                Message(N_("check its id in your files; whoever was given nothing so far has nothing to see")),
            )


def unknown(id_: str) -> Refused:
    """What is said of an id that is not there, or not to be seen."""
    return Refused(
        Message(N_("no handoff and no request is called “{id}”"), id=id_),
        Message(N_("see `innoveici log` for those that are recorded")),
    )


def events_of(connection: Connection, handoff_id: str) -> list[Event]:
    """The story of one handoff, in order."""
    events = schema.events.c
    rows = connection.execute(EVENTS_WHOLE.where(events.handoff_id == handoff_id).order_by(events.seq))
    return [event_of(row) for row in rows]


def private_of(connection: Connection, seq: int) -> dict[str, Any] | None:
    """The private part of one event; None when it has none or was erased."""
    body = connection.execute(select(schema.personal.c.body).where(schema.personal.c.seq == seq)).scalar()
    return json.loads(body) if body is not None else None


def personal_of(connection: Connection, events: Sequence[Event]) -> dict[str, Any] | None:
    """The company's personal fields as last known: those received, then each correction. None after erasure."""
    parts = [
        private_of(connection, e.seq)
        for e in not_undone(events)
        if e.type in ("received", "corrected") and e.commitment
    ]
    known = [part for part in parts if part is not None]
    return {k: v for part in known for k, v in part.items()} if known else None


def roster_of(connection: Connection, id_: str) -> dict[str, Any] | None:
    """Who was considered, as recorded; None when it was erased."""
    body = connection.execute(select(schema.rosters.c.body).where(schema.rosters.c.id == id_)).scalar()
    return json.loads(body) if body is not None else None


def known_of(connection: Connection, request_ids: Collection[str]) -> set[str]:
    """Those of ``request_ids`` that are recorded; one statement for thousands."""
    id_ = schema.handoffs.c.request_id
    return set(connection.execute(select(id_).where(one_of(connection, id_, request_ids))).scalars())


def loads_of(connection: Connection) -> dict[str, Load]:
    """What each advisor ever assigned has in hand."""
    return {row.advisor_id: Load(row.open, row.last_assigned) for row in connection.execute(select(schema.loads))}


def notices_of(connection: Connection, seqs: Collection[int]) -> tuple[Notice, ...]:
    """The notices that events caused, in order."""
    table = schema.notices
    query = (
        select(table).where(one_of(connection, table.c.event_seq, seqs)).order_by(table.c.event_seq, table.c.ordinal)
    )
    return tuple(map(notice_of, connection.execute(query)))


def notice_of(row: Row[Any]) -> Notice:
    """A row of ``notices`` as a value."""
    return Notice(
        f"{row.event_seq}.{row.ordinal}",
        row.event_seq,
        row.recipient,
        row.template,
        row.language,
        row.state,
        row.attempts,
        datetime.fromisoformat(row.not_before),
    )


def show(connection: Connection, id_: str, viewer: Actor | None) -> Shown:
    """One handoff as ``viewer`` may see it.

    :raises Refused: unknown, or not the viewer's (the two look the same); a viewer that was never told of anything.
    """
    if viewer is not None:
        check_told(connection, viewer)
    handoff = visible_handoff(connection, id_, viewer)
    events = events_of(connection, handoff.handoff_id)
    state = fold(events)
    personal = personal_of(connection, events) if may_see_personal(state, viewer) else None
    notices = notices_of(connection, [e.seq for e in events])
    return Shown(state, tuple(trimmed(e, viewer) for e in events if is_shown(e, viewer)), notices, personal)


def events_between(
    connection: Connection,
    after: int,
    last: int,
    *,
    handoff_id: str | None,
    since: datetime | None,
    until: datetime | None,
    types: Collection[EventType],
    limit: int,
    viewer: Actor | None,
    handoff_ids: Collection[str] | None = None,
) -> list[Event]:
    """Events by sequence, after number ``after`` up to ``last``. ``since`` is inclusive, ``until`` is not."""
    table = schema.events
    query = EVENTS_WHOLE.where(table.c.seq > after, table.c.seq <= last)
    query = query.order_by(table.c.seq).limit(limit)
    if handoff_id is not None:
        query = query.where(table.c.handoff_id == handoff_id)
    if handoff_ids is not None:
        query = query.where(one_of(connection, table.c.handoff_id, handoff_ids))
    if since is not None:
        query = query.where(table.c.at >= utc_text(since))
    if until is not None:
        query = query.where(table.c.at < utc_text(until))
    if types:
        query = query.where(table.c.type.in_(types))
    if viewer is not None:
        query = query.where(*_seen_by(connection, viewer))
    return [trimmed(event_of(row), viewer) for row in connection.execute(query)]


def _seen_by(connection: Connection, viewer: Actor) -> list[ColumnElement[bool]]:
    """The conditions on ``events`` under which ``viewer`` sees one."""
    table = schema.events
    conditions: list[ColumnElement[bool]] = []
    if hidden := sight_of(viewer).hidden:
        conditions.append(table.c.type.not_in(hidden))
        only_hidden = json_list_within(connection, table.c.payload, "steps", sorted(hidden))
        conditions.append((table.c.type != "undone") | ~only_hidden)
    if viewer.role == "company":
        conditions.append(table.c.request_id == viewer.id)
    elif viewer.role != "council":
        opening, involved = table.alias(), schema.involved
        told = select(opening.c.handoff_id).join(involved, involved.c.opened_seq == opening.c.seq)
        conditions.append(table.c.handoff_id.in_(told.where(involved.c.actor == str(viewer))))
    return conditions


def list_handoffs(connection: Connection, states: Collection[State], advisor_id: str | None) -> Iterator[Handoff]:
    """Handoffs in the order they were opened, fetched as they are used."""
    table = schema.handoffs
    query = select(table).order_by(table.c.opened_seq)
    if states:
        query = query.where(table.c.state.in_(states))
    if advisor_id is not None:
        query = query.where(table.c.advisor_id == advisor_id)
    with _stream(connection, query) as rows:
        for row in rows:
            yield handoff_of(row)


def _stream(connection: Connection, query: Select[Any]) -> CursorResult[Any]:
    """Rows fetched as they are used; closed by its ``with`` block, also when the reader leaves early."""
    return connection.execute(query, execution_options={"yield_per": _PAGE})


def _one_handoff(connection: Connection, condition: ColumnElement[bool]) -> Handoff | None:
    row = connection.execute(select(schema.handoffs).where(condition)).first()
    return handoff_of(row) if row else None


def handoff_of(row: Row[Any]) -> Handoff:
    """A row of ``handoffs`` as a value."""
    return Handoff(
        handoff_id_of(row.opened_seq),
        row.request_id,
        cast(State, row.state),
        row.region_code,
        row.erac_id,
        row.advisor_id,
        datetime.fromisoformat(row.opened_at),
        row.opened_seq,
        row.updated_seq,
    )
