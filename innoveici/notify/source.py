"""One notice looked at from its reader's side: what it is about, and how much of the company its reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from innoveici.characters import clean
from innoveici.ledger.actor import Actor
from innoveici.ledger.visibility import may_see_personal
from innoveici.notify import actors
from innoveici.notify.actors import Named

if TYPE_CHECKING:
    from innoveici.ledger.event import Event
    from innoveici.ledger.states import HandoffState
    from innoveici.notify.letter import Address, Part
    from innoveici.notify.post import Post
    from innoveici.routing.decision import Decision

_DECIDES = frozenset({"assigned", "reassigned", "held", "rejected", "referred"})
"""Events whose payload says for whom the handoff is; where it names nobody, it is for nobody."""

Sight = Literal["shown", "erased", "refused", "withheld"]
"""``refused``: the company did not agree to be made known; ``withheld``: the handoff is not this reader's any more."""


class Source:
    """A part, its reader and what both make known. The event goes before the handoff, which may have moved on."""

    def __init__(self, part: Part, post: Post, answered: Address | None = None) -> None:
        """``answered``: who gets what the reader answers; None when it is the sender."""
        self.part = part
        self.post = post
        self.answered = answered
        self.reader = Actor.parse(part.posted.notice.recipient)

    @property
    def event(self) -> Event:
        return self.part.material.event

    @property
    def handoff(self) -> HandoffState:
        return self.part.material.handoff

    @property
    def is_opening(self) -> bool:
        """Whether the event is the first outcome, recorded with the request itself."""
        return self.event.seq == self.handoff.opened_seq + 1

    @cached_property
    def sight(self) -> Sight:
        """What the reader gets of the company's personal fields, of those the table allows.

        The ledger's own rule, but for the council, which is told the name of a company that did not refuse.
        """
        if self.handoff.erased or not self.part.material.personal:
            return "erased"
        if self.reader.role != "company" and self.handoff.consent is False:
            return "refused"
        return "shown" if self.reader.role == "council" or may_see_personal(self.handoff, self.reader) else "withheld"

    @property
    def personal(self) -> Mapping[str, Any] | None:
        """The company's personal fields; None when this reader may not see them."""
        return self.part.material.personal if self.sight == "shown" else None

    @cached_property
    def decision(self) -> Decision | None:
        """As much of the decision as its reader may see: without what is personal in it where that is not shown."""
        from innoveici.routing.record import join

        recorded = self.part.material.recorded
        if recorded is None or self.sight == "shown":
            return self.part.material.decision()
        return join(recorded[0], None, recorded[2])

    def _recorded(self) -> Decision | None:
        return self.decision

    @property
    def region_code(self) -> str | None:
        return self._decided("region_code", self.handoff.region_code)

    @property
    def erac_id(self) -> str | None:
        """The ERAC in charge."""
        return self._decided("erac_id", self.handoff.erac_id)

    @cached_property
    def advisor_id(self) -> str | None:
        """The advisor that the event is about: who gets the request, has it, or gave it back."""
        if "advisor_id" in self.event.payload or self.event.type in _DECIDES:
            return self._decided("advisor_id", None)
        actor = Actor.parse(self.event.actor)
        if actor.role == "advisor" and self.event.type != "undone":
            return actor.id
        if self.event.type in ("accepted", "declined") and self.decision:  # recorded for the advisor by somebody else
            return self.decision.advisor_id
        return self.handoff.advisor_id

    @cached_property
    def erac(self) -> Named | None:
        return actors.erac(self.erac_id, self.post.directory, self._recorded)

    @cached_property
    def advisor(self) -> Named | None:
        return actors.advisor(self.advisor_id, self.post.directory, self._recorded)

    @cached_property
    def holder(self) -> Named | None:
        """The advisor who has it now, whatever the event said."""
        return actors.advisor(self.handoff.advisor_id, self.post.directory, self._recorded)

    @cached_property
    def partner(self) -> Named | None:
        told = [Actor.parse(actor) for actor in self.handoff.involved]
        id_ = (
            self.reader.id if self.reader.role == "partner" else next((a.id for a in told if a.role == "partner"), None)
        )
        return actors.partner(id_, self.post.directory, self._recorded)

    def _decided(self, name: str, otherwise: str | None) -> str | None:
        """What the event itself says of ``name``."""
        value: str | None = self.event.payload.get(name, otherwise)
        return value

    def name_of(self, actor: Actor, company: str) -> str:
        """How an actor is called; ``company`` is how the company is, for this reader."""
        directory = self.post.directory
        match actor.role:
            case "company":
                return company
            case "council":
                return clean(directory.council.name)
            case "advisor":
                found = actors.advisor(actor.id, directory, self._recorded)
            case "erac":
                found = actors.erac(actor.id, directory, self._recorded)
            case "partner":
                found = actors.partner(actor.id, directory, self._recorded)
            case _:
                found = None
        return str(found or actor)
