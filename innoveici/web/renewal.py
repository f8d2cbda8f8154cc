"""A link that opens no more is made anew on demand, and sent only to the address on file, three times an hour at most.

That it was asked for is a note of the ledger with its notice, so that the limit holds however many processes serve.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from innoveici.casework.case import Case
from innoveici.errors import Refused
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.audience import RENEWED, told_by

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor
    from innoveici.web.site import Site

AT_MOST, WITHIN = 3, timedelta(hours=1)


def renew(site: Site, handoff_id: str, holder: Actor) -> None:
    """Sends ``holder`` a new link, where it is of the chain; else, or asked for too often, does nothing."""
    with site.ledger.writing(marks={"via": "link"}) as tx:
        try:
            case = Case.read(tx, handoff_id)
        except Refused:
            return
        since = site.clock() - WITHIN
        asked = [e for e in case.recalled.events if e.payload.get("link") == holder.role and e.at > since]
        told = told_by(RENEWED, [c for c in case.contacts(site.directory) if c.actor == holder])
        if len(asked) < AT_MOST and told:
            tx.append(handoff_id, "noted", actor=SYSTEM, payload={"link": holder.role}, told=told)
