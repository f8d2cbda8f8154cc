"""Who may see what: an actor sees the handoffs it was told of. One table; the queries apply it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from innoveici.errors import UsageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.event import Event
from innoveici.messages import N_, Message
from innoveici.steps import EventType, Role


class Held(Protocol):
    """In whose hands something is, and whether it may be passed on: a handoff, or its line in the queue."""

    @property
    def erac_id(self) -> str | None: ...

    @property
    def advisor_id(self) -> str | None: ...

    @property
    def consent(self) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class Sight:
    """What an actor sees of a handoff it may see at all.

    ``decision``: the ranking with all candidates. ``personal``: the company's personal data, always, never, or while
    it is the one in charge. ``hidden``: events that are not shown, nor that they were taken back.
    """

    decision: bool
    personal: Literal["always", "never", "in_charge"]
    hidden: frozenset[EventType] = frozenset()


SIGHT: Mapping[Role, Sight] = {
    "council": Sight(decision=True, personal="never"),  # every handoff
    "erac": Sight(decision=True, personal="in_charge"),  # those it was told of, also when the region changed since
    "advisor": Sight(decision=False, personal="in_charge"),  # those it was told of, then or now
    "partner": Sight(decision=False, personal="always", hidden=frozenset({"noted"})),
    "company": Sight(decision=False, personal="always", hidden=frozenset({"noted"})),  # its own request
}


def sight_of(viewer: Actor) -> Sight:
    """:raises UsageError: an actor that is not in the chain (a person at a keyboard, the system)."""
    if viewer.role not in SIGHT:
        raise UsageError(
            Message(N_("“{actor}” is not in the chain of a request"), actor=viewer),
            Message(N_("name an advisor, an ERAC, a partner, a company or the council")),
        )
    return SIGHT[viewer.role]


def is_shown(event: Event, viewer: Actor | None) -> bool:
    """Whether ``viewer`` sees that it happened, in a handoff that it may see."""
    hidden = sight_of(viewer).hidden if viewer else frozenset[EventType]()
    return event.type not in hidden and not (event.type == "undone" and hidden.issuperset(event.payload["steps"]))


def trimmed(event: Event, viewer: Actor | None) -> Event:
    """``event`` without what ``viewer`` does not see; its hash is still that of the whole."""
    if viewer is None or sight_of(viewer).decision or "decision" not in event.payload:
        return event
    return replace(event, payload={k: v for k, v in event.payload.items() if k != "decision"})


def may_see_personal(handoff: Held, viewer: Actor | None) -> bool:
    """Whether the company's personal data is shown to ``viewer`` (None: whoever holds the ledger itself).

    While the company refuses that its request be passed on, to nobody but itself.
    """
    if viewer is None or viewer.role == "company":
        return True
    if handoff.consent is False:
        return False
    personal = sight_of(viewer).personal
    return personal == "always" or (personal == "in_charge" and _in_charge(handoff, viewer))


def _in_charge(handoff: Held, viewer: Actor) -> bool:
    if viewer.role == "erac":  # while the place is open, each that was told may recognise its own
        return handoff.erac_id in (None, viewer.id)
    return handoff.advisor_id == viewer.id
