"""Reminders: who is told, and once, that a company still waits for its first contact.

A reminder is an event of the ledger (``noted``, by ``system``) with its notices; what was said is read from there. So a
clock set back says nothing again, and one that jumps a year ahead says one thing of each handoff: the latest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innoveici.ledger.audience import Told
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.post import Post


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be said of a handoff: ``payload`` is the event's, ``{"reminder": 7}`` or ``{"overdue": True}``.

    ``seen_seq``: its last event when that was found out.
    """

    handoff_id: str
    request_id: str
    seen_seq: int
    payload: Mapping[str, Any]
    told: tuple[Told, ...]


def due_reminders(ledger: Ledger, post: Post) -> list[Reminder]:
    """What is to be said now, of each handoff one thing; writes nothing."""
    raise NotImplementedError


def remind(ledger: Ledger, post: Post) -> int:
    """Record the reminders that are due, with their notices; how many."""
    raise NotImplementedError
