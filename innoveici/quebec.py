"""Days in Québec: its time zone, the days on which people work, and the promise of a first contact. Pure.

Everything stored is UTC. The promise is a first contact within so many calendar days in Québec (10 of them, as ADRIQ
announced it on 5 November 2024); a last day on which nobody works moves to the next working day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache, cached_property
from typing import TYPE_CHECKING

from innoveici.steps import STATES

if TYPE_CHECKING:
    from holidays import HolidayBase

WAITING = frozenset(state for state, row in STATES.items() if row.waits)
"""States of a handoff in which the company has not been contacted yet."""
_LONGEST_REST = 31
"""No place rests for as many days on end: later than that is late, without looking at holidays."""
_SATURDAY = 5


@cache
def quebec_time() -> tzinfo:
    """Québec's time zone (tz database: America/Montreal is a link to America/Toronto)."""
    from zoneinfo import ZoneInfo  # loads the system's paths: 4 ms that most commands can do without

    return ZoneInfo("America/Toronto")


def quebec_day(moment: datetime) -> date:
    """The day it is in Québec at ``moment`` (aware)."""
    return moment.astimezone(quebec_time()).date()


def quebec_moment(moment: datetime) -> datetime:
    """``moment``, taken as written in Québec when it has no offset."""
    return moment if moment.tzinfo else moment.replace(tzinfo=quebec_time())


class WorkingDays:
    """No Saturday, no Sunday, no public holiday of ``place`` (ISO 3166-2, ``CA-QC``).

    Holidays are those the library knows: to the year 2100, and none of a place that it does not know (``is_known``).
    """

    def __init__(self, place: str) -> None:
        self.place = place

    @property
    def is_known(self) -> bool:
        """Whether the holidays of the place are known."""
        return self._holidays is not None

    def is_working(self, day: date) -> bool:
        """Whether people are at work that day."""
        return day.weekday() < _SATURDAY and (self._holidays is None or day not in self._holidays)

    def next_working(self, day: date) -> date:
        """``day`` itself or the first working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def last_working(self, day: date) -> date:
        """``day`` itself or the last working day before it."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        return day

    def deadline(self, received: date, days: int) -> date:
        """The last day of a promise of ``days`` calendar days, moved to a working day."""
        last = min(received.toordinal() + days, date.max.toordinal())  # an export may say any year
        return self.next_working(date.fromordinal(last))

    @cached_property
    def _holidays(self) -> HolidayBase | None:
        import holidays  # 0.1 s, and most commands ask for no day

        country, _dash, part = self.place.partition("-")
        try:
            return holidays.country_holidays(country, subdiv=part or None)
        except NotImplementedError:
            return None


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
