"""What the result columns say of a recorded decision, without making the whole of it again. Pure.

Of a hundred thousand requests that come again nobody asks for the ranking. A test holds it to ``record.join``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from innoveici.routing.record import ERASED

# Quotes inside a string are escaped in JSON: these are members. Their order is that of sorted keys.
_RANKING, _AFTER_RANKING = ',"ranking":{"eligible":', ']},"reasons":['
_DISTANCE = '{"distance":['


class Outline(NamedTuple):
    """As in ``Decision``; empty where there is nothing to say."""

    reason_codes: tuple[str, ...]
    verdict: str
    region_code: str
    erac_id: str
    advisor_id: str
    advisor_name: str
    distance_km: float | None
    distance_error_km: float | None


def outline(payload: str, private: str, roster: Mapping[str, Any] | None) -> Outline:
    """Of the canonical text of an event that decided, and of its private part.

    ``roster`` is None when it was erased.
    """
    before, ranking, after = payload.partition(_RANKING)
    event = json.loads(f"{before}{after[after.index(_AFTER_RANKING) + 2 :]}" if ranking else payload)["decision"]
    distance: list[float | None] = [None, None]
    if private.startswith(_DISTANCE):
        distance = [float(km) for km in private[len(_DISTANCE) : private.index("]")].split(",")]
    advisor_id = event.get("advisor_id", "")
    return Outline(
        tuple(reason if isinstance(reason, str) else reason["code"] for reason in event["reasons"]),
        event["location"]["verdict"],
        event.get("region_code", ""),
        event.get("erac_id", ""),
        advisor_id,
        _name(advisor_id, roster) if advisor_id and ranking else "",
        *distance,
    )


def _name(advisor_id: str, roster: Mapping[str, Any] | None) -> str:
    return str(roster["names"][roster["ids"].index(advisor_id)]) if roster else ERASED
