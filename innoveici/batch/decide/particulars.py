"""What of a request, beside its place, a decision depends on: consent, scale, the partnerships that fit, for which a
need plays a part where it speaks of France.

Few requests of an export differ in these; each combination that is met has a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.decide.fields import PARTICULARS
from innoveici.batch.text import coded, glued
from innoveici.request import Request
from innoveici.request_reading import Reading, read_request
from innoveici.routing.partnerships import QUEBEC, CompanyOrigin, PartnershipMatcher

if TYPE_CHECKING:
    from innoveici.batch.decide.fields import Fields
    from innoveici.routing.decision import Fit

_BETWEEN = "\x1f"
_REMEMBERED = 100_000
"""Cells in these columns that are told apart; some 20 MB."""
MOST = 1 << 12
"""Combinations that have a number."""


class Particulars:
    """Combinations by number; 0 is that of a request with none."""

    def __init__(self, matcher: PartnershipMatcher) -> None:
        self._matcher = matcher
        self._representatives: list[Request] = []
        self._numbers: dict[tuple[bool, bool, bool, tuple[Fit, ...]], int] = {}
        self._by_cells: dict[str, int] = {}
        self.number_of(Request("representative", "—", "—"))

    def representative(self, number: int) -> Request:
        """Some request of that combination."""
        return self._representatives[number]

    def refuses(self, numbers: NDArray[np.int16]) -> NDArray[np.bool_]:
        """Whether a request of each combination may not be transmitted."""
        refused = np.array([request.consent is False for request in self._representatives])
        found: NDArray[np.bool_] = refused[numbers]
        return found

    def number_of(self, request: Request) -> int:
        """The number of a request's combination, were it certainly in Québec; -1 where there are too many."""
        fits = self._matcher.fitting(request, CompanyOrigin(QUEBEC))
        combination = request.consent is False, request.consent_unclear, request.scale == "major", fits
        number = self._numbers.get(combination)
        if number is None:
            if len(self._representatives) >= MOST:
                return -1
            number = self._numbers[combination] = len(self._representatives)
            self._representatives.append(
                Request(
                    "representative", "—", "—",
                    sectors=request.sectors, markets=request.markets, scale=request.scale, consent=request.consent,
                    need=request.need,
                    remarks=tuple(remark for remark in request.remarks if remark.field == "consent"),
                )
            )  # fmt: skip
        return number

    def numbers_of(self, fields: Fields) -> NDArray[np.int16]:
        """For each identified row whose cells are certain in this the number of its combination, were it in
        Québec; -1 for the others."""
        found = np.full(len(fields), -1, np.int16)
        certain = fields.identified.copy()
        france = fields.speaks_of_france
        for name in PARTICULARS:
            told = fields.certain.get(name, True)
            certain &= told | ~france if name == "need" else told
        rows = np.flatnonzero(certain)
        columns = [(name, column) for name in PARTICULARS if (column := fields.column(name)) is not None]
        columns = [
            (name, pc.if_else(pa.array(france), column, "") if name == "need" else column) for name, column in columns
        ]
        if not columns:
            found[rows] = 0
            return found
        names = [name for name, _ in columns]
        parts = [part for _, column in columns for part in (_BETWEEN, column)]
        which, cells = coded(glued(*parts[1:]).filter(pa.array(certain)))
        if len(self._by_cells) > _REMEMBERED:
            self._by_cells.clear()
        numbers = [self._of_cells(names, text, fields.how) for text in cells.to_pylist()]
        found[rows] = np.array(numbers, np.int16)[which]
        return found

    def _of_cells(self, names: list[str], text: str, how: Reading) -> int:
        if text not in self._by_cells:
            given = {name: cell for name, cell in zip(names, text.split(_BETWEEN), strict=True) if cell}
            request = read_request({"company": "—", "postal_code": "—", **given}, how)
            assert isinstance(request, Request)  # they are certain
            self._by_cells[text] = self.number_of(request)
        return self._by_cells[text]
