"""Rows whose request is recorded already in the very same words: duplicates, told without reading them into values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from innoveici.batch.decide.answers import Answer, recorded_as
from innoveici.batch.decide.received import received_texts
from innoveici.batch.decide.stories import LateStory
from innoveici.routing.outline import outline
from innoveici.routing.record import join

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.fields import Fields
    from innoveici.ledger.untouched import Untouched
    from innoveici.routing.decision import Decision


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
    for row, (received, personal, _, _) in zip(rows, texts, strict=True):
        known = found[decided.ids[row] or ""]
        if not known.says(received, personal):
            continue
        said = outline(known.common, known.private, known.roster)
        answer = Answer(
            "duplicate", recorded_as(known.handoff_id, known.state), said.reason_codes, said.verdict,
            said.region_code, said.erac_id, said.advisor_id, said.advisor_name,
        )  # fmt: skip
        decided.settle(row, answer)
        decided.stories[row] = Recognised(decided.fields, row, known)
        if said.distance_km is not None and said.distance_error_km is not None:
            decided.distance_km[row], decided.error_km[row] = said.distance_km, said.distance_error_km
