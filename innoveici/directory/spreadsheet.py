"""What a spreadsheet makes of what was typed into its cells: dates as it shows them, numbers that were none. Pure."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"(?P<year>[0-9]{4})(?P<sep>[-/])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})")
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(?::00(?:[.,]0+)?)?\Z")
_WHOLE = re.compile(r"([0-9]{1,4})(?:[.,]0{1,6})?")
_MONTHS = (
    r"(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?"
)
"""As Excel shows them in French and in English: somebody's initials are in capitals."""
_MADE_DATE = re.compile(
    rf"[0-9]{{1,2}}-{_MONTHS}(?:-[0-9]{{2,4}})?|{_MONTHS}-[0-9]{{2,4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
)
_MADE_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_NO_VALUE = re.compile(
    r"#(?:N/[AD]|REF!|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NULL!|NUL!|NUM!|NOMBRE!|SPILL!|CALC!)|#{4,}|Err:[0-9]{3}"
)


class MonthFirst(ValueError):
    """A date that can only be read with its month first, as in the United States."""


def read_day(text: str) -> date | None:
    """A date with its year first, or with its day first as French has it; a midnight after it is nothing.

    ``03/04/2026`` is the third of April, whatever else the file holds. None for what is no date.

    :raises MonthFirst: ``11/30/2026``. Whoever wrote it may have meant March by ``03/04/2026`` too, and must be asked.
    """
    text = _MIDNIGHT.sub("", text)
    found = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    try:
        return date(year, month, day)
    except ValueError:
        if found.re is _DAY_FIRST and month <= 31 and day <= 12:
            raise MonthFirst(text) from None
        return None


def read_whole(text: str) -> int | None:
    """A whole number of at most four digits, also as ``8,0``."""
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None


def made_of_an_id(text: str) -> bool:
    """Whether this is what becomes of an id such as ``1-2`` or ``1E5``: a date, or a number in powers of ten."""
    return bool(_MADE_DATE.fullmatch(text) or _MADE_NUMBER.fullmatch(text))


def is_no_value(text: str) -> bool:
    """Whether this is what a cell shows that has no value to show, or no room for it."""
    return bool(_NO_VALUE.fullmatch(text))
