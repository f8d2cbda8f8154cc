"""One notice looked at by a person: the letter it went out in, or would go out in now. Writes and sends nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from innoveici.notify.digests import digested
from innoveici.notify.letter import Letter
from innoveici.notify.letters import letters_of
from innoveici.notify.making import Ready, drafts_again, make

if TYPE_CHECKING:
    from collections.abc import Sequence

    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.notify.making import Draft
    from innoveici.notify.post import Post


def shown_letter(ledger: Ledger, posted: Posted, post: Post) -> Ready:
    """The letter of a notice, made from what is known now: a corrected address or name shows, what was erased does not.

    Of a digest that was not made yet, the part about this notice. What was sent says the day and hour when it was.
    """
    if posted.notice.state == "sent" and posted.delivery:
        post = replace(post, now=posted.delivery.last_at)
    for draft in _drafts(ledger, posted, post):
        if posted.key in _keys(draft):
            return make(draft, post)
    raise AssertionError("every notice is in one letter, or in none for a reason")


def _drafts(ledger: Ledger, posted: Posted, post: Post) -> Sequence[Draft]:
    if posted.delivery:
        return drafts_again(ledger, post, ledger.members(posted.delivery.message))
    seq, recipients = posted.notice.event_seq, digested(post.directory)
    digest = posted.notice.template in recipients.get(posted.notice.recipient, ())
    together = [posted] if digest else [p for p in ledger.outbox(id_=posted.handoff_id) if _goes_with(p, posted, post)]
    return list(letters_of(together, ledger.materials({seq}), post, digest=digest))


def _goes_with(one: Posted, posted: Posted, post: Post) -> bool:
    """Of the same event, and as far: another role of the same person, perhaps."""
    notice, recipients = one.notice, digested(post.directory)
    return (
        (notice.event_seq, notice.state) == (posted.notice.event_seq, posted.notice.state)
        and one.delivery is None
        and notice.template not in recipients.get(notice.recipient, ())
    )


def _keys(draft: Draft) -> list[tuple[int, int]]:
    if isinstance(draft, Letter):
        return [part.posted.key for part in draft.parts]
    return [draft.posted.key]
