"""Where a certain code is, as the ledger's texts of a decision say it. A test holds it to ``record.split``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring as quoted  # as canonical JSON has it

import numpy as np
from numpy.typing import NDArray

from innoveici.atlas.layout import NONE
from innoveici.batch.places import PlaceTable
from innoveici.routing.masking import ERASED, coarse_uncertainty


class PlaceTexts:
    """Of the codes of one table."""

    def __init__(self, table: PlaceTable, region_of_mrc: Mapping[str, str]) -> None:
        self._table = table
        self._region_of_mrc = region_of_mrc
        self._place = lru_cache(maxsize=8192)(self._placed)

    def of(self, rows: NDArray[np.int64]) -> Iterator[tuple[str, str]]:
        """For each code its location's public text, and the end of the private part."""
        arrays = self._table.arrays
        fixed = zip(
            arrays.place[rows].tolist(), arrays.municipality[rows].tolist(), arrays.mrcs[rows].tolist(), strict=True
        )
        codes = self._table.codes[rows].astype("U6").tolist()
        latitudes, longitudes = arrays.latitude[rows].tolist(), arrays.longitude[rows].tolist()
        uncertainties = arrays.uncertainty_km[rows].tolist()
        for code, latitude, longitude, km, names in zip(
            codes, latitudes, longitudes, uncertainties, fixed, strict=True
        ):
            before, after = self._place(*names)
            north, rounded_north = _degrees(latitude)
            east, rounded_east = _degrees(longitude)
            exact, rounded = _uncertainty(km)
            public = f'{before}[{rounded_north},{rounded_east}]{after}{rounded},"verdict":"exact"}}'
            point = f'"location":{{"point":[{north},{east}],"postal_code":'
            private = f'{point}"{code[:3]} {code[3:]}","uncertainty_km":{exact}}}'
            yield public, private

    def _placed(self, place: int, municipality: int, mrcs: int) -> tuple[str, str]:
        arrays = self._table.arrays
        mrc = arrays.mrc_sets[mrcs][0]
        code = "" if municipality == NONE else f'"municipality_code":"{arrays.municipality_codes[municipality]}",'
        region = self._region_of_mrc[mrc]
        return (
            f'{{"mrc_code":"{mrc}",{code}"place":{quoted(arrays.places[place])},"point":',
            f',"postal_code":"{ERASED}","region_code":"{region}","uncertainty_km":',
        )


@lru_cache(maxsize=32_768)
def _degrees(value: float) -> tuple[str, str]:
    """As it is, and to the tenth that an event keeps."""
    return repr(value), repr(round(value, 1))


@lru_cache(maxsize=4096)
def _uncertainty(km: float) -> tuple[str, str]:
    """As it is, and what an event keeps."""
    return repr(km), str(coarse_uncertainty(km))
