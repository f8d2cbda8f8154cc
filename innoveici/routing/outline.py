"""What the result columns say of a recorded decision, without making the whole of it again. Pure.

Of a hundred thousand requests that come again nobody asks for the ranking. A test holds it to ``record.join``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from innoveici.routing.record import ERASED


class Outline(NamedTuple):
    """As in ``Decision``; empty where there is nothing to say."""

    reason_codes: tuple[str, ...]
    verdict: str
    region_code: str
    erac_id: str
    advisor_id: str
    advisor_name: str


def outline(common: Mapping[str, Any], roster: Mapping[str, Any] | None) -> Outline:
    """Of what a decision says as others do (``record.split_common``), so of all these: the distance is each one's own
    (``record.exact_distance``). ``roster`` is None when it was erased."""
    advisor_id = common.get("advisor_id", "")
    return Outline(
        tuple(reason if isinstance(reason, str) else reason["code"] for reason in common["reasons"]),
        common["location"]["verdict"],
        common.get("region_code", ""),
        common.get("erac_id", ""),
        advisor_id,
        _name(advisor_id, roster) if advisor_id and "ranking" in common else "",
    )


def _name(advisor_id: str, roster: Mapping[str, Any] | None) -> str:
    return str(roster["names"][roster["ids"].index(advisor_id)]) if roster else ERASED
