"""Where a certain code is, as the ledger's texts of a decision say it. A test holds it to ``record.split``."""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as quoted  # as canonical JSON has it

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.atlas.layout import NONE
from innoveici.batch.decide.places import PlaceTable
from innoveici.batch.text import floats, glued, taken
from innoveici.routing.masking import coarse_uncertainty

_DOUBT = 1e-6


class PlaceTexts:
    """Of the codes of one table."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._place = lru_cache(maxsize=8192)(self._placed)

    def of(self, rows: NDArray[np.int64]) -> tuple[pa.StringArray, pa.StringArray]:
        """For each code its location's public text, without what it shares with others (``record.split_common``), and
        the location as a member of the private part."""
        arrays = self._table.arrays
        names = np.stack([arrays.place[rows], arrays.municipality[rows], arrays.mrcs[rows]]).astype(np.int64)
        distinct, which = np.unique(names[0] << 32 | names[1] << 16 | names[2], return_inverse=True)
        placed = [self._place(name >> 32, name >> 16 & 0xFFFF, name & 0xFFFF) for name in distinct.tolist()]
        latitude, longitude = arrays.latitude[rows], arrays.longitude[rows]
        uncertainties, of = np.unique(arrays.uncertainty_km[rows], return_inverse=True)
        shown = glued(
            taken(placed, which), "[", floats(tenths(latitude)), ",", floats(tenths(longitude)), '],"uncertainty_km":',
            taken([str(coarse_uncertainty(km)) for km in uncertainties.tolist()], of), "}",
        )  # fmt: skip
        hidden = glued(
            '"location":{"point":[', floats(latitude), ",", floats(longitude), '],"postal_code":"',
            _spaced(self._table.codes[rows]), '","uncertainty_km":',
            taken(list(map(repr, uncertainties.tolist())), of), "}",
        )  # fmt: skip
        return shown, hidden

    def _placed(self, place: int, municipality: int, mrcs: int) -> str:
        arrays = self._table.arrays
        mrc = arrays.mrc_sets[mrcs][0]
        code = "" if municipality == NONE else f'"municipality_code":"{arrays.municipality_codes[municipality]}",'
        return f'{{"mrc_code":"{mrc}",{code}"place":{quoted(arrays.places[place])},"point":'


def tenths(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """``round(…, 1)`` of each, which is exact; ten times the number, which numpy rounds, is not."""
    tenfold = degrees * 10
    rounded: NDArray[np.float64] = np.rint(tenfold) / 10
    half = np.abs(np.abs(tenfold - np.rint(tenfold)) - 0.5) < _DOUBT
    rounded[half] = [round(value, 1) for value in degrees[half].tolist()]
    return rounded


def _spaced(codes: NDArray[np.bytes_]) -> pa.StringArray:
    """``J0K2M0`` as ``J0K 2M0``."""
    letters = np.ascontiguousarray(codes).view(np.uint8).reshape(-1, 6)
    spaced = np.insert(letters, 3, ord(" "), axis=1)
    offsets = np.arange(0, spaced.size + 1, 7, dtype=np.int32)
    return pa.StringArray.from_buffers(len(codes), pa.py_buffer(offsets), pa.py_buffer(spaced))
