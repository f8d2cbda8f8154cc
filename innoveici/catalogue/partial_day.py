"""Days as far as they are known: ``2025``, ``2026-03``, ``2026-03-31``. Pure."""

from __future__ import annotations

import calendar
import re
from datetime import date

_FORM = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


def is_partial_day(text: str) -> bool:
    """Whether ``text`` is a day, a month or a year that there is."""
    return _bounds(text) is not None


def first_day(text: str) -> date | None:
    """The first day it may be; None for an empty text."""
    bounds = _bounds(text)
    return bounds[0] if bounds else None


def last_day(text: str) -> date | None:
    """The last day it may be; None for an empty text."""
    bounds = _bounds(text)
    return bounds[1] if bounds else None


def _bounds(text: str) -> tuple[date, date] | None:
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(found[name]) if found[name] else None for name in ("year", "month", "day"))
    assert year is not None
    try:
        if day and month:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:
        return None
    return date(year, 1, 1), date(year, 12, 31)
