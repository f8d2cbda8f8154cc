"""Since when a company waits for its first contact, and which handoffs have waited beyond a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from innoveici.ledger.event import Event

_BEGINS = ("received", "reopened")
"""Events from which the promise to the company counts."""


def waiting_since(events: Iterable[Event]) -> datetime | None:
    """The moment the promise counts from: when the request came in, else when its handoff was last reopened.

    ``events`` are of one handoff, in order; None when they hold no beginning. What begins again after its batch was
    undone is reopened too.
    """
    began = next((event for event in reversed([*events]) if event.type in _BEGINS), None)
    if began is None:
        return None
    received = began.payload.get("received_at")
    return datetime.fromisoformat(received) if received else began.at
