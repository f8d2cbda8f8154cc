"""What a run did, counted in letters."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

EX_PERSON, EX_TEMPORARY = 3, 75


@dataclass(slots=True)
class Tally:
    """Letters by what became of them in this run.

    ``deferred`` are tried again by themselves; ``in_doubt`` may have gone out or not (those of a run that was killed
    too) and are counted beside what was decided of them; ``taken`` went to another run. ``reminders`` are handoffs.
    """

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    held: int = 0
    cancelled: int = 0
    no_address: int = 0
    in_doubt: int = 0
    taken: int = 0
    reminders: int = 0

    @property
    def tried(self) -> int:
        """Letters that this run had in hand."""
        return self.sent + self.deferred + self.failed + self.held + self.cancelled + self.no_address

    @property
    def exit_code(self) -> int:
        """3 when a person is needed, 75 when something was put off, else 0."""
        if self.failed or self.held:
            return EX_PERSON
        return EX_TEMPORARY if self.deferred or self.in_doubt else 0
