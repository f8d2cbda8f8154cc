"""What of a decision may be said for ever and what must be erasable: reasons, locations, distances. Pure.

Figures are coarse where they stay: distances to twenty known offices are a position, even rounded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from innoveici.reasons import Reason

ERASED = "—"
"""Stands in an event for what is private, and in a decision for what was erased."""

_Json = dict[str, Any]
_PUBLIC_OF_LOCATION = ("verdict", "place", "municipality_code", "mrc_code", "region_code", "country", "province")
# Everything else a reason says is private until someone has thought about it.
_PUBLIC_IN_REASONS = frozenset(
    (
        *("place", "mrc", "region", "region_name", "other_region", "regions", "province", "country", "department"),
        *("advisor", "erac", "partnership", "language", "date", "from", "until"),
        *("open", "capacity", "count", "position"),
    )
)
STEP_KM = 10
"""Distances that stay are multiples of this."""
_GRID_ERROR_KM = 7.0
"""What rounding to 0.1 degree adds to a point's error in Québec: half a diagonal of 11.1 km by 7.9 km, at 45° north."""


def coarse(km: float) -> int:
    """A distance to the nearest STEP_KM; halves go to the even multiple."""
    return STEP_KM * round(km / STEP_KM)


def coarse_error(km: float) -> int:
    """An error in km that holds for the coarse distance too: with half a step more, up to a whole one."""
    return STEP_KM * math.ceil((km + STEP_KM / 2) / STEP_KM)


def coarse_uncertainty(km: float) -> int:
    """A point's uncertainty in km once the point is rounded to 0.1 degree."""
    return math.ceil(math.hypot(km, _GRID_ERROR_KM))


def split_location(location: Mapping[str, Any]) -> tuple[_Json, _Json]:
    """The public and the private part of ``location_to_record``."""
    event: _Json = {}
    private: _Json = {}
    for name, value in location.items():
        if name in _PUBLIC_OF_LOCATION:
            event[name] = value
            continue
        match name:
            case "reason":
                event[name], private[name] = mask(value)
            case "point":
                event[name], private[name] = [round(degrees, 1) for degrees in value], value
            case "uncertainty_km":
                event[name], private[name] = coarse_uncertainty(value), value
            case "candidates":
                event[name], private[name] = [[region, mrcs, []] for region, mrcs, _ in value], value
            case _:
                event[name], private[name] = ERASED, value
    return event, private


def join_location(event: Mapping[str, Any], private: Mapping[str, Any]) -> _Json:
    """The inverse of :func:`split_location`."""
    whole = {**event, **private}
    if "reason" in private:
        whole["reason"] = unmask(event["reason"], private["reason"])
    return whole


def reason_to_json(reason: Reason) -> str | _Json:
    """The bare code where there is nothing else to say."""
    return reason.to_json() if reason.params else reason.code


def reason_from_json(data: str | Mapping[str, Any]) -> Reason:
    """The inverse of :func:`reason_to_json`."""
    return Reason(data) if isinstance(data, str) else Reason.from_json(data)


def mask_all(reasons: Sequence[Any]) -> tuple[list[Any], _Json]:
    """The reasons with private values masked, and those values by the reason's position; a bare code hides nothing."""
    masked: list[Any] = []
    hidden: _Json = {}
    for position, reason in enumerate(reasons):
        if isinstance(reason, str):
            masked.append(reason)
            continue
        public, private = mask(reason)
        masked.append(public)
        if private:
            hidden[str(position)] = private
    return masked, hidden


def unmask_all(reasons: Sequence[Any], hidden: Mapping[str, Any]) -> list[Any]:
    """The inverse of :func:`mask_all`."""
    return [unmask(r, hidden[str(i)]) if str(i) in hidden else r for i, r in enumerate(reasons)]


def mask(reason: Mapping[str, Any]) -> tuple[_Json, _Json]:
    """A reason as JSON with ERASED for every value that is private, and those values by name."""
    params: _Json = {}
    private: _Json = {}
    for name, value in reason["params"].items():
        if _is_reason(value):
            params[name], inner = mask(value)
            if inner:
                private[name] = inner
        elif value is None or name in _PUBLIC_IN_REASONS:
            params[name] = value
        else:
            params[name], private[name] = ERASED, value
    return {"code": reason["code"], "params": params}, private


def unmask(reason: Mapping[str, Any], private: Mapping[str, Any]) -> _Json:
    """The inverse of :func:`mask`."""
    params = dict(reason["params"])
    for name, value in private.items():
        params[name] = unmask(params[name], value) if _is_reason(params[name]) else value
    return {"code": reason["code"], "params": params}


def _is_reason(value: object) -> bool:
    """The same test as Reason.from_json's."""
    return isinstance(value, Mapping) and set(value) == {"code", "params"}
