"""When a letter that was put off is tried again, and when it has been tried for long enough. Pure but for chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

_FIRST = timedelta(minutes=5)
_LONGEST = timedelta(hours=1)
_DOUBLINGS = 4
"""After so many the longest wait is reached."""
_JITTER = 0.2
"""Letters that were put off together do not all come back together."""


def next_try(now: datetime, attempts: int, *, chance: Callable[[float, float], float] = random.uniform) -> datetime:
    """When to try again after ``attempts`` tries, from 1: in 5, 10, 20, 40 minutes, then each hour; ± 20 %.

    :param chance: a number between its two arguments.
    """
    wait = min(_FIRST * (1 << min(attempts - 1, _DOUBLINGS)), _LONGEST)
    return now + wait * chance(1 - _JITTER, 1 + _JITTER)


def is_given_up(now: datetime, first_at: datetime, days: int) -> bool:
    """Whether a letter first tried at ``first_at`` has been tried for ``days`` days."""
    return now - first_at >= timedelta(days=days)
