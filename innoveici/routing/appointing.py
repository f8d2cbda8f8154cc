"""An advisor chosen by a person: the decision that says so, beside what the rule would have chosen. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from innoveici.atlas.location import Located
from innoveici.directory.model import Advisor, Directory
from innoveici.reasons import Reason
from innoveici.routing.decision import Decision, Load, Ranked
from innoveici.routing.distance import Start
from innoveici.routing.eligibility import eligibility, region_pool, why_refused

BY_PERSON = Reason("routing.by_person")


def nearest_of(decision: Decision) -> Ranked | None:
    """Who the rule would choose: None when nobody is eligible, and where the place is not known well enough."""
    return decision.ranking[0] if decision.ranking and decision.ranking[0].eligible else None


def objections(
    directory: Directory, advisor: Advisor, day: date, load: Load | None, declined_by: frozenset[str] = frozenset()
) -> tuple[Reason, ...]:
    """What the rule has against an advisor of any region, wherever the company is; a person may overrule it."""
    region = directory.regions[advisor.region_code]
    member = next(m for m in region_pool(directory, region.code, day) if m.advisor.id == advisor.id)
    has_reached = load is not None and advisor.capacity is not None and load.open >= advisor.capacity
    full = {advisor.id: load.open} if load is not None and has_reached else {}
    bars = eligibility((member,), region.policy, full, declined_by).bars[advisor.id]
    return why_refused(replace(member, notes=()), bars, region.policy)


def appoint(decision: Decision, advisor: Advisor, directory: Directory) -> Decision:
    """``decision``, worked out anew, with ``advisor`` chosen by a person in the place of its outcome.

    The ranking keeps everyone considered and why; the one chosen stands first, with what the rule had against it. Where
    the place is not certain there are no distances: the region is the one of the advisor.
    """
    located = isinstance(decision.location, Located) and decision.region_code is not None
    region = directory.regions[decision.region_code if located and decision.region_code else advisor.region_code]
    erac = region.erac_for(decision.location.mrc_code if isinstance(decision.location, Located) else advisor.mrc_code)
    ranking: tuple[Ranked, ...] = ()
    if located:
        chosen = _seen(decision, advisor)
        others = [ranked for ranked in decision.ranking if ranked.advisor_id != advisor.id]
        ranking = (chosen, *others)
    first = ranking[0] if ranking else None
    reasons = (BY_PERSON, decision.location.reason) if decision.location.reason is not None else (BY_PERSON,)
    return replace(
        decision,
        status="assigned",
        reasons=reasons,
        region_code=region.code,
        erac_id=erac.id,
        erac_name=erac.name,
        advisor_id=advisor.id,
        distance_km=first.distance_km if first else None,
        distance_error_km=first.distance_error_km if first else None,
        close_call=False,
        tie_break=None,
        ranking=ranking,
    )


def _seen(decision: Decision, advisor: Advisor) -> Ranked:
    """The advisor as ranked; from the company's place when it was not even considered, being of another region."""
    ranked = next((r for r in decision.ranking if r.advisor_id == advisor.id), None)
    if ranked is not None:
        bars = () if ranked.eligible else ranked.why
        return replace(ranked, eligible=True, why=(BY_PERSON, *bars))
    assert isinstance(decision.location, Located)
    leg = Start(decision.location.point, decision.location.uncertainty_km).leg(advisor.point, advisor.uncertainty_km)
    return Ranked(
        advisor.id,
        advisor.name,
        advisor.organization,
        round(leg.distance_km, 2),
        round(leg.error_km, 2),
        eligible=True,
        why=(BY_PERSON,),
    )
