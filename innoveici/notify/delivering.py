"""One letter after the other: the ledger says first that it is being sent, then what came of it.

Saying what came of a letter and taking the next one are one transaction, so that the disk is waited for once a letter.
A run that is killed leaves at most one letter of which nobody knows whether it went out: see ``retries``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from innoveici.errors import InnoveiciError
from innoveici.ledger.outbox import Claim, Settled, Unmailed
from innoveici.notify.channels import (
    ChannelDown,
    ChannelFailed,
    Deferred,
    InDoubt,
    PerhapsRejected,
    Rejected,
    Unsupported,
)
from innoveici.notify.retries import next_try, what_becomes

if TYPE_CHECKING:
    from innoveici.directory.model import NoticeSettings
    from innoveici.ledger.audience import NoticeState
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.channels import Channel, ChannelFailed
    from innoveici.notify.due_letters import ReadyLetter
    from innoveici.notify.letter import Mail
    from innoveici.reasons import Reason

EX_PERSON, EX_TEMPORARY = 3, 75

LEASE = timedelta(minutes=10)
"""Beyond what a channel takes for one letter at the longest: whoever had it in hand is dead by then."""
_LONGEST_WAIT = timedelta(days=1)
"""Of those that a receiver may ask for."""
_FAULTS_IN_A_ROW = 2
"""One may be the letter's, a second is the server's: more letters would only be put off, or go out twice."""


@dataclass(slots=True)
class RunTally:
    """Letters by what became of them in this run.

    ``deferred`` are tried again by themselves; ``in_doubt`` may have gone out or not, and are counted also as what was
    decided of them. ``taken``: another run, or a person, had them first. ``reminders`` are handoffs.

    ``stopped``: why no more letters could go. ``elsewhere``: another run is at work, and this one did nothing.
    """

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    held: int = 0
    no_address: int = 0
    cancelled: int = 0
    in_doubt: int = 0
    taken: int = 0
    reminders: int = 0
    stopped: ChannelFailed | None = None
    elsewhere: bool = False

    def count(self, state: NoticeState) -> None:
        """A letter is now in ``state``."""
        name = "deferred" if state == "queued" else state
        setattr(self, name, getattr(self, name) + 1)

    @property
    def done(self) -> int:
        """Letters that something came of."""
        return self.sent + self.deferred + self.failed + self.held + self.no_address + self.cancelled

    @property
    def exit_code(self) -> int:
        """The channel's own when it stopped the run, 3 when a person is needed, 75 when some were put off, else 0."""
        if self.stopped:
            return self.stopped.exit_code
        if self.failed or self.held:
            return EX_PERSON
        return EX_TEMPORARY if self.deferred else 0


