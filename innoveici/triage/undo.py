"""Taking the last step back. Events stay for good, so it is the opposite step, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innoveici.casework.steps import Done
from innoveici.messages import N_, Message, _
from innoveici.triage.asking import as_typed
from innoveici.triage.moves import Answer, Move, Name, Target, take
from innoveici.triage.source import Before

if TYPE_CHECKING:
    from innoveici.casework.steps import Casework
    from innoveici.desk import Outcome
    from innoveici.ledger.actor import Actor

_STAYS: Mapping[Name, str] = {
    "accept": N_("accepting cannot be taken back: reassign it (r)"),
    "decline": N_("declining cannot be taken back: it never goes back to who declined it"),
    "contact": N_("a contact that was made cannot be taken back: add a note (n)"),
    "note": N_("a note stays: add another one (n)"),
}


@dataclass(frozen=True, slots=True)
class Undo:
    """The step that takes another one back: ``name`` and ``answer`` as a person would give them.

    ``before_seq``: the handoff's last event before the step that it takes back.
    """

    name: Name
    target: Target
    answer: Answer
    before_seq: int

    def take(self, actor: Actor, casework: Casework) -> Done | Outcome:
        """Raises what :class:`Casework` raises, so when somebody changed the handoff meanwhile."""
        return take(self.name, self.target, self.answer, actor, casework)


def rest_of(taken: Sequence[Undo | Message], undone: Undo, done: Done | Outcome) -> tuple[Undo | Message, ...]:
    """What can still be taken back, once ``undone`` was: the handoff has moved on by that, and by nobody else."""
    return tuple(
        replace(undo, target=Target(undo.target.handoff_id, last_seq(done)))
        if isinstance(undo, Undo) and undo.target == Target(undone.target.handoff_id, undone.before_seq)
        else undo
        for undo in taken
    )


def undo_of(move: Move, answer: Answer, before: Before, done: Done | Outcome) -> Undo | Message:
    """What takes a step back that was just taken, or why nothing does."""
    if move.name in _STAYS:
        return Message(_STAYS[move.name])
    after = Target(before.line.handoff_id, last_seq(done))
    return _OPPOSITE[move.name](answer, before, after, done)


def _reopened(_answer: Answer, before: Before, after: Target, _done: Done | Outcome) -> Undo | Message:
    return Undo("reopen", after, _because(), before.line.updated_seq)


def _closed(_answer: Answer, before: Before, after: Target, _done: Done | Outcome) -> Undo | Message:
    return Undo("close", after, _because(before.outcome), before.line.updated_seq)


def _given_back(_answer: Answer, before: Before, after: Target, _done: Done | Outcome) -> Undo | Message:
    if before.line.state == "escalated":
        return Undo("escalate", after, _because(), before.line.updated_seq)
    if before.line.advisor_id is None:
        return Message(N_("nobody had it before: reassign it (r)"))
    return Undo("reassign", after, _because(before.line.advisor_id), before.line.updated_seq)


def _corrected_back(answer: Answer, before: Before, after: Target, done: Done | Outcome) -> Undo | Message:
    if not isinstance(done, Done) and done.status != before.line.state:
        return Message(N_("it was decided anew: reassign it (r) or correct it again (k)"))
    former = {name: as_typed(before.known.get(name)) for name in answer.texts}
    if not all(former.values()):  # what is left out says nothing, so nothing can become empty again
        return Message(N_("what was empty before cannot be emptied again: correct it (k)"))
    return Undo("correct", after, Answer(texts=former), before.line.updated_seq)


_OPPOSITE: Mapping[Name, Callable[[Answer, Before, Target, Done | Outcome], Undo | Message]] = {
    "close": _reopened,
    "reopen": _closed,
    "assign": _given_back,
    "reassign": _given_back,
    "escalate": _given_back,
    "correct": _corrected_back,
}


def _because(choice: str = "") -> Answer:
    return Answer(choice, {"reason": _("taken back")})


def last_seq(done: Done | Outcome) -> int:
    """The last event of a step: what was seen when it is taken back."""
    if isinstance(done, Done):
        return done.events[-1].seq
    assert done.head is not None  # recorded, not planned
    return done.head.seq
