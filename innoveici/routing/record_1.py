"""Reads decisions as the first ledgers keep them, version 1 of the record; nothing writes it any more.

It had each candidate's name, organization and reasons in every event, so that twenty of them took 4 kB.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from innoveici.atlas.location import location_from_record
from innoveici.routing.decision import Decision, Inputs, Ranked, fit_from_json
from innoveici.routing.masking import join_location, reason_from_json, unmask_all

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


def join_1(event: Mapping[str, Any], private: Mapping[str, Any] | None) -> Decision:
    """The decision of an event of version 1; ``private`` is None after erasure."""
    if private is None:
        return _decision(event)
    data = dict(event)
    data["distance_km"], data["distance_error_km"] = private["distance"]
    data["location"] = join_location(event["location"], private["location"])
    data["reasons"] = unmask_all(event["reasons"], private["reasons"])
    columns = private["ranking"]
    data["ranking"] = []
    for position, ranked in enumerate(event["ranking"]):
        whole = dict(ranked)
        for name in ("name", "distance_km", "distance_error_km"):
            whole[name] = columns[name][position]
        if "why" in ranked:
            whole["why"] = unmask_all(ranked["why"], columns["why"].get(str(position), {}))
        data["ranking"].append(whole)
    return _decision(data)


def _decision(data: Mapping[str, Any]) -> Decision:
    return Decision(
        **{name: data[name] for name in _PLAIN},
        day=date.fromisoformat(data["day"]),
        location=location_from_record(data["location"]),
        inputs=Inputs(**data["inputs"]),
        reasons=tuple(map(reason_from_json, data["reasons"])),
        ranking=tuple(map(_ranked, data["ranking"])),
        partnerships=tuple(map(fit_from_json, data["partnerships"])),
    )


def _ranked(data: Mapping[str, Any]) -> Ranked:
    why = tuple(map(reason_from_json, data.get("why", ())))
    return Ranked(**{**data, "why": why, "stands_in_for": tuple(data.get("stands_in_for", ()))})
