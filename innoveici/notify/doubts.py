"""Letters of runs that were killed: nobody knows whether they went out, and the setting ``on_doubt`` decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from innoveici.notify.backoff import what_becomes

if TYPE_CHECKING:
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.notify.post import Post
    from innoveici.notify.tally import Tally


def in_doubt(ledger: Ledger, now: datetime, *, alone: bool) -> dict[str, list[Posted]]:
    """The notices of each letter that a run which is gone was sending, by the letter's id.

    :param alone: no other run can be alive; else only those whose lease is over are gone.
    """
    letters: dict[str, list[Posted]] = {}
    for posted in ledger.in_doubt(now, abandoned=alone):
        if posted.delivery:
            letters.setdefault(posted.delivery.message, []).append(posted)
    return letters


def settle_doubts(ledger: Ledger, post: Post, tally: Tally, enough: Callable[[], bool], *, alone: bool) -> None:
    """Decide of them, and flag them: each is sent again with the same Message-ID, or held; until ``enough`` says so."""
    for message, notices in in_doubt(ledger, post.now, alone=alone).items():
        if enough():
            return
        to = what_becomes(notices[0], post.now, post.settings, doubt=True)
        delivery = notices[0].delivery
        if delivery and delivery.run and ledger.resolve_doubt(message, delivery.run, to, post.now):
            tally.in_doubt += 1
            if to == "held":
                tally.count("held")
