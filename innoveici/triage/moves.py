"""The steps a person takes by a key: which are possible now, and how they are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from innoveici.casework.casework import Done
from innoveici.steps import STEPS, StepName, StepRow

if TYPE_CHECKING:
    from innoveici.casework.casework import Casework
    from innoveici.desk import Outcome
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.queue import Line
    from innoveici.triage.form import FormAnswer

Move: TypeAlias = StepRow
NEXT_BY_RULE = ""
"""Instead of an advisor's id, when reassigning: the next one by the rule."""
MOVES: tuple[Move, ...] = tuple(step for step in STEPS.values() if step.key)
ONE_BY_ONE = frozenset({"correct", "orient"})
"""They say something else of each handoff, so they are not taken for several."""
BY_NAME: Mapping[str, Move] = {move.name: move for move in MOVES}


@dataclass(frozen=True, slots=True)
class Target:
    """The handoff as the person sees it: a change since ``seen_seq`` refuses the step."""

    handoff_id: str
    seen_seq: int


def possible(line: Line, actor: Actor) -> tuple[Move, ...]:
    """The steps to offer: what the state allows and the actor's role may. The ledger has the last word."""
    if actor.role == "advisor" and actor.id != line.advisor_id:
        return ()
    return tuple(
        move
        for move in MOVES
        if line.state in move.states and actor.role in move.right and not (move.needs_company and is_erased(line))
    )


def is_erased(line: Line) -> bool:
    """Whether its personal data is gone: no request is without a company."""
    return not line.company


def take(name: StepName, target: Target, answer: FormAnswer, actor: Actor, casework: Casework) -> Done | Outcome:
    """Take a step. Raises what :class:`Casework` raises."""
    step, given = STEPS[name], dict(answer.texts)
    if option := step.must_answer:
        given[option.name] = answer.choice
    elif step.advisor:
        given["to"] = answer.choice
    return casework.take(name, target.handoff_id, actor, given, seen_seq=target.seen_seq)


def action_of(move: Move) -> str:
    """As Textual calls it."""
    return f"step('{move.name}')"
