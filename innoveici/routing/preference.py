"""Who comes before whom: the nearest, and among those counted as equally near a fixed sequence of rules.

Equally near means within the region's ``tie_margin_km`` (at least 10 m) of the nearest one left: measured from the
nearest, never from neighbour to neighbour, so that a row of small steps cannot make a far advisor equal to a near one.
A rule is asked only what those before it left equal. Nothing is random and no file's order plays a part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.routing.distance import Leg
from innoveici.routing.pool import Member

SAME_DISTANCE_KM = 0.01
NO_LOAD = Load()
NEAREST = Reason("routing.nearest")


@dataclass(frozen=True, slots=True)
class Prospect:
    """A member of the pool, seen from one company; ``id`` is the advisor's."""

    id: str
    member: Member
    leg: Leg


@dataclass(frozen=True, slots=True)
class Choice:
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

    def in_order(self, prospects: Sequence[Prospect]) -> Iterator[Choice]:
        """``prospects``, all eligible and sorted by distance, in order of preference."""
        keys = {p.id: self._key(p) for p in prospects} if len(prospects) > 1 else {}
        left = list(prospects)
        while left:
            nearest = left[0]
            group = [p for p in left if p.leg.distance_km - nearest.leg.distance_km <= _margin(self.margin_km)]
            choice = self._choose(group, keys) if len(group) > 1 else Choice(nearest, NEAREST)
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

    def _choose(self, group: list[Prospect], keys: Mapping[str, tuple[bool, bool, int, int]]) -> Choice:
        ordered = sorted(group, key=lambda p: keys[p.id])
        best = keys[ordered[0].id]
        equal = [p for p in ordered if keys[p.id] == best]
        if len(equal) > 1:
            return Choice(min(equal, key=self._draw), Reason("routing.stable_draw"), tuple(group))
        # The rule that decided is the first on which the best differs from the runner-up.
        runner_up = keys[ordered[1].id]
        rule = next(i for i, (mine, theirs) in enumerate(zip(best, runner_up, strict=True)) if mine != theirs)
        return Choice(ordered[0], self._reason(rule, ordered[0]), tuple(group))

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
