"""Letters of runs that were killed: nobody knows whether they went out, and the setting ``on_doubt`` decides."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from innoveici.notify.backoff import is_given_up

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


def decided(notices: list[Posted], post: Post) -> Literal["queued", "held"]:
    """What becomes of a letter in doubt: sent again with the same Message-ID, or held for a person."""
    delivery = notices[0].delivery
    given_up = delivery is not None and is_given_up(post.now, delivery.first_at, post.settings.give_up_days)
    return "held" if given_up or post.settings.on_doubt == "hold" else "queued"


def settle_doubts(ledger: Ledger, post: Post, tally: Tally, *, alone: bool) -> None:
    """Decide of all of them, and flag them."""
    for message, notices in in_doubt(ledger, post.now, alone=alone).items():
        delivery, to = notices[0].delivery, decided(notices, post)
        if delivery and delivery.run and ledger.resolve_doubt(message, delivery.run, to, post.now):
            tally.in_doubt += 1
            if to == "held":
                tally.count("held")
