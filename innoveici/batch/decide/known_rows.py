"""Rows whose request is recorded already in the very same words: duplicates, told without reading them into values.

And of a file that is run again, or goes on: which rows of a request that is in it several times are recorded already.
Each row of a held request may correct the one before it. Met again, the first row would set back what the later ones
corrected, and these would correct it once more: so each row is looked up among what this very file recorded, in order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from innoveici.batch.decide.answers import Answer, recorded_as
from innoveici.batch.decide.decided import LateStory
from innoveici.batch.decide.received import received_texts
from innoveici.ledger.batches import versions_of
from innoveici.ledger.content import differences
from innoveici.routing.outline import Outline, outline
from innoveici.routing.record import exact_distance, join

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.fields import Fields
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.untouched import Untouched
    from innoveici.request import Request
    from innoveici.routing.decision import Decision


_ID = "\x01"
"""Stands for a handoff's id in words that are the same but for it."""


class Recognised(LateStory):
    """Of one such row."""

    def __init__(self, fields: Fields, row: int, found: Untouched) -> None:
        super().__init__(fields, row)
        self._found = found

    @property
    def decision(self) -> Decision:
        """As recorded."""
        return join(*self._found.decision)


def recognise(decided: Decided, found: Mapping[str, Untouched]) -> None:
    """Settle the rows that are among ``found`` and say the same; the others are left as they are.

    Where they stand in the file plays no part: no row changes such a request, and none adds to anybody's load.
    """
    rows = [row for row, id_ in enumerate(decided.ids) if id_ in found and decided.which[row] < 0]
    texts = received_texts(decided.fields, np.array(rows, np.int64))
    outlines: dict[str | None, Outline] = {}  # by what many have in common
    reasons: dict[str, str] = {}  # by state
    for row, (received, personal, _, _) in zip(rows, texts, strict=True):
        known = found[decided.ids[row] or ""]
        if not known.says(received, personal):
            continue
        said = outlines.get(known.shared)
        if said is None:
            said = outlines[known.shared] = outline(known.common, known.roster)
        if known.state not in reasons:
            reasons[known.state] = recorded_as(_ID, known.state)
        decided.settle(row, Answer("duplicate", reasons[known.state].replace(_ID, known.handoff_id), *said))
        decided.stories[row] = Recognised(decided.fields, row, known)
        if said.advisor_id:
            decided.distance_km[row], decided.error_km[row] = exact_distance(json.loads(known.private), picked=True)


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
