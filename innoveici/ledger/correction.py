"""A request given again with other content, while nobody has it in hand: what changed. Pure but for reading.

A rejected or held row is mended where it came from and fed back under its own id; it must not be taken for a duplicate.
What it leaves out is not thereby taken back: only what is given counts, and the rest is as it was recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection

from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Contact, Language
from innoveici.ledger.content import differences, known_fields
from innoveici.ledger.event import Event
from innoveici.ledger.reading import events_of, find_by_request, notices_of, personal_of
from innoveici.ledger.states import State
from innoveici.request import PERSONAL_FIELDS, Request

CORRECTABLE: frozenset[State] = frozenset({"held", "rejected"})


@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """Fields that differ, with their new values: what an event may say, and what must be erasable.

    ``request``: the recorded one with those values, which is what must be decided anew. ``told_before``: who was told
    of the outcome so far.
    """

    request: Request
    public: Mapping[str, Any]
    personal: Mapping[str, Any]
    told_before: tuple[Contact, ...] = ()

    def __repr__(self) -> str:
        return f"Correction({self.fields!r})"  # nothing personal in a traceback

    @property
    def fields(self) -> list[str]:
        """Names, sorted."""
        return sorted([*self.public, *self.personal])

    def no_longer(self, contacts: Collection[Contact]) -> tuple[Contact, ...]:
        """Who was told before and is not among ``contacts`` now, as when the region changed."""
        now = {contact.actor for contact in contacts}
        return tuple(contact for contact in self.told_before if contact.actor not in now)


WHO_IT_IS = frozenset({"company", "neq"})
"""Another company is another request, whatever its number: it must not inherit the first one's contact and need."""


def correction_of(connection: Connection, request: Request) -> Correction | None:
    """What ``request`` changes in the one recorded under its id; None when nothing, or when it is past correcting."""
    handoff = find_by_request(connection, request.request_id)
    if handoff is None or handoff.state not in CORRECTABLE:
        return None
    events = events_of(connection, handoff.handoff_id)
    personal = personal_of(connection, events)
    if personal is None:  # erased: nothing left to compare with
        return None
    known = known_fields(events, personal)
    changed = differences(request, known)
    if not changed or any(name in changed and known.get(name) for name in WHO_IT_IS):
        return None
    return Correction(
        Request.from_json(request.to_json() | known | changed),
        {k: v for k, v in changed.items() if k not in PERSONAL_FIELDS},
        {k: v for k, v in changed.items() if k in PERSONAL_FIELDS},
        _told_of_outcome(connection, events),
    )


def _told_of_outcome(connection: Connection, events: Collection[Event]) -> tuple[Contact, ...]:
    """Who was told of the last outcome; language and address as they were then."""
    outcome = next(event.seq for event in reversed([*events]) if event.type in CORRECTABLE)
    return tuple(
        Contact(Actor.parse(notice.recipient), cast(Language, notice.language), notice.state != "no_address")
        for notice in notices_of(connection, [outcome])
    )
