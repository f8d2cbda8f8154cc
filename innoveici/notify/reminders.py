"""Reminders: who is told, and once, that a company still waits for its first contact.

A reminder is an event of the ledger (``noted``, by ``system``) with its notices; what was said is read from there. So a
clock set back says nothing again, and one that jumps a year ahead says one thing of each handoff: the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from innoveici.errors import Refused
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import OVERDUE, REMINDER, chain_of, told_by
from innoveici.quebec import is_overdue, quebec_day, quebec_time
from innoveici.request import Request

if TYPE_CHECKING:
    from datetime import date

    from innoveici.directory.model import Directory, Service
    from innoveici.ledger.audience import Told
    from innoveici.ledger.first_contact import Waiting
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.recall import Recalled
    from innoveici.notify.letter import LetterContext
    from innoveici.quebec import WorkingDays

_BLOCK = 200
"""Reminders found and written together: after a month without cron, others need not wait for all of them."""

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


def due_reminders(ledger: Ledger, context: LetterContext, limit: int | None = None) -> Iterator[Reminder]:
    """What is to be said now, of each handoff one thing, longest open first; writes nothing.

    Said from ``digest_hour`` on, on working days: nobody wants a reminder at three in the morning.

    :param limit: stop after the block in which there were as many.
    """
    if not is_office_time(context):
        return
    due, given = _due(ledger, context, quebec_day(context.now)), 0
    while (limit is None or given < limit) and (block := list(islice(due, _BLOCK))):
        recalled = ledger.recall([waiting.request_id for waiting, _ in block])
        for waiting, (day, overdue) in block:
            handoff = recalled[waiting.request_id].folded
            if handoff.erased:  # nobody could contact the company any more
                continue
            payload = {"overdue": True} if overdue else {"reminder": day}
            told = _told(recalled[waiting.request_id], context.directory, overdue=overdue)
            yield Reminder(waiting.handoff_id, waiting.request_id, waiting.updated_seq, payload, told)
            given += 1


def is_office_time(context: LetterContext) -> bool:
    """Whether what the time calls for is said now: on a working day, from the office's morning on."""
    here = context.now.astimezone(quebec_time())
    return here.hour >= context.settings.digest_hour and context.working_days.is_working(here.date())


def remind(
    ledger: Ledger, context: LetterContext, limit: int | None = None, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Record the reminders that are due, with their notices; how many. See :func:`written`."""
    return written(ledger, due_reminders(ledger, context, limit), stopping)


def written(ledger: Ledger, due: Iterator[Reminder], stopping: Callable[[], bool] = lambda: False) -> int:
    """Record what is due, with its notices; how much. ``stopping`` is asked between two blocks."""
    written = 0
    while not stopping() and (block := list(islice(due, _BLOCK))):
        with ledger.writing() as tx:
            for reminder in block:
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


def _due(ledger: Ledger, context: LetterContext, today: date) -> Iterator[tuple[Waiting, _Rank]]:
    """Who waits for something that was not said yet, and which."""
    service = context.directory.service
    for waiting in ledger.waiting(_begin(today, service)):
        rank = _latest(waiting, today, service, context.working_days)
        if rank is not None and rank > max(_said(waiting, service), default=(0, False)):
            yield waiting, rank


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


def _told(recalled: Recalled, directory: Directory, *, overdue: bool) -> tuple[Told, ...]:
    """The notices, by the tables of the audience.

    While the place is open, each ERAC that was asked.
    """
    handoff = recalled.folded
    eracs = [handoff.erac_id] if handoff.erac_id else _asked(recalled)
    chain = chain_of(
        Request(handoff.request_id, "", ""),
        directory,
        erac_ids=eracs,
        advisor_id=handoff.advisor_id,
    )
    return told_by(OVERDUE if overdue else REMINDER, chain)


def _asked(recalled: Recalled) -> list[str]:
    """The ERACs that were told when it was last held."""
    held = next((event for event in reversed(recalled.not_undone) if event.type == "held"), None)
    told = [Actor.parse(actor) for actor in held.payload.get("told", ())] if held else []
    return [actor.id for actor in told if actor.role == "erac"]
