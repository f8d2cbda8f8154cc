"""Dates and times as forms, spreadsheets and people write them. Pure.

ISO 8601; what Google Forms, Microsoft Forms and Excel export, with the zones that Québec uses by name (``HNE``,
``UTC-5``); ``20 novembre 2026 à 14 h 30``; the numbers that are left of a date in a spreadsheet (``46346.5``) or in a
program. Of ``03/04/2026`` nobody can say whether it is March or April: that is asked, never guessed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal

from innoveici.characters import without_accents
from innoveici.quebec import quebec_moment, quebec_time

EARLIEST = date(2000, 1, 1)
LATEST = date(2099, 12, 31)
AHEAD = timedelta(days=2)
"""Clocks differ by hours, zones by a day."""
_HOUR = re.compile(r"([ T])(\d:)")
"""As Excel writes hours before ten."""
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier january jan janv", "fevrier february feb fev fevr", "mars march mar", "avril april apr avr",
            "mai may", "juin june jun", "juillet july jul juil", "aout august aug", "septembre september sep sept",
            "octobre october oct", "novembre november nov", "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_HOURS_OF_ZONE = {
    "utc": 0, "gmt": 0, "z": 0, "hnt": -3.5, "hat": -2.5, "hna": -4, "ast": -4, "haa": -3, "adt": -3, "hne": -5,
    "est": -5, "hae": -4, "edt": -4, "hnc": -6, "cst": -6, "hac": -5, "cdt": -5, "hnr": -7, "mst": -7, "har": -6,
    "mdt": -6, "hnp": -8, "pst": -8, "hap": -7, "pdt": -7, "cet": 1, "cest": 2,
}  # fmt: skip
_OF_QUEBEC = frozenset(("he", "et"))
_DATE = "|".join(
    (
        r"(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})",
        r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y2>\d{4})",
        r"(?P<d3>\d{1,2})(?:er|st|nd|rd|th)?[ -](?:of )?(?P<n3>[a-z]{3,9})\.?,?[ -](?P<y3>\d{4})",
        r"(?P<n4>[a-z]{3,9})\.? (?P<d4>\d{1,2})(?:st|nd|rd|th)?,? (?P<y4>\d{4})",
    )
)
_TIME = (
    r"(?P<h>\d{1,2})(?: ?[:h] ?(?P<mi>\d{2})(?: ?(?::|min) ?(?P<s>\d{2})(?:[.,]\d+)?)?| ?h| ?heures?|(?= ?[ap]))"
    r"(?: ?s)?(?: ?(?P<half>[ap])\.? ?m\.?)?"
)
_ZONE = r"\(?(?P<zone>[a-z]{1,4})?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?\)?"
_WRITTEN = re.compile(rf"(?:le )?(?:[a-z]{{3,9}}\.?,? )?(?:{_DATE})(?:(?:,| a| at|t|,? ) ?{_TIME}(?: ?{_ZONE})?)?")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,12})?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - of Excel's calendar, in whose cells there are no zones


def moment_of(text: str) -> datetime | Literal["two readings"] | None:
    """The moment in UTC; ``"two readings"`` where day and month may be either; None where it is no moment at all.

    Without a zone it is Québec's time.
    """
    try:
        found = _iso(text) or _number(text) or _written(text)
        return quebec_moment(found).astimezone(UTC) if isinstance(found, datetime) else found
    except (ValueError, OverflowError):  # a 31st of November, the year 0001 in another zone
        return None


def is_plausible(moment: datetime, today: date | None) -> bool:
    """Whether a request can have come in then: not before there was such a service, not in days to come.

    ``today``: Québec's, when it is known.
    """
    day = moment.astimezone(quebec_time()).date()
    return EARLIEST <= day <= latest(today)


def latest(today: date | None) -> date:
    """The last day that is plausible."""
    return LATEST if today is None else min(today + AHEAD, LATEST)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_HOUR.sub(r"\g<1>0\2", text))
    except ValueError:
        return None


def _number(text: str) -> datetime | None:
    if _SERIAL.fullmatch(text):
        days = timedelta(days=float(text.replace(",", ".")))
        return _FIRST_DAY + timedelta(seconds=round(days.total_seconds()))
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    return None


def _written(text: str) -> datetime | Literal["two readings"] | None:
    found = _WRITTEN.fullmatch(_plain(text))
    if found is None:
        return None
    said = found.groupdict()
    day = _day(said)
    if not isinstance(day, date):
        return day
    hour, minute, second = (int(said[name] or 0) for name in ("h", "mi", "s"))
    if said["half"] is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if said["half"] == "p" else 0)
    next_day = (hour, minute, second) == (24, 0, 0)
    zone = _zone(said["zone"], said["offset"])
    moment = datetime(day.year, day.month, day.day, 0 if next_day else hour, minute, second, tzinfo=zone)
    return moment + timedelta(days=1) if next_day else moment


def _day(said: dict[str, str | None]) -> date | Literal["two readings"] | None:
    if said["y1"]:
        return date(int(said["y1"]), int(said["m1"] or 0), int(said["d1"] or 0))
    if said["y2"]:
        first, second = int(said["a"] or 0), int(said["b"] or 0)
        if first <= 12 and second <= 12 and first != second:
            return "two readings"
        day, month = (second, first) if second > 12 else (first, second)
        return date(int(said["y2"]), month, day)
    name = said["n3"] or said["n4"] or ""
    if name not in _MONTHS:
        return None
    return date(int(said["y3"] or said["y4"] or 0), _MONTHS[name], int(said["d3"] or said["d4"] or 0))


def _zone(name: str | None, offset: str | None) -> tzinfo | None:
    """None where nothing is said of it. :raises ValueError: a name that nobody knows, or one that the offset denies."""
    hours: float | None = None
    if name and name not in _OF_QUEBEC:
        if name not in _HOURS_OF_ZONE or (offset and _HOURS_OF_ZONE[name] != 0):
            raise ValueError(name)
        hours = _HOURS_OF_ZONE[name]
    if offset:
        digits = offset[1:].replace(":", "")
        whole, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        hours = (int(whole) + int(minutes) / 60) * (-1 if offset[0] == "-" else 1)
    return None if hours is None else timezone(timedelta(hours=hours))


def _plain(text: str) -> str:
    """Lower case without accents, one plain space between words, a plain minus."""
    return " ".join(without_accents(text.casefold().replace("\u2212", "-")).split())
