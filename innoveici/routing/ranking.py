"""All candidates for one place, eligible first in order of preference, each with its reasons. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from innoveici.directory.model import Policy
from innoveici.reasons import Reason
from innoveici.routing.decision import Load, Ranked
from innoveici.routing.distance import too_close_to_call
from innoveici.routing.preference import NO_LOAD, Choice, Prospect, Ties


@dataclass(frozen=True, slots=True)
class Ranking:
    """``ranked`` in order; ``tie_break`` and ``close_call`` as in Decision.

    ``by_distance`` is True when no tie rule took part, so that the same place gives the same ranking to every request.
    """

    ranked: tuple[Ranked, ...]
    tie_break: str | None = None
    close_call: bool = False
    by_distance: bool = True

    @property
    def first(self) -> Ranked | None:
        """The one to pick, None when nobody is eligible."""
        return self.ranked[0] if self.ranked and self.ranked[0].eligible else None


def rank(
    prospects: Sequence[Prospect],
    policy: Policy,
    ties: Ties,
    declined: frozenset[str],
    company_uncertainty_km: float,
) -> Ranking:
    """Rank ``prospects`` (any order) under a region's policy; ``declined`` are ids never to be asked again."""
    prospects = sorted(prospects, key=lambda p: (p.leg.distance_km, p.id))
    bars = {p.id: (*p.member.barred, *_bars_of_the_moment(p, ties.loads, declined)) for p in prospects}
    eligible = [p for p in prospects if not bars[p.id] and not p.member.in_training]
    if not eligible and policy.in_training == "last_resort":
        eligible = [p for p in prospects if not bars[p.id]]
    choices = list(ties.in_order(eligible))
    chosen = {p.id for p in eligible}
    ranked = [_eligible(choice, choices[0], ties, alone=len(choices) == 1) for choice in choices]
    ranked += [_ineligible(p, bars[p.id], policy) for p in prospects if p.id not in chosen]
    if not choices:
        return Ranking(tuple(ranked))
    first = choices[0]
    return Ranking(
        tuple(ranked),
        tie_break=first.reason.code if first.by_rule else None,
        close_call=any(
            too_close_to_call(first.prospect.leg, other.prospect.leg, company_uncertainty_km) for other in choices[1:]
        ),
        by_distance=not any(choice.by_rule for choice in choices),
    )


def why_nobody(region_code: str, region_name: str, ranking: Ranking) -> Iterator[Reason]:
    """That nobody is eligible, and how many for which (first) reason."""
    if not ranking.ranked:
        yield Reason("routing.no_advisor", {"region": region_code, "region_name": region_name})
        return
    count = len(ranking.ranked)
    yield Reason("routing.nobody_eligible", {"region": region_code, "region_name": region_name, "count": count})
    firsts = Counter(_KIND.get(r.why[0].code, r.why[0].code) for r in ranking.ranked)
    for code, number in sorted(firsts.items(), key=lambda item: (-item[1], item[0])):
        yield Reason(f"{code}.count", {"count": number})


_KIND = {
    "routing.absent_since": "routing.absent",
    "routing.absent_until": "routing.absent",
}


def _bars_of_the_moment(prospect: Prospect, loads: Mapping[str, Load], declined: frozenset[str]) -> Iterator[Reason]:
    if prospect.id in declined:
        yield Reason("routing.declined")
    capacity = prospect.member.advisor.capacity
    if capacity is not None:
        open_now = loads.get(prospect.id, NO_LOAD).open
        if open_now >= capacity:
            yield Reason("routing.full", {"open": open_now, "capacity": capacity})


def _eligible(choice: Choice, first: Choice, ties: Ties, *, alone: bool) -> Ranked:
    prospect = choice.prospect
    if alone:
        place = Reason("routing.only_eligible")
    elif choice is first:
        place = choice.reason
    elif any(p.id == prospect.id for p in first.among):
        place = Reason("routing.equally_near", {"open": ties.load(prospect).open})
    else:
        place = Reason("routing.farther")
    training = (Reason("routing.in_training_last_resort"),) if prospect.member.in_training else ()
    return _ranked(prospect, (place, *training, *prospect.member.notes), eligible=True)


def _ineligible(prospect: Prospect, bars: tuple[Reason, ...], policy: Policy) -> Ranked:
    training: tuple[Reason, ...] = ()
    if prospect.member.in_training:
        reserve = policy.in_training == "last_resort"
        training = (Reason("routing.in_training_reserve" if reserve else "routing.in_training"),)
    return _ranked(prospect, (*bars, *training, *prospect.member.notes), eligible=False)


def _ranked(prospect: Prospect, why: tuple[Reason, ...], *, eligible: bool) -> Ranked:
    advisor = prospect.member.advisor
    return Ranked(
        advisor_id=advisor.id,
        name=advisor.name,
        organization=advisor.organization,
        distance_km=round(prospect.leg.distance_km, 2),
        distance_error_km=round(prospect.leg.error_km, 2),
        eligible=eligible,
        why=why,
        stands_in_for=prospect.member.stands_in_for,
    )
