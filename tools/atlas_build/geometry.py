"""Distances on arrays. Flat Earth per pair, within 0.5 % below 100 km: enough to compare points of one area."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
KM_PER_DEGREE = 111.2


def distance_km(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Floats:
    """Kilometres between points in degrees; arrays broadcast."""
    x = (np.asarray(lon2) - lon1) * KM_PER_DEGREE * np.cos(np.radians((np.asarray(lat1) + lat2) / 2))
    y = (np.asarray(lat2) - lat1) * KM_PER_DEGREE
    apart: Floats = np.hypot(x, y)
    return apart
