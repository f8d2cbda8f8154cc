"""One writing transaction: events sealed into the chain, and with them all that they cause.

An event, its private part, its notices and the tables that follow from it are written together or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, select, update

from innoveici.errors import Refused
from innoveici.ledger import schema
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import Contact, Told, who_hears
from innoveici.ledger.correction import CORRECTABLE, Correction, correction_of
from innoveici.ledger.entry import Recorded, Routed
from innoveici.ledger.event import GENESIS, Event, Head, canonical, commit_to, event_hash, utc_text
from innoveici.ledger.projection import Projection
from innoveici.ledger.reading import events_of, find_by_request, head_of, known_handoff, loads_of, unknown
from innoveici.ledger.states import EventType, HandoffState, check_allowed, fold, handoff_id_of, worded
from innoveici.messages import N_, Message
from innoveici.request import PERSONAL_FIELDS, Request
from innoveici.routing.decision import Load

_BLOCK = 500
"""Requests written by one set of statements; bounds memory, and costs nothing beyond it."""


class Transaction:
    """What may be done between BEGIN and COMMIT. ``now`` (UTC) is the time of everything in it."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now.astimezone(UTC)
        self.erased = False
        self.broken = False
        self._at = utc_text(self.now)
        self._head = head_of(connection) or Head(0, GENESIS)
        self._pending = _Rows()
        self._projection = Projection()

    @property
    def next_seq(self) -> int:
        """The sequence number of the next event."""
        return self._head.seq + 1

    def find(self, request_id: str) -> HandoffState | None:
        """The handoff of a request, when it was recorded before. Takes no handoff id: a request's may look like one."""
        handoff = find_by_request(self._connection, request_id)
        return fold(events_of(self._connection, handoff.handoff_id)) if handoff else None

    def loads(self) -> dict[str, Load]:
        """What each advisor ever assigned has in hand."""
        return loads_of(self._connection)

    def record(self, routed: Routed, *, actor: Actor = SYSTEM) -> Recorded:
        """Record one request with its outcome. :raises Refused: it is already recorded; :meth:`find` it first."""
        return self.record_many((routed,), actor=actor)[0]

    def record_many(self, many: Iterable[Routed], *, actor: Actor = SYSTEM) -> list[Recorded]:
        """Record requests in their order, some hundreds at a time. :raises Refused: one is already recorded."""
        recorded: list[Recorded] = []
        supply = iter(many)
        while block := list(islice(supply, _BLOCK)):
            self._refuse_known([routed.request.request_id for routed in block])
            with self._whole():
                recorded += [self._record(routed, str(actor)) for routed in block]
        return recorded

    def correction(self, request: Request) -> Correction | None:
        """What ``request`` changes in a held or rejected one of the same id; None when it is simply known."""
        return correction_of(self._connection, request)

    def revise(self, routed: Routed, correction: Correction, *, actor: Actor = SYSTEM) -> Recorded:
        """Record a request that was corrected, and its new outcome. :raises Refused: it is past correcting.

        Told of it: those who were told before and are not concerned any more, then those of the new outcome.
        """
        request_id = routed.request.request_id
        handoff = find_by_request(self._connection, request_id)
        if handoff is None:
            raise unknown(request_id)
        if handoff.state not in CORRECTABLE:
            raise _recorded(request_id)
        let_go = correction.no_longer(routed.contacts)
        corrected = self.append(
            handoff.handoff_id,
            "corrected",
            actor=actor,
            payload={"fields": correction.fields, "values": dict(correction.public)},
            private=correction.personal,
            contacts=let_go,
        )
        outcome = self.append(
            handoff.handoff_id,
            routed.status,
            actor=actor,
            payload=_outcome(routed, anew=True),
            private=routed.private,
            contacts=routed.contacts,
        )
        told = (*who_hears("corrected", let_go), *who_hears(routed.status, routed.contacts))
        return Recorded(outcome.handoff_id, request_id, routed.status, (corrected.seq, outcome.seq), told, self._head)

    def append(
        self,
        id_: str,
        step: EventType,
        *,
        actor: Actor,
        payload: Mapping[str, Any] | None = None,
        private: Mapping[str, Any] | None = None,
        contacts: Iterable[Contact] = (),
        seen_seq: int | None = None,
    ) -> Event:
        """Add a step to a handoff.

        :param seen_seq: ``updated_seq`` of the state the actor looked at; a change since then refuses the step.
        :raises Refused: unknown id, a step the state does not allow, or a change since ``seen_seq``.
        """
        before = fold(events_of(self._connection, known_handoff(self._connection, id_).handoff_id))
        if seen_seq is not None and before.updated_seq != seen_seq:
            raise Refused(
                Message(
                    N_("{id} was changed meanwhile; it is now {state}"),
                    id=before.handoff_id,
                    state=worded(before.state),
                ),
                Message(N_("look at it again with `innoveici show {id}`"), id=before.handoff_id),
            )
        check_allowed(before, step)
        told = who_hears(step, contacts)
        with self._whole():
            event = self._seal(
                before.handoff_id, before.request_id, step, str(actor), dict(payload or {}), private, told
            )
            self._projection.follow(before, event)
        return event

    def erase(self, id_: str, *, actor: Actor, contacts: Iterable[Contact] = ()) -> Event:
        """Erase the personal data of a request (Loi 25): the events stay, what they committed to is gone.

        The company's unsent notices are cancelled: nobody could address them. SQLite overwrites what is deleted;
        PostgreSQL keeps it in its files until it vacuums. :raises Refused: unknown id.
        """
        handoff = known_handoff(self._connection, id_)
        seqs = select(schema.events.c.seq).where(schema.events.c.handoff_id == handoff.handoff_id)
        self.erased = True
        self._connection.execute(delete(schema.personal).where(schema.personal.c.seq.in_(seqs)))
        notices = schema.notices.c
        self._connection.execute(
            update(schema.notices)
            .where(
                notices.event_seq.in_(seqs),
                notices.recipient == str(Actor("company", handoff.request_id)),
                notices.state.in_(("queued", "no_address", "held")),
            )
            .values(state="cancelled")
        )
        return self.append(handoff.handoff_id, "erased", actor=actor, contacts=contacts)

    def check_whole(self) -> None:
        """:raises RuntimeError: an earlier write failed half way and its error was swallowed; a bug of the caller's."""
        if self.broken:
            raise RuntimeError("a write failed and its error was swallowed: nothing of this transaction can be kept")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Seal inside the block, write at its end; a failure in between must not be committed in part."""
        self.check_whole()
        self.broken = True
        yield
        self._pending.write(self._connection)
        self._projection.write(self._connection)
        self._pending, self._projection = _Rows(), Projection()
        self.broken = False

    def _refuse_known(self, request_ids: Sequence[str]) -> None:
        known = schema.handoffs.c.request_id
        again = self._connection.execute(select(known).where(known.in_(request_ids)).limit(1)).scalar()
        if again is None and len(set(request_ids)) < len(request_ids):
            again = next(id_ for i, id_ in enumerate(request_ids) if id_ in request_ids[:i])
        if again is not None:
            raise _recorded(again)

    def _record(self, routed: Routed, actor: str) -> Recorded:
        request = routed.request
        handoff_id = handoff_id_of(self.next_seq)
        fields = request.to_json()
        personal = {name: fields.pop(name) for name in PERSONAL_FIELDS}
        del fields["request_id"]
        received = self._seal(
            handoff_id, request.request_id, "received", actor, fields, {k: v for k, v in personal.items() if v}, ()
        )
        told = who_hears(routed.status, routed.contacts)
        outcome = self._seal(
            handoff_id, request.request_id, routed.status, actor, _outcome(routed), routed.private, told
        )
        self._projection.follow(None, received, outcome)
        return Recorded(handoff_id, request.request_id, routed.status, (received.seq, outcome.seq), told, self._head)

    def _seal(
        self,
        handoff_id: str,
        request_id: str,
        type_: EventType,
        actor: str,
        payload: dict[str, Any],
        private: Mapping[str, Any] | None,
        told: tuple[Told, ...],
    ) -> Event:
        """Make the next event of the chain and queue its rows."""
        seq, prev_hash, commitment = self.next_seq, self._head.hash, ""
        if private:
            salt, body = secrets.token_hex(16), canonical(private)
            commitment = commit_to(salt, body)
            self._pending.personal.append((seq, salt, body))
        if told:
            payload["told"] = [str(t.recipient) for t in told]
        text = canonical(payload)
        hash_ = event_hash(seq, handoff_id, request_id, type_, self._at, actor, text, commitment, prev_hash)
        self._pending.events.append(
            (seq, handoff_id, request_id, type_, self._at, actor, text, commitment, prev_hash, hash_)
        )
        self._pending.notices += [
            (seq, ordinal, str(notice.recipient), notice.template, notice.language, notice.state, 0, self._at)
            for ordinal, notice in enumerate(told, start=1)
        ]
        self._head = Head(seq, hash_)
        return Event(seq, handoff_id, request_id, type_, self.now, actor, payload, commitment, prev_hash, hash_)


def _recorded(request_id: str) -> Refused:
    return Refused(
        Message(N_("the request {id} is already recorded"), id=request_id),
        Message(N_("see it with `innoveici show {id}`"), id=request_id),
    )


def _outcome(routed: Routed, *, anew: bool = False) -> dict[str, Any]:
    """The payload of the event that decides; ``anew``: it also says which of the earlier answers no longer holds."""
    place = {"region_code": routed.region_code, "erac_id": routed.erac_id, "advisor_id": routed.advisor_id}
    return {k: v for k, v in place.items() if anew or v is not None} | {"decision": routed.payload}


class _Rows:
    """What awaits one statement a table, as tuples in the tables' order of columns."""

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []
        self.personal: list[tuple[Any, ...]] = []
        self.notices: list[tuple[Any, ...]] = []

    def write(self, connection: Connection) -> None:
        """Send everything to the database, events first: the others refer to them."""
        schema.insert_rows(connection, schema.events, self.events)
        schema.insert_rows(connection, schema.personal, self.personal)
        schema.insert_rows(connection, schema.notices, self.notices)
