"""Addresses: where a notice goes, whom its reader answers, and the envelope's sender, to which bounces come back.

They are looked up when a letter is made, never kept.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import COUNCIL, Actor
from innoveici.ledger.audience import ABSENT
from innoveici.ledger.visibility import may_see_personal
from innoveici.notify.ascii_addresses import ascii_domain, in_ascii
from innoveici.notify.letter import Address, Letter, Part, Undeliverable
from innoveici.notify.letter_links import reply_mailbox
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.directory.model import Directory, Erac
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.letter import LetterContext

_HANDS_OVER = frozenset({"assigned", "held", "rejected", "referred", "reassigned", "escalated", "noted"})
"""Events whose notices hand a request to somebody, or ask for it to be seen to: once it is erased they mean nothing."""
QUEUED_AGAIN_WITHIN = timedelta(days=30)
"""What was to be said longer ago is nobody's news any more; a person may still send it (``outbox retry``)."""
ENVELOPE_KEY = "envelopes"
"""The name under which the ledger keeps the key that signs (``Ledger.key``)."""
_DIGITS = 16
_TOKEN = re.compile(rf"\+([0-9]{{1,18}})-([0-9]{{1,6}})-([0-9a-f]{{{_DIGITS}}})@", re.ASCII | re.IGNORECASE)


def address_of(part: Part, directory: Directory) -> Address | Undeliverable:
    """Where the recipient of a notice is reached now, or why nowhere."""
    to = Actor.parse(part.posted.notice.recipient)
    if part.material.taken_back:  # it was being sent, or in doubt, when the others were withdrawn
        return Undeliverable(part.posted, Reason("notice.taken_back"), "cancelled")
    if part.material.personal is None and _means_nothing(to, part):
        return Undeliverable(part.posted, Reason("notice.erased"), "cancelled")
    found = _company(part) if to.role == "company" else directory_address(to, directory)
    if found is None:
        return Undeliverable(part.posted, Reason("notice.gone"), "held")
    return found if is_email(found.email) else Undeliverable(part.posted, Reason("notice.no_address"), "no_address")


def reply_to(part: Part, context: LetterContext) -> Address | None:
    """Whom the reader of a notice answers; None when it is whoever sends it, for nobody else has an address.

    The ERAC relays, and is the one that can tell the ledger. It answers whoever wrote what it is to read; else its
    advisor; the company itself where there is none. The company only where its contact is in the letter too.
    """
    reader, handoff = Actor.parse(part.posted.notice.recipient), part.material.handoff
    event = part.material.event
    writer = Actor.parse(event.actor) if "answer" in event.payload else None
    if reader.role != "erac":
        found = directory_address(Actor("erac", handoff.erac_id), context.directory) if handoff.erac_id else None
    elif writer is not None and writer.role != "company":
        found = directory_address(writer, context.directory)
    elif handoff.advisor_id and writer is None:
        found = directory_address(Actor("advisor", handoff.advisor_id), context.directory)
    elif "contact" in LETTER_TYPES[part.posted.notice.template].personal and may_see_personal(handoff, reader):
        found = _company(part)
    else:
        found = None
    return found if found and is_email(found.email) else None


def _means_nothing(to: Actor, part: Part) -> bool:
    """Without personal data there is no address of the company, and nothing to hand over; a digest still counts it."""
    if part.posted.notice.template in ABSENT.values():  # it is about an advisor
        return False
    return to.role == "company" or (to.role != "council" and part.posted.event_type in _HANDS_OVER)


def _company(part: Part) -> Address:
    personal = part.material.personal or {}
    name = personal.get("contact_name") or personal.get("company", "")
    return Address(name if part.material.confirmed else "", personal.get("email", ""))


def directory_address(to: Actor, directory: Directory) -> Address | None:
    """An actor's address in the directory, empty where it has none; None when it is no longer there."""
    if to.role == "council":
        return Address(directory.council.name, directory.council.email)
    if to.role == "advisor" and (advisor := directory.advisors.get(to.id)):
        return Address(advisor.name, advisor.email)
    if to.role == "erac" and (erac := _erac(to.id, directory)):
        return Address(erac.name, erac.email)
    if to.role == "partner":
        return next((Address(p.name, p.contact) for p in directory.partnerships if p.id == to.id), None)
    return None


