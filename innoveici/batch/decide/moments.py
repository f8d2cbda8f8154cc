"""Dates and times as exports have them: which cells are one for certain, and their UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.text import Flags, fixed, lengths
from innoveici.quebec import quebec_moment
from innoveici.spellings.dates import moment_of

_SHAPES = (
    "0000-00-00",
    *("0000-00-00 00:00", "0000-00-00 00:00Z", "0000-00-00 00:00±00:00"),
    *("0000-00-00 00:00:00", "0000-00-00 00:00:00Z", "0000-00-00 00:00:00±00:00"),
    *("0000-00-00 00:00:00.000Z", "0000-00-00 00:00:00.000±00:00"),
    *("0000-00-00 00:00_UTC", "0000-00-00 00:00:00_UTC"),
)
"""A digit for each 0, a sign for ±, T or a space for a space, a space for _."""
_SIGNS = {" ": " T", "±": "+-", "_": " "}
_FIRST_DAY = 101
"""The first of January 2000, as a number of two digits a part."""
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.uint8)


def sure_moments(column: pa.StringArray, last: date) -> Flags:
    """The cells that are empty, or a date (and time) from 2000 to ``last`` that ``moment_of`` takes.

    False says nothing: a 29th of February, an offset in seconds are left to that function.
    """
    width = lengths(column)
    found: Flags = width == 0
    for shape in _SHAPES:
        rows = np.flatnonzero(width == len(shape))
        if len(rows):
            found[rows] |= _sure(fixed(column, rows, len(shape)), shape, last)
    return found


def _sure(cells: NDArray[np.uint8], shape: str, last: date) -> Flags:
    characters = np.ascontiguousarray(cells.T)  # each position by itself, in bytes: as fast as numpy goes
    digits = characters - ord("0")
    fits: Flags = np.ones(len(cells), bool)
    for position, char in enumerate(shape):
        if char == "0":
            fits &= digits[position] <= 9
        else:
            signs = _SIGNS.get(char, char)
            fits &= np.any([characters[position] == ord(sign) for sign in signs], axis=0)

    def number(start: int) -> NDArray[np.uint8]:
        """Of two digits: 99 at most."""
        found: NDArray[np.uint8] = digits[start] * 10 + digits[start + 1]
        return found

    century, month, day = number(0), number(5), number(8)
    fits &= (century == 20) & (month >= 1) & (month <= 12)
    fits &= (day >= 1) & (day <= _DAYS[np.minimum(month, 12)])
    from_2000 = (number(2).astype(np.int32) * 100 + month) * 100 + day
    last_day = ((last.year - 2000) * 100 + last.month) * 100 + last.day
    fits &= from_2000 <= last_day
    if len(shape) > 10:
        fits &= (number(11) <= 23) & (number(14) <= 59)
    if shape[16:17] == ":":
        fits &= number(17) <= 59
    if shape[-1] in "ZC" or "±" in shape:  # in Québec it may be the day before, or after
        fits &= (from_2000 > _FIRST_DAY) & (from_2000 < last_day)
    if "±" in shape:
        offset = shape.index("±") + 1
        fits &= (number(offset) <= 23) & (number(offset + 3) <= 59)
    return fits


def at_midnight(column: pa.StringArray) -> pa.StringArray:
    """Moments of which the same can be said as of ``column``: whether each is one and plausible is a matter of its day,
    where it is Québec's. A time written otherwise than 14:02 or 14:02:59 is left as it is."""
    whole = pc.replace_substring_regex(
        column, "^([^:]*[0-9]) (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$", r"\1 00:00:00"
    )
    return pc.replace_substring_regex(whole, "^([^:]*[0-9]) (?:[01][0-9]|2[0-3]):[0-5][0-9]$", r"\1 00:00")


def utc_iso(cell: str) -> str:
    """A cell that is a moment, as ISO 8601 in UTC; without an offset it is Québec's time."""
    if len(cell) in _TO_THE_SECOND and cell[4] == cell[7] == "-" and cell[13] == cell[16] == ":":
        hour = _utc_iso(f"{cell[:13]}:00:00{cell[19:]}")  # few hours have many moments, and clocks change on the hour
        if hour[13:19] == ":00:00":
            return f"{hour[:13]}{cell[13:19]}{hour[19:]}"
    return _utc_iso(cell)


_TO_THE_SECOND = tuple(map(len, ("0000-00-00 00:00:00", "0000-00-00 00:00:00Z", "0000-00-00 00:00:00±00:00")))


@lru_cache(maxsize=16_384)
def _utc_iso(cell: str) -> str:
    try:
        moment = datetime.fromisoformat(cell)  # half the time, and nearly all are
    except ValueError:
        found = moment_of(cell)
        assert isinstance(found, datetime)
        moment = found
    return quebec_moment(moment).astimezone(UTC).isoformat()
