"""The steps of a handoff, as people take them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

from innoveici.casework import correcting, succession, taking_back
from innoveici.casework.case import Case
from innoveici.casework.rights import check_may, check_may_undo
from innoveici.errors import Refused, UsageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Told, who_hears, with_those_before
from innoveici.ledger.states import IN_HAND, HandoffState, apply, check_allowed
from innoveici.ledger.step import Step
from innoveici.ledger.unchanged import changed_by
from innoveici.messages import N_, Message
from innoveici.steps import EventType

if TYPE_CHECKING:
    from innoveici.desk import Desk
    from innoveici.desk import Outcome as Routed
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction
    from innoveici.reasons import Reason

Ending = Literal["served", "referred", "no-follow-up", "duplicate", "outside"]
"""How a handoff ends. ``outside``: the company is not in Québec, for which the service is."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a step: the handoff as it is now, the events written, who will be told.

    ``before``: who had it in hand. ``distance_km`` and ``objections``: how far whom it was given to is, where that is
    known, and what the rule has against them. Of a dry run: what would come of it.
    ``withdrawn``: notices of a step that was taken back, which had not gone out yet.
    """

    handoff: HandoffState
    events: tuple[Event, ...]
    told: tuple[Told, ...]
    before: str | None = None
    distance_km: float | None = None
    objections: tuple[Reason, ...] = ()
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of moving all handoffs of an advisor: those that went on, and those that stayed, with why."""

    done: tuple[Done, ...]
    left: tuple[tuple[str, Refused], ...]