class DeliveryRun:
    """What one run does with letters. Call :meth:`settle` at its end, however it ends."""

    def __init__(
        self, ledger: Ledger, channel: Channel, settings: NoticeSettings, clock: Callable[[], datetime], tally: RunTally
    ) -> None:
        self._ledger, self._channel, self._settings, self._clock = ledger, channel, settings, clock
        self._tally = tally
        self._run = secrets.token_hex(8)
        self._lease = LEASE + timedelta(seconds=channel.longest_s)
        self._settled: Settled | None = None
        self._faults_in_a_row = 0
        self._lets_in = False
        """Whether the other side has judged a letter by itself, as it would not if it refused us or all of them."""
        self._questioned: tuple[ReadyLetter, PerhapsRejected] | None = None

    def deliver(self, ready: ReadyLetter, meanwhile: Callable[[], None]) -> None:
        """Take a letter and send it, unless somebody else took it; what came of it is said with the next one.

        :param meanwhile: done once while the server looks at it, if it gets that far; raises nothing.
        :raises ChannelFailed: no letter can go now. This one counts as not tried, unless it was over it and the one
            before that the server failed.
        :raises InnoveiciError: the ledger's, or the folder's that letters are put into.
        """
        keys = tuple(posted.key for posted in ready.notices)
        wanted = (
            Unmailed(keys, ready.state)
            if ready.in_no_letter
            else Claim(ready.message, keys, self._run, self._clock() + self._lease)
        )
        had = self._ledger.step(self._settled, wanted)
        self._settled = None
        if not had:
            self._tally.taken += 1
        elif ready.in_no_letter:
            self._tally.count(ready.state)
        elif ready.mail is None:
            self._become(ready, ready.state, ready.reason, counts=False)
        else:
            self._send(ready, ready.mail, meanwhile)

    def settle(self) -> None:
        """Say what came of the last letter, and of one that is still questioned."""
        questioned, self._questioned = self._questioned, None
        if questioned:
            self._answer(questioned)
        if self._settled:
            self._ledger.step(self._settled)
            self._settled = None

    def _send(self, ready: ReadyLetter, mail: Mail, meanwhile: Callable[[], None]) -> None:
        questioned, self._questioned = self._questioned, None
        try:
            self._try(ready, mail, meanwhile)
        except PerhapsRejected as error:
            if not questioned:
                self._questioned = ready, error  # still in hand: the next one tells
                return
            self._lets_in = False
            self._put_off(ready, error.reason)
            raise
        finally:
            if questioned:
                self._answer(questioned)

    def _try(self, ready: ReadyLetter, mail: Mail, meanwhile: Callable[[], None]) -> None:
        faults, self._faults_in_a_row = self._faults_in_a_row, 0
        try:
            self._channel.send(mail, meanwhile)
        except PerhapsRejected:
            raise
        except ChannelFailed as error:
            if not error.in_dialog:
                self._give_back(ready, error.reason)
                raise
            self._fault(ready, error, faults)
        except InnoveiciError:  # the disk of the folder that letters are put into
            self._give_back(ready)
            raise
        except Rejected as error:
            self._lets_in = True
            self._become(ready, "failed", error.reason)
        except Unsupported as error:
            self._become(ready, "held", error.reason)
        except Deferred as error:
            self._put_off(ready, error.reason, wait=timedelta(seconds=error.wait_s))
        except InDoubt as error:
            self._fault(ready, error, faults)
        else:
            self._lets_in = True
            self._become(ready, "sent")

    def _answer(self, questioned: tuple[ReadyLetter, PerhapsRejected]) -> None:
        """What becomes of a letter that was refused, now that the next one was tried, or there is none."""
        (ready, error), of_next = questioned, self._settled
        if self._lets_in:
            self._become(ready, "failed", error.of_this)
        else:
            self._put_off(ready, error.of_this)
        self._ledger.step(self._settled)
        self._settled = of_next

    def _fault(self, ready: ReadyLetter, error: ChannelFailed | InDoubt, before: int) -> None:
        """The server failed over this letter. :param before: over how many just before it."""
        doubt = isinstance(error, InDoubt)
        self._tally.in_doubt += doubt
        self._put_off(ready, error.reason, doubt=doubt)
        self._faults_in_a_row = before + 1
        if self._faults_in_a_row == _FAULTS_IN_A_ROW:
            raise ChannelDown(error.reason) if isinstance(error, InDoubt) else error

    def _put_off(
        self, ready: ReadyLetter, reason: Reason, *, wait: timedelta = timedelta(0), doubt: bool = False
    ) -> None:
        """Until the backoff is over, and what the receiver asked for; for good once it was tried for long enough."""
        now, first = self._clock(), ready.notices[0]
        state = what_becomes(first, now, self._settings, doubt=doubt)
        not_before = max(next_try(now, first.notice.attempts + 1), now + min(wait, _LONGEST_WAIT))
        self._become(ready, state, reason, not_before=not_before if state == "queued" else None, doubt=doubt)

    def _become(
        self,
        ready: ReadyLetter,
        state: NoticeState,
        reason: Reason | None = None,
        *,
        not_before: datetime | None = None,
        counts: bool = True,
        doubt: bool = False,
    ) -> None:
        self._settled = Settled(ready.message, self._run, state, not_before, reason, counts, doubt)
        self._tally.count(state)

    def _give_back(self, ready: ReadyLetter, reason: Reason | None = None) -> None:
        """As if it had not been tried."""
        self._settled = Settled(ready.message, self._run, "queued", None, reason, counts=False)
