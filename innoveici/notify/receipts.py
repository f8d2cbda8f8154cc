"""Letters to an address that was given on the request form, and that nobody knows to be its sender's own: at most three
a day, so that the form is no way to write to strangers.

How many have gone is asked of the ledger, which keeps when each went: that holds whoever sends, and whenever it was
started again. What would be one too many is held, and the ERAC told of it in the same transaction; a person may send it
later. (On PostgreSQL several runs at once may each let their own third letter go.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import WITHHELD, Contact, told_by
from innoveici.notify.addresses import mailbox_of
from innoveici.notify.letter import Letter, Undeliverable
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.ledger.audience import Told
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.states import HandoffState
    from innoveici.notify.letter import LetterContext

AT_MOST, WITHIN = 3, timedelta(hours=24)


def without_surplus(
    drafts: Iterable[Letter | Undeliverable], ledger: Ledger, context: LetterContext
) -> list[Letter | Undeliverable]:
    """The drafts in their order; each letter that would be one too many for its address as what cannot go."""
    drafts = list(drafts)
    if not any(_is_receipt(draft) for draft in drafts):  # as nearly always
        return drafts
    gone = Counter(mailbox_of(email) for email in ledger.sent_unconfirmed(context.now - WITHIN) if email)
    kept: list[Letter | Undeliverable] = []
    for draft in drafts:
        if isinstance(draft, Letter) and _is_receipt(draft):
            to = mailbox_of(draft.address.email)
            gone[to] += 1
            if gone[to] > AT_MOST:
                why = Reason("notice.too_many", {"count": AT_MOST})
                kept += [Undeliverable(part.posted, why, "held") for part in draft.parts]
                continue
        kept.append(draft)
    return kept


def _is_receipt(draft: Letter | Undeliverable) -> bool:
    """Whether it goes to an address that is nobody's but an unconfirmed company's."""
    return isinstance(draft, Letter) and all(
        not part.material.confirmed and part.posted.notice.recipient.startswith("company:") for part in draft.parts
    )


def is_surplus(draft: Letter | Undeliverable) -> bool:
    """Whether it is held for being one too many."""
    return isinstance(draft, Undeliverable) and draft.reason.code == "notice.too_many"


def withhold(ledger: Ledger, drafts: Sequence[Letter | Undeliverable]) -> int:
    """Hold the notices of those that are one too many, and tell the ERACs; how many."""
    ids = [draft.posted.notice.id for draft in drafts if isinstance(draft, Undeliverable) and is_surplus(draft)]
    if not ids:
        return 0
    with ledger.writing() as tx:
        events = tx.change_notices(ids, "hold", actor=SYSTEM, reason=None, as_possible=True, told=_eracs)
    return sum(len(event.payload["notices"]) for event in events)


def _eracs(handoff: HandoffState) -> tuple[Told, ...]:
    """The one in charge; each that was told while none is chosen."""
    eracs = [Actor("erac", handoff.erac_id)] if handoff.erac_id else map(Actor.parse, handoff.involved)
    return told_by(WITHHELD, [Contact(actor) for actor in eracs])
