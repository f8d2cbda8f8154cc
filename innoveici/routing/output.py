"""A decision as ``route --json`` prints it: the contract's keys, English, never localised."""

from __future__ import annotations

from typing import Any

from innoveici.atlas.location import location_to_json
from innoveici.routing.decision import Decision, Inputs, Ranked
from innoveici.routing.encoding import fit_to_json


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
        "inputs": _inputs(decision.inputs),
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


def _inputs(inputs: Inputs) -> dict[str, str]:
    return {"regions": inputs.regions, "advisors": inputs.advisors, "atlas": inputs.atlas}