class Casework:
    """The steps, on one ledger and as of the desk's day. All take the actor who takes them.

    ``seen_seq``: the handoff's last event when the actor looked at it; a change since then refuses the step. Every step
    may raise Refused: unknown id, not the actor's to take, not allowed now, changed meanwhile. ``reason`` is free text,
    kept where it can be erased.
    """

    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self._ledger = ledger
        self._desk = desk

    def accept(self, id_: str, actor: Actor, *, reason: str = "", seen_seq: int | None = None) -> Done:
        """The advisor (or the ERAC, where it was handed to it) takes the request on."""
        return self._simple(id_, "accepted", actor, reason, seen_seq)

    def contact(self, id_: str, actor: Actor, *, reason: str = "", seen_seq: int | None = None) -> Done:
        """The company has been contacted for the first time."""
        return self._simple(id_, "contacted", actor, reason, seen_seq)

    def escalate(self, id_: str, actor: Actor, *, reason: str, seen_seq: int | None = None) -> Done:
        """The ERAC's own specialist takes it."""
        return self._simple(id_, "escalated", actor, _required(reason), seen_seq)

    def close(self, id_: str, actor: Actor, *, outcome: Ending, reason: str = "", seen_seq: int | None = None) -> Done:
        """Nothing is left to do."""
        return self._simple(id_, "closed", actor, reason, seen_seq, {"outcome": outcome})

    def reopen(self, id_: str, actor: Actor, *, reason: str, seen_seq: int | None = None) -> Done:
        """Back to the state it was closed from. What was undone with its batch comes back by routing it again."""

        def steps(case: Case, _tx: Transaction) -> Sequence[Step]:
            if case.state.undone:
                raise Refused(
                    Message(N_("{id} was undone with its batch"), id=case.state.handoff_id),
                    Message(N_("route the request again: it is decided anew")),
                )
            return [case.step("reopened", self._desk.directory, private={"reason": _required(reason)})]

        return self._take(id_, "reopened", actor, seen_seq, steps)

    def note(self, id_: str, actor: Actor, *, text: str, seen_seq: int | None = None) -> Done:
        """Something to remember, for whoever opens the handoff; nobody is told."""
        return self._simple(id_, "noted", actor, _required(text), seen_seq)

    def decline(self, id_: str, actor: Actor, *, reason: str, seen_seq: int | None = None) -> Done:
        """The advisor cannot take it: it goes to the next one, after too many refusals to the ERAC."""

        def steps(case: Case, tx: Transaction) -> Sequence[Step]:
            declined = case.step("declined", self._desk.directory, private={"reason": _required(reason)})
            return [declined, succession.after_declining(case, self._desk, tx)]

        return self._take(id_, "declined", actor, seen_seq, steps)

    def assign(self, id_: str, actor: Actor, *, to: str, reason: str = "", seen_seq: int | None = None) -> Done:
        """A person settles a held request. ``reason`` is required when ``to`` is not the nearest."""
        with self._writing() as tx:
            case = _judged(tx, id_, "assigned", actor, seen_seq)
            return _given(tx, case, succession.assigned_to(case, to, reason, self._desk, tx), actor)

    def reassign(
        self,
        id_: str,
        actor: Actor,
        *,
        reason: str,
        to: str | None = None,
        seen_seq: int | None = None,
        dry_run: bool = False,
    ) -> Done:
        """Somebody else takes it on: ``to``, or the next one by the rule. A dry run needs no reason, writes nothing."""
        with self._writing(dry_run=dry_run) as tx:
            return self._reassigned(tx, id_, actor, reason if dry_run else _required(reason), to, seen_seq)

    def correct(
        self, id_: str, actor: Actor, *, given: Mapping[str, Any], seen_seq: int | None = None
    ) -> Routed | Done:
        """Fields as they should be: a held or rejected request is decided anew, else those who have it are told.

        What could not be delivered to the company goes out again, once its address is another one.

        :raises DataError: a field that cannot be what it is.
        """
        with self._writing() as tx:
            case = _judged(tx, id_, "corrected", actor, seen_seq)
            if correcting.is_decided_anew(case):
                return correcting.decided_anew(case, given, actor, self._desk, tx)
            done = _written(tx, case, [correcting.put_right(case, given, self._desk)], actor)
            return _sent_again(tx, done, actor) if "email" in done.events[-1].payload["fields"] else done

    def erase(self, id_: str, actor: Actor, *, seen_seq: int | None = None) -> Done:
        """The request's personal data is erased for good (Loi 25); whoever was told is asked to destroy the copies."""
        with self._ledger.writing() as tx:
            case = _judged(tx, id_, "erased", actor, seen_seq)
            id_ = case.state.handoff_id
            if not any(case.recalled.private_at(position) for position in range(len(case.recalled.events))):
                raise Refused(Message(N_("the personal data of {id} was erased before"), id=id_))
            contacts = with_those_before(case.contacts(self._desk.directory), tx.told_before(id_, ever=True))
            event = tx.erase(id_, actor=actor, contacts=contacts)
            return Done(apply(case.state, event), (event,), who_hears("erased", contacts))

    def undo(
        self,
        id_: str,
        actor: Actor,
        *,
        reason: str = "",
        step: EventType | None = None,
        seen_seq: int | None = None,
    ) -> Done:
        """The last step is taken back: everything is as it was before, and who was written to is told so.

        :param step: what it must be; without it, the actor's own last step, or whoever's where the actor took none.
        """
        with self._ledger.writing() as tx:
            case = Case.read(tx, id_)
            _check_unchanged(case, seen_seq)
            last = taking_back.last_step(case)
            check_may_undo(actor, last[0].actor, case.state)
            taking_back.check_last(case, last, actor, step)
            undone, withdrawn = taking_back.taken_back(case, last, reason, tx)
            return replace(_written(tx, case, [undone], actor), withdrawn=withdrawn)

    def reassign_all(
        self, advisor_id: str, actor: Actor, *, reason: str, to: str | None = None, dry_run: bool = False
    ) -> Moved:
        """Every open handoff of an advisor, each to ``to`` or to the next one by the rule; one that cannot move stays,
        and is named.

        Each is a transaction of its own. A dry run, which needs no reason and writes nothing, is one: each is judged as
        if those before it had moved. :raises UsageError: no reason; nobody is called ``to``, or that is the advisor.
        """
        if not dry_run:
            _required(reason)
        if to is not None:
            succession.known_advisor(to, self._desk.directory)
        if to == advisor_id:
            raise UsageError(
                Message(N_("{advisor} is the one whose handoffs are to go"), advisor=advisor_id),
                Message(N_("name somebody else with --to")),
            )
        handoffs = list(self._ledger.handoffs(states=IN_HAND, advisor_id=advisor_id))
        if not handoffs:
            raise Refused(
                Message(N_("{advisor} has no open handoff"), advisor=advisor_id),
                Message(N_("see who has some with `innoveici advisors load`")),
            )
        done: list[Done] = []
        left: list[tuple[str, Refused]] = []
        with self._writing(dry_run=True) if dry_run else nullcontext() as trial:
            for handoff in handoffs:
                try:
                    with nullcontext(trial) if trial else self._writing() as tx:
                        id_, seen = handoff.handoff_id, handoff.updated_seq
                        done.append(self._reassigned(tx, id_, actor, reason, to, seen))
                except Refused as refusal:
                    left.append((handoff.handoff_id, refusal))
        return Moved(tuple(done), tuple(left))

    def _reassigned(
        self, tx: Transaction, id_: str, actor: Actor, reason: str, to: str | None, seen_seq: int | None
    ) -> Done:
        case = _judged(tx, id_, "reassigned", actor, seen_seq)
        return _given(tx, case, succession.reassigned_to(case, to, reason, self._desk, tx), actor)

    @contextmanager
    def _writing(self, *, dry_run: bool = False) -> Iterator[Transaction]:
        """A transaction whose notices wait a little, so that nobody hears of a slip; that of a dry run is undone
        at its end."""
        with suppress(_OnlyTried), self._ledger.writing(self._desk.directory.notices.grace) as tx:
            yield tx
            if dry_run:
                raise _OnlyTried

    def _simple(
        self,
        id_: str,
        type_: EventType,
        actor: Actor,
        reason: str,
        seen_seq: int | None,
        payload: Mapping[str, Any] | None = None,
    ) -> Done:
        private = {"reason": reason} if reason else None

        def steps(case: Case, _tx: Transaction) -> Sequence[Step]:
            return [case.step(type_, self._desk.directory, payload=payload, private=private)]

        return self._take(id_, type_, actor, seen_seq, steps)

    def _take(
        self,
        id_: str,
        type_: EventType,
        actor: Actor,
        seen_seq: int | None,
        steps: Callable[[Case, Transaction], Sequence[Step]],
    ) -> Done:
        with self._writing() as tx:
            case = _judged(tx, id_, type_, actor, seen_seq)
            return _written(tx, case, steps(case, tx), actor)


