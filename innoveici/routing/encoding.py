"""A decision as JSON values and back, nothing lost: ``decision_from_json(decision_to_json(d)) == d``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from innoveici.atlas.location import (
    Ambiguous,
    Candidate,
    Invalid,
    Located,
    Location,
    Outside,
    Point,
    Unknown,
    verdict,
)
from innoveici.reasons import Reason
from innoveici.routing.decision import Decision, Fit, Inputs, Ranked

RECORD_VERSION = 1

_Json = dict[str, Any]
_LOCATION_TYPES: Mapping[str, type[Location]] = {
    "exact": Located,
    "area": Located,
    "ambiguous": Ambiguous,
    "unknown": Unknown,
    "outside": Outside,
    "invalid": Invalid,
}
_PLAIN = (
    "status",
    "region_code",
    "erac_id",
    "erac_name",
    "advisor_id",
    "distance_km",
    "distance_error_km",
    "close_call",
    "tie_break",
)


def decision_to_json(decision: Decision) -> _Json:
    """Everything, as JSON values. Empty parts of the ranking are left out: a batch writes millions of them."""
    return {
        "version": RECORD_VERSION,
        **{name: getattr(decision, name) for name in _PLAIN},
        "day": decision.day.isoformat(),
        "location": _location_to_json(decision.location),
        "inputs": {f.name: getattr(decision.inputs, f.name) for f in fields(Inputs)},
        "reasons": [_reason_to_json(r) for r in decision.reasons],
        "ranking": [_ranked_to_json(r) for r in decision.ranking],
        "partnerships": [fit_to_json(fit) for fit in decision.partnerships],
    }


def decision_from_json(data: Mapping[str, Any]) -> Decision:
    """The inverse of :func:`decision_to_json`."""
    return Decision(
        **{name: data[name] for name in _PLAIN},
        day=date.fromisoformat(data["day"]),
        location=_location_from_json(data["location"]),
        inputs=Inputs(**data["inputs"]),
        reasons=tuple(_reason_from_json(r) for r in data["reasons"]),
        ranking=tuple(_ranked_from_json(r) for r in data["ranking"]),
        partnerships=tuple(Fit(**fit | {"organizations": tuple(fit["organizations"])}) for fit in data["partnerships"]),
    )


def fit_to_json(fit: Fit) -> _Json:
    """``id, name, organizations, offer, source``."""
    return {f.name: getattr(fit, f.name) for f in fields(Fit)} | {"organizations": list(fit.organizations)}


def _reason_to_json(reason: Reason) -> str | _Json:
    return reason.to_json() if reason.params else reason.code


def _reason_from_json(data: str | Mapping[str, Any]) -> Reason:
    return Reason(data) if isinstance(data, str) else Reason.from_json(data)


def _ranked_to_json(ranked: Ranked) -> _Json:
    data: _Json = {
        "advisor_id": ranked.advisor_id,
        "name": ranked.name,
        "organization": ranked.organization,
        "distance_km": ranked.distance_km,
        "distance_error_km": ranked.distance_error_km,
        "eligible": ranked.eligible,
    }
    if ranked.why:
        data["why"] = [_reason_to_json(r) for r in ranked.why]
    if ranked.stands_in_for:
        data["stands_in_for"] = list(ranked.stands_in_for)
    return data


def _ranked_from_json(data: Mapping[str, Any]) -> Ranked:
    why = tuple(_reason_from_json(r) for r in data.get("why", ()))
    return Ranked(**{**data, "why": why, "stands_in_for": tuple(data.get("stands_in_for", ()))})


def _location_to_json(location: Location) -> _Json:
    data: _Json = {"verdict": verdict(location)}
    for f in fields(location):
        match value := getattr(location, f.name):
            case Point():
                data[f.name] = [value.latitude, value.longitude]
            case Reason():
                data[f.name] = value.to_json()
            case tuple():  # only candidates are
                data[f.name] = [[c.region_code, list(c.mrc_codes), list(c.places)] for c in value]
            case _:
                data[f.name] = value
    return data


def _location_from_json(data: Mapping[str, Any]) -> Location:
    values = dict(data)
    kind = _LOCATION_TYPES[data["verdict"]]
    if kind is not Located:
        del values["verdict"]
    if values.get("point") is not None:
        values["point"] = Point(*values["point"])
    if values.get("reason") is not None:
        values["reason"] = Reason.from_json(values["reason"])
    if "candidates" in values:
        values["candidates"] = tuple(Candidate(r, tuple(m), tuple(p)) for r, m, p in values["candidates"])
    return kind(**values)
