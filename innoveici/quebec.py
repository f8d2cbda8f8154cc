"""Days and hours as they are in Québec; everything stored is UTC."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import cache


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
