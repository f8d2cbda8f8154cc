"""The days on which people work in Québec, and the moments that follow from them."""

from __future__ import annotations

from datetime import date


class WorkingDays:
    """No Saturday, no Sunday, no public holiday of ``place`` (ISO 3166-2, ``CA-QC``)."""

    def __init__(self, place: str) -> None:
        self.place = place

    def is_working(self, day: date) -> bool:
        """Whether people are at work that day."""
        raise NotImplementedError

    def next_working(self, day: date) -> date:
        """``day`` itself or the first working day after it."""
        raise NotImplementedError

    def deadline(self, received: date, days: int) -> date:
        """The last day of a promise of ``days`` calendar days, moved to a working day."""
        raise NotImplementedError
