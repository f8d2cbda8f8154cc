"""A location as the contract's JSON object: its keys in its order, then ours; machine output, never localised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from innoveici.atlas.location import Ambiguous, Candidate, Invalid, Located, Location, Outside, Point, Unknown, verdict
from innoveici.reasons import Reason


def location_to_json(location: Location, erac_ids: Sequence[str] = ()) -> dict[str, Any]:
    """``postal_code, verdict, place, municipality_code, mrc_code, region_code, erac_ids, latitude, longitude,
    uncertainty_km, candidates, reason``, then ``reason_code, suggestion, country, province``.

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
                "country": None if location.country == "??" else location.country,
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
