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

SMALLEST_KM = 0.3


def urban_uncertainty(points: UrbanPoints) -> Floats:
    """Kilometres, one a code in the order of ``points``."""
    given = 0.25 + 0.35 * points.spread + 0.03 * points.area_spread
    by_kind = {
        GIVEN: given,
        REPEATED_POINT: 1.4 * points.area_spread,
        TO_NEIGHBOURS: 1.0 + points.spread + 0.5 * points.area_spread,
        TO_AREA: 1.3 * points.area_spread,
    }
    result = np.select([points.kind == kind for kind in by_kind], list(by_kind.values()))
    return np.maximum(result, SMALLEST_KM)


def rural_uncertainty(point: RuralPoint, spacing_km: float) -> float:
    """Kilometres; ``spacing_km`` is the distance to the nearest other villages, which bounds a place's territory."""
    base = {"core": 1.0, "route": 1.5, "given": 3.0, "place": 4.0, "area": 25.0}[point.basis]
    return base + 0.3 * spacing_km


def spacing(points: Sequence[Point], villages: Sequence[Point]) -> Floats:
    """For each point, the mean distance (km) to its second to fourth nearest villages (the first is its own)."""
    lat, lon = np.array(villages).T
    result = np.empty(len(points))
    for row, (latitude, longitude) in enumerate(points):
        nearest = np.sort(distance_km(latitude, longitude, lat, lon))[1:4]
        result[row] = float(np.mean(nearest))
    return result
