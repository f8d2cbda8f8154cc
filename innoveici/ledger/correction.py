"""A request given again with other content, while nobody has it in hand: what changed. Pure but for reading.

A rejected or held row is mended where it came from and fed back under its own id; it must not be taken for a duplicate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from innoveici.ledger.event import Event
from innoveici.ledger.reading import events_of, find_by_request, personal_of
from innoveici.ledger.states import State
from innoveici.request import PERSONAL_FIELDS, Request

CORRECTABLE: frozenset[State] = frozenset({"held", "rejected"})
_ABOUT_THE_COPY = frozenset({"request_id", "received_at"})
"""Not content: which request it is, and when this copy of it came."""


@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """Fields that differ, with their new values: what an event may say, and what must be erasable."""

    public: Mapping[str, Any]
    personal: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"Correction({self.fields!r})"  # nothing personal in a traceback

    @property
    def fields(self) -> list[str]:
        """Names, sorted."""
        return sorted([*self.public, *self.personal])


def correction_of(connection: Connection, request: Request) -> Correction | None:
    """What ``request`` changes in the one recorded under its id; None when nothing, or when it is past correcting."""
    handoff = find_by_request(connection, request.request_id)
    if handoff is None or handoff.state not in CORRECTABLE:
        return None
    events = events_of(connection, handoff.handoff_id)
    personal = personal_of(connection, events)
    if personal is None:  # erased: nothing left to compare with
        return None
    known = _public(events) | personal
    changed = {k: v for k, v in request.to_json().items() if k not in _ABOUT_THE_COPY and v != known.get(k, "")}
    if not changed:
        return None
    return Correction(
        {k: v for k, v in changed.items() if k not in PERSONAL_FIELDS},
        {k: v for k, v in changed.items() if k in PERSONAL_FIELDS},
    )


def _public(events: Collection[Event]) -> dict[str, Any]:
    """The fields that are not personal, as last known."""
    fields: dict[str, Any] = {}
    for event in events:
        if event.type == "received":
            fields |= event.payload
        elif event.type == "corrected":
            fields |= event.payload.get("values", {})
    return fields
