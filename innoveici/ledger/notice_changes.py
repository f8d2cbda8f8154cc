"""What becomes of notices otherwise than by sending: a person's decision, a bounce, an erasure, an undone batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, case, exists, select, tuple_, update

from innoveici.errors import Refused, TryAgain
from innoveici.ledger import outbox_reading, schema
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import UNDONE_AUDIENCE, NoticeState
from innoveici.ledger.event import canonical, utc_text
from innoveici.ledger.outbox import NOTICE_WORDS, NoticeAction, Posted
from innoveici.ledger.schema import json_text, one_of
from innoveici.messages import N_, Message
from innoveici.reasons import Reason
from innoveici.steps import UNDONE

ALLOWED: Mapping[NoticeAction, frozenset[NoticeState]] = {
    "retry": frozenset({"failed", "held", "no_address", "bounced"}),
    "hold": frozenset({"queued"}),
    "cancel": frozenset({"queued", "held", "failed", "no_address", "bounced"}),
}
"""From which states a person may do what. What is being sent is nobody's to change until it is settled."""
_BECOMES: Mapping[NoticeAction, NoticeState] = {"retry": "queued", "hold": "held", "cancel": "cancelled"}

_TOGETHER = 500
"""Notices named by one statement."""

_notices, _events, _deliveries = schema.notices.c, schema.events.c, schema.deliveries.c
_KEY_COLUMNS = (_notices.event_seq, _notices.ordinal)
_KEY = tuple_(*_KEY_COLUMNS)
_STATE = _notices.state.concat("")
"""Not the bare column: SQLite would go through all the notices in these states by their index, not through the few."""


def change(
    connection: Connection, ids: Sequence[str], action: NoticeAction, from_: str, *, as_possible: bool
) -> dict[str, list[str]]:
    """Move notices to the state that ``action`` leads to; returns their ids by request.

    One that is sent again begins anew: from then on (``from_``, UTC text) its attempts and its time to give up count.

    :raises Refused: see ``Transaction.change_notices``; the transaction must be undone.
    """
    keys = sorted({outbox_reading.key_of(id_) for id_ in ids})
    begin_anew = {"attempts": 0, "not_before": from_} if action == "retry" else {}
    by_request: dict[str, list[str]] = {}
    for start in range(0, len(keys), _TOGETHER):
        some = keys[start : start + _TOGETHER]
        request_of = _free(connection, some, action)
        for key in some:
            if key in request_of:
                by_request.setdefault(request_of[key], []).append(f"{key[0]}.{key[1]}")
            elif not as_possible:
                raise _refused(connection, key, action)
        free = _named(connection, [*request_of])
        connection.execute(update(schema.notices).where(free).values(state=_BECOMES[action], **begin_anew))
    return by_request


def undelivered(connection: Connection, handoff_id: str, recipient: str) -> list[str]:
    """See ``Transaction.undelivered``; oldest first."""
    query = select(_notices.event_seq, _notices.ordinal).where(
        _about(_events.handoff_id == handoff_id),
        _notices.recipient == recipient,
        _STATE.in_(("no_address", "failed", "bounced")),
    )
    return [f"{row.event_seq}.{row.ordinal}" for row in connection.execute(query.order_by(*_KEY_COLUMNS))]


def bounce(connection: Connection, message: str, status: str, now: str) -> tuple[Posted, ...]:
    """See ``Transaction.mark_bounced``."""
    letter = _deliveries.message == message
    members = select(_deliveries.event_seq, _deliveries.ordinal).where(letter)
    locked = select(_notices.state).where(_KEY.in_(members)).with_for_update()  # no run claims it meanwhile
    if "sending" in connection.execute(locked).scalars().all():
        raise TryAgain(
            Message(N_("the letter {letter} is being sent"), letter=message),
            Message(N_("give the message again when that is done")),
        )
    doubtful = _STATE.in_(("queued", "held")) & _KEY.in_(members.where(_deliveries.doubts > 0))
    came_back = _KEY.in_(members) & ((_STATE == "sent") | doubtful)
    if connection.execute(update(schema.notices).where(came_back).values(state="bounced")).rowcount == 0:
        return ()
    error = canonical(Reason("notice.bounced", {"status": status}).to_json())
    connection.execute(update(schema.deliveries).where(letter).values(error=error, last_at=now))
    return tuple(posted for posted in outbox_reading.members(connection, message) if posted.notice.state == "bounced")


