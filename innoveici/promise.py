"""The promise to companies: a first contact within so many days. Pure.

Days are calendar days in Québec (10 of them, as ADRIQ announced it on 5 November 2024); a last day on which nobody
works moves to the next working day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from innoveici.quebec import quebec_day, quebec_moment
from innoveici.steps import STATES
from innoveici.working_days import WorkingDays

WAITING = frozenset(state for state, row in STATES.items() if row.waits)
"""States of a handoff in which the company has not been contacted yet."""

_LONGEST_REST = 31
"""No place rests for as many days on end: later than that is late, without looking at holidays."""


def waits(state: str, consent: bool | None) -> bool:
    """Whether a company waits for its first contact: who refuses to be passed on is promised none."""
    return state in WAITING and consent is not False


def last_overdue(today: date, first_contact_days: int, working_days: WorkingDays) -> date:
    """The latest day since which a company may wait and be overdue ``today``: all before it are, none after it is."""
    day = today - timedelta(days=first_contact_days + 1)
    while today <= working_days.deadline(day, first_contact_days):
        day -= timedelta(days=1)
    return day


def overdue_before(today: date, first_contact_days: int, working_days: WorkingDays) -> datetime:
    """A company that has waited since before this moment is overdue ``today``."""
    last = last_overdue(today, first_contact_days, working_days)
    return quebec_moment(datetime.combine(last + timedelta(days=1), time.min))


def is_overdue(
    state: str,
    waiting_since: datetime,
    today: date,
    first_contact_days: int,
    working_days: WorkingDays,
    *,
    consent: bool | None = None,
) -> bool:
    """Whether the company still waits after the last day promised. ``today`` is Québec's."""
    if not waits(state, consent):
        return False
    since = quebec_day(waiting_since)
    late = (today - since).days - first_contact_days
    if not 0 < late <= _LONGEST_REST:
        return late > 0
    return today > working_days.deadline(since, first_contact_days)
