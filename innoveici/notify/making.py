"""Notices that are due become letters, some at a time, and letters become mails just before they go."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innoveici.errors import InnoveiciError
from innoveici.ledger.outbox import Place, Posted
from innoveici.notify.composing import compose
from innoveici.notify.digests import digested, latest_cut
from innoveici.notify.letter import Letter, Mail
from innoveici.notify.letters import Undeliverable, letters_of
from innoveici.notify.rendering import render
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.ledger.audience import NoticeState
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.post import Post

_PAGE = 100
"""Notices read at a time; no event has as many."""
_DIGEST = 5_000
"""Notices of one digest, at most: a batch of 100,000 requests makes 20 of them, rather than fill a GB of memory."""
_FRESH_S = 5.0
"""A letter that waits for longer is made again: what it says may have been erased or corrected meanwhile."""

Draft = Letter | Undeliverable


@dataclass(frozen=True, slots=True)
class Page:
    """Letters in the order in which they go. ``last``: where the next page begins; None after the last one."""

    drafts: Sequence[Draft]
    post: Post
    last: Place | None = None
    _read_at: float = field(default_factory=time.monotonic)

    @property
    def stale(self) -> bool:
        """Whether what was read for these letters is too old to be said."""
        return time.monotonic() - self._read_at > _FRESH_S


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter about to go. Without a ``mail`` none can: ``state`` and ``reason`` say what becomes of its notices.

    ``aside``: they never were in a letter, and are in none now: once they can go, a digest may take them.
    """

    message: str
    notices: tuple[Posted, ...]
    mail: Mail | None
    state: NoticeState = "sent"
    reason: Reason | None = None
    aside: bool = False


def pages(ledger: Ledger, post_now: Callable[[], Post], done: Callable[[], int] = lambda: 0) -> Iterator[Page]:
    """Digests, then all that goes at once: from its beginning to its end, until nothing comes of a whole pass.

    A page that was broken off, for it was stale, is read anew.

    :param done: how many letters something came of so far.
    """
    yield from _digest_pages(ledger, post_now)
    while True:
        after, at_first = None, done()
        while (page := _next_page(ledger, post_now(), after)).last:
            before = done()
            yield page
            if not page.stale or done() == before:
                after = page.last
        if done() == at_first:
            return


def _digest_pages(ledger: Ledger, post_now: Callable[[], Post]) -> Iterator[Page]:
    """Each digest whose moment has come is a page."""
    recipients = digested(post_now().directory)
    for recipient in ledger.digest_recipients_waiting(recipients):
        post = post_now()
        before = latest_cut(post.now, post.settings, post.working_days)
        ready = ledger.digest_ready(recipient, recipients[recipient], before)
        if ready and ready > post.now:
            continue  # made a little later, it is the only one of the day all the same
        fresh, again = _apart(ledger.due_digest(recipient, recipients[recipient], before, post.now))
        for start in range(0, len(fresh), _DIGEST):
            yield Page(drafts_of(ledger, post, fresh[start : start + _DIGEST], digest=True), post)
        for message in again:
            yield Page(drafts_again(ledger, post, _members(ledger, message, post)), post)


def _next_page(ledger: Ledger, post: Post, after: Place | None) -> Page:
    """The next letters that go at once; the end of a page cuts no letter in two."""
    found = ledger.due(post.now, digests=digested(post.directory), limit=_PAGE, after=after)
    if len(found) == _PAGE:
        cut = found[-1].notice.event_seq
        found = [posted for posted in found if posted.notice.event_seq != cut] or found
    if not found:
        return Page((), post)
    fresh, again = _apart(found)
    drafts = drafts_of(ledger, post, fresh, digest=False)
    for message in again:
        drafts += drafts_again(ledger, post, _members(ledger, message, post))
    return Page(drafts, post, found[-1].place)


def drafts_again(ledger: Ledger, post: Post, members: Sequence[Posted]) -> list[Draft]:
    """A letter that was in hand before, from its notices: as a digest if it was one.

    One event's letter was none, though one of its readers may want digests by now.
    """
    recipients = digested(post.directory)
    several = len({posted.notice.event_seq for posted in members}) > 1
    waited = all(posted.notice.template in recipients.get(posted.notice.recipient, ()) for posted in members)
    return drafts_of(ledger, post, members, digest=several or waited)


def make(draft: Draft, post: Post) -> Ready:
    """One letter, ready to go. :raises InnoveiciError: the settings allow no letter at all."""
    if isinstance(draft, Undeliverable):
        fresh = draft.posted.delivery is None
        return Ready(draft.message, (draft.posted,), None, draft.state, draft.reason, fresh)
    notices = tuple(part.posted for part in draft.parts)
    try:
        return Ready(draft.message, notices, compose(draft, render(draft, post), post))
    except InnoveiciError:
        raise
    except Exception as error:
        return Ready(draft.message, notices, None, "held", not_made(error))


def not_made(error: Exception) -> Reason:
    """Why a letter has to be held for a person, so that it does not stop the others. With INNOVEICI_DEBUG it does."""
    if os.environ.get("INNOVEICI_DEBUG"):
        raise error
    return Reason("notice.not_made", {"kind": type(error).__name__})  # its text may be personal


def _apart(notices: Sequence[Posted]) -> tuple[list[Posted], list[str]]:
    """Those that were never in a letter; and the letters that the others are in, to be sent as they were."""
    fresh = [posted for posted in notices if posted.delivery is None]
    return fresh, list(dict.fromkeys(posted.delivery.message for posted in notices if posted.delivery))


def _members(ledger: Ledger, message: str, post: Post) -> list[Posted]:
    """What is to go now of a letter: a person may have cancelled one part of it, and taken up another again."""
    return [
        posted
        for posted in ledger.members(message)
        if posted.notice.state == "queued" and posted.notice.not_before <= post.now
    ]


def drafts_of(ledger: Ledger, post: Post, notices: Sequence[Posted], *, digest: bool = False) -> list[Draft]:
    """The letters that these notices make."""
    materials = ledger.materials({posted.notice.event_seq for posted in notices})
    return list(letters_of(notices, materials, post, digest=digest))