def _judged(tx: Transaction, id_: str, type_: EventType, actor: Actor, seen_seq: int | None) -> Case:
    case = Case.read(tx, id_)
    _check_unchanged(case, seen_seq)
    check_may(actor, type_, case.state)
    check_allowed(case.state, type_)
    return case


def _check_unchanged(case: Case, seen_seq: int | None) -> None:
    """:raises Refused: it was changed since the actor looked at it."""
    if seen_seq is not None and case.state.updated_seq != seen_seq:
        raise changed_by(case.state, [e for e in case.recalled.events if e.seq > seen_seq])


def _written(tx: Transaction, case: Case, steps: Sequence[Step], actor: Actor) -> Done:
    (events,) = tx.advance([(case.state, steps)], actor=actor)
    after = reduce(apply, events, case.state)
    return Done(after, tuple(events), tuple(told for step in steps for told in step.told))


def _given(tx: Transaction, case: Case, chosen: succession.Chosen, actor: Actor) -> Done:
    done = _written(tx, case, [chosen.step], actor)
    return replace(
        done, before=case.state.holder, distance_km=chosen.decision.distance_km, objections=chosen.objections
    )


class _OnlyTried(Exception):
    """Ends the transaction of a dry run."""


def _sent_again(tx: Transaction, done: Done, actor: Actor) -> Done:
    """The company has another address: what had none, failed or came back goes there."""
    ids = tx.undelivered(done.handoff.handoff_id, Actor("company", done.handoff.request_id))
    again = tx.change_notices(ids, "retry", actor=actor, reason=None) if ids else []
    return Done(reduce(apply, again, done.handoff), (*done.events, *again), done.told)


def _required(reason: str) -> str:
    """:raises UsageError: none was given."""
    if not reason.strip():
        raise UsageError(
            Message(N_("this step needs a reason")),
            Message(N_("add --reason TEXT; it is kept with the handoff, and can be erased")),
        )
    return reason
