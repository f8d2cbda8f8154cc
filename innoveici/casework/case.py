"""A handoff as the one who acts on it finds it, read in the transaction that will write the step; and whether they may.

The ledger says what a state allows; the table of steps, whose each is; here it is said to whom a handoff is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.errors import Refused
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Contact, chain_of, who_hears, with_those_before
from innoveici.ledger.entry import Step
from innoveici.ledger.states import HandoffState
from innoveici.messages import N_, Message
from innoveici.request import Request
from innoveici.steps import STATE_WORDS, STEPS, EventType, StepRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from innoveici.directory.model import Directory
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.writing import Transaction
    from innoveici.routing.decision import Decision


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """``state`` is what its events add up to; ``request`` the company's, as last known: None once it was erased."""

    state: HandoffState
    recalled: Recalled
    told_before: tuple[Contact, ...]

    @classmethod
    def read(cls, tx: Transaction, id_: str) -> Case:
        """:raises Refused: no handoff or request has this id."""
        found = tx.handoff(id_)
        recalled = tx.recall((found.request_id,))[found.request_id]
        return cls(recalled.folded, recalled, tx.told_before(found.handoff_id))

    @property
    def request(self) -> Request | None:
        """Every field as last known."""
        if self.recalled.personal is None:
            return None
        empty = Request(self.state.request_id, "", "").to_json()  # what was empty was not kept
        return Request.from_json(empty | self.recalled.known)

    @property
    def decided(self) -> Decision:
        """The last decision."""
        return self.recalled.decided

    def contacts(self, directory: Directory) -> tuple[Contact, ...]:
        """Everyone in the chain as it is now, with today's addresses, then those who were told before."""
        now: tuple[Contact, ...] = ()
        if (request := self.request) is not None:
            eracs = (self.state.erac_id,) if self.state.erac_id else ()
            now = chain_of(request, directory, erac_ids=eracs, advisor_id=self.state.advisor_id)
        return with_those_before(now, self.told_before)

    def step(
        self,
        type_: EventType,
        directory: Directory,
        *,
        payload: Mapping[str, Any] | None = None,
        private: Mapping[str, Any] | None = None,
    ) -> Step:
        """A step that tells everyone its type concerns."""
        return Step(type_, payload or {}, private, who_hears(type_, self.contacts(directory)))


def check_may(actor: Actor, step: StepRow, handoff: HandoffState) -> None:
    """:raises Refused: ``actor`` is not of those who take this step, or not the one in charge of this handoff."""
    if actor.role not in step.right:
        raise Refused(
            Message(
                N_("{actor} may not take this step: {step}"),
                actor=str(actor),
                step=Message(STATE_WORDS[step.event]),
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
        check_may(actor, STEPS["undo"], handoff)


def _in_charge(actor: Actor, handoff: HandoffState) -> bool:
    match actor.role:
        case "advisor":
            return actor.id == handoff.advisor_id
        case "erac":  # while the place is open, each that was told may recognise its own
            return actor.id == handoff.erac_id or (handoff.erac_id is None and str(actor) in handoff.involved)
        case "company":
            return actor.id == handoff.request_id
        case "partner":
            return handoff.state in ("referred", "closed") and str(actor) in handoff.involved
        case _:
            return True
