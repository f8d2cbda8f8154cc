"""What a ranking says of each candidate, for many orders of the same ones. A test holds it to ``record.split``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decide.json_text import cut, mark
from innoveici.batch.decide.places import Spot
from innoveici.ledger.event import canonical
from innoveici.routing.eligibility import why_eligible, why_refused
from innoveici.routing.masking import mask_all, reason_to_json
from innoveici.routing.ranking import FARTHER, NEAREST, ONLY

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Why:
    """``shown``: the pieces of the ranking's own text around what each row has of its own (``OWN``); its numbers are
    positions in ``said``, a JSON list that many rankings share. ``hidden``: what the private part says of the reasons,
    empty for nothing."""

    shown: tuple[str, ...]
    said: str
    hidden: str


OWN = ("error_km", "km", "order")
"""Members of a ranking that differ from row to row."""


class Groups:
    """The candidates of a spot by what is said of them: as the first, and as any other."""

    def __init__(self, spot: Spot) -> None:
        candidates = spot.candidates
        who = candidates.eligibility
        alone = len(who.eligible) == 1
        self._said: list[list[Any]] = []
        self._stands_in: list[tuple[str, ...]] = []
        self._of: dict[str, int] = {}
        self._memory: dict[bytes, Why] = {}
        first, other = [], []
        for member in candidates.members:
            stands_in = member.stands_in_for
            if member.advisor.id in who.eligible:
                first.append(self._group(why_eligible(member, ONLY if alone else NEAREST), stands_in))
                other.append(self._group(why_eligible(member, FARTHER), stands_in))
            else:
                refused = why_refused(member, who.bars[member.advisor.id], spot.region.policy)
                first.append(self._group(refused, stands_in))
                other.append(first[-1])
        self._first, self._other = np.array(first, np.uint16), np.array(other, np.uint16)

    def said(self, order: NDArray[np.intp]) -> Iterator[Why]:
        """For each order (n, m) of the candidates, of whom there is at least one."""
        groups = self._other[order]
        groups[:, 0] = self._first[order[:, 0]]
        for row in groups:
            key = row.tobytes()
            if key not in self._memory:
                if len(self._memory) >= _REMEMBERED:
                    self._memory.clear()
                self._memory[key] = self._why(row.tolist())
            yield self._memory[key]

    def _group(self, why: tuple[Any, ...], stands_in: tuple[str, ...]) -> int:
        reasons = [reason_to_json(reason) for reason in why]
        number = self._of.setdefault(repr((reasons, stands_in)), len(self._said))
        if number == len(self._said):
            self._said.append(reasons)
            self._stands_in.append(stands_in)
        return number

    def _why(self, groups: list[int]) -> Why:
        numbers: dict[str, int] = {}
        said: list[list[Any]] = []
        why = []
        for group in groups:
            number = numbers.setdefault(repr(self._said[group]), len(said))
            if number == len(said):
                said.append(self._said[group])
            why.append(number)
        masked = [mask_all(reasons) for reasons in said]
        shown: dict[str, Any] = {name: mark(name) for name in OWN} | {"why": why}
        stand_ins = {str(i): list(self._stands_in[g]) for i, g in enumerate(groups) if self._stands_in[g]}
        shown |= {"stands_in_for": stand_ins} if stand_ins else {}
        hidden = {str(number): values for number, (_, values) in enumerate(masked) if values}
        public = json.dumps([public for public, _ in masked])
        _, pieces = cut(shown)
        return Why(pieces, public, canonical(hidden) if hidden else "")
