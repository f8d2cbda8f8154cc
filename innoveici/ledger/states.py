"""The life of a handoff: what each state allows, and what a list of events adds up to. Pure.

A handoff *is* its events; the ledger's tables of handoffs and loads only keep what :func:`apply` says, so that they can
be rebuilt from the events and compared with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from innoveici.errors import Refused
from innoveici.messages import N_, Message
from innoveici.steps import EVENTS, STATE_WORDS, STATES, STEPS, UNDONE, EventType, State

if TYPE_CHECKING:
    from innoveici.ledger.event import Event


ANY_TIME: frozenset[EventType] = frozenset(step.event for step in STEPS.values() if step.taken_from is None)
ALLOWED: Mapping[State, frozenset[EventType]] = {
    state: frozenset(event for event, row in EVENTS.items() if state in row.follows)
    | frozenset(step.event for step in STEPS.values() if step.taken_from and state in step.taken_from)
    for state in STATES
}
"""What may happen next, besides ANY_TIME."""

BECOMES: Mapping[EventType, State] = {event: row.leads_to for event, row in EVENTS.items() if row.leads_to}
"""The state an event leads to. ``reopened`` leads back to the state it was closed from; ANY_TIME changes no state."""

IN_HAND: frozenset[State] = frozenset(state for state, row in STATES.items() if row.in_hand)
"""States that count against an advisor's capacity."""

OPEN: frozenset[State] = frozenset(state for state, row in STATES.items() if row.open)
"""States in which somebody still has something to do."""

CORRECTABLE: frozenset[State] = frozenset({"held", "rejected"})
"""States in which a request that comes again with other content is corrected: nobody has it in hand."""

UNDOABLE: frozenset[State] = frozenset({"assigned", "held", "rejected", "referred"})
"""States that taking back a batch may close, though no person may: nobody has acted on the outcome yet."""

OPENS: tuple[EventType, ...] = ("received", "corrected", "reopened")
"""Events that may bear a batch's id: it was decided in that run."""

ASSIGNS: frozenset[EventType] = frozenset({"assigned", "reassigned"})

_OF_COMPANY: frozenset[EventType] = frozenset(step.event for step in STEPS.values() if step.right == {"company"})
"""What nobody but the company says."""

DECIDES: frozenset[EventType] = ASSIGNS | {"held", "rejected", "referred"}
"""Events whose payload says for whom the handoff is; where it names nobody, it is for nobody."""
_NOBODYS: frozenset[EventType] = frozenset({"declined", "escalated"})


@dataclass(frozen=True, slots=True)
class HandoffState:
    """What a handoff's events add up to.

    ``involved``: actors ever told of it, who may therefore see it. ``declined_by``: advisors it never goes back to.
    ``closed_from``: the state that reopening restores; for what was undone, its beginning. ``updated_seq``: the last
    event, to notice a colleague's change.
    ``consent``: the company's, to its request being passed on, as last given; None when it was not asked.
    """

    handoff_id: str
    request_id: str
    state: State
    opened_seq: int
    opened_at: datetime
    updated_seq: int
    region_code: str | None = None
    erac_id: str | None = None
    advisor_id: str | None = None
    involved: tuple[str, ...] = ()
    declined_by: tuple[str, ...] = ()
    closed_from: State | None = None
    erased: bool = False
    consent: bool | None = None

    @property
    def holder(self) -> str | None:
        """The advisor whose capacity it takes up."""
        return self.advisor_id if self.state in IN_HAND else None

    @property
    def undone(self) -> bool:
        """Taken back with its batch: the same request, when it comes again, is decided anew."""
        return self.state == "closed" and self.closed_from == "received"


def handoff_id_of(opened_seq: int) -> str:
    """``H-000123`` for the handoff that event 123 opened: short, sayable, unique, and tells nothing of the company.

    Handoffs are numbered by the event that opens them, and each takes several events: H-000001 is followed by
    H-000003, and no number in between was lost. ``log verify`` shows that no event is missing.
    """
    return f"H-{opened_seq:06d}"


def opened_seq_of(handoff_id: str) -> int:
    """The inverse of :func:`handoff_id_of`, for ids that came from there."""
    return int(handoff_id.removeprefix("H-"))


def undoes(event: Event) -> bool:
    """Whether an event takes a handoff back, with its batch."""
    return event.type == "closed" and event.payload.get("outcome") == UNDONE


def outlives(event: Event) -> bool:
    """Whether what an event says holds whatever is taken back after it: copies are to be destroyed all the same, and
    who was told of what an earlier batch decided, or of a step that was taken back, was told wrong."""
    return event.type in ("erased", "undone") or undoes(event)


def has_confirmed(events: Sequence[Event]) -> bool:
    """Whether the company's address is known to be its own: its request did not come by the form, where anybody may
    give anybody's; or it has done something since by what only a letter could have brought it.

    :param events: all of a handoff's.
    """
    if events[0].payload.get("via") != "form":
        return True
    by_company = (event for event in events if event.actor.startswith("company:"))
    return any(event.payload.get("purpose") != "form" for event in by_company)


def steps_undone(events: Iterable[Event]) -> frozenset[int]:
    """The numbers of those of a handoff's events that were taken back as steps."""
    return frozenset(seq for event in events if event.type == "undone" for seq in event.payload["undoes"])


