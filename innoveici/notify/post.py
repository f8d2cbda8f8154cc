"""The surroundings in which every letter of a run is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from innoveici.directory.model import Directory, NoticeSettings
    from innoveici.ledger.event import Head
    from innoveici.quebec import WorkingDays


@dataclass(frozen=True, slots=True, repr=False)
class Post:
    """``now`` is UTC; ``head`` is the ledger's when the letters were read; ``key`` signs envelope senders."""

    directory: Directory
    working_days: WorkingDays
    now: datetime
    head: Head | None
    ledger_id: str
    key: bytes

    @property
    def settings(self) -> NoticeSettings:
        """The section ``notices`` of regions.yaml."""
        return self.directory.notices
