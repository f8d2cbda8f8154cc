"""What a day and the two files make of a line of the queue: whether it is overdue, and why it needs somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from innoveici.directory.model import remark
from innoveici.ledger.states import IN_HAND

if TYPE_CHECKING:
    from innoveici.directory.model import Advisor
    from innoveici.ledger.queue import Line
    from innoveici.ledger.states import State
    from innoveici.reasons import Reason


@dataclass(frozen=True, slots=True)
class Today:
    """``day`` is Québec's. The rest is None while the files were not read.

    ``late`` (UTC text): who waits since before it should have been contacted. ``advisors``: those of the file by id.
    """

    day: date
    late: str | None = None
    advisors: Mapping[str, Advisor] | None = None

    def is_late(self, line: Line) -> bool:
        """Whether the company should have been contacted."""
        return self.late is not None and line.is_late(self.late)

    def remark(self, advisor_id: str | None, state: State) -> Reason | None:
        """Why who has it may not be looking after it; None too for what is in nobody's hands."""
        if self.advisors is None or advisor_id is None or state not in IN_HAND:
            return None
        return remark(self.advisors.get(advisor_id), self.day)

    def reasons(self, line: Line) -> tuple[Reason, ...]:
        """Why it is held or was rejected, or why who has it may not be looking after it."""
        why = self.remark(line.advisor_id, line.state)
        return (*line.reasons, why) if why else line.reasons
