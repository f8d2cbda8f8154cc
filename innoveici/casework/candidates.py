"""Who could take a handoff now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.atlas.location import Ambiguous
from innoveici.casework.case import Case
from innoveici.routing.appointing import nearest_of

if TYPE_CHECKING:
    from innoveici.desk import Desk
    from innoveici.ledger.ledger import Ledger
    from innoveici.routing.decision import Decision, Ranked


@dataclass(frozen=True, slots=True)
class AdvisorChoice:
    """Who could take a handoff now: ranked where its place is known; ``nearest``: whom the rule would choose.

    ``others``: names of everybody else by id, those of the regions where it may be first. ``decision``: as it would be
    decided now; None once the request was erased.
    """

    ranked: tuple[Ranked, ...]
    nearest: str | None
    others: Mapping[str, str]
    decision: Decision | None = None


def candidates_for(handoff_id: str, ledger: Ledger, desk: Desk) -> AdvisorChoice:
    """As of now: who has no room left or is absent today is not eligible. None where the place is not known."""
    handoff = ledger.show(handoff_id).handoff
    case = Case(handoff, ledger.recall((handoff.request_id,))[handoff.request_id], ())
    if case.request is None:  # erased: nobody could be asked
        return AdvisorChoice((), None, {})
    passed_over = frozenset({*handoff.declined_by, *filter(None, (handoff.advisor_id,))})
    decision = desk.decide(case.request, ledger.loads(), passed_over)
    nearest = nearest_of(decision)
    possible = {c.region_code for c in decision.location.candidates} if isinstance(decision.location, Ambiguous) else ()
    ranked = {r.advisor_id for r in decision.ranking}
    others = [advisor for id_, advisor in desk.directory.advisors.items() if id_ not in ranked]
    others.sort(key=lambda advisor: (advisor.region_code not in possible, advisor.id))
    return AdvisorChoice(
        decision.ranking,
        nearest.advisor_id if nearest else None,
        {advisor.id: advisor.name for advisor in others},
        decision,
    )
