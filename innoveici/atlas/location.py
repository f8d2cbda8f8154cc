"""What the atlas answers: outcomes as types, one for each verdict of the contract, and their two forms as JSON.

``location_to_json`` is the contract's, for scripts; ``location_to_record`` is the ledger's, of which nothing is lost.
Pure values; never localised.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from innoveici.postal import UNKNOWN_COUNTRY
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


def location_to_json(location: Location, erac_ids: Sequence[str] = ()) -> dict[str, Any]:
    """As the contract has it: ``postal_code, verdict, place, municipality_code, mrc_code, region_code, erac_ids,
    latitude, longitude, uncertainty_km, candidates, reason``, then ``reason_code, suggestion, country, province``.

    ``erac_ids``: those of the region, which the caller knows. Degrees to 5 decimals, km to 1; null where unknown.
    ``reason`` is English; ``reason_code`` the code to act on.
    """
    shape: dict[str, Any] = {
        "postal_code": location.text if isinstance(location, Invalid) else location.postal_code,
        "verdict": verdict(location),
        "place": None,
        "municipality_code": None,
        "mrc_code": None,
        "region_code": None,
        "erac_ids": list(erac_ids),
        **_spot(None, None),
        "candidates": [],
        **_why(location.reason),
        "suggestion": None,
        "country": "CA",
        "province": "QC",
    }
    match location:
        case Located():
            shape |= {
                "place": location.place,
                "municipality_code": location.municipality_code,
                "mrc_code": location.mrc_code,
                "region_code": location.region_code,
                **_spot(location.point, location.uncertainty_km),
            }
        case Ambiguous():
            shape |= {
                "place": location.place,
                "candidates": [_candidate(candidate) for candidate in location.candidates],
                **_spot(location.point, location.uncertainty_km),
            }
        case Outside():
            shape |= {
                "place": location.place,
                "country": None if location.country == UNKNOWN_COUNTRY else location.country,
                "province": location.province,
                **_spot(location.point, location.uncertainty_km),
            }
        case Unknown():
            shape["province"] = None
        case Invalid():
            shape |= {"suggestion": location.suggestion, "country": None, "province": None}
    return shape


def _spot(point: Point | None, uncertainty_km: float | None) -> dict[str, Any]:
    return {
        "latitude": round(point.latitude, 5) if point else None,
        "longitude": round(point.longitude, 5) if point else None,
        "uncertainty_km": None if uncertainty_km is None else round(uncertainty_km, 1),
    }


def _why(reason: Reason | None) -> dict[str, Any]:
    return {"reason": str(reason) if reason else None, "reason_code": _code(reason) if reason else None}


def _code(reason: Reason) -> str:
    """The reason that decided: a remark added to it does not change the code."""
    inner = reason.params.get("reason") if reason.code == "place.noted" else None
    return _code(inner) if isinstance(inner, Reason) else reason.code


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "region_code": candidate.region_code,
        "mrc_codes": list(candidate.mrc_codes),
        "places": list(candidate.places),
    }


_TYPE_OF_VERDICT: Mapping[str, type[Location]] = {
    "exact": Located,
    "area": Located,
    "ambiguous": Ambiguous,
    "unknown": Unknown,
    "outside": Outside,
    "invalid": Invalid,
}


def location_to_record(location: Location) -> dict[str, Any]:
    """As the ledger keeps it, nothing lost: its fields by name and its verdict; what is None is left out."""
    data: dict[str, Any] = {"verdict": verdict(location)}
    for f in fields(location):
        match value := getattr(location, f.name):
            case None:
                continue
            case Point():
                data[f.name] = [value.latitude, value.longitude]
            case Reason():
                data[f.name] = value.to_json()
            case tuple():  # only candidates are
                data[f.name] = [[c.region_code, list(c.mrc_codes), list(c.places)] for c in value]
            case _:
                data[f.name] = value
    return data


def location_from_record(data: Mapping[str, Any]) -> Location:
    """The inverse of :func:`location_to_record`."""
    kind = _TYPE_OF_VERDICT[data["verdict"]]
    values: dict[str, Any] = {f.name: data.get(f.name) for f in fields(kind)}
    if values.get("point") is not None:
        values["point"] = Point(*data["point"])
    if values.get("reason") is not None:
        values["reason"] = Reason.from_json(data["reason"])
    if "candidates" in values:
        values["candidates"] = tuple(Candidate(r, tuple(m), tuple(p)) for r, m, p in data["candidates"])
    return kind(**values)