def withdraw(connection: Connection, handoff_ids: Collection[str]) -> int:
    """Cancel what was to be sent, or could be again, about handoffs that are taken back: it no longer holds.

    But for what outlives it, as ``states.outlives`` says of an event. Returns how many had not been sent.
    """
    theirs = one_of(connection, _events.handoff_id, handoff_ids) & _events.type.not_in(("erased", "undone"))
    lasting = _notices.template.in_(UNDONE_AUDIENCE.values())
    return _withdrawn(connection, _about(theirs) & ~lasting)


def withdraw_of(connection: Connection, seqs: Collection[int]) -> int:
    """The same of the notices of these events."""
    return _withdrawn(connection, one_of(connection, _notices.event_seq, seqs))


def _withdrawn(connection: Connection, which: ColumnElement[bool]) -> int:
    unsent = connection.execute(_cancelled(("queued", "held", "failed")).where(which)).rowcount
    connection.execute(_cancelled(("no_address", "bounced")).where(which))
    return unsent


def put_back(connection: Connection, ids: Sequence[str]) -> int:
    """See ``Transaction.put_back``. What they had been shows in what had become of them."""
    theirs = (_deliveries.event_seq == _notices.event_seq) & (_deliveries.ordinal == _notices.ordinal)
    bounced = exists().where(theirs, json_text(connection, _deliveries.error, "code") == "notice.bounced")
    had_been = case((bounced, "bounced"), (exists().where(theirs), "failed"), else_="no_address")
    keys, back = [outbox_reading.key_of(id_) for id_ in ids], 0
    for start in range(0, len(keys), _TOGETHER):
        waiting = _named(connection, keys[start : start + _TOGETHER]) & (_STATE == "queued") & (_notices.attempts == 0)
        back += connection.execute(update(schema.notices).where(waiting).values(state=had_been)).rowcount
    return back


def hold_unsent(connection: Connection, resent_since: str) -> int:
    """See ``PostingLedger.hold_unsent``; what is being sent is none of this. ``resent_since`` is UTC text."""
    listed = ~_notices.recipient.startswith("company:")
    once_reachable = (_notices.state == "no_address") & listed & (_notices.not_before >= resent_since)
    unsent = update(schema.notices).where((_notices.state == "queued") | once_reachable)
    return connection.execute(unsent.values(state="held")).rowcount


def forget_company(connection: Connection, handoff_id: str, request_id: str) -> None:
    """Cancel what was not delivered to a company whose data is erased: nobody could address it."""
    company = str(Actor("company", request_id))
    unsent = _cancelled(("queued", "no_address", "held", "failed"))
    connection.execute(unsent.where(_about(_events.handoff_id == handoff_id), _notices.recipient == company))


def _cancelled(states: Collection[NoticeState]) -> Update:
    return update(schema.notices).where(_STATE.in_(states)).values(state="cancelled")


def _about(events: ColumnElement[bool]) -> ColumnElement[bool]:
    return _notices.event_seq.in_(select(_events.seq).where(events))


def _named(connection: Connection, keys: Sequence[tuple[int, int]]) -> ColumnElement[bool]:
    return one_of(connection, _notices.event_seq, {seq for seq, _ in keys}) & _KEY.in_(keys)


def _free(connection: Connection, keys: Sequence[tuple[int, int]], action: NoticeAction) -> dict[tuple[int, int], str]:
    """Those of ``keys`` whose state allows ``action``, with their requests.

    Locked on PostgreSQL, so that no run claims one meanwhile; what a run has in hand is not waited for.
    """
    query = (
        select(_notices.event_seq, _notices.ordinal, _events.request_id)
        .join(schema.events, _events.seq == _notices.event_seq)
        .where(_named(connection, keys), _STATE.in_(ALLOWED[action]))
        .with_for_update(of=schema.notices)
    )
    return {(row.event_seq, row.ordinal): row.request_id for row in connection.execute(query)}


def _refused(connection: Connection, key: tuple[int, int], action: NoticeAction) -> Refused:
    state = connection.execute(select(_notices.state).where(_KEY.in_([key]))).scalar()
    id_ = f"{key[0]}.{key[1]}"
    if state is None:
        return outbox_reading.unknown(id_)
    possible = ", ".join(f"`innoveici outbox {name}`" for name in ALLOWED if state in ALLOWED[name])
    if possible:
        remedy = Message(N_("possible now: {steps}"), steps=possible)
    elif state == "sending":
        remedy = Message(N_("look again when that is done"))
    else:
        remedy = Message(N_("nothing can be changed about it any more"))
    return Refused(
        Message(
            N_("`outbox {action}` is not possible for the notice {id}: {state}"),
            action=action,
            id=id_,
            state=Message(NOTICE_WORDS[state]),
        ),
        remedy,
    )


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
