"""One writing transaction: events sealed into the chain, and with them all that they cause.

An event, its private part, its notices and the tables that follow from it are written together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, delete, select

from innoveici.ledger import notice_changes, schema
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import Contact, Told, who_hears, with_those_before
from innoveici.ledger.content import Correction, correction_of, outcome_payload, prepared, steps_of
from innoveici.ledger.entry import Prepared, Recorded, Routed, Step
from innoveici.ledger.event import GENESIS, Event, Head, canonical, utc_text
from innoveici.ledger.outbox import NoticeAction, Posted
from innoveici.ledger.projection import Projection
from innoveici.ledger.reading import (
    Handoff,
    events_of,
    find_by_request,
    head_of,
    known_handoff,
    known_of,
    loads_of,
)
from innoveici.ledger.recall import Recalled, changed, check_unchanged, recall, recorded
from innoveici.ledger.recipients import TO_ALL_TOLD, told_before, told_of, written_to
from innoveici.ledger.sealing import Rows, RowWriter, Sealed, seal, seal_step
from innoveici.ledger.shared import SharedText, SharedTexts, new_roster, roster_id_of
from innoveici.ledger.states import HandoffState, check_allowed, fold, not_allowed
from innoveici.ledger.undoing import Undone, take_back
from innoveici.ledger.untouched import Untouched, untouched
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.steps import UNDONE, EventType

_BLOCK = 500
"""Requests written by one set of statements; bounds memory, and costs nothing beyond it."""


class Transaction:
    """What may be done between BEGIN and COMMIT. ``now`` (UTC) is the time of everything in it.

    ``grace``: how long the notices of its steps wait; those of new requests do not. ``marks``: what each of its events
    says of the way it came (``via``); batches have none. ``known``: shared texts of which the number is known.
    ``texts``: those that were needed, for the next one to know once this one is committed.
    """

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        grace: timedelta = timedelta(0),
        known: Mapping[bytes, SharedText] | None = None,
        marks: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._row_writer = RowWriter(connection)
        self._own = connection
        self.now = now.astimezone(UTC)
        self.erased = False
        self.broken = False
        self._at = utc_text(self.now)
        self._not_before = utc_text(self.now + grace)
        self._head = head_of(connection) or Head(0, GENESIS)
        self._pending = Rows()
        self._projection = Projection()
        self._rosters: dict[str, str] = {}
        self._marks = marks
        self.texts = SharedTexts(known or {}, lambda: self._connection)

    @property
    def _connection(self) -> Connection:
        """Once nothing is being written on it any more."""
        self._settle()
        return self._own

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

    def known(self, request_ids: Collection[str]) -> set[str]:
        """Those of ``request_ids`` that are recorded; meant for thousands at once."""
        return known_of(self._connection, request_ids)

    def handoff(self, id_: str) -> Handoff:
        """A handoff by its id (``H-000012``, ``h-12``) or its request's. :raises Refused: unknown."""
        return known_handoff(self._connection, id_)

    def told_before(self, handoff_id: str, *, ever: bool = False) -> tuple[Contact, ...]:
        """Everyone who was told of a handoff since it was last undone; with ``ever``, or before that."""
        return told_before(self._connection, handoff_id, ever=ever)

    def outcome(self, routed: Routed) -> dict[str, Any]:
        """The payload of the event that decides ``routed`` anew."""
        return outcome_payload(routed, self._roster_of(routed), anew=True)

    def roster(self, roster: Mapping[str, Any]) -> str:
        """The id under which events refer to who was considered; kept now unless the same is kept already."""
        body = canonical(roster)
        if body not in self._rosters:
            id_ = roster_id_of(self._connection, body)
            if id_ is None:
                row = new_roster(body)
                schema.insert_rows(self._connection, schema.rosters, [row])
                id_ = row[0]
            self._rosters[body] = id_
        return self._rosters[body]

    def record(self, routed: Routed, *, actor: Actor = SYSTEM, batch: str | None = None) -> Recorded:
        """Record one request with its outcome. :raises Refused: it is already recorded; :meth:`find` it first."""
        return self.record_many((routed,), actor=actor, batch=batch)[0]

    def record_many(self, many: Iterable[Routed], *, actor: Actor = SYSTEM, batch: str | None = None) -> list[Recorded]:
        """Record requests in their order, some hundreds at a time, as part of ``batch`` if they are.

        :raises Refused: one is already recorded.
        """
        recorded: list[Recorded] = []
        supply = iter(many)
        while block := list(islice(supply, _BLOCK)):
            self._refuse_known([routed.request.request_id for routed in block])
            with self._whole():
                told = [who_hears(routed.status, routed.contacts) for routed in block]
                entries = [
                    prepared(routed, told, self._roster_of(routed), batch=batch, marks=self._marks)
                    for routed, told in zip(block, told, strict=True)
                ]
                events = schema.rows_in(schema.events, self._seal_all(entries, actor).events)[1::2]
            recorded += [
                Recorded(
                    event[1], event[2], routed.status, (event[0] - 1, event[0]), told, Head(event[0], event[-1].hex())
                )
                for routed, told, event in zip(block, told, events, strict=True)
            ]
        return recorded

    def record_prepared(self, entries: Sequence[Prepared]) -> int:
        """Record new requests in their order, of which :meth:`known` was asked; some thousand at a time are fastest.

        They are written while the caller goes on; what comes after waits for them, and raises what went wrong. Returns
        the first event's number: entry ``i`` has the events ``first + 2 * i`` and the next.
        """
        first = self.next_seq
        sealed = seal(entries, self._head, self._at, str(SYSTEM), self.texts)
        self.check_whole()
        self.broken = True
        self._head = sealed.head
        self._row_writer.write(Rows(sealed))
        return first

    def correction(self, request: Request) -> Correction | None:
        """What ``request`` changes in the one recorded under its id; None when it is simply known, or new."""
        recalled = self.recall((request.request_id,)).get(request.request_id)
        return correction_of(request, recalled) if recalled else None

    def recall(self, request_ids: Collection[str]) -> dict[str, Recalled]:
        """What is recorded of those of ``request_ids`` that are, by id; meant for some thousand at once."""
        return recall(self._connection, request_ids)

    def untouched(self, request_ids: Collection[str]) -> dict[str, Untouched]:
        """Those of ``request_ids`` that are as they were decided and past correcting, by id; for thousands at once."""
        return untouched(self._connection, request_ids)

    def revise(
        self, routed: Routed, correction: Correction, *, actor: Actor = SYSTEM, batch: str | None = None
    ) -> Recorded:
        """Record a request that was corrected, or undone, and its new outcome; see :meth:`revise_many`."""
        return self.revise_many([(routed, correction)], actor=actor, batch=batch)[0]

    def revise_many(
        self, many: Sequence[tuple[Routed, Correction]], *, actor: Actor = SYSTEM, batch: str | None = None
    ) -> list[Recorded]:
        """Record requests that were corrected, or undone, each with its new outcome; in their order, no id twice.

        :raises Refused: a handoff is not the one that was corrected, or has changed since.
        """
        read = {routed.request.request_id: correction.before for routed, correction in many}
        if len(read) < len(many):
            raise ValueError("a request comes twice: the second time it must be recalled again")
        check_unchanged(self._connection, read)
        moves = []
        for routed, correction in many:
            moves.append((correction.before, steps_of(routed, correction, self.outcome(routed), batch)))
        return [
            Recorded(
                before.handoff_id,
                before.request_id,
                routed.status,
                (events[0].seq, events[-1].seq),
                tuple(notice for step in steps for notice in step.told),
                Head(events[-1].seq, events[-1].hash),
            )
            for (routed, _), (before, steps), events in zip(many, moves, self.advance(moves, actor=actor), strict=True)
        ]

    def undo(self, batch_id: str, handoff_ids: Sequence[str], *, reason: str | None, actor: Actor) -> Undone:
        """Take back those of a batch's handoffs that can be; see :meth:`Ledger.undo_batch`."""
        moves, undone = take_back(self._connection, batch_id, handoff_ids, reason)
        self.advance([(before, [step]) for before, step in moves], actor=actor)
        return undone

    def withdraw(self, handoff_id: str, seqs: Sequence[int]) -> tuple[int, tuple[Contact, ...]]:
        """Let what these events of a handoff tell go nowhere any more: how many notices that were still to be sent; and
        whom one has reached, or may have.
        """
        told = told_of(self._connection, dict.fromkeys(seqs, handoff_id), ()).get(handoff_id, ())
        # Cancelled first, asked then who was written to: a run may be taking a letter at this moment.
        withdrawn = notice_changes.withdraw_of(self._connection, seqs)
        reached = self.reached(handoff_id, seqs)
        return withdrawn, tuple(contact for contact in told if str(contact.actor) in reached)

    def put_back(self, ids: Sequence[str]) -> int:
        """Let notices that were to be sent again, and were not tried since, be as they had been; how many."""
        return notice_changes.put_back(self._connection, ids)

    def reached(self, handoff_id: str, seqs: Sequence[int]) -> set[str]:
        """To whom a letter about one of these events of a handoff has gone, or may have."""
        return {actor for _, actor in written_to(self._connection, dict.fromkeys(seqs, handoff_id))}

    def append(
        self,
        id_: str,
        step: EventType,
        *,
        actor: Actor,
        payload: Mapping[str, Any] | None = None,
        private: Mapping[str, Any] | None = None,
        contacts: Iterable[Contact] = (),
        told: Sequence[Told] | None = None,
        seen_seq: int | None = None,
    ) -> Event:
        """Add a step to a handoff. Everyone who was told what it ends is told of it, beside ``contacts``.

        :param told: the notices it causes, instead of what the table says for ``contacts``.
        :param seen_seq: ``updated_seq`` of the state the actor looked at; a change since then refuses the step.
        :raises Refused: unknown id, a step the state does not allow, or a change since ``seen_seq``.
        """
        before = fold(events_of(self._connection, known_handoff(self._connection, id_).handoff_id))
        if seen_seq is not None and before.updated_seq != seen_seq:
            raise changed(before)
        check_allowed(before, step)
        if (payload or {}).get("outcome") == UNDONE:  # what only its batch may
            raise not_allowed(before, step)
        if step in TO_ALL_TOLD:
            contacts = with_those_before(contacts, self.told_before(before.handoff_id))
        hear = who_hears(step, contacts) if told is None else tuple(told)
        ((event,),) = self.advance([(before, [Step(step, payload or {}, private, hear)])], actor=actor)
        return event

    def change_notices(
        self,
        ids: Sequence[str],
        action: NoticeAction,
        *,
        actor: Actor,
        reason: str | None,
        as_possible: bool = False,
        told: Callable[[HandoffState], Sequence[Told]] = lambda _handoff: (),
    ) -> list[Event]:
        """Send notices again, hold or cancel them, as was decided: an event for each of their handoffs.

        What is sent again waits as what a step tells does.

        :param ids: of notices (``12.1``). :param reason: free text; kept where it can be erased.
        :param told: who hears of that, for each of them.
        :param as_possible: leave those whose state does not allow it as they are, rather than refuse all.
        :raises Refused: an unknown one, or one whose state does not allow it (``notice_changes.ALLOWED``).
        """
        changed_notices = notice_changes.change(
            self._connection, ids, action, self._not_before, as_possible=as_possible
        )
        private = {"reason": reason} if reason else None
        recalled = self.recall(changed_notices)
        moves = []
        for request_id, its_ids in changed_notices.items():
            handoff = recalled[request_id].folded
            step = Step("noted", {"outbox": action, "notices": its_ids}, private, tuple(told(handoff)))
            moves.append((handoff, [step]))
        return [event for (event,) in self.advance(moves, actor=actor)]

    def undelivered(self, handoff_id: str, recipient: Actor) -> list[str]:
        """The notices of a handoff that did not reach ``recipient``: without an address, failed or come back."""
        return notice_changes.undelivered(self._connection, handoff_id, str(recipient))

    def mark_bounced(self, message: str, status: str) -> tuple[Posted, ...]:
        """A letter that was sent has come back, as its receiver's ``status`` (``5.1.1``) says; its notices, now so.

        So may one of which nobody knew whether it went out. Empty when nothing changed: it never went out, or it was
        known. :raises TryAgain: it is being sent, so that nobody knows yet.
        """
        return notice_changes.bounce(self._connection, message, status, self._at)

    def advance(
        self, moves: Iterable[tuple[HandoffState, Sequence[Step]]], *, actor: Actor = SYSTEM
    ) -> list[list[Event]]:
        """Add steps to handoffs, each named once, as they were read in this transaction; see to it that they may be."""
        advanced: list[list[Event]] = []
        with self._whole():
            for before, steps in moves:
                id_, request_id = before.handoff_id, before.request_id
                events = [self._seal(id_, request_id, step, str(actor)) for step in steps]
                self._projection.follow(before, *events)
                advanced.append(events)
        return advanced

    def erase(self, id_: str, *, actor: Actor, contacts: Iterable[Contact] = ()) -> Event:
        """Erase the personal data of a request (Loi 25): the events stay, what they committed to is gone.

        The company's undelivered notices are cancelled: nobody could address them. SQLite overwrites what is deleted;
        PostgreSQL keeps it in its files until it vacuums. :raises Refused: unknown id.
        """
        handoff = known_handoff(self._connection, id_)
        seqs = select(schema.events.c.seq).where(schema.events.c.handoff_id == handoff.handoff_id)
        self.erased = True
        self._connection.execute(delete(schema.personal).where(schema.personal.c.seq.in_(seqs)))
        notice_changes.forget_company(self._connection, handoff.handoff_id, handoff.request_id)
        return self.append(handoff.handoff_id, "erased", actor=actor, contacts=contacts)

    def close(self) -> None:
        """Let nothing go on; what is not committed by then is undone."""
        self._row_writer.close()

    def check_whole(self) -> None:
        """Wait for what is being written. Raises what that raises.

        :raises RuntimeError: an earlier write failed half way and its error was swallowed; a bug of the caller's.
        """
        self._settle()
        if self.broken:
            raise RuntimeError("a write failed and its error was swallowed: nothing of this transaction can be kept")

    def _settle(self) -> None:
        if self._row_writer.busy:
            self._row_writer.settle()
            self.broken = False

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Seal inside the block, write at its end; a failure in between must not be committed in part."""
        self.check_whole()
        self.broken = True
        yield
        self._pending.write(self._own)
        self._projection.write(self._own)
        self._pending, self._projection = Rows(), Projection()
        self.broken = False

    def _refuse_known(self, request_ids: Sequence[str]) -> None:
        known = self.known(request_ids)
        if not known and len(set(request_ids)) < len(request_ids):
            known = {next(id_ for i, id_ in enumerate(request_ids) if id_ in request_ids[:i])}
        if known:
            raise recorded(next(id_ for id_ in request_ids if id_ in known))

    def _roster_of(self, routed: Routed) -> str | None:
        return self.roster(routed.roster) if routed.roster else None

    def _seal_all(self, entries: Sequence[Prepared], actor: Actor) -> Sealed:
        sealed = seal(entries, self._head, self._at, str(actor), self.texts)
        self._head = sealed.head
        self._pending = Rows(sealed)
        return sealed

    def _seal(self, handoff_id: str, request_id: str, step: Step, actor: str) -> Event:
        """Make the next event of the chain and queue its rows."""
        when = (self.now, self._at, self._not_before)
        if self._marks:
            step = step._replace(payload={**step.payload, **self._marks})
        event = seal_step(step, handoff_id, request_id, actor, self._head, when, self._pending, self.texts)
        self._head = Head(event.seq, event.hash)
        return event
