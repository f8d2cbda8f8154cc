"""Steps of handoffs are taken: by their names in the table of steps, whether a command, a screen or a page asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from innoveici.casework import correcting, succession, taking_back
from innoveici.casework.case import Case, check_may, check_may_undo
from innoveici.errors import Refused, UsageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Told, who_hears, with_those_before
from innoveici.ledger.entry import Step
from innoveici.ledger.recall import changed_by
from innoveici.ledger.states import ASSIGNS, IN_HAND, HandoffState, apply, check_allowed, not_allowed
from innoveici.messages import N_, Message
from innoveici.orienting import chosen_entries, ids_of
from innoveici.request import FIELDS
from innoveici.steps import OUTCOME, STEPS, EventType, Role, StepName, StepRow

if TYPE_CHECKING:
    from innoveici.desk import Desk, Outcome
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction
    from innoveici.reasons import Reason


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
    kept where it can be erased. ``marks``: what every event says of the way it came (``{"via": "link"}``).
    """

    def __init__(self, ledger: Ledger, desk: Desk, marks: Mapping[str, str] = MappingProxyType({})) -> None:
        self._ledger = ledger
        self._desk = desk
        self._marks = marks

    def take(
        self,
        name: StepName,
        id_: str,
        actor: Actor,
        given: Mapping[str, Any] = MappingProxyType({}),
        *,
        seen_seq: int | None = None,
        dry_run: bool = False,
    ) -> Done | Outcome:
        """Take a step of the table.

        :param given: by name what the table says that the step asks for: ``reason``, its option, ``to`` an advisor; of
            a correction, fields of the request. What is not asked for is left aside.
        :param dry_run: nothing is written, and no reason needed.
        :return: of a correction that decided a request anew, what became of it.
        :raises UsageError: no reason where one is needed, an answer that is none of the option's, no such advisor.
        :raises DataError: a field that cannot be what it is.
        """
        step = STEPS[name]
        if name == "undo":
            return self.undo(id_, actor, reason=given.get("reason", ""), seen_seq=seen_seq)
        _check_given(step, given, dry_run=dry_run)
        with self._writing(step, dry_run=dry_run) as tx:
            case = _judged(tx, id_, step, actor, seen_seq)
            return self._taken(step, case, given, actor, tx)

    def _taken(
        self, step: StepRow, case: Case, given: Mapping[str, Any], actor: Actor, tx: Transaction
    ) -> Done | Outcome:
        """What the step records, and what follows from it."""
        desk, reason = self._desk, given.get("reason", "")
        match step.name:
            case "decline":
                declined = _recorded(step, case, given, desk)
                return _written(tx, case, [declined, succession.after_declining(case, desk, tx)], actor)
            case "assign":
                return _given(tx, case, succession.assigned_to(case, given.get("to", ""), reason, desk, tx), actor)
            case "reassign":
                to = given.get("to") or None
                return _given(tx, case, succession.reassigned_to(case, to, reason, desk, tx), actor)
            case "correct":
                if actor.role == "company":
                    _check_own(given, case)
                return _corrected(case, given, actor, desk, tx)
            case "erase":
                return _erased(case, actor, desk, tx)
            case "orient":
                return _written(tx, case, [_oriented(step, case, given, desk)], actor)
            case "close" if given.get("to"):
                return _written(tx, case, [_oriented(step, case, {**given, "choose": given["to"]}, desk)], actor)
            case "reopen" if case.state.undone:
                raise Refused(
                    Message(N_("{id} was undone with its batch"), id=case.state.handoff_id),
                    Message(N_("route the request again: it is decided anew")),
                )
        return _written(tx, case, [_recorded(step, case, given, desk)], actor)

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
        with self._ledger.writing(marks=self._marks) as tx:
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
        and is named. An ERAC moves those that are its own.

        Each is a transaction of its own. A dry run, which needs no reason and writes nothing, is one: each is judged as
        if those before it had moved. :raises UsageError: no reason; nobody is called ``to``, or that is the advisor.
        """
        step, given = STEPS["reassign"], {"reason": reason, "to": to}
        _check_given(step, given, dry_run=dry_run)
        if to is not None:
            succession.known_advisor(to, self._desk.directory)
        if to == advisor_id:
            raise UsageError(
                Message(N_("{advisor} is the one whose handoffs are to go"), advisor=advisor_id),
                Message(N_("name somebody else with --to")),
            )
        handoffs = list(self._ledger.handoffs(states=IN_HAND, advisor_id=advisor_id))
        none = N_("{advisor} has no open handoff")
        if actor.role == "erac":
            handoffs = [handoff for handoff in handoffs if handoff.erac_id == actor.id]
            none = N_("{advisor} has no open handoff of {actor}")
        if not handoffs:
            raise Refused(
                Message(none, advisor=advisor_id, actor=str(actor)),
                Message(N_("see who has some with `innoveici advisors load`")),
            )
        done: list[Done] = []
        left: list[tuple[str, Refused]] = []
        with self._writing(step, dry_run=True) if dry_run else nullcontext() as trial:
            for handoff in handoffs:
                try:
                    with nullcontext(trial) if trial else self._writing(step) as tx:
                        case = _judged(tx, handoff.handoff_id, step, actor, handoff.updated_seq)
                        done.append(_given(tx, case, succession.reassigned_to(case, to, reason, self._desk, tx), actor))
                except Refused as refusal:
                    left.append((handoff.handoff_id, refusal))
        return Moved(tuple(done), tuple(left))

    @contextmanager
    def _writing(self, step: StepRow, *, dry_run: bool = False) -> Iterator[Transaction]:
        """A transaction whose notices wait a little, so that nobody hears of a slip, but for those of an erasure; that
        of a dry run is undone at its end."""
        grace = timedelta(0) if step.name == "erase" else self._desk.directory.notices.grace
        with suppress(_OnlyTried), self._ledger.writing(grace, self._marks) as tx:
            yield tx
            if dry_run:
                raise _OnlyTried


def _check_given(step: StepRow, given: Mapping[str, Any], *, dry_run: bool) -> None:
    """:raises UsageError: something that the step needs was not given, or cannot be."""
    if step.needs_reason and not dry_run and not given.get("reason", "").strip():
        raise UsageError(
            Message(N_("this step needs a reason")),
            Message(N_("add --reason TEXT; it is kept with the handoff, and can be erased")),
        )
    for option in step.options:
        answer = given.get(option.name, "")
        if answer not in option.answers and (answer or option.required):
            raise UsageError(
                Message(N_("“{value}” is not one of {choices}"), value=answer, choices=", ".join(option.answers))
            )
    _check_entries(step, given)


def _check_entries(step: StepRow, given: Mapping[str, Any]) -> None:
    """:raises UsageError: no entry where one is needed, or one where none belongs."""
    if step.entries == "required" and not ids_of(given.get("choose", "")):
        raise UsageError(
            Message(N_("say to whom the company is directed")),
            Message(N_("add --choose ID,ID with ids that “innoveici orient ID” shows")),
        )
    if step.entries == "if any" and given.get("to") and given.get(OUTCOME.name) != "referred":
        raise UsageError(
            Message(N_("--to names where a company was directed")),
            Message(N_("add --outcome referred, or leave it out")),
        )


def _judged(tx: Transaction, id_: str, step: StepRow, actor: Actor, seen_seq: int | None) -> Case:
    case = Case.read(tx, id_)
    _check_unchanged(case, seen_seq)
    check_may(actor, step, case.state)
    check_allowed(case.state, step.event)
    if step.taken_from is not None and case.state.state not in step.taken_from:  # another step records the same
        raise not_allowed(case.state, step.event)
    return case


def _check_own(given: Mapping[str, Any], case: Case) -> None:
    """:raises Refused: what a company does not change by itself, or not any more."""
    allowed = {
        name
        for name, field in FIELDS.items()
        if field.own == "always" or (field.own == "held" and correcting.is_decided_anew(case))
    }
    if not allowed.issuperset(given):
        raise Refused(
            Message(N_("{id}: this is not yours to change now"), id=case.state.handoff_id),
            Message(N_("ask your ERAC to correct it")),
        )


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


def _recorded(step: StepRow, case: Case, given: Mapping[str, Any], desk: Desk) -> Step:
    """The event of a step as the table has it: its option's answer for ever, its reason where it can be erased."""
    answers = {option.name: given[option.name] for option in step.options if given.get(option.name)}
    payload = {**answers, **step.records}
    private = {"reason": given["reason"]} if given.get("reason") else None
    recorded = case.step(step.event, desk.directory, payload=payload, private=private)
    spared = _spared(step, case, payload)
    return recorded._replace(told=tuple(told for told in recorded.told if told.recipient.role not in spared))


