"""Rows decided from the table of places as the texts that the ledger keeps of them, made by the thousand.

What is said of all rows with one spot, one first and one MRC comes from ``record.split`` of one of them, with marks
where the others differ: the place and the ranking. Tests hold every text to the one that ``split`` makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.groups import Groups
from innoveici.batch.place_texts import PlaceTexts
from innoveici.batch.received import Text, received_texts
from innoveici.batch.text import joined
from innoveici.ledger.audience import who_hears
from innoveici.ledger.entry import Prepared
from innoveici.ledger.event import canonical
from innoveici.request import Request
from innoveici.routing.many import Ranked
from innoveici.routing.masking import STEP_KM, coarse, coarse_error
from innoveici.routing.record import split

if TYPE_CHECKING:
    from innoveici.batch.decided import Decided
    from innoveici.batch.decider import Decider
    from innoveici.ledger.writing import Transaction

_MARK = "\x01"
_CUT = '"\\u0001"'
_MARKED = ("close_call", "distance_error_km", "distance_km", "location", "ranking")
"""What differs from row to row, in the order of the canonical text."""


@dataclass(frozen=True, slots=True)
class _Mould:
    """The texts of one key. ``outcome``: pieces between what is marked. ``reasons``: what the private part hides of
    the decision's. ``told``: all but the company's notice."""

    status: Any
    outcome: tuple[str, ...]
    reasons: str
    told: tuple[tuple[str, str, str, str], ...]
    company_template: str
    region_code: str | None
    erac_id: str | None
    advisor_id: str | None


class Clerk:
    """Makes entries of one decider's rows; :meth:`begin` with each transaction of the ledger."""

    def __init__(self, decider: Decider, batch: str) -> None:
        self._decider = decider
        self._table = decider.table
        self._batch = batch
        self._tx: Transaction | None = None
        self._rosters: dict[str, Mapping[str, Any]] = {}
        self._ranked: dict[int, tuple[NDArray[np.int64], Ranked]] = {}
        self._moulds: dict[int, _Mould] = {}
        self._places = PlaceTexts(decider.table, decider.desk.directory.region_of_mrc)
        self._groups: dict[int, Groups] = {}

    def begin(self, tx: Transaction) -> None:
        """Write into ``tx`` from now on."""
        self._tx = tx
        if any(tx.roster(roster) != id_ for id_, roster in self._rosters.items()):  # erased meanwhile
            self._rosters.clear()
            self._moulds.clear()

    @property
    def ranked(self) -> int:
        """How many places in rankings are kept, some 24 bytes each."""
        return sum(ranked.order.size for _, ranked in self._ranked.values())

    def forget_rankings(self) -> None:
        """Those of another slice, or of rows whose entries are made."""
        self._ranked.clear()

    def rank(self, decided: Decided, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
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

    def entries(self, decided: Decided, rows: NDArray[np.int64]) -> list[Prepared]:
        """Entries of ranked rows, in their order."""
        count = len(rows)
        places, rankings = list(self._places.of(decided.row[rows])), [_NO_RANKING] * count
        for spot in np.unique(decided.spot[rows]).tolist():
            here = np.flatnonzero(decided.spot[rows] == spot)
            for at, ranking in zip(here.tolist(), self._rankings(spot, rows[here]), strict=True):
                rankings[at] = ranking
        keys, atlas_rows = self._decider.keys(decided, rows).tolist(), decided.row[rows].tolist()
        distances = zip(decided.distance_km[rows].tolist(), decided.error_km[rows].tolist(), strict=True)
        return [
            _entry(self._mould(key, atlas_row), decided.ids[row] or "", text, place, ranking, distance)
            for row, key, atlas_row, text, place, ranking, distance in zip(
                rows.tolist(), keys, atlas_rows, received_texts(decided.fields, rows, self._batch), places, rankings,
                distances, strict=True,
            )
        ]  # fmt: skip

    def _mould(self, key: int, row: int) -> _Mould:
        if key not in self._moulds:
            self._moulds[key] = self._made(key, row)
        return self._moulds[key]

    def _made(self, key: int, row: int) -> _Mould:
        desk = self._decider.desk
        decision = self._decider.representative(key, row)
        event, private, roster = split(decision)
        for name in _MARKED:
            if name in event:
                event[name] = _MARK
        payload: dict[str, Any] = {"decision": event, "erac_id": decision.erac_id, "region_code": decision.region_code}
        payload |= {"advisor_id": decision.advisor_id} if decision.advisor_id else {}
        payload["roster"] = self._roster(roster)
        company, *others = who_hears(decision.status, desk.contacts(_ANYBODY, decision))
        return _Mould(
            decision.status,
            tuple(canonical(payload).split(_CUT)),
            f',"reasons":{canonical(private["reasons"])}' if "reasons" in private else "",
            tuple((str(told.recipient), told.template, told.language, told.state) for told in others),
            company.template,
            decision.region_code,
            decision.erac_id,
            decision.advisor_id,
        )

    def _roster(self, roster: Mapping[str, Any]) -> str:
        assert self._tx is not None
        id_ = self._tx.roster(roster)
        self._rosters[id_] = roster
        return id_

    def _rankings(self, spot: int, rows: NDArray[np.int64]) -> Iterator[tuple[str, str, str, str]]:
        """For each row whether it is a close call, the ranking's text, and what it hides."""
        ranked_rows, ranked = self._ranked[spot]
        at = np.searchsorted(ranked_rows, rows)
        order, distance, error = ranked.order[at], ranked.distance_10m[at], ranked.error_10m[at]
        eligible = int(self._table.spots[spot].candidates.eligible.sum())
        if spot not in self._groups:
            self._groups[spot] = Groups(self._table.spots[spot])
        groups = self._groups[spot]
        km = STEP_KM * np.rint(distance / 100 / STEP_KM).astype(np.int64)
        error_km = STEP_KM * np.ceil((error / 100 + STEP_KM / 2) / STEP_KM).astype(np.int64)
        columns = (order, km, error_km, distance, error)
        for close, positions, kms, errors_km, exact, exact_error, why in zip(
            ranked.close_call[at].tolist(), *map(joined, columns), groups.said(order), strict=True
        ):
            shown = f'{{"eligible":{eligible},"error_km":[{errors_km}],"km":[{kms}],"order":[{positions}],{why.shown}}}'
            hidden = f'"distance_10m":[{exact}],"error_10m":[{exact_error}],'
            yield "true" if close else "false", shown, hidden, why.hidden


def _entry(
    mould: _Mould,
    request_id: str,
    text: Text,
    place: tuple[str, str],
    ranking: tuple[str, str, str, str],
    distance: tuple[float, float],
) -> Prepared:
    received, personal, language, state = text
    shown_place, hidden_place = place
    close_call, shown, hidden, whys = ranking
    if mould.advisor_id is None:
        first, second, third, last = mould.outcome
        outcome = f"{first}{close_call}{second}{shown_place}{third}{shown}{last}"
        private = f"{{{hidden}{hidden_place}{mould.reasons}{whys}}}"
    else:
        km, error = distance
        first, second, third, fourth, fifth, last = mould.outcome
        outcome = f"{first}{close_call}{second}{coarse_error(error)}{third}{coarse(km)}{fourth}"
        outcome += f"{shown_place}{fifth}{shown}{last}"
        private = f'{{"distance":[{km!r},{error!r}],{hidden}{hidden_place}{mould.reasons}{whys}}}'
    told = ((f"company:{request_id}", mould.company_template, language, state), *mould.told)
    return Prepared(
        request_id, mould.status, received, personal, outcome, private, told,
        mould.region_code, mould.erac_id, mould.advisor_id,
    )  # fmt: skip


_NO_RANKING = ("", "", "", "")
_ANYBODY = Request("anybody", "—", "—")
