"""All candidates for one place, eligible first in order of preference, each with its reasons. Pure.

The nearest comes first, and among those counted as equally near a fixed sequence of rules decides. Equally near means
within the region's ``tie_margin_km`` (at least 10 m) of the nearest one left: measured from the nearest, never from
neighbour to neighbour, so that a row of small steps cannot make a far advisor equal to a near one. A rule is asked only
what those before it left equal. Nothing is random and no file's order plays a part.

What no request no request and no load short of someone's limit can alter: it is made once a place. Arranging it for a
request costs little, because only clusters of advisors counted as equally near are looked at again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from innoveici.directory.model import Policy
from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decision import NO_LOAD, Load, Ranked
from innoveici.routing.distance import Leg, Start
from innoveici.routing.eligibility import Eligibility, Member, why_eligible, why_refused

FARTHER = Reason("routing.farther")
ONLY = Reason("routing.only_eligible")
NEAREST = Reason("routing.nearest")
SAME_DISTANCE_KM = 0.01
"""Below it two distances are one, whatever the policy."""
_KIND = {"routing.absent_since": "routing.absent", "routing.absent_until": "routing.absent"}


@dataclass(frozen=True, slots=True)
class Prospect:
    """A member of the pool, seen from one company; ``id`` is the advisor's."""

    id: str
    member: Member
    leg: Leg


@dataclass(frozen=True, slots=True)
class Preference:
    """Who comes next and why; ``among`` are those counted as equally near, empty when distance alone decided."""

    prospect: Prospect
    reason: Reason
    among: tuple[Prospect, ...] = ()


def clusters(prospects: Sequence[Prospect], margin_km: float) -> tuple[tuple[Prospect, ...], ...]:
    """``prospects``, sorted by distance, cut wherever the step to the next is more than the margin.

    Nobody is ever counted as equally near as someone of another cluster, so that each is put in order by itself.
    """
    found: list[list[Prospect]] = []
    for prospect in prospects:
        if found and prospect.leg.distance_km - found[-1][-1].leg.distance_km <= _margin(margin_km):
            found[-1].append(prospect)
        else:
            found.append([prospect])
    return tuple(map(tuple, found))


def _margin(margin_km: float) -> float:
    return max(margin_km, SAME_DISTANCE_KM)


@dataclass(frozen=True, slots=True)
class Ties:
    """What the tie rules look at besides distance."""

    request: Request
    mrc_code: str | None
    loads: Mapping[str, Load]
    margin_km: float = 0.0

    def in_order(self, prospects: Sequence[Prospect]) -> Iterator[Preference]:
        """``prospects``, all eligible and sorted by distance, in order of preference."""
        keys = {p.id: self._key(p) for p in prospects} if len(prospects) > 1 else {}
        left = list(prospects)
        while left:
            nearest = left[0]
            group = [p for p in left if p.leg.distance_km - nearest.leg.distance_km <= _margin(self.margin_km)]
            choice = self._choose(group, keys) if len(group) > 1 else Preference(nearest, NEAREST)
            yield choice
            left = [p for p in left if p is not choice.prospect]

    def load(self, prospect: Prospect) -> Load:
        """What the advisor has in hand."""
        return self.loads.get(prospect.id, NO_LOAD)

    def _key(self, prospect: Prospect) -> tuple[bool, bool, int, int]:
        """One figure for each of the rules before the draw, in their order; the smallest comes first."""
        load = self.load(prospect)
        spoken = (language.strip().casefold()[:2] for language in prospect.member.advisor.languages)
        return (
            self.mrc_code is None or self.mrc_code not in prospect.member.serves,
            self.request.language not in spoken,
            load.open,
            load.last_assigned,
        )

    def _choose(self, group: list[Prospect], keys: Mapping[str, tuple[bool, bool, int, int]]) -> Preference:
        ordered = sorted(group, key=lambda p: keys[p.id])
        best = keys[ordered[0].id]
        equal = [p for p in ordered if keys[p.id] == best]
        if len(equal) > 1:
            return Preference(min(equal, key=self._draw), Reason("routing.stable_draw"), tuple(group))
        # The rule that decided is the first on which the best differs from the runner-up.
        runner_up = keys[ordered[1].id]
        rule = next(i for i, (mine, theirs) in enumerate(zip(best, runner_up, strict=True)) if mine != theirs)
        return Preference(ordered[0], self._reason(rule, ordered[0]), tuple(group))

    def _reason(self, rule: int, chosen: Prospect) -> Reason:
        match rule:
            case 0:
                return Reason("routing.served_mrc", {"mrc": self.mrc_code})
            case 1:
                return Reason("routing.language", {"language": self.request.language})
            case 2:
                return Reason("routing.lighter_load", {"open": self.load(chosen).open})
            case _:
                return Reason("routing.least_recent")

    def _draw(self, prospect: Prospect) -> bytes:
        return hashlib.sha256(f"{self.request.request_id}\0{prospect.id}".encode()).digest()


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


class PlaceCandidates:
    """The candidates of a region, its policy applied, as seen from ``start``; ``who`` of them may serve."""

    def __init__(self, start: Start, members: Sequence[Member], policy: Policy, who: Eligibility) -> None:
        seen = (Prospect(m.advisor.id, m, start.leg(m.advisor.point, m.advisor.uncertainty_km)) for m in members)
        prospects = sorted(seen, key=lambda p: (p.leg.distance_km, p.id))
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


def _placed(first: Preference, *, alone: bool) -> Ranked:
    return _eligible(first.prospect, ONLY if alone else first.reason)


def _equal(prospect: Prospect, ties: Ties) -> Ranked:
    return _eligible(prospect, Reason("routing.equally_near", {"open": ties.load(prospect).open}))


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
