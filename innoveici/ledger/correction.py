"""A request given again under its id while nobody has it in hand: what changed, and the steps that record it. Pure.

A rejected or held row is mended where it came from and fed back under its own id; it must not be taken for a duplicate.
What it leaves out is not thereby taken back: only what is given counts, and the rest is as it was recorded. A cell that
is there and empty was emptied: what stood in it was wrong.

A request that was undone with its batch begins again when it comes again, changed or not. The batch may have been
undone because a wrong column was read: then even another company may stand under the id, and nothing of the first is
kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from innoveici.ledger.audience import Contact, who_hears
from innoveici.ledger.content import differences, replacement
from innoveici.ledger.entry import Routed
from innoveici.ledger.states import CORRECTABLE, HandoffState
from innoveici.ledger.step import Step
from innoveici.request import PERSONAL_FIELDS, Request
from innoveici.steps import State

if TYPE_CHECKING:
    from innoveici.routing.decision import Decision


class Known(Protocol):
    """What is asked of a request that is known: recalled from a ledger, or planned by a dry run."""

    @property
    def handoff_id(self) -> str | None: ...
    @property
    def state(self) -> State: ...
    @property
    def told(self) -> tuple[Contact, ...]: ...
    @property
    def begins_again(self) -> bool: ...
    @property
    def personal(self) -> Mapping[str, Any] | None: ...
    @property
    def known(self) -> Mapping[str, Any]: ...
    @property
    def folded(self) -> HandoffState: ...
    @property
    def decided(self) -> Decision: ...


@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """Fields that differ, with their new values: what an event may say, and what must be erasable.

    ``request``: the recorded one with those values, which is what must be decided anew. ``before``: the handoff as it
    was read. ``told_before``: who was told of the outcome so far. ``replaces``: it is another company, and ``request``
    is as given.
    """

    request: Request
    before: HandoffState
    public: Mapping[str, Any]
    personal: Mapping[str, Any]
    told_before: tuple[Contact, ...] = ()
    replaces: bool = False

    def __repr__(self) -> str:
        return f"Correction({self.fields!r})"  # nothing personal in a traceback

    @property
    def fields(self) -> list[str]:
        """Names, sorted; none when a request that was undone comes again as it was."""
        names = sorted([*self.public, *self.personal])
        return [name for name in names if name != "remarks"] or names  # what follows from another field is no field

    @property
    def reopens(self) -> bool:
        """It had been undone with its batch."""
        return self.before.undone

    def no_longer(self, contacts: Collection[Contact]) -> tuple[Contact, ...]:
        """Who was told before and is not among ``contacts`` now, as when the region changed."""
        now = {contact.actor for contact in contacts}
        return tuple(contact for contact in self.told_before if contact.actor not in now)


WHO_IT_IS = frozenset({"company", "neq"})
"""Another company is another request, whatever its number: it must not inherit the first one's contact and need."""


def correction_of(request: Request, recalled: Known) -> Correction | None:
    """What ``request`` changes in the one recorded under its id; None when it is a duplicate of it.

    It is one when nothing changed, when it is past correcting, and when its personal data was erased.
    """
    begins_again = recalled.begins_again
    if not begins_again and recalled.state not in CORRECTABLE:
        return None
    if recalled.personal is None:  # erased: nothing left to compare with
        return None
    known = recalled.known
    changed = differences(request, known, emptied=True)
    other = any(changed.get(name) and known.get(name) for name in WHO_IT_IS)
    if not begins_again and (other or not changed):
        return None
    if other:
        changed, merged = replacement(request, known), request
    else:
        merged = Request.from_json(request.to_json() | dict(known) | changed)
    return Correction(
        merged,
        recalled.folded,
        {k: v for k, v in changed.items() if k not in PERSONAL_FIELDS},
        {k: v for k, v in changed.items() if k in PERSONAL_FIELDS},
        recalled.told,
        other,
    )


def steps_of(routed: Routed, correction: Correction, outcome: Mapping[str, Any], batch: str | None) -> list[Step]:
    """The events that record it: reopened, corrected, decided. ``outcome`` is the last one's payload.

    Told of it: those who were told before and are not concerned any more, then those of the new outcome.
    """
    tag = {"batch": batch} if batch else {}
    steps = [Step("reopened", tag)] if correction.reopens else []
    if correction.fields:
        payload: dict[str, Any] = {"fields": correction.fields, "values": dict(correction.public), **tag}
        if correction.replaces:
            payload["replaces"] = True
        let_go = who_hears("corrected", correction.no_longer(routed.contacts))
        steps.append(Step("corrected", payload, correction.personal, let_go))
    return [*steps, Step(routed.status, outcome, routed.private, who_hears(routed.status, routed.contacts))]
