"""What JSON says of a row beside the result columns: codes to act on, and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from innoveici.atlas.location_json import location_to_json
from innoveici.routing.encoding import fit_to_json

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided


def details_of(decided: Decided, row: int) -> dict[str, Any]:
    """``reason_codes``, ``location``, ``partnerships``, ``remarks``, and ``differs`` of a duplicate: the same keys in
    every row."""
    nothing: dict[str, Any] = {"location": None, "partnerships": [], "remarks": [], "differs": []}
    if row in decided.faults:
        return {"reason_codes": [fault.reason.code for fault in decided.faults[row]], **nothing}
    request = decided.fields.request(row) if not decided.fields.ordinary[row] else None
    nothing["remarks"] = [remark.shown() for remark in getattr(request, "remarks", ())]
    story = decided.stories.get(row)
    if story is None:
        answer = decided.answers[decided.which[row]]
        location = decided.located(row)
        eracs = (answer.erac_id,) if answer.erac_id else ()
        shown = {"reason_codes": list(answer.reason_codes), **nothing}
        fits = [fit_to_json(fit) for fit in answer.partnerships]
        return shown | {"location": location_to_json(location, eracs), "partnerships": fits}
    decision = story.decision
    return {
        "reason_codes": [reason.code for reason in decision.reasons],
        "location": location_to_json(decision.location, (decision.erac_id,) if decision.erac_id else ()),
        "partnerships": [fit_to_json(fit) for fit in decision.partnerships],
        "remarks": nothing["remarks"],
        "differs": list(story.differs),
    }
