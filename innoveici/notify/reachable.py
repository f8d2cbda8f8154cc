"""Who can be written to now though it could not before: what was for them and had no address is queued again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import COUNCIL, Actor

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.post import Post

KEPT = timedelta(days=30)
"""What was to be said longer ago is nobody's news any more; a person may still send it (``outbox retry``)."""


def queue_reachable(ledger: Ledger, post: Post) -> int:
    """How many notices were queued again."""
    return ledger.queue_again([str(actor) for actor in _reachable(post.directory)], post.now - KEPT)


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
