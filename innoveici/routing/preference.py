"""Who comes before whom: the nearest, and among those counted as equally near a fixed sequence of rules.

Equally near means within the region's ``tie_margin_km`` (at least 10 m) of the nearest one left: measured from the
nearest, never from neighbour to neighbour, so that a row of small steps cannot make a far advisor equal to a near one.
The rules narrow the group one after the other until one is left. Nothing is random and no file's order plays a part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.routing.distance import Leg
from innoveici.routing.pool import Member

SAME_DISTANCE_KM = 0.01
NO_LOAD = Load()


@dataclass(frozen=True, slots=True)
class Prospect:
    """A member of the pool, seen from one company."""

    member: Member
    leg: Leg

    @property
    def id(self) -> str:
        return self.member.advisor.id


@dataclass(frozen=True, slots=True)
class Choice:
    """Who comes next, the reason to say so, and whether a tie rule (rather than distance) decided."""

    prospect: Prospect
    reason: Reason
    by_rule: bool
    among: tuple[Prospect, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """What the tie rules look at besides distance."""

    request: Request
    mrc_code: str | None
    loads: Mapping[str, Load]
    margin_km: float = 0.0

    def in_order(self, prospects: Sequence[Prospect]) -> Iterator[Choice]:
        """``prospects``, all eligible and sorted by distance, in order of preference."""
        left = list(prospects)
        while left:
            limit = left[0].leg.distance_km + max(self.margin_km, SAME_DISTANCE_KM)
            group = [p for p in left if p.leg.distance_km <= limit]
            choice = self._choose(group) if len(group) > 1 else Choice(left[0], Reason("routing.nearest"), False, ())
            yield choice
            left.remove(choice.prospect)

    def load(self, prospect: Prospect) -> Load:
        """What the advisor has in hand."""
        return self.loads.get(prospect.id, NO_LOAD)

    def _choose(self, group: list[Prospect]) -> Choice:
        rest = group
        for reason, cost in self._rules():
            costs = [cost(p) for p in rest]
            best = min(costs)
            rest = [p for p, c in zip(rest, costs, strict=True) if c == best]
            if len(rest) == 1:
                return Choice(rest[0], reason(rest[0]), True, tuple(group))
        return Choice(min(rest, key=self._draw), Reason("routing.stable_draw"), True, tuple(group))

    def _rules(self) -> tuple[tuple[Callable[[Prospect], Reason], Callable[[Prospect], int]], ...]:
        """In order: how to say that the rule decided, and the number it wants small."""
        return (
            (lambda _: Reason("routing.served_mrc", {"mrc": self.mrc_code}), self._serves_elsewhere),
            (lambda _: Reason("routing.language", {"language": self.request.language}), self._speaks_otherwise),
            (lambda p: Reason("routing.lighter_load", {"open": self.load(p).open}), lambda p: self.load(p).open),
            (lambda _: Reason("routing.least_recent"), lambda p: self.load(p).last_assigned),
        )

    def _serves_elsewhere(self, prospect: Prospect) -> int:
        return int(self.mrc_code is None or self.mrc_code not in prospect.member.serves)

    def _speaks_otherwise(self, prospect: Prospect) -> int:
        spoken = (language.strip().casefold()[:2] for language in prospect.member.advisor.languages)
        return int(self.request.language not in spoken)

    def _draw(self, prospect: Prospect) -> bytes:
        return hashlib.sha256(f"{self.request.request_id}\0{prospect.id}".encode()).digest()
