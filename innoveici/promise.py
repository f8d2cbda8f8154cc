"""The promise to companies: a first contact within so many days. Pure.

Days are calendar days in Québec (10 of them, as ADRIQ announced it on 5 November 2024).
"""

from __future__ import annotations

from datetime import date, datetime

from innoveici.quebec import quebec_day

WAITING = frozenset({"received", "held", "assigned", "accepted", "declined", "escalated"})
"""States of a handoff in which the company has not been contacted yet."""


def is_overdue(state: str, received_at: datetime, today: date, first_contact_days: int) -> bool:
    """Whether the company still waits after the last day promised. ``received_at`` is aware; ``today`` is Québec's."""
    return state in WAITING and (today - quebec_day(received_at)).days > first_contact_days
