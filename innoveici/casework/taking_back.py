"""The last step of a handoff taken back: by an event of its own, which restores the state that the step found.

Whom a letter of it has reached is told that it does not hold; what had not gone out goes nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from innoveici.errors import Refused
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import who_hears
from innoveici.ledger.entry import Step
from innoveici.ledger.states import listed, not_undone, restores, undoes, worded
from innoveici.messages import N_, Message
from innoveici.steps import EventType

if TYPE_CHECKING:
    from innoveici.casework.case import Case
    from innoveici.ledger.event import Event
    from innoveici.ledger.writing import Transaction

_FOLLOWS: Mapping[EventType, frozenset[EventType]] = {
    "declined": frozenset({"assigned", "escalated"}),
    "corrected": frozenset({"assigned", "held", "rejected", "referred"}),
}
"""Outcomes that are written with a refusal or a correction, as one step."""


def last_step(case: Case) -> tuple[Event, ...]:
    """The events of the last step that a person took and that stands.

    :raises Refused: there is none, or nothing takes it back.
    """
    events = [event for event in not_undone(case.recalled.events) if is_step(event)]
    last = events[-1]
    step = events[-2:] if len(events) > 1 and last.type in _FOLLOWS.get(events[-2].type, ()) else [last]
    if last.type == "erased":
        raise Refused(
            Message(N_("the personal data of {id} was erased: that cannot be taken back"), id=last.handoff_id)
        )
    if undoes(last):
        raise Refused(
            Message(N_("{id} was undone with its batch"), id=last.handoff_id),
            Message(N_("route the request again: it is decided anew")),
        )
    if "received" in (last.type, *(event.type for event in events[-2:-1])) or Actor.parse(last.actor) == SYSTEM:
        raise Refused(
            Message(N_("nobody has taken a step of {id} since it was routed"), id=last.handoff_id),
            Message(N_("a whole batch is taken back with `innoveici batch undo`; one request is closed or corrected")),
        )
    return tuple(step)


def check_last(case: Case, step: Sequence[Event], actor: Actor, wanted: EventType | None) -> None:
    """That it is the step ``actor`` means: the one named, else its own; another's, where it took none itself.

    :raises Refused: somebody acted since.
    """
    name = str(actor) if actor != SYSTEM else ""  # what innoveici itself did is no step of anybody's
    own = [event.seq for event in not_undone(case.recalled.events) if event.actor == name]
    meant = step[0].type == wanted if wanted is not None else step[0].actor == str(actor) or not own
    if meant:
        return
    last = Message(N_("{step} by {actor}"), step=worded(step[0].type), actor=step[0].actor)
    since = [event for event in not_undone(case.recalled.events) if own and event.seq > own[-1]]
    steps = [Message(N_("{step} by {actor}"), step=worded(e.type), actor=e.actor) for e in since] or [last]
    raise Refused(
        Message(
            N_("{id} has gone on since: {steps}; nothing was taken back"), id=case.state.handoff_id, steps=listed(steps)
        ),
        Message(
            N_("to take that last step back: innoveici undo {id} --step {type}"),
            id=case.state.handoff_id,
            type=step[0].type,
        ),
    )


def taken_back(case: Case, step: Sequence[Event], reason: str, tx: Transaction) -> tuple[Step, int]:
    """The event that takes ``step`` back, and how many of its notices had not gone out and go nowhere now."""
    resent = _resent_by(case, step)
    seqs = [event.seq for event in (*step, *resent)]
    withdrawn, reached = tx.withdraw(case.state.handoff_id, seqs)
    withdrawn += sum(tx.put_back(event.payload["notices"]) for event in resent)
    events = case.recalled.events
    payload = restores(events, seqs, tx.reached(case.state.handoff_id, [event.seq for event in events]))
    payload["steps"] = [event.type for event in step]  # that innoveici sent again what had not arrived is none
    private = {"reason": reason} if reason.strip() else None
    return Step("undone", payload, private, who_hears("undone", reached)), withdrawn


def _resent_by(case: Case, step: Sequence[Event]) -> list[Event]:
    """The event with which a corrected address had sent again what had not arrived: it is of the same transaction."""
    last = step[-1]
    same = (last.seq + 1, last.actor, last.at, "retry")
    return [e for e in case.recalled.events if (e.seq, e.actor, e.at, e.payload.get("outbox")) == same]


def is_step(event: Event) -> bool:
    """Whether it is one of the handoff: no reminder or bounce, no decision about letters, no answer by mail that a
    person must see, no advisor's absence."""
    said = event.payload.keys() & {"outbox", "absence", "answer"}
    return event.type != "noted" or not (event.actor == str(SYSTEM) or said)
