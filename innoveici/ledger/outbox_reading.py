"""Questions about the outbox: notices with their events and what became of them, and what letters are made from."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Row, Select, false, func, literal_column, or_, select, tuple_

from innoveici.errors import Refused
from innoveici.ledger import schema
from innoveici.ledger.audience import NoticeState
from innoveici.ledger.event import utc_text
from innoveici.ledger.first_contact import waiting_since
from innoveici.ledger.outbox import LONGEST_LEASE, Delivery, Digests, Material, Place, Posted
from innoveici.ledger.reading import Notice, known_handoff, notice_of, notices_of
from innoveici.ledger.recall import Recalled, recall
from innoveici.ledger.schema import json_text, one_of
from innoveici.ledger.states import has_confirmed, undoes
from innoveici.messages import N_, Message
from innoveici.reasons import Reason

_NOTICE_ID = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
_PAGE = 500
"""Rows fetched at a time when a result is streamed."""

_notices, _events, _deliveries = schema.notices.c, schema.events.c, schema.deliveries.c


QUEUED = _notices.state == literal_column("'queued'")
SENDING = _notices.state == literal_column("'sending'")
"""Conditions that a partial index answers: each database must see the word itself."""


def _posted() -> Select[Any]:
    delivery = [column for column in schema.deliveries.c if not column.primary_key]
    return (
        select(schema.notices, _events.handoff_id, _events.request_id, _events.type, _events.at, *delivery)
        .join(schema.events, _events.seq == _notices.event_seq)
        .outerjoin(
            schema.deliveries,
            (_deliveries.event_seq == _notices.event_seq) & (_deliveries.ordinal == _notices.ordinal),
        )
    )


_POSTED = _posted()
_BY_EVENT = (_notices.event_seq, _notices.ordinal)
_BY_PLACE = (_notices.not_before, *_BY_EVENT)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return (QUEUED) & (_notices.not_before <= utc_text(now))


def _waits(digests: Digests) -> ColumnElement[bool]:
    """Whether a notice goes in a digest."""
    recipients: dict[frozenset[str], list[str]] = {}
    for recipient, templates in digests.items():
        recipients.setdefault(frozenset(templates), []).append(recipient)
    alike = (
        _notices.recipient.in_(who) & _notices.template.in_(sorted(templates)) for templates, who in recipients.items()
    )
    return or_(false(), *alike)


_UNTRIED = (QUEUED) & _deliveries.message.is_(None)


def due(connection: Connection, now: datetime, digests: Digests, limit: int, after: Place | None) -> list[Posted]:
    """See ``PostingLedger.due``."""
    query = _POSTED.where(_is_due(now), ~_waits(digests)).order_by(*_BY_PLACE).limit(limit)
    if after is not None:
        since = utc_text(after[0])
        # The first condition is what SQLite finds the beginning in its index by.
        query = query.where(_notices.not_before >= since, tuple_(*_BY_PLACE) > (since, *after[1:]))
    return _all(connection, query)


def due_digest(
    connection: Connection, recipient: str, templates: Collection[str], before: datetime, now: datetime
) -> list[Posted]:
    """See ``PostingLedger.due_digest``."""
    query = _POSTED.where(_is_due(now), _waits({recipient: templates}), _events.at < utc_text(before))
    return _all(connection, query.order_by(*_BY_EVENT))


def in_grace(connection: Connection, now: datetime, digests: Digests) -> list[Posted]:
    """See ``PostingLedger.in_grace``."""
    at = utc_text(now)
    later = _UNTRIED & (_notices.not_before > at) & (_events.at <= at)  # else a clock that ran ahead has dated it
    return _all(connection, _POSTED.where(later, ~_waits(digests)).order_by(*_BY_PLACE))


def digest_ready(
    connection: Connection, recipient: str, templates: Collection[str], before: datetime
) -> datetime | None:
    """See ``PostingLedger.digest_ready``."""
    theirs = _UNTRIED & _waits({recipient: templates}) & (_events.at < utc_text(before))
    last = connection.execute(_POSTED.where(theirs).order_by(_notices.not_before.desc()).limit(1)).first()
    return datetime.fromisoformat(last.not_before) if last else None


def recipients_waiting(connection: Connection, digests: Digests) -> list[str]:
    """See ``PostingLedger.digest_recipients_waiting``; sorted."""
    waiting = select(_notices.recipient).where(QUEUED, _waits(digests))
    return list(connection.execute(waiting.distinct().order_by(_notices.recipient)).scalars())


def members(connection: Connection, message: str) -> list[Posted]:
    """See ``PostingLedger.members``."""
    return _all(connection, _POSTED.where(_deliveries.message == message).order_by(*_BY_EVENT))


def in_doubt(connection: Connection, now: datetime | None) -> list[Posted]:
    """Notices that are being sent; with ``now``, those whose lease is over by then, or longer than any is."""
    query = _POSTED.where(SENDING)
    if now is not None:
        over, never = utc_text(now), utc_text(now + LONGEST_LEASE)
        query = query.where((_deliveries.lease_until < over) | (_deliveries.lease_until > never))
    return _all(connection, query.order_by(*_BY_EVENT))


def conditions(
    connection: Connection, states: Collection[NoticeState], recipient: str | None, id_: str | None
) -> list[ColumnElement[bool]]:
    """What ``PostingLedger.outbox`` asks for. :raises Refused: ``id_`` is unknown."""
    found: list[ColumnElement[bool]] = []
    if states:
        found.append(_notices.state.in_(states))
    if recipient is not None:
        found.append(_notices.recipient == recipient)
    if id_ is not None:
        found.append(_called(connection, id_.strip()))
    return found


def stream(connection: Connection, where: Collection[ColumnElement[bool]], limit: int | None) -> Iterator[Posted]:
    """By event, fetched as they are used; with a ``limit`` the newest ones."""
    query = _POSTED.where(*where)
    if limit is not None:
        newest = query.order_by(*(column.desc() for column in _BY_EVENT)).limit(limit)
        yield from reversed(_all(connection, newest))
        return
    with connection.execute(query.order_by(*_BY_EVENT), execution_options={"yield_per": _PAGE}) as rows:
        yield from map(_posted_of, rows)


def counts(connection: Connection) -> dict[NoticeState, int]:
    """See ``PostingLedger.outbox_counts``."""
    rows = connection.execute(select(_notices.state, func.count()).group_by(_notices.state))
    found = {state: count for state, count in rows}  # noqa: C416 - rows are no pairs
    return {state: found.get(state, 0) for state in get_args(NoticeState)}


def oldest_due(connection: Connection, now: datetime, digests: Digests) -> datetime | None:
    """See ``PostingLedger.oldest_due``."""
    due = select(_notices.not_before).where(_is_due(now), ~_waits(digests)).order_by(_notices.not_before).limit(1)
    # What is tried again and again is put off each time: it has waited since it was first tried.
    tried = (
        select(func.min(_deliveries.first_at))
        .join(schema.notices, (_notices.event_seq == _deliveries.event_seq) & (_notices.ordinal == _deliveries.ordinal))
        .where(QUEUED, _notices.attempts > 0)
    )
    found = [connection.execute(due).scalar(), connection.execute(tried).scalar()]
    return min((datetime.fromisoformat(oldest) for oldest in found if oldest), default=None)


def not_yet(connection: Connection, now: datetime) -> int:
    """See ``PostingLedger.not_yet``."""
    later = (QUEUED) & (_notices.not_before > utc_text(now))
    return connection.execute(select(func.count()).where(later)).scalar_one()


def unlisted(connection: Connection) -> int:
    """See ``PostingLedger.unlisted``."""
    nowhere = (_notices.state == "no_address") & ~_notices.recipient.startswith("company:")
    return connection.execute(select(func.count()).where(nowhere)).scalar_one()


def sent_unconfirmed(connection: Connection, since: datetime) -> list[str]:
    """See ``PostingLedger.sent_unconfirmed``."""
    received = schema.events.alias("received")
    query = (
        select(_events.request_id, _deliveries.message)
        .join(schema.events, _events.seq == _deliveries.event_seq)
        .join(
            schema.notices,
            (_notices.event_seq == _deliveries.event_seq) & (_notices.ordinal == _deliveries.ordinal),
        )
        .join(received, (received.c.handoff_id == _events.handoff_id) & (received.c.type == "received"))
        .where(
            _deliveries.last_at >= utc_text(since),
            _notices.state.in_(("sending", "sent", "bounced")),
            _notices.recipient.startswith("company:"),
            json_text(connection, received.c.payload, "via") == "form",
        )
        .distinct()
    )
    letters = connection.execute(query).all()
    known = recall(connection, {row.request_id for row in letters})
    requests = [known[row.request_id] for row in letters]
    return [(one.personal or {}).get("email", "") for one in requests if not has_confirmed(one.events)]


def key_of(id_: str) -> tuple[int, int]:
    """Event and ordinal of a notice's id (``12.1``). :raises Refused: it is not one."""
    if number := _NOTICE_ID.fullmatch(id_.strip()):
        return int(number[1]), int(number[2])
    raise unknown(id_)


