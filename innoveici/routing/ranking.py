"""All candidates for one place, eligible first in order of preference, each with its reasons. Pure.

Who may serve at all (a Standing) does not depend on the place, so that one is right for a whole region at once. A Field
is what no request and no load short of someone's limit can alter: it is made once a place. Arranging it for a request
costs little, because only clusters of advisors counted as equally near are looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from innoveici.directory.model import Advisor, Policy
from innoveici.reasons import Reason
from innoveici.routing.decision import Ranked
from innoveici.routing.distance import Start
from innoveici.routing.pool import Member
from innoveici.routing.preference import Choice, Prospect, Ties, clusters

FARTHER = Reason("routing.farther")
ONLY = Reason("routing.only_eligible")
_KIND = {"routing.absent_since": "routing.absent", "routing.absent_until": "routing.absent"}


@dataclass(frozen=True, slots=True)
class Ranking:
    """``ranked`` in order; ``tie_break`` and ``close_call`` as in Decision."""

    ranked: tuple[Ranked, ...]
    tie_break: str | None = None
    close_call: bool = False

    @property
    def first(self) -> Ranked | None:
        """The one to pick, None when nobody is eligible."""
        return self.ranked[0] if self.ranked and self.ranked[0].eligible else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who of a roster may serve: ``bars`` has an entry for each member, empty where nothing stands in the way."""

    bars: Mapping[str, tuple[Reason, ...]]
    eligible: frozenset[str]


def standing(
    members: Sequence[Member], policy: Policy, full: Mapping[str, int], declined: frozenset[str] = frozenset()
) -> Standing:
    """``full`` reached their limit, with what they have open; ``declined`` are never to be asked again."""
    bars = {m.advisor.id: (*m.barred, *_bars_of_the_moment(m.advisor, full, declined)) for m in members}
    unbarred = [m for m in members if not bars[m.advisor.id]]
    eligible = frozenset(m.advisor.id for m in unbarred if not m.in_training)
    if not eligible and policy.in_training == "last_resort":
        eligible = frozenset(m.advisor.id for m in unbarred)
    return Standing(bars, eligible)


class Field:
    """The candidates as seen from ``start`` under a region's policy."""

    def __init__(self, start: Start, prospects: Sequence[Prospect], policy: Policy, who: Standing) -> None:
        prospects = sorted(prospects, key=lambda p: (p.leg.distance_km, p.id))
        eligible = [p for p in prospects if p.id in who.eligible]
        self._eligible = eligible
        self._clusters = clusters(eligible, policy.tie_margin_km)
        self._farther = {p.id: _eligible(p, FARTHER) for p in eligible}
        self._refused = tuple(_refused(p, who.bars[p.id], policy) for p in prospects if p.id not in self._farther)
        self._start = start
        self._close_calls: dict[str, bool] = {}
        self._nothing_to_settle = all(len(cluster) == 1 for cluster in self._clusters)
        self._settled: Ranking | None = None

    def arrange(self, ties: Ties) -> Ranking:
        """The ranking for one request."""
        if self._settled is not None:
            return self._settled
        ranking = self._arrange(ties) if self._eligible else Ranking(self._refused)
        if self._nothing_to_settle:
            self._settled = ranking
        return ranking

    def _arrange(self, ties: Ties) -> Ranking:
        foremost, *others = self._clusters
        choices = list(ties.in_order(foremost))
        first = choices[0]
        ranked = [_placed(first, alone=len(self._eligible) == 1)]
        for choice in choices[1:]:
            tied = any(p is choice.prospect for p in first.among)
            ranked.append(_equal(choice.prospect, ties) if tied else self._farther[choice.prospect.id])
        for cluster in others:
            in_order = cluster if len(cluster) == 1 else [choice.prospect for choice in ties.in_order(cluster)]
            ranked += [self._farther[prospect.id] for prospect in in_order]
        tie_break = first.reason.code if first.among else None
        return Ranking((*ranked, *self._refused), tie_break, self._close_call(first.prospect))

    def _close_call(self, first: Prospect) -> bool:
        if first.id not in self._close_calls:
            self._close_calls[first.id] = any(
                self._start.too_close_to_call(first.leg, other.leg) for other in self._eligible if other is not first
            )
        return self._close_calls[first.id]


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


def _bars_of_the_moment(advisor: Advisor, full: Mapping[str, int], declined: frozenset[str]) -> Iterator[Reason]:
    if advisor.id in declined:
        yield Reason("routing.declined")
    if advisor.id in full:
        yield Reason("routing.full", {"open": full[advisor.id], "capacity": advisor.capacity})


def _placed(first: Choice, *, alone: bool) -> Ranked:
    return _eligible(first.prospect, ONLY if alone else first.reason)


def _equal(prospect: Prospect, ties: Ties) -> Ranked:
    return _eligible(prospect, Reason("routing.equally_near", {"open": ties.load(prospect).open}))


def why_eligible(member: Member, place: Reason) -> tuple[Reason, ...]:
    """What is said of somebody who may serve, ``place`` being where distance or a rule put them."""
    training = (Reason("routing.in_training_last_resort"),) if member.in_training else ()
    return (place, *training, *member.notes)


def why_refused(member: Member, bars: tuple[Reason, ...], policy: Policy) -> tuple[Reason, ...]:
    """What is said of somebody who may not."""
    training: tuple[Reason, ...] = ()
    if member.in_training:
        reserve = policy.in_training == "last_resort"
        training = (Reason("routing.in_training_reserve" if reserve else "routing.in_training"),)
    return (*bars, *training, *member.notes)


def _eligible(prospect: Prospect, place: Reason) -> Ranked:
    return _ranked(prospect, why_eligible(prospect.member, place), eligible=True)


def _refused(prospect: Prospect, bars: tuple[Reason, ...], policy: Policy) -> Ranked:
    return _ranked(prospect, why_refused(prospect.member, bars, policy), eligible=False)


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
