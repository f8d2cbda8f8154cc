"""What routing answers: a Decision that holds everything needed to explain it later, without the files it came from.

``public_json`` is what ``route --json`` prints of one: the contract's keys, English, never localised. What the ledger
keeps of it is in ``record``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal

from innoveici.atlas.location import Location, location_to_json
from innoveici.reasons import Reason

Status = Literal["assigned", "held", "rejected", "referred"]


@dataclass(frozen=True, slots=True)
class Load:
    """What an advisor has in hand: open handoffs, and the ledger's sequence of the last one assigned (0: never)."""

    open: int = 0
    last_assigned: int = 0


NO_LOAD = Load()


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate as considered: ``why`` says why not, or what put it where it is.

    Distances are great-circle km from the company to this person's own office, rounded to 10 m (far below any error).
    ``stands_in_for`` holds the ids of the absent advisors this one replaces that day.
    """

    advisor_id: str
    name: str
    organization: str
    distance_km: float
    distance_error_km: float
    eligible: bool
    why: tuple[Reason, ...] = ()
    stands_in_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """A partnership that fits the request."""

    id: str
    name: str
    organizations: tuple[str, ...]
    offer: str
    source: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """SHA-256 fingerprints of what was decided upon."""

    regions: str
    advisors: str
    atlas: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome for one request, as of ``day``. ``reasons`` explains the status, most important first.

    ``ranking`` is in order of preference, eligible first: each is who would serve if those before could not.
    ``tie_break`` is the code of the rule that chose among advisors counted as equally near, None when distance decided.
    ``advisor_id`` is None in an assigned decision that hands the request to the ERAC itself.
    """

    status: Status
    location: Location
    inputs: Inputs
    day: date
    reasons: tuple[Reason, ...]
    region_code: str | None = None
    erac_id: str | None = None
    erac_name: str | None = None
    advisor_id: str | None = None
    distance_km: float | None = None
    distance_error_km: float | None = None
    close_call: bool = False
    tie_break: str | None = None
    ranking: tuple[Ranked, ...] = ()
    partnerships: tuple[Fit, ...] = ()

    @property
    def advisor(self) -> Ranked | None:
        """The one picked, as ranked."""
        return next((r for r in self.ranking if r.advisor_id == self.advisor_id), None) if self.advisor_id else None


def fit_to_json(fit: Fit) -> dict[str, Any]:
    """``id, name, organizations, offer, source``."""
    return {f.name: getattr(fit, f.name) for f in fields(Fit)} | {"organizations": list(fit.organizations)}


def fit_from_json(data: Mapping[str, Any]) -> Fit:
    """The inverse of :func:`fit_to_json`."""
    return Fit(**{**data, "organizations": tuple(data["organizations"])})


def public_json(
    decision: Decision, *, request_id: str, handoff_id: str | None = None, status: str | None = None
) -> dict[str, Any]:
    """The contract's object, ours after its keys. Distances in km; ``handoff_id`` is null in a dry run.

    ``reason`` is all reasons as one English sentence; a script looks at ``reason_code``, the first one's. ``status``
    replaces the decision's own where the ledger knows better (``duplicate``).
    """
    advisor = decision.advisor
    return {
        "request_id": request_id,
        "handoff_id": handoff_id,
        "status": status or decision.status,
        "reason": "; ".join(map(str, decision.reasons)),
        "location": location_to_json(decision.location, (decision.erac_id,) if decision.erac_id else ()),
        "region_code": decision.region_code,
        "erac_id": decision.erac_id,
        "advisor": advisor and {"id": advisor.advisor_id, "name": advisor.name, "organization": advisor.organization},
        "distance_km": decision.distance_km,
        "distance_error_km": decision.distance_error_km,
        "close_call": decision.close_call,
        "ranking": [_ranked(r) for r in decision.ranking],
        "inputs": asdict(decision.inputs),
        "partnerships": [fit_to_json(fit) for fit in decision.partnerships],
        "reason_code": decision.reasons[0].code,
        "reason_codes": [r.code for r in decision.reasons],
        "tie_break": decision.tie_break,
        "day": decision.day.isoformat(),
        "erac_name": decision.erac_name,
    }


def _ranked(ranked: Ranked) -> dict[str, Any]:
    return {
        "advisor_id": ranked.advisor_id,
        "distance_km": ranked.distance_km,
        "eligible": ranked.eligible,
        "why": [str(r) for r in ranked.why],
        "name": ranked.name,
        "organization": ranked.organization,
        "distance_error_km": ranked.distance_error_km,
        "why_codes": [r.code for r in ranked.why],
        "stands_in_for": list(ranked.stands_in_for),
    }
