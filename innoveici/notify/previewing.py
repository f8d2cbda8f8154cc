"""What a run would do now, found out without writing anything: for ``innoveici notify --dry-run``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from innoveici.errors import InnoveiciError
from innoveici.ledger.event import utc_text
from innoveici.notify.alone import nobody_at_work
from innoveici.notify.backoff import what_becomes
from innoveici.notify.composing import compose
from innoveici.notify.digests import digested
from innoveici.notify.doubts import in_doubt
from innoveici.notify.letter import Letter
from innoveici.notify.letters import Undeliverable
from innoveici.notify.making import Draft, drafts_again, drafts_of, not_made, pages
from innoveici.notify.reminders import due_reminders
from innoveici.notify.rendering import render
from innoveici.notify.running import Clock, posts

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.notify.post import Post


@dataclass(frozen=True, slots=True)
class Planned:
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


def preview(ledger: Ledger, directory: Directory, clock: Clock, *, limit: int | None = None) -> Iterator[Planned]:
    """What :func:`running.run` would do, in its order; ``limit`` counts letters, not reminders."""
    post_now = posts(ledger, directory, clock, keep_key=False)
    post = post_now()
    for reminder in due_reminders(ledger, post, limit):
        for told in reminder.told:
            if told.state == "queued":
                whose = (reminder.handoff_id,), (str(told.recipient),), (told.template,)
                yield Planned("remind", "", (), *whose, told.language, "")
    for draft, action in islice(_drafts(ledger, post_now), limit):
        yield _planned(draft, action, post)
    waiting = ledger.in_grace(post.now, digested(directory))
    until = waiting[-1].notice.not_before if waiting else None
    for draft in drafts_of(ledger, post, waiting):
        yield replace(_planned(draft, "wait", post), until=until)


def _drafts(ledger: Ledger, post_now: Callable[[], Post]) -> Iterator[tuple[Draft, str]]:
    """Letters with the action on them, were they all deliverable: first those that a run which is gone had in hand."""
    post = post_now()
    for notices in in_doubt(ledger, post.now, alone=nobody_at_work(ledger.url)).values():
        again = what_becomes(notices[0], post.now, post.settings, doubt=True) == "queued"
        for draft in drafts_again(ledger, post, notices):
            yield draft, "send_again" if again else "held"
    for page in pages(ledger, post_now):
        for draft in page.drafts:
            yield draft, "send"


def _planned(draft: Draft, action: str, post: Post) -> Planned:
    if isinstance(draft, Undeliverable):
        notices: tuple[Posted, ...] = (draft.posted,)
        action, subject = draft.state, ""
    else:
        notices = tuple(part.posted for part in draft.parts)
        try:
            subject = _subject_of(draft, post)
        except InnoveiciError:
            raise
        except Exception as error:
            not_made(error)
            action, subject = "held", ""
    return Planned(
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


def _subject_of(letter: Letter, post: Post) -> str:
    """Of the whole letter, made for this alone: some are found not to go only then."""
    rendered = render(letter, post)
    compose(letter, rendered, post)
    return rendered.subject


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
