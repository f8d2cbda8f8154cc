"""Rows that are in no region for certain: nobody's load plays a part, so they are settled before the others.

What becomes of one is a matter of what its code, municipality, country, sectors, markets and consent say: worked out
once for rows that say the same, and remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.atlas.locate import heeds_municipality, locate
from innoveici.batch.decide.answers import Answer, of_decision
from innoveici.batch.decide.decided import LateStory
from innoveici.batch.decide.fields import PARTICULARS, PLACE
from innoveici.request import Remark, Request

if TYPE_CHECKING:
    from innoveici.atlas.location import Location
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.fields import Fields
    from innoveici.desk import Desk
    from innoveici.routing.decision import Decision

_LOCATED = 8_192
_REMEMBERED = 4_096
"""Decisions, of some 3 kB with their places."""


class _Said(NamedTuple):
    """All of a request that its decision depends on where no region is certain; as in ``Request``."""

    postal_code: str
    municipality: str
    country: str = "CA"
    sectors: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    consent: bool | None = None
    need: str = ""
    remarks: tuple[Remark, ...] = ()
    """Those about the consent, which is why it is held."""


class UnplacedStory(LateStory):
    """Of one such row."""

    def __init__(self, fields: Fields, row: int, decision: Decision) -> None:
        super().__init__(fields, row)
        self._decision = decision

    @property
    def decision(self) -> Decision:
        """The same for all that say the same."""
        return self._decision


class Unplaced:
    """Settles such rows. ``locate``: where a code is, given a municipality and a country."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.locate = lru_cache(maxsize=_LOCATED)(self._located)
        self._heeds_municipality = lru_cache(maxsize=_LOCATED)(self._heeds)
        self._decision = lru_cache(maxsize=_REMEMBERED)(self._decided)

    def settle(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """Settle those of ``rows``, new requests, that are in no region for certain."""
        for row, said in zip(rows.tolist(), _said(decided.fields, rows), strict=True):
            if not self._heeds_municipality(said.postal_code, said.country):
                said = said._replace(municipality="")  # remembered for all that this code is typed with
            found = self._decision(said)
            if found is None:
                continue
            decision, answer = found
            decided.settle(row, answer)
            decided.unplaced[row] = True
            decided.stories[row] = UnplacedStory(decided.fields, row, decision)

    def _decided(self, said: _Said) -> tuple[Decision, Answer] | None:
        location = self.locate(said.postal_code, said.municipality, said.country)
        if self._desk.router.region_of(location) is not None:
            return None
        decision = self._desk.router.decide(Request("representative", "—", **said._asdict()), location, {})
        return decision, of_decision(decision)

    def _heeds(self, code: str, country: str) -> bool:
        return heeds_municipality(code, self._desk.atlas, country)

    def _located(self, code: str, municipality: str, country: str) -> Location:
        desk = self._desk
        regions = desk.directory.region_of_mrc
        return locate(
            code, desk.atlas, regions, municipality=municipality or None, country=country, geonames=desk.geonames
        )


def _said(fields: Fields, rows: NDArray[np.int64]) -> Iterator[_Said]:
    """Of rows that are requests. A usual one is read no further, another no further than need be."""
    usual = fields.usual[rows].tolist()
    codes, municipalities = (_cells(fields, name, rows) for name in ("postal_code", "municipality"))
    for row, is_usual, code, municipality in zip(rows.tolist(), usual, codes, municipalities, strict=True):
        if is_usual:
            yield _Said(code.strip(), municipality.strip())
            continue
        request = fields.part(row, (*PLACE, *PARTICULARS)) if fields.identified[row] else fields.request(row)
        assert isinstance(request, Request)
        said = _Said(*(getattr(request, name) for name in _Said._fields))
        need = said.need if said.country != "CA" or fields.speaks_of_france[row] else ""  # remembered for all others
        remarks = tuple(remark for remark in said.remarks if remark.field == "consent")
        yield said._replace(need=need, remarks=remarks)


def _cells(fields: Fields, name: str, rows: NDArray[np.int64]) -> list[str]:
    column = fields.column(name)
    return [""] * len(rows) if column is None else column.take(pa.array(rows)).to_pylist()
