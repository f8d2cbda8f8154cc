"""Where a certain code is, as the ledger's texts of a decision say it. A test holds it to ``record.split``."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.atlas.file_format import NONE
from innoveici.batch.decide.json_text import Value, between, cut, in_their_order, mark, objects, string
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
        the location in the private part."""
        arrays = self._table.arrays
        names = np.stack([arrays.place[rows], arrays.municipality[rows], arrays.mrcs[rows]]).astype(np.int64)
        distinct, which = np.unique(names[0] << 32 | names[1] << 16 | names[2], return_inverse=True)
        placed = [self._place(name >> 32, name >> 16 & 0xFFFF, name & 0xFFFF) for name in distinct.tolist()]
        latitude, longitude = arrays.latitude[rows], arrays.longitude[rows]
        uncertainties, of = np.unique(arrays.uncertainty_km[rows], return_inverse=True)
        shown = between(
            [taken(pieces, which) for pieces in zip(*placed, strict=True)],
            in_their_order(
                {
                    "point": _point(tenths(latitude), tenths(longitude)),
                    "uncertainty_km": Value(taken([str(coarse_uncertainty(km)) for km in uncertainties.tolist()], of)),
                }
            ),
        )
        hidden = objects(
            {
                "point": _point(latitude, longitude),
                "postal_code": string(_spaced(self._table.codes[rows])),
                "uncertainty_km": Value(taken(list(map(repr, uncertainties.tolist())), of)),
            },
            {},
        )
        return shown, hidden

    def _placed(self, place: int, municipality: int, mrcs: int) -> tuple[str, ...]:
        arrays = self._table.arrays
        location = {
            "point": mark("point"),
            "uncertainty_km": mark("uncertainty_km"),
            "place": arrays.places[place],
            "mrc_code": arrays.mrc_sets[mrcs][0],
        }
        if municipality != NONE:
            location["municipality_code"] = arrays.municipality_codes[municipality]
        _, pieces = cut(location)
        return pieces


def _point(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> Value:
    return Value(glued(floats(latitude), ",", floats(longitude)), "[", "]")


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
