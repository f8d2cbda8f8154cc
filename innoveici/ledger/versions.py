"""What a batch, or several, recorded of one request, row by row: a file may say it often, each time otherwise. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from innoveici.ledger.batch_ids import same_file
from innoveici.ledger.content import known_fields
from innoveici.ledger.states import CORRECTABLE, OPENS, steps_undone, undoes

if TYPE_CHECKING:
    from innoveici.ledger.recall import Recalled

Version = dict[str, Any]
"""Every field as known then, as JSON."""
_OPENED_AND_DECIDED = 2
"""Events of a request that nobody has touched again: there is one version of it, the one known now."""


def versions_of(recalled: Recalled, *batches: str) -> list[Version]:
    """Every time that a run of the file of one of ``batches`` decided it since it was last undone; first what was known
    before, if by another.

    Empty where nothing hangs on it: decided once, past correcting, erased, never decided by these batches.
    """
    events = recalled.with_private_parts
    if len(events) == _OPENED_AND_DECIDED or recalled.state not in CORRECTABLE or recalled.personal is None:
        return []
    found: list[Version] = []
    known: Version = {}
    begins, own = True, False
    undone = steps_undone(recalled.events)
    for event, private in events:
        if event.seq in undone or event.type == "undone":
            continue
        if undoes(event):
            found, begins = [], True
        elif event.type in OPENS:
            if not own and any(same_file(event.payload.get("batch"), batch) for batch in batches):
                own = True
                if not (begins or found):
                    found.append(known)
            known = known | known_fields([event], private)
        else:
            if own:
                found.append(known)
            begins = own = False
    return found
