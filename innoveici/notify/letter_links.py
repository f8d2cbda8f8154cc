"""The link of a letter to the page of its request, and the address to which an answer by mail goes.

Both say whose letter it is, under a key of the office; they are made with the letter, kept nowhere, and the same each
time that it is made.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from innoveici.ledger.actor import Actor
from innoveici.links import Link, Purpose, reply_token, sign
from innoveici.notify.ascii_addresses import in_ascii
from innoveici.quebec import quebec_day

if TYPE_CHECKING:
    from innoveici.notify.letter import LetterContext, Part

PAGES = "/h/"
"""Under the base URL, what comes before a link."""
_LOCAL_LENGTH = 64
"""Characters before the @ that a mail server takes (RFC 5321)."""


def page_of(part: Part, context: LetterContext) -> str:
    """The address of the page of its request that the reader of a notice may open; empty where there is none."""
    base_url, key = context.settings.base_url, context.signing_key
    if not base_url or key is None or (link := _link(part, context, "page")) is None:
        return ""
    return f"{base_url}{PAGES}{sign(link, key)}"


def reply_mailbox(part: Part, context: LetterContext) -> str:
    """The address by which the reader of a notice can answer it for ``innoveici reply``; empty where there is none."""
    key, (local, _, domain) = context.signing_key, in_ascii(context.settings.replies).rpartition("@")
    if not local or key is None or (link := _link(part, context, "reply")) is None or link.role == "erac":
        return ""
    signed = f"{local}+{reply_token(link, key)}"
    return f"{signed}@{domain}" if len(signed) <= _LOCAL_LENGTH else ""


def _link(part: Part, context: LetterContext, purpose: Purpose) -> Link | None:
    """Of whoever has the request in hand, or asked for it, as of now."""
    reader, handoff = Actor.parse(part.posted.notice.recipient), part.material.handoff
    match reader.role:
        case "company":
            holder = "company" if not handoff.erased else ""
        case "advisor":
            holder = str(reader) if reader.id == handoff.advisor_id else ""
        case "erac":
            holder = str(reader) if handoff.erac_id in (None, reader.id) else ""
        case _:
            holder = ""
    last_day = quebec_day(part.material.event.at) + timedelta(days=context.settings.link_days)
    return Link(handoff.handoff_id, holder, purpose, last_day) if holder else None
