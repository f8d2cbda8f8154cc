"""How far off a point may be: the radius (km) inside which about 90 % of real addresses of such a code lie.

The coefficients were fitted to the 90 % quantile on real addresses by class, never by code; `benchmarks/accuracy.py`
shows the share that falls inside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from atlas_build.geometry import Floats, distance_km
from atlas_build.rural import RuralPoint
from atlas_build.tables import Point
from atlas_build.urban import GIVEN, REPEATED_POINT, TO_AREA, TO_NEIGHBOURS, UrbanPoints

SMALLEST_KM = 0.25
FORMER_KM = 4.0
"""A former rural code served the whole of its place, routes included."""
STRAY_KM, STRAY_SPREADS = 2.0, 4.0
"""A point further from its neighbours' middle than this, in km and in their spreads, is on its own; half are wrong."""


def urban_uncertainty(points: UrbanPoints) -> Floats:
    """Kilometres, one a code in the order of ``points``."""
    given: Floats = 0.01 + 0.9 * points.spread + 0.05 * points.area_spread
    stray = (points.apart > STRAY_KM) & (points.apart > STRAY_SPREADS * points.spread)
    by_kind = {
        GIVEN: np.where(stray, np.maximum(given, points.apart), given),
        REPEATED_POINT: 1.4 * points.area_spread,
        TO_NEIGHBOURS: 0.8 + points.spread + 0.6 * points.area_spread,
        TO_AREA: 1.4 * points.area_spread,
    }
    result = np.select([points.kind == kind for kind in by_kind], list(by_kind.values()))
    atleast: Floats = np.maximum(result, SMALLEST_KM)
    return atleast


def rural_uncertainty(point: RuralPoint, spacing_km: float) -> float:
    """Kilometres; ``spacing_km`` is the distance to the nearest other villages, which bounds a place's territory."""
    base = {"core": 1.3, "route": 1.3, "given": 4.0, "place": 6.0, "area": 25.0}[point.basis]
    alone = 1.5 if point.basis == "core" and not point.confirmed else 0.0
    return max(base + alone + 0.08 * spacing_km, 1.1 * point.reach_km)


def spacing(points: Sequence[Point], villages: Sequence[Point]) -> Floats:
    """For each point, the mean distance (km) to its second to fourth nearest villages (the first is its own)."""
    lat, lon = np.array(villages).T
    result = np.empty(len(points))
    for row, (latitude, longitude) in enumerate(points):
        nearest = np.sort(distance_km(latitude, longitude, lat, lon))[1:4]
        result[row] = float(np.mean(nearest))
    return result
