"""Notices that are due become letters, some at a time, and letters become mails just before they go."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from innoveici.errors import InnoveiciError
from innoveici.ledger.outbox import Place, Posted
from innoveici.notify.addresses import address_of, mailbox_of
from innoveici.notify.composing import compose
from innoveici.notify.digests import digested, latest_cut
from innoveici.notify.letter import Address, Letter, Mail, Part, Undeliverable, message_of
from innoveici.notify.receipts import without_surplus
from innoveici.notify.rendering import render
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.ledger.audience import NoticeState
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Material, Posted
    from innoveici.messages import Language
    from innoveici.notify.letter import LetterContext

_PAGE = 100
"""Notices read at a time; no event has as many."""
_DIGEST = 5_000
"""Notices of one digest, at most: a batch of 100,000 requests makes 20 of them, rather than fill a GB of memory."""
_FRESH_S = 5.0
"""A letter that waits for longer is made again: what it says may have been erased or corrected meanwhile."""

Draft = Letter | Undeliverable


@dataclass(frozen=True, slots=True)
class DuePage:
    """Letters in the order in which they go. ``last``: where the next page begins; None after the last one."""

    drafts: Sequence[Draft]
    context: LetterContext
    last: Place | None = None
    _read_at: float = field(default_factory=time.monotonic)

    @property
    def stale(self) -> bool:
        """Whether what was read for these letters is too old to be said."""
        return time.monotonic() - self._read_at > _FRESH_S


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """A letter about to go. Without a ``mail`` none can: ``state`` and ``reason`` say what becomes of its notices.

    ``in_no_letter``: they never were in a letter, and are in none now: once they can go, a digest may take them.
    """

    message: str
    notices: tuple[Posted, ...]
    mail: Mail | None
    state: NoticeState = "sent"
    reason: Reason | None = None
    in_no_letter: bool = False


class ReadyLetters(Iterator[ReadyLetter]):
    """The letters of a page, each made when it is asked for, or ahead of that by :meth:`prepare`."""

    def __init__(self, page: DuePage) -> None:
        self._drafts = iter(page.drafts)
        self._context = page.context
        self._next: ReadyLetter | Exception | None = None

    def prepare(self) -> None:
        """Make the next one, unless it is made or there is none. What goes wrong is raised where it would come."""
        if self._next is None and (draft := next(self._drafts, None)):
            try:
                self._next = make_ready(draft, self._context)
            except Exception as error:
                self._next = error

    def __next__(self) -> ReadyLetter:
        """:raises InnoveiciError: the settings allow no letter at all."""
        self.prepare()
        made, self._next = self._next, None
        if made is None:
            raise StopIteration
        if isinstance(made, Exception):
            raise made
        return made


def due_pages(
    ledger: Ledger, context_now: Callable[[], LetterContext], done: Callable[[], int] = lambda: 0
) -> Iterator[DuePage]:
    """Digests, then all that goes at once: from its beginning to its end, until nothing comes of a whole pass.

    A page that was broken off, for it was stale, is read anew.

    :param done: how many letters something came of so far.
    """
    yield from _digest_pages(ledger, context_now)
    while True:
        after, at_first = None, done()
        while (page := _next_page(ledger, context_now(), after)).last:
            before = done()
            yield page
            if not page.stale or done() == before:
                after = page.last
        if done() == at_first:
            return


def _digest_pages(ledger: Ledger, context_now: Callable[[], LetterContext]) -> Iterator[DuePage]:
    """Each digest whose moment has come is a page."""
    recipients = digested(context_now().directory)
    for recipient in ledger.digest_recipients_waiting(recipients):
        context = context_now()
        before = latest_cut(context.now, context.settings, context.working_days)
        ready = ledger.digest_ready(recipient, recipients[recipient], before)
        if ready and ready > context.now:
            continue  # made a little later, it is the only one of the day all the same
        fresh, again = _apart(ledger.due_digest(recipient, recipients[recipient], before, context.now))
        for start in range(0, len(fresh), _DIGEST):
            yield DuePage(drafts_of(ledger, context, fresh[start : start + _DIGEST], digest=True), context)
        for message in again:
            yield DuePage(drafts_again(ledger, context, _members(ledger, message, context)), context)


def _next_page(ledger: Ledger, context: LetterContext, after: Place | None) -> DuePage:
    """The next letters that go at once; the end of a page cuts no letter in two."""
    found = ledger.due(context.now, digests=digested(context.directory), limit=_PAGE, after=after)
    if len(found) == _PAGE:
        cut = found[-1].notice.event_seq
        found = [posted for posted in found if posted.notice.event_seq != cut] or found
    if not found:
        return DuePage((), context)
    fresh, again = _apart(found)
    drafts = drafts_of(ledger, context, fresh, digest=False)
    for message in again:
        drafts += drafts_again(ledger, context, _members(ledger, message, context))
    return DuePage(without_surplus(drafts, ledger, context), context, found[-1].place)


def drafts_again(ledger: Ledger, context: LetterContext, members: Sequence[Posted]) -> list[Draft]:
    """A letter that was in hand before, from its notices: as a digest if it was one.

    One event's letter was none, though one of its readers may want digests by now.
    """
    recipients = digested(context.directory)
    several = len({posted.notice.event_seq for posted in members}) > 1
    waited = all(posted.notice.template in recipients.get(posted.notice.recipient, ()) for posted in members)
    return drafts_of(ledger, context, members, digest=several or waited)


def make_ready(draft: Draft, context: LetterContext) -> ReadyLetter:
    """One letter, ready to go. :raises InnoveiciError: the settings allow no letter at all."""
    if isinstance(draft, Undeliverable):
        fresh = draft.posted.delivery is None
        return ReadyLetter(draft.message, (draft.posted,), None, draft.state, draft.reason, fresh)
    notices = tuple(part.posted for part in draft.parts)
    try:
        return ReadyLetter(draft.message, notices, compose(draft, render(draft, context), context))
    except InnoveiciError:
        raise
    except Exception as error:
        return ReadyLetter(draft.message, notices, None, "held", not_made(error))


def not_made(error: Exception) -> Reason:
    """Why a letter has to be held for a person, so that it does not stop the others. With INNOVEICI_DEBUG it does."""
    if os.environ.get("INNOVEICI_DEBUG"):
        raise error
    return Reason("notice.not_made", {"kind": type(error).__name__})  # its text may be personal


def _apart(notices: Sequence[Posted]) -> tuple[list[Posted], list[str]]:
    """Those that were never in a letter; and the letters that the others are in, to be sent as they were."""
    fresh = [posted for posted in notices if posted.delivery is None]
    return fresh, list(dict.fromkeys(posted.delivery.message for posted in notices if posted.delivery))


def _members(ledger: Ledger, message: str, context: LetterContext) -> list[Posted]:
    """What is to go now of a letter: a person may have cancelled one part of it, and taken up another again."""
    return [
        posted
        for posted in ledger.members(message)
        if posted.notice.state == "queued" and posted.notice.not_before <= context.now
    ]


def drafts_of(
    ledger: Ledger, context: LetterContext, notices: Sequence[Posted], *, digest: bool = False
) -> list[Draft]:
    """The letters that these notices make."""
    materials = ledger.materials({posted.notice.event_seq for posted in notices})
    return list(letters_of(notices, materials, context, digest=digest))


def letters_of(
    posted: Sequence[Posted], materials: Mapping[int, Material], context: LetterContext, *, digest: bool = False
) -> Iterator[Letter | Undeliverable]:
    """Letters in the order of their first notices; notices that were in one letter before are in one again.

    Otherwise whoever is told of an event in two roles gets one letter of two parts, in the language of the first.

    :param materials: by event, of every event in ``posted``.
    :param digest: the notices are one recipient's, for one letter.
    """
    made: dict[Hashable, Undeliverable | tuple[Address, list[Part]]] = {}
    for one in posted:
        part = Part(one, materials[one.notice.event_seq])
        address = address_of(part, context.directory)
        if isinstance(address, Undeliverable):
            made["nowhere", one.key] = address
            continue
        to = mailbox_of(address.email)
        if one.delivery:
            key: Hashable = one.delivery.message
        else:
            key = one.notice.recipient if digest else (one.notice.event_seq, to)
        letter = made.setdefault(key, (address, []))
        assert not isinstance(letter, Undeliverable)
        if mailbox_of(letter[0].email) == to:
            letter[1].append(part)
        else:  # an address was corrected since: the letter as it was can go to one of the two only
            made["apart", one.key] = Undeliverable(one, Reason("notice.apart"), "held")
    for letter in made.values():
        if isinstance(letter, Undeliverable):
            yield letter
        else:
            address, parts = letter
            first = parts[0].posted
            yield Letter(message_of(first), address, cast("Language", first.notice.language), tuple(parts), digest)
