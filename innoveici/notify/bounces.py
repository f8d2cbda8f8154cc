"""What comes back: a message is read, and when it is a genuine, permanent bounce its notices are marked.

Nothing that a message says of addresses is believed: which letter it is about is known by the signed token in the
address that it came to, and nothing else of it is kept but the digits of its status.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message as EmailMessage
from typing import TYPE_CHECKING

from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import BOUNCED, Contact, Told, in_charge_of, told_by
from innoveici.messages import N_, Message
from innoveici.notify.addresses import ENVELOPE_KEY, letter_of_envelope
from innoveici.notify.incoming import LARGEST, came_to

if TYPE_CHECKING:
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.ledger.states import HandoffState

UNKNOWN = "5.0.0"
"""What RFC 3463 calls a failure of which nothing more is known."""
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])", re.ASCII)
_ANSWER = re.compile(r"(?:(?<![\d.])5\d\d[ -]#?|\(#)(5\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)
"""A status as it stands in a server's answer: ``550 5.1.1 User unknown``; qmail has ``(#5.1.1)``."""
_IN_WORDS = 100_000
"""Bytes in which a server's own words are looked for, at the beginning: some patterns take long over noise."""
_FAILED = ("failed", "error")
"""``error`` is what OpenSMTPD says."""


def receive_bounce(ledger: Ledger, content: bytes, recipient: str | None = None) -> Message:
    """What was done about a message that came to the address for bounces, or why nothing was.

    :param content: more than ``LARGEST`` bytes are no bounce.
    :param recipient: the envelope's, when the mail server says it; else it is looked for in the headers.
    :raises TryAgain: the letter is still being sent, as far as the ledger knows.
    """
    if not content.strip():
        return Message(N_("nothing was changed: there is no message on standard input"))
    if len(content) > LARGEST:
        return Message(N_("nothing was changed: the message is too large to be a bounce"))
    key = ledger.key(ENVELOPE_KEY, keep=False)
    addresses = [recipient] if recipient else came_to(content)
    letter = next((found for text in addresses if (found := letter_of_envelope(text, key))), None)
    if letter is None:
        return Message(N_("nothing was changed: the message did not come to an address that a letter was sent from"))
    status = bounce_status(content)
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
    return told_by(BOUNCED, [Contact(actor) for actor in in_charge_of(handoff) if actor not in recipients])


def bounce_status(content: bytes) -> str | None:
    """The status (``5.1.1``) of a permanent failure that a message reports; None when it reports none.

    Delays, receipts, complaints and automatic replies are none; neither is what cannot be read.
    """
    try:
        return _status_of(content)
    except Exception:  # libraries on whatever a stranger sends: a part nested a thousand times, a charset that is none
        return None


def _status_of(content: bytes) -> str | None:
    mail = message_from_bytes(content)
    reports = list(_recipients(mail))
    if reports:  # a report in due form says itself what it means; words around it are not searched
        failed = [block for block in reports if _value(block, "Action").lower().startswith(_FAILED)]
        return _status_in(failed[0]) if failed else None
    if mail.get_content_type() == "multipart/report" and _report_type(mail) != "delivery-status":
        return None  # a read receipt, a complaint
    from flufl.bounce import all_failures

    logging.getLogger("flufl.bounce").disabled = True  # it would print what it cannot read
    beginning = message_from_bytes(content[:_IN_WORDS])
    _, permanent = all_failures(beginning)
    if not permanent:
        return None
    said = _ANSWER.search(_text(beginning))
    return said[1] if said else UNKNOWN


def _recipients(mail: EmailMessage) -> Iterator[EmailMessage]:
    """What is said of each recipient in the delivery reports of ``mail``."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, EmailMessage) and "Action" in block:
                    yield block


def _status_in(block: EmailMessage) -> str:
    """The one that says most: Exim's own is always 5.0.0, beside the answer that it got."""
    found = [status[0] for name in ("Status", "Diagnostic-Code") if (status := _STATUS.search(_value(block, name)))]
    return next((status for status in found if not status.endswith(".0.0")), UNKNOWN)


def _value(block: EmailMessage, header: str) -> str:
    return str(block.get(header, "")).strip()


def _report_type(mail: EmailMessage) -> str:
    return str(mail.get_param("report-type", "")).lower()


def _text(mail: EmailMessage) -> str:
    texts = (part for part in mail.walk() if part.get_content_maintype() == "text")
    return "\n".join(bytes(part.get_payload(decode=True) or b"").decode("latin-1") for part in texts)
