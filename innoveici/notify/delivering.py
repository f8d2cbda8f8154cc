"""One letter after the other: the ledger says first that it is being sent, then what came of it.

Saying what came of a letter and taking the next one are one transaction, so that the disk is waited for once a letter.
A run that is killed leaves at most one letter of which nobody knows whether it went out: see ``doubts``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from innoveici.errors import InnoveiciError
from innoveici.ledger.outbox import Claim, Settled
from innoveici.notify.backoff import is_given_up, next_try
from innoveici.notify.channels import ChannelDown, ChannelRefused, Deferred, InDoubt, Rejected, Unsupported, idle

if TYPE_CHECKING:
    from innoveici.directory.model import NoticeSettings
    from innoveici.ledger.audience import NoticeState
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.channels import Channel
    from innoveici.notify.letter import Mail
    from innoveici.notify.making import Ready
    from innoveici.notify.tally import Tally
    from innoveici.reasons import Reason

LEASE = timedelta(minutes=10)
"""Longer than a channel takes for one letter: whoever had it in hand is dead by then."""
_ANSWERS = 10
"""How many a channel may wait for, each as long as its time-out lets it: the lease is never shorter."""
_LONGEST_WAIT = timedelta(days=1)
"""Of those that a receiver may ask for."""
_DOUBTS_IN_A_ROW = 2
"""One may be the letter's fault, a second is the server's: more letters would only go out twice."""


class Delivery:
    """What one run does with letters. Call :meth:`settle` at its end, however it ends."""

    def __init__(
        self, ledger: Ledger, channel: Channel, settings: NoticeSettings, clock: Callable[[], datetime], tally: Tally
    ) -> None:
        self._ledger, self._channel, self._settings, self._clock = ledger, channel, settings, clock
        self._tally = tally
        self._run = secrets.token_hex(8)
        self._lease = max(LEASE, _ANSWERS * timedelta(seconds=channel.timeout))
        self._settled: Settled | None = None
        self._doubts_in_a_row = 0

    def deliver(self, ready: Ready, meanwhile: Callable[[], None] = idle) -> None:
        """Take a letter and send it, unless somebody else took it; what came of it is said with the next one.

        :param meanwhile: what to do while the server thinks.
        :raises ChannelDown: or ChannelRefused; no letter can go now, and this one counts as not tried.
        :raises InnoveiciError: the ledger's, or the folder's that letters are put into.
        """
        now = self._clock()
        claim = Claim(ready.message, tuple(posted.key for posted in ready.notices), self._run, now + self._lease)
        had = self._ledger.step(self._settled, claim)
        self._settled = None
        if not had:
            self._tally.taken += 1
        elif ready.mail is None:
            self._become(ready, ready.state, ready.reason, counts=False)
        else:
            self._send(ready, ready.mail, meanwhile)

    def settle(self) -> None:
        """Say what came of the last letter."""
        if self._settled:
            self._ledger.step(self._settled)
            self._settled = None

    def _send(self, ready: Ready, mail: Mail, meanwhile: Callable[[], None]) -> None:
        doubts, self._doubts_in_a_row = self._doubts_in_a_row, 0
        try:
            self._channel.send(mail, meanwhile)
        except (ChannelDown, ChannelRefused) as error:
            self._give_back(ready, error.reason)
            raise
        except InnoveiciError:  # the disk of the folder that letters are put into
            self._give_back(ready)
            raise
        except Rejected as error:
            self._become(ready, "failed", error.reason)
        except Unsupported as error:
            self._become(ready, "held", error.reason)
        except Deferred as error:
            self._put_off(ready, error.reason, at_last="failed", wait=timedelta(seconds=error.wait_s))
        except InDoubt as error:
            self._tally.in_doubt += 1
            if self._settings.on_doubt == "hold":
                self._become(ready, "held", error.reason, doubt=True)
            else:
                self._put_off(ready, error.reason, at_last="held", doubt=True)
            self._doubts_in_a_row = doubts + 1
            if self._doubts_in_a_row == _DOUBTS_IN_A_ROW:
                raise ChannelDown(error.reason) from None
        else:
            self._become(ready, "sent")

    def _put_off(
        self,
        ready: Ready,
        reason: Reason,
        *,
        at_last: NoticeState,
        wait: timedelta = timedelta(0),
        doubt: bool = False,
    ) -> None:
        """Until the backoff is over, and what the receiver asked for; for good once it was tried for long enough."""
        now, first = self._clock(), ready.notices[0]
        if first.delivery and is_given_up(now, first.delivery.first_at, self._settings.give_up_days):
            self._become(ready, at_last, reason, doubt=doubt)
        else:
            not_before = max(next_try(now, first.notice.attempts + 1), now + min(wait, _LONGEST_WAIT))
            self._become(ready, "queued", reason, not_before=not_before, doubt=doubt)

    def _become(
        self,
        ready: Ready,
        state: NoticeState,
        reason: Reason | None = None,
        *,
        not_before: datetime | None = None,
        counts: bool = True,
        doubt: bool = False,
    ) -> None:
        self._settled = Settled(ready.message, self._run, state, not_before, reason, counts, doubt)
        self._tally.count(state)

    def _give_back(self, ready: Ready, reason: Reason | None = None) -> None:
        """As if it had not been tried."""
        self._settled = Settled(ready.message, self._run, "queued", None, reason, counts=False)
