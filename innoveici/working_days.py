"""The days on which people work in Québec, and the moments that follow from them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY = 5


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
