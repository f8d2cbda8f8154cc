"""How the outbox stands, for whoever watches over it: what waits, since when, and what a person must see to."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from innoveici.notify.digests import digested, next_cut
from innoveici.quebec import WorkingDays

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.audience import NoticeState
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted

FOR_A_PERSON: tuple[NoticeState, ...] = ("failed", "bounced", "held")
"""States that stay as they are until a person has seen to it."""
_QUEUED: tuple[NoticeState, ...] = ("queued",)


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """``counts``: notices by state, every state named. ``in_doubt``: of those being sent, the ones whose run is gone.

    ``unlisted``: of those without an address, the ones to somebody in the directory. ``not_yet``: of those queued, the
    ones that are put off, or that a clock which ran ahead has dated. ``in_grace``: of those, the ones of a step that
    can still be taken back without a word, until ``grace_until`` (UTC).

    ``oldest_due``: since when (UTC) the notice that has waited longest could have gone; None when none is due.
    """

    counts: Mapping[NoticeState, int]
    in_doubt: int = 0
    unlisted: int = 0
    not_yet: int = 0
    oldest_due: datetime | None = None
    in_grace: int = 0
    grace_until: datetime | None = None

    def is_late(self, now: datetime, max_age: timedelta) -> bool:
        """Whether something that is due has waited for longer than ``max_age``."""
        return self.oldest_due is not None and now - self.oldest_due > max_age

    @property
    def needs_person(self) -> bool:
        """Whether something failed, came back, is held or in doubt."""
        return self.in_doubt > 0 or any(self.counts.get(state) for state in FOR_A_PERSON)


def outbox_health(ledger: Ledger, directory: Directory, now: datetime) -> OutboxHealth:
    """Read from the ledger alone; nothing is written or reached."""
    due = [ledger.oldest_due(now, digested(directory)), *_digests_due(ledger, directory, now)]
    grace = ledger.in_grace(now, digested(directory))
    return OutboxHealth(
        ledger.outbox_counts(),
        len(ledger.in_doubt(now, abandoned=False)),
        ledger.unlisted(),
        ledger.not_yet(now),
        min((since for since in due if since is not None), default=None),
        len(grace),
        grace[-1].notice.not_before if grace else None,
    )


def _digests_due(ledger: Ledger, directory: Directory, now: datetime) -> Iterator[datetime]:
    """For each digest whose moment has come, that moment."""
    recipients, working_days = digested(directory), WorkingDays(directory.service.holidays)
    for recipient in ledger.digest_recipients_waiting(recipients):
        waiting = cast("Generator[Posted, None, None]", ledger.outbox(states=_QUEUED, recipient=recipient))
        with closing(waiting):  # the first ones are enough
            for posted in waiting:
                since = next_cut(posted.at, directory.notices, working_days)
                if since > now:
                    break
                if posted.notice.template in recipients[recipient] and posted.notice.not_before <= now:
                    ready = ledger.digest_ready(recipient, recipients[recipient], since) or since
                    if ready <= now:
                        yield max(since, ready)
                    break