def unknown(id_: str) -> Refused:
    """What is said of a notice that is not there."""
    return Refused(
        Message(N_("no notice is called “{id}”"), id=id_),
        Message(N_("see `innoveici outbox list` for those that are recorded")),
    )


def _called(connection: Connection, id_: str) -> ColumnElement[bool]:
    if _NOTICE_ID.fullmatch(id_):
        seq, ordinal = key_of(id_)
        notice = (_notices.event_seq == seq) & (_notices.ordinal == ordinal)
        if connection.execute(select(_notices.event_seq).where(notice)).first():
            return notice
    return _events.handoff_id == known_handoff(connection, id_).handoff_id


def _all(connection: Connection, query: Select[Any]) -> list[Posted]:
    return [_posted_of(row) for row in connection.execute(query)]


def _posted_of(row: Row[Any]) -> Posted:
    delivery = None
    if row.message is not None:
        delivery = Delivery(
            row.message,
            row.run,
            datetime.fromisoformat(row.lease_until) if row.lease_until else None,
            row.doubts,
            datetime.fromisoformat(row.first_at),
            datetime.fromisoformat(row.last_at),
            Reason.from_json(json.loads(row.error)) if row.error else None,
        )
    at = datetime.fromisoformat(row.at)
    return Posted(notice_of(row), row.handoff_id, row.request_id, row.type, at, delivery)


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
        waiting_since(event for event in recalled.not_undone if event.type == "reopened"),
        max((event.seq for event in recalled.events if undoes(event)), default=0),
        has_confirmed(recalled.events),
    )
