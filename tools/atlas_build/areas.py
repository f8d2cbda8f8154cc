"""Each forward sortation area: the MRCs in which it has codes, its middle and its reach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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
NEGLIGIBLE = 0.01
"""Codes of an urban area beyond its MRC are a street across the line or a slip of the source when fewer than this."""


def areas_of(rows: Iterable[Row], published: Mapping[str, tuple[str, ...]] | None = None) -> list[AreaRow]:
    """Areas by their three characters. The reach is the distance within which 90 % of its codes lie, and their own.

    ``published`` adds MRCs in which addresses of an area are known although no code of it is.
    """
    by_area: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.code[:3] not in FOREIGN_AREAS:
            by_area[row.code[:3]].append(row)
    extra = published or {}
    return [_area(fsa, members, extra.get(fsa, ())) for fsa, members in sorted(by_area.items())]


def _area(fsa: str, rows: list[Row], published: tuple[str, ...]) -> AreaRow:
    lat, lon = np.array([row.latitude for row in rows]), np.array([row.longitude for row in rows])
    latitude, longitude = float(np.median(lat)), float(np.median(lon))
    reach = distance_km(latitude, longitude, lat, lon) + np.array([row.uncertainty_km for row in rows])
    place = min(Counter(row.place for row in rows).items(), key=lambda item: (-item[1], item[0]))[0]
    counted = Counter(mrc for row in rows for mrc in row.mrcs)
    least = 0.0 if fsa[1] == "0" else NEGLIGIBLE * len(rows)
    mrcs = tuple(sorted({mrc for mrc, count in counted.items() if count >= least} | set(published)))
    return AreaRow(fsa, place, mrcs, latitude, longitude, float(np.quantile(reach, 0.9)))