def _oriented(step: StepRow, case: Case, given: Mapping[str, Any], desk: Desk) -> Step:
    """A step that names entries of the catalogue, for ever: it is written as any other."""
    recorded = _recorded(step, case, given, desk)
    ids = ids_of(given["choose"])
    entries = chosen_entries(ids, case.request, case.decided, desk.orienter, desk.day)
    return recorded._replace(payload={**recorded.payload, **entries})


def _spared(step: StepRow, case: Case, payload: Mapping[str, Any]) -> Collection[Role]:
    """Who of those that the table names need not hear of it this time."""
    match step.name:
        case "unreachable":  # the company, by mail, once it was tried twice
            return () if tries_before(case.recalled.not_undone) else {"company"}
        case "ask":  # who has it in hand, of nothing but that the company waits for a call
            return () if payload["asks"] == "call" else {"advisor"}
    return ()


def tries_before(events: Sequence[Event]) -> int:
    """How often whoever has it in hand has tried to reach the company; ``events``: those of one handoff that hold."""
    since = max((i for i, event in enumerate(events) if event.type in ASSIGNS or event.type == "escalated"), default=0)
    return sum(event.type == "unreached" for event in events[since:])


def _corrected(case: Case, given: Mapping[str, Any], actor: Actor, desk: Desk, tx: Transaction) -> Done | Outcome:
    """A held or rejected request is decided anew, else those who have it are told.

    What could not be delivered to the company goes out again, once its address is another one.
    """
    if correcting.is_decided_anew(case):
        return correcting.decided_anew(case, given, actor, desk, tx)
    done = _written(tx, case, [correcting.put_right(case, given, desk)], actor)
    if "email" not in done.events[-1].payload["fields"]:
        return done
    ids = tx.undelivered(done.handoff.handoff_id, Actor("company", done.handoff.request_id))
    again = tx.change_notices(ids, "retry", actor=actor, reason=None) if ids else []
    return Done(reduce(apply, again, done.handoff), (*done.events, *again), done.told)


def _erased(case: Case, actor: Actor, desk: Desk, tx: Transaction) -> Done:
    """The request's personal data is erased for good (Loi 25); whoever was told is asked to destroy the copies."""
    id_ = case.state.handoff_id
    if not any(case.recalled.private_at(position) for position in range(len(case.recalled.events))):
        raise Refused(Message(N_("the personal data of {id} was erased before"), id=id_))
    contacts = with_those_before(case.contacts(desk.directory), tx.told_before(id_, ever=True))
    event = tx.erase(id_, actor=actor, contacts=contacts)
    return Done(apply(case.state, event), (event,), who_hears("erased", contacts))
