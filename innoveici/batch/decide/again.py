"""A file that is run again, or goes on: which rows of a request that is in it several times are recorded already.

Each row of a held request may correct the one before it. Met again, the first row would set back what the later ones
corrected, and these would correct it once more: so each row is looked up among what this very file recorded, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.ledger.batches import versions_of
from innoveici.ledger.content import differences

if TYPE_CHECKING:
    from innoveici.ledger.recall import Recalled
    from innoveici.request import Request


class Again:
    """``batches``: the run's id, which says what file it is of; of a plan that of its export as well."""

    def __init__(self, *batches: str) -> None:
        self._batches = batches
        self._at: dict[str, int] = {}
        """By request id, which of its versions this run has come to, where that is not the first. Of requests that
        this file corrects only: some 150 bytes each, whatever the number of rows."""

    def has(self, request: Request, recalled: Recalled) -> bool:
        """Whether a run of this file has dealt with the row; it is a duplicate then. Rows are asked in their order."""
        versions = versions_of(recalled, *self._batches)
        if not versions:
            return False
        id_ = request.request_id
        at = self._at.get(id_, 0)
        if not differences(request, versions[at], emptied=True):
            return True
        if at + 1 == len(versions):
            return False
        if not differences(request, versions[at + 1], emptied=True):
            self._at[id_] = at + 1
        return True  # a later row was recorded, so this one was met before it, and added nothing

    def recorded(self, request: Request, recalled: Recalled) -> None:
        """The row corrects ``recalled``: it is the next version."""
        at = len(versions_of(recalled, *self._batches)) or (0 if recalled.begins_again else 1)
        if at:
            self._at[request.request_id] = at
        else:
            self._at.pop(request.request_id, None)
