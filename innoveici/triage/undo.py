"""Taking the last step back: the core's own undo, of the steps that were taken here, the last one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innoveici.casework.casework import Done
from innoveici.messages import Message
from innoveici.steps import StepName
from innoveici.triage.moves import Answer, Move, Target
from innoveici.triage.source import Before

if TYPE_CHECKING:
    from innoveici.casework.casework import Casework
    from innoveici.desk import Outcome
    from innoveici.ledger.actor import Actor


@dataclass(frozen=True, slots=True)
class Undo:
    """``name``: the step that is taken back; ``answer``: to whom it goes back, after a reassignment.

    ``before_seq``: the handoff's last event before that step.
    """

    name: StepName
    target: Target
    answer: Answer
    before_seq: int

    def take(self, actor: Actor, casework: Casework) -> Done | Outcome:
        """Raises what :class:`Casework` raises, so when somebody changed the handoff meanwhile."""
        return casework.undo(self.target.handoff_id, actor, seen_seq=self.target.seen_seq)


def rest_of(taken: Sequence[Undo | Message], undone: Undo, done: Done | Outcome) -> tuple[Undo | Message, ...]:
    """What can still be taken back, once ``undone`` was: the handoff has moved on by that, and by nobody else."""
    return tuple(
        replace(undo, target=Target(undo.target.handoff_id, last_seq(done)))
        if isinstance(undo, Undo) and undo.target == Target(undone.target.handoff_id, undone.before_seq)
        else undo
        for undo in taken
    )


def undo_of(move: Move, answer: Answer, before: Before, done: Done | Outcome) -> Undo | Message:  # noqa: ARG001
    """What takes a step back that was just taken."""
    after = Target(before.line.handoff_id, last_seq(done))
    return Undo(move.name, after, Answer(before.line.advisor_id or ""), before.line.updated_seq)


def last_seq(done: Done | Outcome) -> int:
    """The last event of a step: what was seen when it is taken back."""
    if isinstance(done, Done):
        return done.events[-1].seq
    assert done.head is not None  # recorded, not planned
    return done.head.seq
