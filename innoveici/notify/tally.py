"""What a run did, counted in letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.errors import EX_PERSON, TryAgain

if TYPE_CHECKING:
    from innoveici.ledger.audience import NoticeState
    from innoveici.notify.channels import ChannelFailed


@dataclass(slots=True)
class Tally:
    """Letters by what became of them in this run.

    ``deferred`` are tried again by themselves; ``in_doubt`` may have gone out or not, and are counted also as what was
    decided of them. ``taken``: another run, or a person, had them first. ``reminders`` are handoffs.

    ``stopped``: why no more letters could go. ``elsewhere``: another run is at work, and this one did nothing.
    """

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    held: int = 0
    no_address: int = 0
    cancelled: int = 0
    in_doubt: int = 0
    taken: int = 0
    reminders: int = 0
    stopped: ChannelFailed | None = None
    elsewhere: bool = False

    def count(self, state: NoticeState) -> None:
        """A letter is now in ``state``."""
        name = "deferred" if state == "queued" else state
        setattr(self, name, getattr(self, name) + 1)

    @property
    def done(self) -> int:
        """Letters that something came of."""
        return self.sent + self.deferred + self.failed + self.held + self.no_address + self.cancelled

    @property
    def exit_code(self) -> int:
        """The channel's own when it stopped the run, 3 when a person is needed, 75 when some were put off, else 0."""
        if self.stopped:
            return self.stopped.exit_code
        if self.failed or self.held:
            return EX_PERSON
        return TryAgain.exit_code if self.deferred else 0
