"""The steps a person takes by a key: which are possible now, what each asks for, and how it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from innoveici.casework.rights import MAY
from innoveici.casework.steps import Done
from innoveici.ledger.states import ALLOWED, ANY_TIME, EventType, State
from innoveici.messages import N_

if TYPE_CHECKING:
    from innoveici.casework.steps import Casework, Ending
    from innoveici.desk import Outcome
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.queue import Line
    from innoveici.triage.form import FormAnswer

Name = Literal["accept", "decline", "contact", "escalate", "assign", "reassign", "correct", "close", "reopen", "note"]
NEXT_BY_RULE = ""
"""Instead of an advisor's id, when reassigning: the next one by the rule."""
OUTCOMES: Mapping[Ending, str] = {
    "served": N_("the company was served"),
    "referred": N_("the company was referred elsewhere"),
    "no-follow-up": N_("the company did not follow up"),
    "duplicate": N_("the same request is in another handoff"),
    "outside": N_("the company is outside Québec"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """The handoff as the person sees it: a change since ``seen_seq`` refuses the step."""

    handoff_id: str
    seen_seq: int


@dataclass(frozen=True, slots=True)
class Move:
    """``key`` on the screen; ``label`` beside it, short; ``title`` over the form that asks for the rest."""

    name: Name
    key: str
    event: EventType
    label: str
    title: str
    needs_reason: bool
    states: frozenset[State]


def _from(event: EventType) -> frozenset[State]:
    """The states that allow it."""
    return frozenset(state for state, allowed in ALLOWED.items() if event in allowed or event in ANY_TIME)


MOVES: tuple[Move, ...] = (
    Move("accept", "a", "accepted", N_("accept"), N_("Accept the request"), False, _from("accepted")),
    Move("decline", "d", "declined", N_("decline"), N_("Decline: it goes to the next advisor, or to the ERAC"), True,
         _from("declined")),
    Move("contact", "c", "contacted", N_("reached now"), N_("The company has been contacted"), False,
         _from("contacted")),
    Move("escalate", "x", "escalated", N_("to the ERAC"), N_("Hand it to the ERAC's own specialist"), True,
         _from("escalated") - {"declined"}),
    Move("assign", "g", "assigned", N_("assign"), N_("Settle a held request: choose its advisor"), False,
         frozenset({"held"})),  # elsewhere the event only follows another one
    Move("reassign", "r", "reassigned", N_("reassign"), N_("Give it to somebody else"), True, _from("reassigned")),
    Move("correct", "k", "corrected", N_("correct"), N_("Correct the request"), False, _from("corrected")),
    Move("close", "w", "closed", N_("close"), N_("Close the handoff"), False, _from("closed")),
    Move("reopen", "p", "reopened", N_("reopen"), N_("Reopen the handoff"), True, _from("reopened")),
    Move("note", "n", "noted", N_("note"), N_("Keep a note; nobody is told"), True, _from("noted")),
)  # fmt: skip
_NOT_WHEN_ERASED: frozenset[Name] = frozenset({"assign", "reassign", "correct"})
"""Nobody could be asked to take it, and nothing is left to correct."""
ONE_BY_ONE: frozenset[Name] = frozenset({"correct"})
"""They say something else of each handoff, so they are not taken for several."""
BY_NAME: Mapping[str, Move] = {move.name: move for move in MOVES}


def possible(line: Line, actor: Actor) -> tuple[Move, ...]:
    """The steps to offer: what the state allows and the actor's role may. The ledger has the last word."""
    if actor.role == "advisor" and actor.id != line.advisor_id:
        return ()
    never = _NOT_WHEN_ERASED if is_erased(line) else frozenset()
    return tuple(
        move for move in MOVES if line.state in move.states and actor.role in MAY[move.event] and move.name not in never
    )


def is_erased(line: Line) -> bool:
    """Whether its personal data is gone: no request is without a company."""
    return not line.company


def take(name: Name, target: Target, answer: FormAnswer, actor: Actor, casework: Casework) -> Done | Outcome:
    """Take a step. Raises what :class:`Casework` raises."""
    return _TAKE[name](target, answer, actor, casework)


_Take = Callable[["Target", "FormAnswer", "Actor", "Casework"], "Done | Outcome"]
_TAKE: Mapping[Name, _Take] = {
    "accept": lambda t, a, by, work: work.accept(t.handoff_id, by, reason=a.reason, seen_seq=t.seen_seq),
    "decline": lambda t, a, by, work: work.decline(t.handoff_id, by, reason=a.reason, seen_seq=t.seen_seq),
    "contact": lambda t, a, by, work: work.contact(t.handoff_id, by, reason=a.reason, seen_seq=t.seen_seq),
    "escalate": lambda t, a, by, work: work.escalate(t.handoff_id, by, reason=a.reason, seen_seq=t.seen_seq),
    "assign": lambda t, a, by, work: work.assign(t.handoff_id, by, to=a.choice, reason=a.reason, seen_seq=t.seen_seq),
    "reassign": lambda t, a, by, work: work.reassign(
        t.handoff_id, by, to=a.choice or None, reason=a.reason, seen_seq=t.seen_seq
    ),
    "correct": lambda t, a, by, work: work.correct(t.handoff_id, by, given=a.texts, seen_seq=t.seen_seq),
    "close": lambda t, a, by, work: work.close(
        t.handoff_id, by, outcome=_ending(a.choice), reason=a.reason, seen_seq=t.seen_seq
    ),
    "reopen": lambda t, a, by, work: work.reopen(t.handoff_id, by, reason=a.reason, seen_seq=t.seen_seq),
    "note": lambda t, a, by, work: work.note(t.handoff_id, by, text=a.reason, seen_seq=t.seen_seq),
}


def _ending(choice: str) -> Ending:
    return next(ending for ending in OUTCOMES if ending == choice)


def action_of(move: Move) -> str:
    """As Textual calls it."""
    return f"step('{move.name}')"
