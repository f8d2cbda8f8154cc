"""What comes back: a message is read, and when it is a genuine, permanent bounce its notices are marked.

Nothing that a message says of addresses is believed: which letter it is about is known by the signed token in the
address that it came to, and nothing else of it is kept but the digits of its status.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import BOUNCED, Contact, Told, told_by
from innoveici.messages import N_, Message
from innoveici.notify.bounce_reports import status_of
from innoveici.notify.envelopes import KEY, letter_of

if TYPE_CHECKING:
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.ledger.states import HandoffState

LARGEST = 1_000_000
"""Bytes: a report with the whole of a letter of ours has some 100,000."""
_CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


def take_back(ledger: Ledger, content: bytes, recipient: str | None = None) -> Message:
    """What was done about a message that came to the address for bounces, or why nothing was.

    :param content: more than ``LARGEST`` bytes are no bounce.
    :param recipient: the envelope's, when the mail server says it; else it is looked for in the headers.
    :raises TryAgain: the letter is still being sent, as far as the ledger knows.
    """
    if not content.strip():
        return Message(N_("nothing was changed: there is no message on standard input"))
    if len(content) > LARGEST:
        return Message(N_("nothing was changed: the message is too large to be a bounce"))
    key = ledger.key(KEY, keep=False)
    came_to = [recipient] if recipient else _came_to(content)
    letter = next((found for text in came_to if (found := letter_of(text, key))), None)
    if letter is None:
        return Message(N_("nothing was changed: the message did not come to an address that a letter was sent from"))
    status = status_of(content)
    if status is None:
        return Message(
            N_("nothing was changed: the message about the letter {letter} is not of a permanent failure"),
            letter=letter,
        )
    if not _mark(ledger, letter, status):
        return Message(
            N_("nothing was changed: the letter {letter} is not, or no longer, one that was sent"), letter=letter
        )
    return Message(N_("the letter {letter} came back ({status}): it is marked"), letter=letter, status=status)


def _came_to(content: bytes) -> list[str]:
    headers = BytesHeaderParser().parsebytes(content)
    return [str(value) for name in _CAME_TO for value in headers.get_all(name, [])]


def _mark(ledger: Ledger, letter: str, status: str) -> bool:
    """One transaction; the event is of the letter's first handoff, its only one unless it is a digest."""
    with ledger.writing() as tx:
        notices = tx.mark_bounced(letter, status)
        if not notices:
            return False
        first = notices[0]
        handoff = tx.find(first.request_id)
        assert handoff is not None
        payload = {"bounce": letter, "recipient": first.notice.recipient, "status": status}
        tx.append(first.handoff_id, "noted", actor=SYSTEM, payload=payload, told=_who_hears(notices, handoff))
    return True


def _who_hears(notices: Sequence[Posted], handoff: HandoffState) -> tuple[Told, ...]:
    """The ERAC, which can reach a company, an advisor or a partner otherwise; each that was told while none is chosen.

    A letter of its own that came back, or the council's, only shows in the outbox: it could do nothing about it.
    """
    recipients = {Actor.parse(posted.notice.recipient) for posted in notices}
    if not {actor.role for actor in recipients} & {"company", "advisor", "partner"}:
        return ()
    eracs = [Actor("erac", handoff.erac_id)] if handoff.erac_id else map(Actor.parse, handoff.involved)
    return told_by(BOUNCED, [Contact(actor) for actor in eracs if actor not in recipients])
