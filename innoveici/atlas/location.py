"""What the atlas answers: outcomes as types, one for each verdict of the contract, pure values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from innoveici.reasons import Reason

EARTH_RADIUS_KM = 6371.0088
"""Mean Earth radius of IUGG; great-circle distances below are within 0.5 % of the ellipsoid's."""


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84, in degrees; longitude is negative in Québec."""

    latitude: float
    longitude: float

    def distance_km(self, other: Point) -> float:
        """Great-circle distance (haversine); 0 for identical points, never NaN."""
        lat1, lat2 = math.radians(self.latitude), math.radians(other.latitude)
        dlat, dlon = lat2 - lat1, math.radians(other.longitude - self.longitude)
        h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One region in which an ambiguous code may be, and what speaks for it."""

    region_code: str
    mrc_codes: tuple[str, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """In one region for certain: ``exact`` from all six characters, ``area`` from the first three alone."""

    postal_code: str
    verdict: Literal["exact", "area"]
    place: str
    municipality_code: str | None
    mrc_code: str | None
    region_code: str
    point: Point
    uncertainty_km: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several regions remain possible: the municipality may settle it, else a person does."""

    postal_code: str
    candidates: tuple[Candidate, ...]
    reason: Reason
    place: str | None = None
    point: Point | None = None
    uncertainty_km: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code of the right form for which no region can be named; ``reason`` says why."""

    postal_code: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Outside:
    """Not in Québec. ``point`` only when pgeocode's data is on disk."""

    postal_code: str
    country: str
    reason: Reason
    province: str | None = None
    place: str | None = None
    point: Point | None = None
    uncertainty_km: float | None = None


@dataclass(frozen=True, slots=True)
class Invalid:
    """Not a postal code; ``suggestion`` is a reading that would be one, never used silently."""

    text: str
    reason: Reason
    suggestion: str | None = None


Location = Located | Ambiguous | Unknown | Outside | Invalid


def verdict(location: Location) -> str:
    """The contract's word for an outcome."""
    match location:
        case Located():
            return location.verdict
        case Ambiguous():
            return "ambiguous"
        case Unknown():
            return "unknown"
        case Outside():
            return "outside"
        case Invalid():
            return "invalid"
