"""One run of ``innoveici notify``: doubts, reminders, digests, then every letter that is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from innoveici.notify.alone import alone
from innoveici.notify.channels import ChannelFailed
from innoveici.notify.delivering import Delivery
from innoveici.notify.doubts import settle_doubts
from innoveici.notify.envelopes import KEY
from innoveici.notify.making import pages, ready
from innoveici.notify.post import Post
from innoveici.notify.reachable import queue_reachable
from innoveici.notify.reminders import remind
from innoveici.notify.tally import Tally
from innoveici.notify.upcoming import Upcoming
from innoveici.quebec import WorkingDays

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.channels import Channel

Clock = Callable[[], datetime]


def posts(ledger: Ledger, directory: Directory, clock: Clock, *, keep_key: bool = True) -> Callable[[], Post]:
    """What makes the surroundings of letters, as they are when it is called.

    :param keep_key: False writes nothing, where the ledger has no key for envelopes yet.
    """
    working_days = WorkingDays(directory.service.holidays)
    identity, key = ledger.identity(), ledger.key(KEY, keep=keep_key)
    return lambda: Post(directory, working_days, clock(), ledger.head(), identity, key)


def run(
    ledger: Ledger,
    channel: Channel,
    directory: Directory,
    clock: Clock,
    tally: Tally,
    *,
    limit: int | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Send what is due, until nothing is, something came of ``limit`` letters, or ``stopping`` says so between two.

    :param limit: reminders are written by the block, until there are as many; they go out as letters of their own.
    :param tally: what was done is counted there; also when it ends by an error.
    :raises InnoveiciError: the ledger's, or the folder's that letters are put into.
    """
    with alone(ledger.url) as is_alone:
        if not is_alone:
            tally.elsewhere = True
            return
        post_now = posts(ledger, directory, clock)
        post = post_now()
        queue_reachable(ledger, post)

        def enough() -> bool:
            return stopping() or (limit is not None and tally.done >= limit)

        settle_doubts(ledger, post, tally, enough, alone=ledger.url.kind == "sqlite")
        tally.reminders = remind(ledger, post, limit, stopping)
        with channel:
            delivery = Delivery(ledger, channel, post.settings, clock, tally)
            try:
                if enough():
                    return
                for page in pages(ledger, post_now, lambda: tally.done):
                    letters = Upcoming(ready(page))
                    for number, letter in enumerate(letters):
                        if number and page.stale:
                            break
                        delivery.deliver(letter, meanwhile=letters.work)
                        if enough():
                            return
            except ChannelFailed as error:
                tally.stopped = error
            finally:
                delivery.settle()
