"""Reminders: who is told, and once, that a company still waits for its first contact.

A reminder is an event of the ledger (``noted``, by ``system``) with its notices; what was said is read from there. So a
clock set back says nothing again, and one that jumps a year ahead says one thing of each handoff: the latest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from innoveici.errors import Refused
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import OVERDUE, REMINDER, chain_of, told_by
from innoveici.promise import is_overdue
from innoveici.quebec import quebec_day, quebec_time
from innoveici.request import Request

if TYPE_CHECKING:
    from datetime import date

    from innoveici.directory.model import Directory, Service
    from innoveici.ledger.audience import Told
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.promised import Waiting
    from innoveici.ledger.reading import Shown
    from innoveici.notify.post import Post
    from innoveici.working_days import WorkingDays

_BLOCK = 200
"""Reminders written by one transaction: after a month without cron, others need not wait for all of them."""

_Rank = tuple[int, bool]
"""Where a reminder stands among those of a handoff: the day it is for, then whether the promise is over."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is to be said of a handoff: ``payload`` is the event's, ``{"reminder": 7}`` or ``{"overdue": True}``.

    ``seen_seq``: its last event when that was found out.
    """

    handoff_id: str
    request_id: str
    seen_seq: int
    payload: Mapping[str, Any]
    told: tuple[Told, ...]


def due_reminders(ledger: Ledger, post: Post) -> list[Reminder]:
    """What is to be said now, of each handoff one thing; writes nothing.

    Said from ``digest_hour`` on, on working days: nobody wants a reminder at three in the morning.
    """
    here, service = post.now.astimezone(quebec_time()), post.directory.service
    if here.hour < post.settings.digest_hour or not post.working_days.is_working(here.date()):
        return []
    found = []
    for waiting in ledger.waiting(_begin(here.date(), service)):
        rank = _latest(waiting, here.date(), service, post.working_days)
        if rank is not None and rank > max(_said(waiting, service), default=(0, False)):
            shown = ledger.show(waiting.handoff_id)
            if shown.handoff.erased:  # nobody could contact the company any more
                continue
            payload = {"overdue": True} if rank[1] else {"reminder": rank[0]}
            told = _told(shown, post.directory, overdue=rank[1])
            found.append(Reminder(waiting.handoff_id, waiting.request_id, waiting.updated_seq, payload, told))
    return found


def remind(ledger: Ledger, post: Post) -> int:
    """Record the reminders that are due, with their notices; how many."""
    due, written = due_reminders(ledger, post), 0
    for start in range(0, len(due), _BLOCK):
        with ledger.writing() as tx:
            for reminder in due[start : start + _BLOCK]:
                try:
                    tx.append(
                        reminder.handoff_id,
                        "noted",
                        actor=SYSTEM,
                        payload=reminder.payload,
                        told=reminder.told,
                        seen_seq=reminder.seen_seq,
                    )
                except Refused:  # somebody did something meanwhile, perhaps just what it would remind of
                    continue
                written += 1
    return written


def _begin(today: date, service: Service) -> datetime:
    """Whoever has waited since before this moment may be due for something: midnight in Québec, as UTC."""
    first = min((*service.reminder_days, service.first_contact_days + 1))
    since = today - timedelta(days=first - 1)
    return datetime.combine(since, time(), tzinfo=quebec_time()).astimezone(UTC)


def _latest(waiting: Waiting, today: date, service: Service, working_days: WorkingDays) -> _Rank | None:
    """The last of the reminders whose day has come."""
    since = quebec_day(waiting.since)
    waited = (today - since).days
    passed = [
        (day, False) for day in service.reminder_days if waited >= day and today >= working_days.deadline(since, day)
    ]
    if is_overdue(waiting.state, waiting.since, today, service.first_contact_days, working_days):
        passed.append((service.first_contact_days, True))
    return max(passed, default=None)


def _said(waiting: Waiting, service: Service) -> list[_Rank]:
    """What was said of it since its company began to wait."""
    overdue = [(service.first_contact_days, True) for note in waiting.noted if note.get("overdue")]
    return overdue + [(note["reminder"], False) for note in waiting.noted if "reminder" in note]


def _told(shown: Shown, directory: Directory, *, overdue: bool) -> tuple[Told, ...]:
    """The notices, by the tables of the audience.

    While the place is open, each ERAC that was asked; no advisor of a company that refuses to be passed on.
    """
    handoff = shown.handoff
    eracs = [handoff.erac_id] if handoff.erac_id else _asked(shown)
    chain = chain_of(
        Request(handoff.request_id, "", ""),
        directory,
        erac_ids=eracs,
        advisor_id=None if handoff.consent is False else handoff.advisor_id,
    )
    return told_by(OVERDUE if overdue else REMINDER, chain)


def _asked(shown: Shown) -> list[str]:
    """The ERACs that were told when it was last held."""
    held = next((event for event in reversed(shown.events) if event.type == "held"), None)
    told = [Actor.parse(actor) for actor in held.payload.get("told", ())] if held else []
    return [actor.id for actor in told if actor.role == "erac"]
