"""What a company hears when nothing happens: that it is not forgotten, and, after the closing, a question.

Each is said once, as an event of the ledger (``noted``, by ``system``) with its notice: due and not said yet, so that a
run of cron that was missed loses none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from innoveici.ledger.audience import FEEDBACK, WAITED, chain_of, told_by
from innoveici.notify.reminders import Reminder, is_office_time
from innoveici.quebec import quebec_day, quebec_time
from innoveici.request import Request
from innoveici.steps import UNDONE

if TYPE_CHECKING:
    from innoveici.ledger.audience import Told
    from innoveici.ledger.first_contact import Waiting
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.recall import Recalled
    from innoveici.notify.letter import LetterContext
    from innoveici.steps import Role

FEEDBACK_AFTER, FEEDBACK_WITHIN = timedelta(days=10), timedelta(days=40)
"""After its closing a request is asked about, and no more once it is long ago."""
_NOT_ASKED = frozenset({"withdrawn", "duplicate", "outside", UNDONE})
"""Outcomes of which there is nothing to judge."""
_IN_HANDS = frozenset({"assigned", "accepted", "escalated"})
"""States in which somebody could have been reminded."""


def due_company_letters(ledger: Ledger, context: LetterContext, reminded: Collection[str] = ()) -> Iterator[Reminder]:
    """Those that are due now and were not written yet, oldest first; writes nothing.

    :param reminded: handoffs of which those who have them are reminded just now.
    """
    if not is_office_time(context):
        return
    yield from _not_forgotten(ledger, context, reminded)
    if context.settings.base_url or context.settings.replies:  # else nobody could read the answer
        yield from _asked_about(ledger, context)


def _not_forgotten(ledger: Ledger, context: LetterContext, reminded: Collection[str]) -> Iterator[Reminder]:
    days = context.directory.service.company_day
    if not days:
        return
    today = quebec_day(context.now)
    begin = datetime.combine(today - timedelta(days=days - 1), time(), tzinfo=quebec_time()).astimezone(UTC)
    due = [waiting for waiting in ledger.waiting(begin) if _is_forgotten(waiting, reminded)]
    recalled = ledger.recall([waiting.request_id for waiting in due])
    for waiting in due:
        if told := _told(recalled[waiting.request_id], context, WAITED):
            yield Reminder(waiting.handoff_id, waiting.request_id, waiting.updated_seq, {"waited": days}, told)


def _is_forgotten(waiting: Waiting, just_now: Collection[str]) -> bool:
    """Whoever has it was reminded, which the letter says; the company was told of nothing yet."""
    reminded = any(note.get("reminder") or note.get("overdue") for note in waiting.noted)
    reminded = reminded or waiting.handoff_id in just_now
    return waiting.state in _IN_HANDS and reminded and not any("waited" in note for note in waiting.noted)


def _asked_about(ledger: Ledger, context: LetterContext) -> Iterator[Reminder]:
    closed = ledger.closed_between(context.now - FEEDBACK_WITHIN, context.now - FEEDBACK_AFTER)
    recalled = ledger.recall([request_id for _, request_id in closed])
    for handoff_id, request_id in closed:
        known = recalled[request_id]
        if _is_to_be_asked(known, context.now) and (told := _told(known, context, FEEDBACK)):
            yield Reminder(handoff_id, request_id, known.folded.updated_seq, {"feedback": True}, told)


def _is_to_be_asked(recalled: Recalled, now: datetime) -> bool:
    handoff = recalled.folded
    if handoff.state != "closed" or handoff.erased:
        return False
    events = recalled.not_undone
    closing = max(i for i, event in enumerate(events) if event.type == "closed")
    since: list[Mapping[str, Any]] = [event.payload for event in events[closing:]]
    said = any("feedback" in payload or "contacted" in payload for payload in since)
    return not said and since[0].get("outcome") not in _NOT_ASKED and events[closing].at <= now - FEEDBACK_AFTER


def _told(recalled: Recalled, context: LetterContext, templates: Mapping[Role, str]) -> tuple[Told, ...]:
    """The company's notice, where it has an address."""
    personal = recalled.personal
    if personal is None or recalled.folded.consent is False:
        return ()
    empty = Request(recalled.request_id, "", "").to_json()
    contacts = chain_of(Request.from_json(empty | recalled.known), context.directory)
    return tuple(told for told in told_by(templates, contacts) if told.state == "queued")
