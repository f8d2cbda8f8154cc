"""The atlas as numpy arrays, for batches: all codes in key order, and a vectorised look-up. Imported only then."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from innoveici.atlas.file_format import COLUMNS, DEGREE, UNCERTAINTY_PER_KM


class AtlasArrays:
    """Parallel arrays, one row a code, in key order.

    ``keys`` uint32 · ``latitude``, ``longitude`` float64 degrees · ``uncertainty_km`` float64 · ``mrcs`` uint16 index
    into ``mrc_sets`` (a set of one is certain) · ``municipality`` uint16 index into ``municipality_codes`` (``NONE`` of
    ``layout`` when not known) · ``place`` uint16 index into ``places``.
    """

    def __init__(
        self,
        columns: Mapping[str, bytes],
        places: tuple[str, ...],
        municipality_codes: tuple[str, ...],
        mrc_sets: tuple[tuple[str, ...], ...],
    ) -> None:
        raw = {name: np.frombuffer(columns[name], dtype="<" + _NUMPY[kind]) for name, kind in COLUMNS.items()}
        self.keys: NDArray[np.uint32] = raw["key"]
        self.latitude: NDArray[np.float64] = raw["latitude"] / DEGREE
        self.longitude: NDArray[np.float64] = raw["longitude"] / DEGREE
        self.uncertainty_km: NDArray[np.float64] = raw["uncertainty"] / UNCERTAINTY_PER_KM
        self.mrcs: NDArray[np.uint16] = raw["mrcs"]
        self.municipality: NDArray[np.uint16] = raw["municipality"]
        self.place: NDArray[np.uint16] = raw["place"]
        self.places = places
        self.municipality_codes = municipality_codes
        self.mrc_sets = mrc_sets

    @cached_property
    def codes(self) -> NDArray[np.bytes_]:
        """Of each row the compact code, dtype ``S6``."""
        return codes_of(self.keys)

    def find(self, codes: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """The row of each normalised compact code (dtype ``S6``, ``b"J0K2M0"``); -1 where the atlas has none.

        A well-formed code is expected: anything else gives some row or -1, as its bytes happen to fall.
        """
        if not len(codes):
            return np.empty(0, dtype=np.int64)
        keys = keys_of(codes)
        rows = np.searchsorted(self.keys, keys)
        rows[rows == len(self.keys)] = 0
        return np.where(self.keys[rows] == keys, rows, -1)


_NUMPY = {"I": "u4", "i": "i4", "H": "u2"}


def keys_of(codes: NDArray[np.bytes_]) -> NDArray[np.uint32]:
    """``layout.code_key`` of each compact code (dtype ``S6``)."""
    a, b, c, d, e, f = np.ascontiguousarray(codes, dtype="S6").view(np.uint8).reshape(-1, 6).astype(np.uint32).T
    return ((((a - 65) * 10 + b - 48) * 26 + c - 65) * 10 + d - 48) * 260 + (e - 65) * 10 + f - 48


def codes_of(keys: NDArray[np.uint32]) -> NDArray[np.bytes_]:
    """The inverse of :func:`keys_of`, dtype ``S6``."""
    rest, characters = keys.astype(np.int64), []
    for base, first in ((10, 48), (26, 65), (10, 48), (26, 65), (10, 48), (26, 65)):
        rest, last = np.divmod(rest, base)
        characters.append(last + first)
    return np.stack(characters[::-1], axis=1).astype(np.uint8).view("S6").ravel()