def _erac(id_: str, directory: Directory) -> Erac | None:
    return next((e for region in directory.regions.values() for e in region.eracs if e.id == id_), None)


def reply_address(letter: Letter, context: LetterContext) -> Address | None:
    """Whom to answer rather than the sender. A digest is about too many for one to be the right one.

    Where the office reads answers, that mailbox, by an address that says whose the letter is.
    """
    if not letter.digest and (mailbox := next(filter(None, (reply_mailbox(p, context) for p in letter.parts)), "")):
        return Address(context.settings.sender_name, mailbox)
    found = None if letter.digest else next((to for part in letter.parts if (to := reply_to(part, context))), None)
    if found is None:
        return None
    recipient, email = in_ascii(letter.address.email), in_ascii(found.email)
    # An address beyond ASCII must not keep a server that cannot carry it from taking a message to another.
    carried = email.isascii() or not recipient.isascii()
    return Address(found.name, email) if carried and email != recipient else None


def mailbox_of(email: str) -> str:
    """Equal for two ways to write one address."""
    local, _, _domain = unicodedata.normalize("NFC", email).rpartition("@")
    return f"{local.casefold()}@{ascii_domain(email)}"


def still_has_it(part: Part, directory: Directory) -> bool:
    """Whether the reader of a notice has the request all the same: in another role, at the same address."""
    handoff, reader = part.material.handoff, Actor.parse(part.posted.notice.recipient)
    if handoff.erased or handoff.state == "closed":
        return False
    here = _own_mailbox(reader, directory)
    in_charge = (Actor("advisor", handoff.advisor_id or ""), Actor("erac", handoff.erac_id or ""))
    return here is not None and any(here == _own_mailbox(other, directory) for other in in_charge if other != reader)


def _own_mailbox(actor: Actor, directory: Directory) -> str | None:
    found = directory_address(actor, directory)
    return mailbox_of(found.email) if found and found.email else None


def queue_reachable(ledger: Ledger, context: LetterContext) -> int:
    """How many notices were queued again."""
    return ledger.queue_again(
        [str(actor) for actor in _reachable(context.directory)], context.now - QUEUED_AGAIN_WITHIN
    )


def _reachable(directory: Directory) -> Iterator[Actor]:
    """Everyone in the directory whom a letter can be addressed to."""
    eracs = (erac for region in directory.regions.values() for erac in region.eracs)
    listed = [
        (COUNCIL, directory.council.email),
        *((Actor("erac", erac.id), erac.email) for erac in eracs),
        *((Actor("advisor", advisor.id), advisor.email) for advisor in directory.advisors.values()),
        *((Actor("partner", partner.id), partner.contact) for partner in directory.partnerships),
    ]
    return (actor for actor, email in listed if is_email(email))


def envelope_sender(message: str, context: LetterContext) -> str:
    """``avis+123-1-TOKEN@DOMAIN`` for the letter ``123.1``; regions.yaml was read with the room that it takes."""
    local, _, domain = in_ascii(context.settings.bounces or context.settings.sender).rpartition("@")
    return f"{local}+{message.replace('.', '-')}-{_signature(message, context.key)}@{domain}"


def letter_of_envelope(text: str, key: bytes) -> str | None:
    """The letter whose envelope's sender is in ``text``, a header's value; None where there is none, or a made-up one.

    Searched for rather than parsed: what strangers write where addresses belong has no end.
    """
    for found in _TOKEN.finditer(text):
        message = f"{found[1]}.{found[2]}"
        if hmac.compare_digest(found[3].lower(), _signature(message, key)):
            return message
    return None


def _signature(message: str, key: bytes) -> str:
    return hmac.digest(key, f"bounce:{message}".encode(), "sha256").hex()[:_DIGITS]
