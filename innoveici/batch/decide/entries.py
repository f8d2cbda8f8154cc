"""Rows decided from the table of places as the texts that the ledger keeps of them, made by the thousand.

What is said of all rows with one spot, one first and one MRC comes from ``record.split`` of one of them, with marks
where the others differ: the place and the ranking. Tests hold every text to the one that ``split`` makes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.decide.json_text import Value, between, cut, mark, objects
from innoveici.batch.decide.places import PlaceTexts
from innoveici.batch.decide.rankings import Rankings, coarse_errors, coarse_kms
from innoveici.batch.decide.received import received_texts
from innoveici.batch.text import octets, taken
from innoveici.ledger.audience import who_hears
from innoveici.ledger.content import outcome_payload
from innoveici.ledger.entry import Prepared
from innoveici.ledger.event import canonical
from innoveici.ledger.shared import parted
from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider

_MARKED = ("close_call", "distance_error_km", "distance_km", "location", "ranking")
"""What differs from row to row in a decision's own text."""


class _Mould(NamedTuple):
    """The texts of one key. ``outcome``: by what is marked the piece of text before it; ``last``: the one after all.
    ``payload``: what it shares with others, but for what the ranking says; ``shared``: the text of it with that, by
    what is said. ``reasons``: what the private part hides of the decision's, empty for nothing. ``told``: all but the
    company's notice."""

    status: Any
    outcome: Mapping[str, str]
    last: str
    payload: Mapping[str, Any]
    shared: dict[str, bytes]
    reasons: str
    told: tuple[tuple[str, str, str, str], ...]
    company_template: str
    region_code: str | None
    erac_id: str | None
    advisor_id: str | None

    def shared_with(self, said: str) -> bytes:
        """What the outcome shares of a row in whose ranking this is said, a JSON list."""
        if said not in self.shared:
            decision = self.payload["decision"]
            ranking = {**decision["ranking"], "whys": json.loads(said)}
            self.shared[said] = canonical({**self.payload, "decision": {**decision, "ranking": ranking}}).encode()
        return self.shared[said]


class Clerk:
    """Makes entries of one decider's rows; :meth:`begin` with each transaction of the ledger."""

    def __init__(self, decider: Decider, batch: str) -> None:
        self._decider = decider
        self._batch = batch
        self._roster_id: Callable[[Mapping[str, Any]], str] | None = None
        self._rosters: dict[str, Mapping[str, Any]] = {}
        self._moulds: dict[int, _Mould] = {}
        self._places = PlaceTexts(decider.table)
        self.rankings = Rankings(decider.table)

    def begin(self, roster_id: Callable[[Mapping[str, Any]], str]) -> None:
        """``roster_id``: under which the transaction keeps a roster."""
        self._roster_id = roster_id
        if any(roster_id(roster) != id_ for id_, roster in self._rosters.items()):  # erased meanwhile
            self.forget()

    def forget(self) -> None:
        """Rosters may be kept under other ids."""
        self._rosters.clear()
        self._moulds.clear()

    def entries(self, decided: Decided, rows: NDArray[np.int64]) -> list[Prepared]:
        """Entries of ranked rows, in their order."""
        keys, at, which = np.unique(self._decider.keys(decided, rows), return_index=True, return_inverse=True)
        moulds = [self._mould(key, row) for key, row in zip(keys.tolist(), decided.row[rows[at]].tolist(), strict=True)]
        outcomes, privates, said = self._texts(decided, rows, moulds, which)
        texts = received_texts(decided.fields, rows)
        ids, entries = decided.ids, []
        for row, at_mould, text, outcome, private, why in zip(
            rows.tolist(), which.tolist(), texts, outcomes, privates, said, strict=True
        ):
            id_ = ids[row] or ""
            received, personal, language, state = text
            mould = moulds[at_mould]
            told = (f"company:{id_}", mould.company_template, language, state), *mould.told
            shared, place = mould.shared_with(why), (mould.region_code, mould.erac_id, mould.advisor_id)
            entries.append(
                Prepared(
                    id_, mould.status, received, personal, outcome, shared, private, told, *place, batch=self._batch
                )
            )
        return entries

    def _texts(
        self, decided: Decided, rows: NDArray[np.int64], moulds: list[_Mould], which: NDArray[np.intp]
    ) -> tuple[list[bytes], list[bytes], list[str]]:
        """The outcomes' own texts and their private parts, as UTF-8, and what their rankings say."""
        place, location = self._places.of(decided.row[rows])
        ranking = self.rankings.texts(decided, rows)
        picked = pa.array(np.array([mould.advisor_id is not None for mould in moulds])[which])
        km, error_km = np.nan_to_num(decided.distance_km[rows]), np.nan_to_num(decided.error_km[rows])
        values = {
            "close_call": Value(pc.if_else(picked, ranking.close_call, "false")),
            "distance_error_km": Value(_if(picked, _whole(coarse_errors(error_km)))),
            "distance_km": Value(_if(picked, _whole(coarse_kms(km)))),
            "location": Value(place),
            "ranking": Value(ranking.shown),
        }
        # All that is marked, in its order: where nobody was picked there is no distance.
        marked = max((tuple(mould.outcome) for mould in moulds), key=len)
        pieces = [taken([mould.outcome.get(name, "") for mould in moulds], which) for name in marked]
        last = taken([mould.last for mould in moulds], which)
        outcomes = between([*pieces, last], [values[name] for name in marked])
        privates = objects(
            {
                "distance_10m": Value(ranking.distance_10m),
                "error_10m": Value(ranking.error_10m),
                "location": Value(location),
            },
            {
                "reasons": Value(taken([mould.reasons for mould in moulds], which)),
                "whys": Value(ranking.whys),
            },
        )
        return octets(outcomes), octets(privates), ranking.said

    def _mould(self, key: int, row: int) -> _Mould:
        if key not in self._moulds:
            self._moulds[key] = self._made(key, row)
        return self._moulds[key]

    def _made(self, key: int, row: int) -> _Mould:
        desk = self._decider.desk
        decision = self._decider.representative(key, row)
        entry = desk.entry(_ANYBODY, decision)
        private = entry.private
        payload = outcome_payload(entry, self._roster(entry.roster))
        company, *others = who_hears(decision.status, entry.contacts)
        payload["told"] = [str(told.recipient) for told in (company, *others)]
        own, shared = parted(payload, _ANYBODY.request_id)
        names, pieces = cut({"decision": {k: mark(k) if k in _MARKED else v for k, v in own["decision"].items()}})
        return _Mould(
            decision.status,
            dict(zip(names, pieces, strict=False)),
            pieces[-1],
            shared,
            {},
            canonical(private["reasons"]) if "reasons" in private else "",
            tuple((str(told.recipient), told.template, told.language, told.state) for told in others),
            company.template,
            decision.region_code,
            decision.erac_id,
            decision.advisor_id,
        )

    def _roster(self, roster: Mapping[str, Any]) -> str:
        assert self._roster_id is not None
        id_ = self._roster_id(roster)
        self._rosters[id_] = roster
        return id_


def _whole(numbers: NDArray[np.int64]) -> pa.StringArray:
    return pa.array(numbers).cast(pa.string())


def _if(condition: pa.BooleanArray, texts: pa.StringArray) -> pa.StringArray:
    return pc.if_else(condition, texts, "")


_ANYBODY = Request("anybody", "—", "—")
