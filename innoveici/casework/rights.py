"""Who may take which step: one table. The ledger says what a state allows; this says whom."""

from __future__ import annotations

from collections.abc import Mapping

from innoveici.errors import Refused
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import HandoffState
from innoveici.messages import N_, Message
from innoveici.steps import STATE_WORDS, EventType, Role

_THE_ONE_IN_CHARGE: frozenset[Role] = frozenset({"advisor", "erac", "person"})
_THE_ERAC: frozenset[Role] = frozenset({"erac", "person"})

MAY: Mapping[EventType, frozenset[Role]] = {
    "accepted": _THE_ONE_IN_CHARGE,
    "declined": _THE_ONE_IN_CHARGE,
    "contacted": _THE_ONE_IN_CHARGE,
    "escalated": _THE_ERAC,
    "assigned": _THE_ERAC,
    "reassigned": _THE_ERAC,
    "closed": _THE_ONE_IN_CHARGE | {"partner"},
    "reopened": _THE_ERAC,
    "corrected": _THE_ERAC,
    "erased": _THE_ERAC | {"council"},
    "noted": _THE_ONE_IN_CHARGE | {"council", "partner"},
    "undone": _THE_ERAC | {"system"},  # and whoever took the step
}
"""A person at a keyboard, whom the directory does not know, acts for the ERAC whose ledger it is."""


def check_may(actor: Actor, step: EventType, handoff: HandoffState) -> None:
    """:raises Refused: ``actor`` is not of those who take this step, or not the one in charge of this handoff."""
    if actor.role not in MAY[step]:
        raise Refused(
            Message(
                N_("{actor} may not take this step: {step}"),
                actor=str(actor),
                step=Message(STATE_WORDS[step]),
            ),
            Message(N_("name with --by who takes it: advisor:ID, erac:ID or person:LOGIN")),
        )
    if not _in_charge(actor, handoff):
        raise Refused(
            Message(N_("{id} is not in the hands of {actor}"), id=handoff.handoff_id, actor=str(actor)),
            Message(N_("see who has it with `innoveici show {id}`"), id=handoff.handoff_id),
        )


def check_may_undo(actor: Actor, by: str, handoff: HandoffState) -> None:
    """Whoever took the step, ``by``, and the ERAC in charge. Raises as :func:`check_may`."""
    if str(actor) != by:
        check_may(actor, "undone", handoff)


def _in_charge(actor: Actor, handoff: HandoffState) -> bool:
    match actor.role:
        case "advisor":
            return actor.id == handoff.advisor_id
        case "erac":  # while the place is open, each that was told may recognise its own
            return actor.id == handoff.erac_id or (handoff.erac_id is None and str(actor) in handoff.involved)
        case "partner":
            return handoff.state in ("referred", "closed") and str(actor) in handoff.involved
        case _:
            return True