def not_undone(events: Sequence[Event]) -> list[Event]:
    """A handoff's events without the steps that were taken back, and without what took them back: what holds."""
    undone = steps_undone(events)
    return [event for event in events if event.seq not in undone and event.type != "undone"]


def back_to(before: HandoffState) -> dict[str, Any]:
    """What an ``undone`` event says of the state that it restores: all that a step may change of it."""
    return {name: getattr(before, name) for name in _RESTORED} | {"declined_by": list(before.declined_by)}


_RESTORED = ("state", "region_code", "erac_id", "advisor_id", "closed_from", "consent")


def apply(before: HandoffState | None, event: Event) -> HandoffState:
    """The state after ``event``. Does not judge whether the step was allowed: what is recorded has happened."""
    payload, kind = event.payload, event.type
    if before is None:
        before = HandoffState(event.handoff_id, event.request_id, "received", event.seq, event.at, event.seq)
    if kind == "undone":
        return _restored(before, event)
    advisor = before.advisor_id
    undone = undoes(event)
    state, closed_from = _moved(before, kind, undoes=undone)
    declined_by = before.declined_by
    if kind == "declined" and advisor and advisor not in declined_by:
        declined_by += (advisor,)
    region, erac = before.region_code, before.erac_id
    if kind in DECIDES:
        region, erac = payload.get("region_code", region), payload.get("erac_id", erac)
        advisor = payload.get("advisor_id")
    elif kind in _NOBODYS or undone:
        advisor = None
    consent = before.consent
    if kind == "received":
        consent = payload.get("consent")
    elif kind == "corrected":
        consent = consent_after(consent, payload)
    told = payload.get("told", ())
    return HandoffState(
        before.handoff_id,
        before.request_id,
        state,
        before.opened_seq,
        before.opened_at,
        event.seq,
        region,
        erac,
        advisor,
        before.involved + tuple(t for t in told if t not in before.involved) if told else before.involved,
        declined_by,
        closed_from,
        before.erased or kind == "erased",
        consent,
    )


def _restored(before: HandoffState, event: Event) -> HandoffState:
    """As it was before the steps that ``event`` takes back. Who never heard of it, on their account alone, is out."""
    payload = event.payload
    unheard = payload.get("unheard", ())
    involved = tuple(actor for actor in before.involved if actor not in unheard)
    return replace(
        before,
        **{name: payload["back_to"][name] for name in _RESTORED},
        declined_by=tuple(payload["back_to"]["declined_by"]),
        updated_seq=event.seq,
        involved=involved + tuple(actor for actor in payload.get("told", ()) if actor not in involved),
    )


def consent_after(before: bool | None, correction: Mapping[str, Any]) -> bool | None:
    """A company's consent after a correction with this payload."""
    given: bool | None = correction.get("values", {}).get("consent")
    # Another company (correction.py) was never asked, whatever the first one had said.
    return before if given is None and not correction.get("replaces") else given


def _moved(before: HandoffState, kind: EventType, *, undoes: bool) -> tuple[State, State | None]:
    """The state an event leads to, and the one that reopening would restore."""
    if kind == "reopened":
        return before.closed_from or "held", None
    if kind not in BECOMES:
        return before.state, before.closed_from
    if kind != "closed":
        return BECOMES[kind], before.closed_from
    return "closed", "received" if undoes else before.state


def fold(events: Iterable[Event]) -> HandoffState:
    """What the events of one handoff, in order, add up to. :raises ValueError: no events."""
    state: HandoffState | None = None
    for event in events:
        state = apply(state, event)
    if state is None:
        raise ValueError("a handoff has at least one event")
    return state


def check_allowed(handoff: HandoffState, step: EventType) -> None:
    """:raises Refused: the state does not allow ``step``; the remedy names what it allows."""
    if step not in ALLOWED[handoff.state] and step not in ANY_TIME:
        raise not_allowed(handoff, step)


def not_allowed(handoff: HandoffState, step: EventType) -> Refused:
    """The state does not allow what ``step`` records."""
    return Refused(
        Message(
            N_("{id} is {state}: “{step}” is not possible now"),
            id=handoff.handoff_id,
            state=worded(handoff.state),
            step=worded(step),
        ),
        Message(N_("possible now: {steps}"), steps=worded(*sorted((ALLOWED[handoff.state] | ANY_TIME) - _OF_COMPANY))),
    )


def worded(*names: EventType | State) -> Message:
    """States or events as they are read, separated by commas."""
    return listed([Message(STATE_WORDS[name]) for name in names])


def listed(messages: Sequence[Message]) -> Message:
    """One after the other, separated by commas."""
    separated = ", ".join(f"{{item{i}}}" for i in range(len(messages)))
    return Message(separated, **{f"item{i}": message for i, message in enumerate(messages)})


def restores(events: Sequence[Event], seqs: Sequence[int], reached: Collection[str]) -> dict[str, Any]:
    """The payload of an ``undone`` event.

    :param events: all of the handoff's. :param seqs: those that it takes back, in order.
    :param reached: whom a letter about any of ``events`` has reached, or may have.
    """
    before = fold([event for event in events if event.seq < seqs[0]])
    heard = {*before.involved, *reached}
    for event in not_undone(events):
        heard.update(event.payload.get("told", ()) if event.seq > seqs[-1] else ())
    return {
        "undoes": list(seqs),
        "steps": [event.type for event in events if event.seq in seqs],
        "back_to": back_to(before),
        "unheard": [actor for actor in fold(events).involved if actor not in heard],
    }
