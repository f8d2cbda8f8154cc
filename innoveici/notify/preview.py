"""Letters outside a run: what a run would send (``notify --dry-run``), the letter of one notice, the test message.

Nothing here writes to the ledger, and only the test message is sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from innoveici.errors import InnoveiciError, UsageError
from innoveici.ledger.event import utc_text
from innoveici.messages import N_, Language, Message
from innoveici.notify.company_letters import due_company_letters
from innoveici.notify.composing import compose
from innoveici.notify.digests import digested
from innoveici.notify.due_letters import (
    Draft,
    ReadyLetter,
    drafts_again,
    drafts_of,
    due_pages,
    letters_of,
    make_ready,
    not_made,
)
from innoveici.notify.letter import Address, Letter, Mail, Undeliverable
from innoveici.notify.reminders import due_reminders
from innoveici.notify.rendering import render, render_test_message
from innoveici.notify.retries import letters_in_doubt, what_becomes
from innoveici.notify.running import letter_contexts, no_run_active
from innoveici.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.notify.channels import Channel
    from innoveici.notify.due_letters import Draft
    from innoveici.notify.letter import LetterContext
    from innoveici.orientation.suggesting import Orienter
    from innoveici.settings import Clock


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    """One letter. ``recipients`` are actors, ``notices`` ids.

    ``action``: ``send``, ``send_again`` (it may have gone out), ``remind`` (the notice is still to be written),
    ``wait`` (for ``until``: its step can still be taken back), or the state in which it would be kept back.
    """

    action: str
    message: str
    notices: tuple[str, ...]
    handoffs: tuple[str, ...]
    recipients: tuple[str, ...]
    templates: tuple[str, ...]
    language: str
    subject: str
    digest: bool = False
    until: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """One line of ``--dry-run --json``."""
        return {
            "action": self.action,
            "message": self.message or None,
            "notices": list(self.notices),
            "handoffs": list(self.handoffs),
            "recipients": list(self.recipients),
            "templates": list(self.templates),
            "language": self.language,
            "digest": self.digest,
            "subject": self.subject or None,
            "until": utc_text(self.until) if self.until else None,
        }


def preview(
    ledger: Ledger,
    directory: Directory,
    clock: Clock,
    *,
    limit: int | None = None,
    orienter: Callable[[], Orienter] | None = None,
) -> Iterator[PlannedLetter]:
    """What :func:`running.run` would do, in its order; ``limit`` counts letters, not reminders."""
    context_now = letter_contexts(ledger, directory, clock, keep_key=False, orienter=orienter)
    context = context_now()
    reminders = list(due_reminders(ledger, context, limit))
    rest = None if limit is None else max(0, limit - len(reminders))
    for reminder in chain(
        reminders, islice(due_company_letters(ledger, context, {one.handoff_id for one in reminders}), rest)
    ):
        for told in reminder.told:
            if told.state == "queued":
                whose = (reminder.handoff_id,), (str(told.recipient),), (told.template,)
                yield PlannedLetter("remind", "", (), *whose, told.language, "")
    for draft, action in islice(_drafts(ledger, context_now), limit):
        yield _planned(draft, action, context)
    waiting = ledger.in_grace(context.now, digested(directory))
    until = waiting[-1].notice.not_before if waiting else None
    for draft in drafts_of(ledger, context, waiting):
        yield replace(_planned(draft, "wait", context), until=until)


def _drafts(ledger: Ledger, context_now: Callable[[], LetterContext]) -> Iterator[tuple[Draft, str]]:
    """Letters with the action on them, were they all deliverable: first those that a run which is gone had in hand."""
    context = context_now()
    for notices in letters_in_doubt(ledger, context.now, no_other_run=no_run_active(ledger.url)).values():
        again = what_becomes(notices[0], context.now, context.settings, doubt=True) == "queued"
        for draft in drafts_again(ledger, context, notices):
            yield draft, "send_again" if again else "held"
    for page in due_pages(ledger, context_now):
        for draft in page.drafts:
            yield draft, "send"


def _planned(draft: Draft, action: str, context: LetterContext) -> PlannedLetter:
    if isinstance(draft, Undeliverable):
        notices: tuple[Posted, ...] = (draft.posted,)
        action, subject = draft.state, ""
    else:
        notices = tuple(part.posted for part in draft.parts)
        try:
            subject = _subject_of(draft, context)
        except InnoveiciError:
            raise
        except Exception as error:
            not_made(error)
            action, subject = "held", ""
    return PlannedLetter(
        action,
        draft.message,
        tuple(posted.notice.id for posted in notices),
        _each(posted.handoff_id for posted in notices),
        _each(posted.notice.recipient for posted in notices),
        _each(posted.notice.template for posted in notices),
        notices[0].notice.language,
        subject,
        isinstance(draft, Letter) and draft.digest,
    )


def _subject_of(letter: Letter, context: LetterContext) -> str:
    """Of the whole letter, made for this alone: some are found not to go only then."""
    rendered = render(letter, context)
    compose(letter, rendered, context)
    return rendered.subject


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def shown_letter(ledger: Ledger, posted: Posted, context: LetterContext) -> ReadyLetter:
    """The letter of a notice, made from what is known now: a corrected address or name shows, what was erased does not.

    Of a digest that was not made yet, the part about this notice. What was sent says the day and hour when it was.
    """
    if posted.notice.state == "sent" and posted.delivery:
        context = replace(context, now=posted.delivery.last_at)
    for draft in _drafts_with(ledger, posted, context):
        if posted.key in _keys(draft):
            return make_ready(draft, context)
    raise AssertionError("every notice is in one letter, or in none for a reason")


def _drafts_with(ledger: Ledger, posted: Posted, context: LetterContext) -> Sequence[Draft]:
    if posted.delivery:
        return drafts_again(ledger, context, ledger.members(posted.delivery.message))
    seq, recipients = posted.notice.event_seq, digested(context.directory)
    digest = posted.notice.template in recipients.get(posted.notice.recipient, ())
    together = (
        [posted] if digest else [p for p in ledger.outbox(id_=posted.handoff_id) if _goes_with(p, posted, context)]
    )
    return list(letters_of(together, ledger.materials({seq}), context, digest=digest))


def _goes_with(one: Posted, posted: Posted, context: LetterContext) -> bool:
    """Of the same event, and as far: another role of the same person, perhaps."""
    notice, recipients = one.notice, digested(context.directory)
    return (
        (notice.event_seq, notice.state) == (posted.notice.event_seq, posted.notice.state)
        and one.delivery is None
        and notice.template not in recipients.get(notice.recipient, ())
    )


def _keys(draft: Draft) -> list[tuple[int, int]]:
    if isinstance(draft, Letter):
        return [part.posted.key for part in draft.parts]
    return [draft.posted.key]


def send_test_message(channel: Channel, address: str, context: LetterContext, language: Language) -> Mail:
    """Send it, in ``language``; the mail that went is returned. Another one each time, with an id of its own.

    :raises UsageError: ``address`` is not one.
    :raises NotSent: the channel's.
    """
    letter = Letter(f"test.{secrets.token_hex(8)}", Address("", _valid(address)), language, ())
    mail = compose(letter, render_test_message(language, context), context)
    channel.send(mail)
    return mail


def _valid(address: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        raise UsageError(
            Message(N_("“{address}” is not a single e-mail address"), address=address),
            Message(N_("give one, as in name@example.org")),
        ) from None
