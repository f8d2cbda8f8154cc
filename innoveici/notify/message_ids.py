"""Message-IDs: the same letter always has the same one, and a handoff's letters hang together. Nothing personal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.notify.domains import ascii_domain
from innoveici.notify.letter import Letter

if TYPE_CHECKING:
    from innoveici.notify.post import Post


def message_id(letter: Letter, post: Post) -> str:
    """``<EVENT.ORDINAL.LEDGER@DOMAIN>``."""
    return _id(letter.message, post)


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
