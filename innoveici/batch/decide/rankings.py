"""Everybody in order as seen from each row decided from the table of places, and the ledger's texts of that order.

A test holds the texts to those that ``record.split`` makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.decide.groups import Groups, Why
from innoveici.batch.decide.json_text import Value, between, in_their_order
from innoveici.batch.decide.places import PlaceTable
from innoveici.batch.text import Flags, glued, joined, taken
from innoveici.routing.many import RankedPlaces
from innoveici.routing.masking import STEP_KM

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided


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
