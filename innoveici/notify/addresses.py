"""Where a notice goes, and whom its reader answers: addresses are looked up when a letter is made, never kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import Actor
from innoveici.ledger.visibility import may_see_personal
from innoveici.notify.letter import Address, Part
from innoveici.notify.table import TABLE
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.directory.model import Directory, Erac
    from innoveici.notify.post import Post

_HANDS_OVER = frozenset({"assigned", "held", "rejected", "referred", "reassigned", "escalated", "noted"})
"""Events whose notices hand a request to somebody, or ask for it to be seen to: once it is erased they mean nothing."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Why a notice goes nowhere, and the state it is to be in."""

    reason: Reason
    state: Literal["cancelled", "held", "no_address"]


_ERASED = Nowhere(Reason("notice.erased"), "cancelled")
_TAKEN_BACK = Nowhere(Reason("notice.taken_back"), "cancelled")
_GONE = Nowhere(Reason("notice.gone"), "held")
_NO_ADDRESS = Nowhere(Reason("notice.no_address"), "no_address")


def address_of(part: Part, directory: Directory) -> Address | Nowhere:
    """Where the recipient of a notice is reached now, or why nowhere."""
    to = Actor.parse(part.posted.notice.recipient)
    if part.material.taken_back:  # it was being sent, or in doubt, when the others were withdrawn
        return _TAKEN_BACK
    if part.material.personal is None and _means_nothing(to, part):
        return _ERASED
    found = _company(part) if to.role == "company" else listed(to, directory)
    if found is None:
        return _GONE
    return found if is_email(found.email) else _NO_ADDRESS


def reply_to(part: Part, post: Post) -> Address | None:
    """Whom the reader of a notice answers; None when it is whoever sends it, for nobody else has an address.

    The ERAC relays, and is the one that can tell the ledger. It answers its advisor; the company itself where there is
    none and the company's contact is in the letter too.
    """
    reader, handoff = Actor.parse(part.posted.notice.recipient), part.material.handoff
    if reader.role != "erac":
        found = listed(Actor("erac", handoff.erac_id), post.directory) if handoff.erac_id else None
    elif handoff.advisor_id:
        found = listed(Actor("advisor", handoff.advisor_id), post.directory)
    elif "contact" in TABLE[part.posted.notice.template].personal and may_see_personal(handoff, reader):
        found = _company(part)
    else:
        found = None
    return found if found and is_email(found.email) else None


def _means_nothing(to: Actor, part: Part) -> bool:
    """Without personal data there is no address of the company, and nothing to hand over; a digest still counts it."""
    return to.role == "company" or (to.role != "council" and part.posted.event_type in _HANDS_OVER)


def _company(part: Part) -> Address:
    personal = part.material.personal or {}
    return Address(personal.get("contact_name") or personal.get("company", ""), personal.get("email", ""))


def listed(to: Actor, directory: Directory) -> Address | None:
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
