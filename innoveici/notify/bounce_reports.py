"""Whether a message says that a mail will never be delivered: as RFC 3464 has it, or in a server's own words."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

UNKNOWN = "5.0.0"
"""What RFC 3463 calls a failure of which nothing more is known."""
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])", re.ASCII)
_ANSWER = re.compile(r"(?:(?<![\d.])5\d\d[ -]#?|\(#)(5\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)
"""A status as it stands in a server's answer: ``550 5.1.1 User unknown``; qmail has ``(#5.1.1)``."""
_IN_WORDS = 100_000
"""Bytes in which a server's own words are looked for, at the beginning: some patterns take long over noise."""
_FAILED = ("failed", "error")
"""``error`` is what OpenSMTPD says."""


def status_of(content: bytes) -> str | None:
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


def _recipients(mail: Message) -> Iterator[Message]:
    """What is said of each recipient in the delivery reports of ``mail``."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, Message) and "Action" in block:
                    yield block


def _status_in(block: Message) -> str:
    """The one that says most: Exim's own is always 5.0.0, beside the answer that it got."""
    found = [status[0] for name in ("Status", "Diagnostic-Code") if (status := _STATUS.search(_value(block, name)))]
    return next((status for status in found if not status.endswith(".0.0")), UNKNOWN)


def _value(block: Message, header: str) -> str:
    return str(block.get(header, "")).strip()


def _report_type(mail: Message) -> str:
    return str(mail.get_param("report-type", "")).lower()


def _text(mail: Message) -> str:
    texts = (part for part in mail.walk() if part.get_content_maintype() == "text")
    return "\n".join(bytes(part.get_payload(decode=True) or b"").decode("latin-1") for part in texts)
