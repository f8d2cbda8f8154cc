"""One handoff whole, read at once, and what of it each of its chain sees: what a page of it needs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from innoveici.ledger import schema
from innoveici.ledger.actor import Actor
from innoveici.ledger.reading import Notice, Shown, notices_of
from innoveici.ledger.recall import Recalled, recalled_of
from innoveici.ledger.states import HandoffState
from innoveici.ledger.visibility import is_shown, may_see_personal, trimmed


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """``recalled``: its request, events and personal data; ``notices``: all of them."""

    recalled: Recalled
    notices: tuple[Notice, ...]

    @property
    def handoff(self) -> HandoffState:
        """What its events add up to."""
        return self.recalled.folded

    def is_for(self, viewer: Actor) -> bool:
        """Whether ``viewer`` was ever told of it, as ``reading.show`` has it."""
        if viewer.role == "company":
            return viewer.id == self.handoff.request_id
        return viewer.role == "council" or str(viewer) in self.handoff.involved

    def shown_to(self, viewer: Actor) -> Shown | None:
        """As much of it as ``viewer`` may see; None where that is nothing. :raises UsageError: not of the chain."""
        if not self.is_for(viewer):
            return None
        events = tuple(trimmed(event, viewer) for event in self.recalled.events if is_shown(event, viewer))
        personal = self.recalled.personal if may_see_personal(self.handoff, viewer) else None
        return Shown(self.handoff, events, self.notices, personal)


def story_of(connection: Connection, opened_seq: int) -> Story | None:
    """Of the handoff that this event opened; None where none did."""
    handoffs = schema.handoffs.c
    row = connection.execute(
        select(handoffs.opened_seq, handoffs.request_id, handoffs.state, handoffs.updated_seq).where(
            handoffs.opened_seq == opened_seq
        )
    ).first()
    if row is None:
        return None
    recalled = recalled_of(connection, [row])[row.request_id]
    return Story(recalled, notices_of(connection, [event.seq for event in recalled.events]))
