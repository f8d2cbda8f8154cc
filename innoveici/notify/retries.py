"""What becomes of a letter that did not go out, or perhaps did; and when it is tried again.

Of letters of runs that were killed nobody knows whether they went out: the setting ``on_doubt`` decides.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    from innoveici.directory.model import NoticeSettings
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted

_FIRST = timedelta(minutes=5)
_LONGEST = timedelta(hours=1)
_DOUBLINGS = 4
"""After so many the longest wait is reached."""
_JITTER = 0.2
"""Letters that were put off together do not all come back together."""
_DOUBTS = 3
"""So often may a letter go out without an answer; then whoever gets it may have as many copies."""


def next_try(now: datetime, attempts: int, *, chance: Callable[[float, float], float] = random.uniform) -> datetime:
    """When to try again after ``attempts`` tries, from 1: in 5, 10, 20, 40 minutes, then each hour; ± 20 %.

    :param chance: a number between its two arguments.
    """
    wait = min(_FIRST * (1 << min(attempts - 1, _DOUBLINGS)), _LONGEST)
    return now + wait * chance(1 - _JITTER, 1 + _JITTER)


@overload
def what_becomes(
    first: Posted, now: datetime, settings: NoticeSettings, *, doubt: Literal[True]
) -> Literal["queued", "held"]: ...
@overload
def what_becomes(
    first: Posted, now: datetime, settings: NoticeSettings, *, doubt: bool
) -> Literal["queued", "failed", "held"]: ...
def what_becomes(
    first: Posted, now: datetime, settings: NoticeSettings, *, doubt: bool
) -> Literal["queued", "failed", "held"]:
    """Whether a letter that did not go out for sure is tried again, has failed, or waits for a person.

    :param first: its first notice, as it was before this try, or during it.
    :param doubt: it may have gone out.
    """
    delivery = first.delivery
    # Without an attempt that counts, the time since then is not the letter's: it is set anew by the next one.
    given_up = bool(
        delivery and first.notice.attempts > 0 and is_given_up(now, delivery.first_at, settings.give_up_days)
    )
    if not doubt:
        return "failed" if given_up else "queued"
    doubts = 1 + (delivery.doubts if delivery else 0)
    return "held" if given_up or doubts >= _DOUBTS or settings.on_doubt == "hold" else "queued"


def is_given_up(now: datetime, first_at: datetime, days: int) -> bool:
    """Whether a letter first tried at ``first_at`` has been tried for ``days`` days."""
    return now - first_at >= timedelta(days=days)


def letters_in_doubt(ledger: Ledger, now: datetime, *, no_other_run: bool) -> dict[str, list[Posted]]:
    """The notices of each letter that a run which is gone was sending, by the letter's id.

    :param no_other_run: no other run can be alive; else only those whose lease is over are gone.
    """
    letters: dict[str, list[Posted]] = {}
    for posted in ledger.in_doubt(now, abandoned=no_other_run):
        if posted.delivery:
            letters.setdefault(posted.delivery.message, []).append(posted)
    return letters
