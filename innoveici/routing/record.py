"""A decision as the ledger keeps it: what an event may say for ever, apart from what can be erased.

``join(*split(d)) == d``. The event keeps what explains the decision at the level of the municipality: region, MRC,
order of the candidates, reasons, fingerprints. The private part holds the postal code, whatever of the request a reason
quotes, people's names, and every figure from which the postal code could be worked out again. Distances to twenty known
offices are a position, even rounded: the municipality alone leaves a median of 1,382 postal codes, with 21 distances in
whole km it leaves 4. So the event has them in steps of 10 km, and its point to 0.1 degree. Measured on 200 codes drawn
from the atlas, a median of some 280 then share the event's every word; where codes are few and far between, in one case
of nine, it still fits one alone, mostly by the order of the candidates.

Beside the decision, an event keeps the request's id: one derived from the content can be tested against a guess of the
whole content (``request.derive_request_id``); give requests ids of your own, as exports do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from innoveici.routing.decision import Decision
from innoveici.routing.encoding import decision_from_json, decision_to_json

__all__ = ["ERASED", "decision_from_json", "decision_to_json", "join", "split"]

ERASED = "—"
"""Stands in an event for what is private, and in a decision for what was erased."""

_Json = dict[str, Any]
_PUBLIC_OF_LOCATION = ("verdict", "place", "municipality_code", "mrc_code", "region_code", "country", "province")
# Everything else a reason says is private until someone has thought about it.
_PUBLIC_IN_REASONS = frozenset(
    (
        *("place", "mrc", "region", "region_name", "other_region", "regions", "province", "country", "department"),
        *(
            "advisor",
            "erac",
            "partnership",
            "language",
            "date",
            "from",
            "until",
            "open",
            "capacity",
            "count",
            "position",
        ),
    )
)
_STEP_KM = 10
_GRID_ERROR_KM = 7.0
"""What rounding to 0.1 degree adds to a point's error in Québec: half a diagonal of 11.1 km by 7.9 km, at 45° north."""


def split(decision: Decision) -> tuple[_Json, _Json]:
    """``(event payload, private part)``, both JSON values. The payload alone is a valid, coarser record."""
    event = decision_to_json(decision)
    private: _Json = {"distance": [event["distance_km"], event["distance_error_km"]]}
    event["distance_km"] = _coarse(event["distance_km"])
    event["distance_error_km"] = _coarse_error(event["distance_error_km"])
    event["location"], private["location"] = _split_location(event["location"])
    event["reasons"], private["reasons"] = _mask_all(event["reasons"])
    ranking = event["ranking"]
    private["ranking"] = {
        "name": [r["name"] for r in ranking],
        "distance_km": [r["distance_km"] for r in ranking],
        "distance_error_km": [r["distance_error_km"] for r in ranking],
        "why": {},
    }
    for position, ranked in enumerate(ranking):
        ranked["name"] = ERASED
        ranked["distance_km"] = _coarse(ranked["distance_km"])
        ranked["distance_error_km"] = _coarse_error(ranked["distance_error_km"])
        if "why" in ranked:
            ranked["why"], hidden = _mask_all(ranked["why"])
            if hidden:
                private["ranking"]["why"][str(position)] = hidden
    return event, private


def join(event: Mapping[str, Any], private: Mapping[str, Any] | None) -> Decision:
    """The decision again; ``private`` is None after erasure, and then what was private reads ERASED or is coarse."""
    if private is None:
        return decision_from_json(event)
    data = dict(event)
    data["distance_km"], data["distance_error_km"] = private["distance"]
    data["location"] = _join_location(event["location"], private["location"])
    data["reasons"] = _unmask_all(event["reasons"], private["reasons"])
    columns = private["ranking"]
    data["ranking"] = []
    for position, ranked in enumerate(event["ranking"]):
        whole = dict(ranked)
        for name in ("name", "distance_km", "distance_error_km"):
            whole[name] = columns[name][position]
        if "why" in ranked:
            whole["why"] = _unmask_all(ranked["why"], columns["why"].get(str(position), {}))
        data["ranking"].append(whole)
    return decision_from_json(data)


def _coarse(km: float | None) -> int | None:
    return None if km is None else _STEP_KM * round(km / _STEP_KM)


def _coarse_error(km: float | None) -> int | None:
    """An error that holds for the coarse distance too: with half a step more, up to a whole one."""
    return None if km is None else _STEP_KM * math.ceil((km + _STEP_KM / 2) / _STEP_KM)


def _split_location(location: _Json) -> tuple[_Json, _Json]:
    event: _Json = {}
    private: _Json = {}
    for name, value in location.items():
        if value is None or name in _PUBLIC_OF_LOCATION:
            event[name] = value
            continue
        match name:
            case "reason":
                event[name], private[name] = _mask(value)
            case "point":
                event[name], private[name] = [round(degrees, 1) for degrees in value], value
            case "uncertainty_km":
                event[name], private[name] = math.ceil(math.hypot(value, _GRID_ERROR_KM)), value
            case "candidates":
                event[name], private[name] = [[region, mrcs, []] for region, mrcs, _ in value], value
            case _:
                event[name], private[name] = ERASED, value
    return event, private


def _join_location(event: Mapping[str, Any], private: Mapping[str, Any]) -> _Json:
    whole = {**event, **private}
    if "reason" in private:
        whole["reason"] = _unmask(event["reason"], private["reason"])
    return whole


def _mask_all(reasons: list[Any]) -> tuple[list[Any], _Json]:
    """The reasons with private values masked, and those values by the reason's position; a bare code hides nothing."""
    masked: list[Any] = []
    hidden: _Json = {}
    for position, reason in enumerate(reasons):
        if isinstance(reason, str):
            masked.append(reason)
            continue
        public, private = _mask(reason)
        masked.append(public)
        if private:
            hidden[str(position)] = private
    return masked, hidden


def _unmask_all(reasons: list[Any], hidden: Mapping[str, Any]) -> list[Any]:
    return [_unmask(r, hidden[str(i)]) if str(i) in hidden else r for i, r in enumerate(reasons)]


def _mask(reason: Mapping[str, Any]) -> tuple[_Json, _Json]:
    params: _Json = {}
    private: _Json = {}
    for name, value in reason["params"].items():
        if _is_reason(value):
            params[name], inner = _mask(value)
            if inner:
                private[name] = inner
        elif value is None or name in _PUBLIC_IN_REASONS:
            params[name] = value
        else:
            params[name], private[name] = ERASED, value
    return {"code": reason["code"], "params": params}, private


def _unmask(reason: Mapping[str, Any], private: Mapping[str, Any]) -> _Json:
    params = dict(reason["params"])
    for name, value in private.items():
        params[name] = _unmask(params[name], value) if _is_reason(params[name]) else value
    return {"code": reason["code"], "params": params}


def _is_reason(value: object) -> bool:
    """The same test as Reason.from_json's."""
    return isinstance(value, Mapping) and set(value) == {"code", "params"}
