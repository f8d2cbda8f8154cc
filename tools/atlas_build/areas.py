"""Each forward sortation area: the MRCs in which it has codes, its middle and its reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from atlas_build.geometry import distance_km


@dataclass(frozen=True, slots=True)
class Row:
    """One code, ready: MRC codes (one when certain), degrees, kilometres."""

    code: str
    municipality_code: str | None
    place: str
    mrcs: tuple[str, ...]
    latitude: float
    longitude: float
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class AreaRow:
    fsa: str
    place: str
    mrcs: tuple[str, ...]
    latitude: float
    longitude: float
    uncertainty_km: float


FOREIGN_AREAS = frozenset({"K1A"})
"""Areas of another province in which a few codes are Québec's: what is not known there says nothing about Québec."""


def areas_of(rows: Iterable[Row]) -> list[AreaRow]:
    """Areas by their three characters. The reach is the distance within which 90 % of its codes lie, and their own."""
    by_area: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.code[:3] not in FOREIGN_AREAS:
            by_area[row.code[:3]].append(row)
    return [_area(fsa, members) for fsa, members in sorted(by_area.items())]


def _area(fsa: str, rows: list[Row]) -> AreaRow:
    lat, lon = np.array([row.latitude for row in rows]), np.array([row.longitude for row in rows])
    latitude, longitude = float(np.median(lat)), float(np.median(lon))
    reach = distance_km(latitude, longitude, lat, lon) + np.array([row.uncertainty_km for row in rows])
    place = min(Counter(row.place for row in rows).items(), key=lambda item: (-item[1], item[0]))[0]
    mrcs = tuple(sorted({mrc for row in rows for mrc in row.mrcs}))
    return AreaRow(fsa, place, mrcs, latitude, longitude, float(np.quantile(reach, 0.9)))
