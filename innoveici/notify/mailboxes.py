"""Mailboxes: whom the reader of a letter answers, and whether somebody in another role reads it too."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from innoveici.ledger.actor import Actor
from innoveici.notify.addresses import listed, reply_to
from innoveici.notify.domains import ascii_domain, in_ascii
from innoveici.notify.letter import Address, Letter, Part

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.notify.post import Post


def answered(letter: Letter, post: Post) -> Address | None:
    """Whom to answer rather than the sender. A digest is about too many for one to be the right one."""
    found = None if letter.digest else next((to for part in letter.parts if (to := reply_to(part, post))), None)
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
    here = _mailbox(reader, directory)
    in_charge = (Actor("advisor", handoff.advisor_id or ""), Actor("erac", handoff.erac_id or ""))
    return here is not None and any(here == _mailbox(other, directory) for other in in_charge if other != reader)


def _mailbox(actor: Actor, directory: Directory) -> str | None:
    found = listed(actor, directory)
    return mailbox_of(found.email) if found and found.email else None
