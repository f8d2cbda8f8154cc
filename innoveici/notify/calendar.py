"""The days on which people work in Québec, and the moments that follow from them."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Calendar(Protocol):
    """Working days: no Saturday, no Sunday, no public holiday of the place in regions.yaml."""

    def is_working(self, day: date) -> bool:
        """Whether people are at work that day."""
        ...

    def next_working(self, day: date) -> date:
        """``day`` itself or the first working day after it."""
        ...

    def deadline(self, received: date, days: int) -> date:
        """The last day of a promise of ``days`` calendar days, moved to a working day."""
        ...
