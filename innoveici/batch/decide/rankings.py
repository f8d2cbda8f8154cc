"""Everybody in order as seen from each row decided from the table of places, and the ledger's texts of that order.

What a ranking says of each candidate is worked out for many orders of the same ones. A test holds the texts to those
that ``record.split`` makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.decide.json_text import Value, between, cut, in_their_order, mark
from innoveici.batch.decide.places import PlaceTable, Spot
from innoveici.batch.text import Flags, glued, joined, taken
from innoveici.ledger.event import canonical
from innoveici.routing.eligibility import why_eligible, why_refused
from innoveici.routing.many import RankedPlaces
from innoveici.routing.masking import STEP_KM, mask_all, reason_to_json
from innoveici.routing.ranking import FARTHER, NEAREST, ONLY

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided


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


class RankingTexts(NamedTuple):
    """Of each row, as canonical JSON: whether it is a close call; the ranking, without what it shares with others
    (``record.split_common``); and what the private part has of it, ``whys`` being empty for nothing. ``said``: what is
    shared of it beside the number of those who may serve."""

    close_call: pa.StringArray
    shown: pa.StringArray
    distance_10m: pa.StringArray
    error_10m: pa.StringArray
    whys: pa.StringArray
    said: list[str]


class Rankings:
    """Those of one slice's rows, kept until :meth:`forget`; ``len`` is how many places in them, some 24 bytes each."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._ranked: dict[int, tuple[NDArray[np.int64], RankedPlaces]] = {}
        self._groups: dict[int, Groups] = {}

    def __len__(self) -> int:
        return sum(ranked.order.size for _, ranked in self._ranked.values())

    def forget(self) -> None:
        """They are of another slice, or their texts are made."""
        self._ranked.clear()

    def rank(self, decided: Decided, rows: NDArray[np.int64]) -> Flags:
        """See everybody from ``rows``; whether distance alone puts all of them in order.

        Asked again once somebody is full, of the rows that follow: only in that one's region is there a new ranking.
        """
        sure = np.ones(len(rows), bool)
        for spot in np.unique(decided.spot[rows]).tolist():
            here = decided.spot[rows] == spot
            candidates = self._table.spots[spot].candidates
            if not candidates.members:
                sure[here] = False
                continue
            if spot not in self._ranked:
                self._ranked[spot] = rows[here], candidates.rank(self._table.places(decided.row[rows[here]]))
            ranked_rows, ranked = self._ranked[spot]
            sure[here] = ranked.sure[np.searchsorted(ranked_rows, rows[here])]
        return sure

    def texts(self, decided: Decided, rows: NDArray[np.int64]) -> RankingTexts:
        """Of ranked rows: made spot by spot, then put in their order."""
        by_spot = np.argsort(decided.spot[rows], kind="stable")
        spots, starts = np.unique(decided.spot[rows[by_spot]], return_index=True)
        orders, distances, errors, closes = [], [], [], []
        whys: list[Why] = []
        for spot, some in zip(spots.tolist(), np.split(rows[by_spot], starts[1:]), strict=True):
            ranked_rows, ranked = self._ranked[spot]
            at = np.searchsorted(ranked_rows, some)
            orders.append(ranked.order[at])
            distances.append(ranked.distance_10m[at])
            errors.append(ranked.error_10m[at])
            closes.append(ranked.close_call[at])
            if spot not in self._groups:
                self._groups[spot] = Groups(self._table.spots[spot])
            whys += self._groups[spot].said(orders[-1])
        own = {
            "error_km": Value(joined([coarse_errors(error / 100) for error in errors]), "[", "]"),
            "km": Value(joined([coarse_kms(distance / 100) for distance in distances]), "[", "]"),
            "order": Value(joined(orders), "[", "]"),
        }
        pieces = zip(*(why.shown for why in whys), strict=True)
        shown = between(
            [texts[0] if len(set(texts)) == 1 else pa.array(texts) for texts in pieces], in_their_order(own)
        )
        close = taken(["false", "true"], np.concatenate(closes).astype(np.int64))
        back = np.argsort(by_spot)
        exact = (glued("[", joined(some), "]") for some in (distances, errors))
        columns = (close, shown, *exact, pa.array([why.hidden for why in whys], pa.string()))
        close, shown, distance, error, hidden = (column.take(pa.array(back)) for column in columns)
        return RankingTexts(close, shown, distance, error, hidden, [whys[at].said for at in back.tolist()])


def coarse_kms(km: NDArray[np.float64]) -> NDArray[np.int64]:
    """``masking.coarse`` of each."""
    return STEP_KM * np.rint(km / STEP_KM).astype(np.int64)


def coarse_errors(km: NDArray[np.float64]) -> NDArray[np.int64]:
    """``masking.coarse_error`` of each."""
    return STEP_KM * np.ceil((km + STEP_KM / 2) / STEP_KM).astype(np.int64)
