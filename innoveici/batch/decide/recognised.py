"""Rows whose request is recorded already in the very same words: duplicates, told without reading them into values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from innoveici.batch.decide.answers import Answer, recorded_as
from innoveici.batch.decide.received import received_texts
from innoveici.batch.decide.stories import LateStory
from innoveici.routing.outline import Outline, outline
from innoveici.routing.record import exact_distance, join

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.fields import Fields
    from innoveici.ledger.untouched import Untouched
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
