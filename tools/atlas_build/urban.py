"""Points of urban codes: which of the source's points cannot be right, what replaces them, how far off each may be.

A code whose point lies among the codes of another area, away from its own area's, is misplaced: areas do not overlap.
It takes the median of its neighbours in code order (consecutive codes are streets side by side), else its area's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas_build.geometry import Floats, distance_km
from atlas_build.sources import RawCode

CELL_LATITUDE, CELL_LONGITUDE = 0.01, 0.014
"""A cell is about 1.1 km square at 46° N; a point is judged by the codes of its cell and the eight around it."""
OWN_SHARE = 0.15
"""Below this share of codes of its own area around it, a point lies in another area."""
AWAY_KM, AWAY_SPREADS = 2.0, 2.0
"""…and is misplaced only when further from its area's middle than this, in km and in median distances."""
COMPACT_KM = 2.1
"""An area of which 90 % lies within this distance of its middle is a town's quarter or a small town…"""
OUTLYING_KM, OUTLYING_REACHES = 5.0, 3.0
"""…and has no code further away than this, in km plus multiples of that distance."""
ABSURD_KM = 50.0
"""No urban area reaches that far."""
PASSES = 2
"""Misplaced points no longer count as surroundings in the next pass."""
NEIGHBOURS = 4
"""Codes looked at on each side, in code order."""
REPEATED = 15
"""A point that so many codes of an area share is where the source did not know."""


@dataclass(frozen=True, slots=True)
class UrbanPoints:
    """One row a code, in the order given. ``kind`` is GIVEN, REPEATED_POINT, TO_NEIGHBOURS or TO_AREA.

    In km: ``spread`` is the median distance of its neighbours in code order from their middle, ``apart`` its own
    distance from there (0 where it was moved), ``area_spread`` the 90 % distance from the area's middle.
    """

    latitude: Floats
    longitude: Floats
    kind: NDArray[np.uint8]
    spread: Floats
    apart: Floats
    area_spread: Floats


GIVEN, REPEATED_POINT, TO_NEIGHBOURS, TO_AREA = range(4)


def urban_points(codes: Sequence[RawCode]) -> UrbanPoints:
    """``codes`` are urban and sorted, so that areas are contiguous."""
    lat = np.array([code.latitude for code in codes])
    lon = np.array([code.longitude for code in codes])
    areas = list(_areas(codes))
    misplaced = np.zeros(len(codes), dtype=bool)
    for _ in range(PASSES):
        misplaced = _misplaced(lat, lon, areas, ~misplaced)
    out_lat, out_lon = lat.copy(), lon.copy()
    kind = np.zeros(len(codes), dtype=np.uint8)
    spread, apart, area_spread = (np.zeros(len(codes)) for _ in range(3))
    for start, stop in areas:
        good = np.flatnonzero(~misplaced[start:stop]) + start
        middle = np.median(lat[good]), np.median(lon[good])
        reach = float(np.quantile(distance_km(lat[good], lon[good], *middle), 0.9))
        area_spread[start:stop] = reach
        shared = Counter(zip(lat[start:stop].tolist(), lon[start:stop].tolist(), strict=True))
        for row in range(start, stop):
            beside = _beside(row, start, stop, misplaced)
            spread[row], apart[row] = _among(lat, lon, row, beside)
            if not misplaced[row]:
                kind[row] = REPEATED_POINT if shared[lat[row], lon[row]] >= REPEATED else GIVEN
            elif beside.size > 1 and spread[row] < reach:
                out_lat[row], out_lon[row], kind[row] = np.median(lat[beside]), np.median(lon[beside]), TO_NEIGHBOURS
            else:
                out_lat[row], out_lon[row], kind[row] = *middle, TO_AREA
    apart[kind >= TO_NEIGHBOURS] = 0.0
    return UrbanPoints(out_lat, out_lon, kind, spread, apart, area_spread)


def _areas(codes: Sequence[RawCode]) -> Iterator[tuple[int, int]]:
    start = 0
    for row in range(1, len(codes) + 1):
        if row == len(codes) or codes[row].fsa != codes[start].fsa:
            yield start, row
            start = row


def _misplaced(lat: Floats, lon: Floats, areas: list[tuple[int, int]], counted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rows = np.floor(lat / CELL_LATITUDE).astype(int).tolist()
    columns = np.floor(lon / CELL_LONGITUDE).astype(int).tolist()
    everyone: Counter[tuple[int, int]] = Counter()
    own: Counter[tuple[int, int, int]] = Counter()
    for area, (start, stop) in enumerate(areas):
        for i in range(start, stop):
            if counted[i]:
                everyone[rows[i], columns[i]] += 1
                own[rows[i], columns[i], area] += 1
    result = np.zeros(len(lat), dtype=bool)
    around = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    for area, (start, stop) in enumerate(areas):
        good = np.flatnonzero(counted[start:stop]) + start
        away = distance_km(lat[start:stop], lon[start:stop], np.median(lat[good]), np.median(lon[good]))
        limit = max(AWAY_KM, AWAY_SPREADS * float(np.median(away)))
        reach = float(np.quantile(away[good - start], 0.9))
        furthest = min(ABSURD_KM, OUTLYING_KM + OUTLYING_REACHES * reach if reach <= COMPACT_KM else ABSURD_KM)
        result[start:stop] = away > furthest
        for i in (np.flatnonzero((away > limit) & (away <= furthest)) + start).tolist():
            y, x = rows[i], columns[i]
            total = sum(everyone[y + dy, x + dx] for dy, dx in around)
            mine = sum(own[y + dy, x + dx, area] for dy, dx in around)
            result[i] = total > 0 and mine < OWN_SHARE * total
    return result


def _beside(row: int, start: int, stop: int, misplaced: NDArray[np.bool_]) -> NDArray[np.int64]:
    window = range(max(start, row - NEIGHBOURS), min(stop, row + NEIGHBOURS + 1))
    return np.array([i for i in window if i != row and not misplaced[i]], dtype=np.int64)


def _among(lat: Floats, lon: Floats, row: int, beside: NDArray[np.int64]) -> tuple[float, float]:
    if not beside.size:
        return 0.0, 0.0
    middle = np.median(lat[beside]), np.median(lon[beside])
    spread = np.median(distance_km(lat[beside], lon[beside], *middle))
    return float(spread), float(distance_km(lat[row], lon[row], *middle))
