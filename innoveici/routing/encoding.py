"""The parts of a decision as JSON values and back, nothing lost. ``record`` puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
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
from innoveici.routing.decision import Fit

Json = dict[str, Any]
_LOCATION_TYPES: Mapping[str, type[Location]] = {
    "exact": Located,
    "area": Located,
    "ambiguous": Ambiguous,
    "unknown": Unknown,
    "outside": Outside,
    "invalid": Invalid,
}


def fit_to_json(fit: Fit) -> Json:
    """``id, name, organizations, offer, source``."""
    return {f.name: getattr(fit, f.name) for f in fields(Fit)} | {"organizations": list(fit.organizations)}


def fit_from_json(data: Mapping[str, Any]) -> Fit:
    """The inverse of :func:`fit_to_json`."""
    return Fit(**{**data, "organizations": tuple(data["organizations"])})


def reason_to_json(reason: Reason) -> str | Json:
    """The bare code where there is nothing else to say."""
    return reason.to_json() if reason.params else reason.code


def reason_from_json(data: str | Mapping[str, Any]) -> Reason:
    """The inverse of :func:`reason_to_json`."""
    return Reason(data) if isinstance(data, str) else Reason.from_json(data)


def location_to_json(location: Location) -> Json:
    """Its fields by name and its verdict; what is None is left out."""
    data: Json = {"verdict": verdict(location)}
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


def location_from_json(data: Mapping[str, Any]) -> Location:
    """The inverse of :func:`location_to_json`."""
    kind = _LOCATION_TYPES[data["verdict"]]
    values: dict[str, Any] = {f.name: data.get(f.name) for f in fields(kind)}
    if values.get("point") is not None:
        values["point"] = Point(*data["point"])
    if values.get("reason") is not None:
        values["reason"] = Reason.from_json(data["reason"])
    if "candidates" in values:
        values["candidates"] = tuple(Candidate(r, tuple(m), tuple(p)) for r, m, p in data["candidates"])
    return kind(**values)
