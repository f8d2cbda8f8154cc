"""What is to be said of an advisor who has handoffs in hand, by the advisors file and the day."""

from __future__ import annotations

from datetime import date

from innoveici.directory.model import Advisor
from innoveici.reasons import Reason


def remark(advisor: Advisor | None, today: date) -> Reason | None:
    """Why somebody who has handoffs in hand may not be looking after them; None is who left the file."""
    if advisor is None:
        return Reason("workload.gone")
    if advisor.certification_ended(today):
        return Reason("workload.expired")
    return Reason("workload.absent") if advisor.absent_on(today) else None
