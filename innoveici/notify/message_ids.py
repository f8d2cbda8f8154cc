"""Message-IDs: the same letter always has the same one, and a handoff's letters hang together. Nothing personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.notify.domains import ascii_domain
from innoveici.notify.letter import Letter

if TYPE_CHECKING:
    from innoveici.notify.post import Post


_HASH_DIGITS = 12
"""Of 64: ids need only never come again."""


def message_id(letter: Letter, post: Post) -> str:
    """``<EVENT.ORDINAL.HASH@DOMAIN>``: the notice that names the letter, and the beginning of its event's hash.

    The hash, for after a restored backup other events have the same numbers. Where the notice that names the letter is
    not in it any more, as it went out before or was cancelled, the first that is left names the message: it is another.
    """
    if not letter.parts:
        return _id(letter.message, post)
    named = next((part for part in letter.parts if part.posted.notice.id == letter.message), letter.parts[0])
    event = named.material.event
    return f"<{named.posted.notice.id}.{event.hash[:_HASH_DIGITS]}@{ascii_domain(post.settings.sender)}>"


def thread_id(letter: Letter, post: Post) -> str:
    """The id that every letter of one handoff answers; digests, of one kind of reader; test messages, one for all."""
    if not letter.parts:
        return _id("test", post)
    if letter.digest:
        return _id(f"digest.{letter.parts[0].posted.notice.recipient.partition(':')[0]}", post)
    return _id(f"handoff.{letter.parts[0].material.handoff.opened_seq}", post)


def _id(what: str, post: Post) -> str:
    ledger = post.ledger_id and f".{post.ledger_id}"  # an empty ledger has none
    return f"<{what}{ledger}@{ascii_domain(post.settings.sender)}>"
