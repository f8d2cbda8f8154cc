"""Many places at once: wherever distance alone decides, the answer of the one that decides."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.location import Located
from innoveici.directory.model import Directory
from innoveici.request import Request
from innoveici.routing.decide import Router
from innoveici.routing.decision import Load
from innoveici.routing.many import Places, RegionCandidates
from tests.routing import strategies
from tests.routing.builders import DAY


def _places(located: list[Located]) -> Places:
    return Places(
        np.array([place.point.latitude for place in located]),
        np.array([place.point.longitude for place in located]),
        np.array([place.uncertainty_km for place in located]),
    )


@given(
    strategies.directories,
    st.lists(strategies.located_ones, min_size=1, max_size=5),
    strategies.loads,
    strategies.requests,
)
def test_a_sure_place_is_decided_as_one_by_one(
    directory: Directory, located: list[Located], loads: dict[str, Load], request: Request
) -> None:
    router = Router(directory, DAY, atlas_fingerprint="a")
    for code, region in directory.regions.items():
        here = [place for place in located if place.region_code == code]
        if not here:
            continue
        roster = router.roster(region)
        candidates = RegionCandidates(region, *roster.considered(region.policy, roster.full(loads)))
        nearest, ranked = candidates.nearest(_places(here)), candidates.rank(_places(here))
        ids = [member.advisor.id for member in candidates.members]
        for i, place in enumerate(here):
            one = router._ranking(request, place, region, loads, frozenset())
            if nearest.sure[i]:
                first = ids[nearest.first[i]] if nearest.first[i] >= 0 else None
                assert first == (one.first.advisor_id if one.first else None)
                if one.first:
                    assert nearest.distance_km[i] == one.first.distance_km
                    assert nearest.error_km[i] == one.first.distance_error_km
            if ranked.sure[i]:
                assert [ids[k] for k in ranked.order[i]] == [r.advisor_id for r in one.ranked]
                assert [d / 100 for d in ranked.distance_10m[i]] == [r.distance_km for r in one.ranked]
                assert [d / 100 for d in ranked.error_10m[i]] == [r.distance_error_km for r in one.ranked]
                assert [r.eligible for r in one.ranked] == [bool(candidates.eligible[k]) for k in ranked.order[i]]
                assert bool(ranked.close_call[i]) == one.close_call
                assert one.tie_break is None


@given(strategies.directories, st.lists(strategies.located_ones, min_size=2, max_size=5))
def test_a_place_is_not_sure_exactly_where_somebody_counts_as_equally_near(
    directory: Directory, located: list[Located]
) -> None:
    router = Router(directory, DAY, atlas_fingerprint="a")
    for code, region in directory.regions.items():
        roster = router.roster(region)
        members, who = roster.considered(region.policy, ())
        nearest = RegionCandidates(region, members, who).nearest(_places(located))
        margin = max(region.policy.tie_margin_km, 0.01)
        for i, place in enumerate(located):
            km = sorted(place.point.distance_km(m.advisor.point) for m in members if m.advisor.id in who.eligible)
            if len(km) < 2 or abs(km[1] - km[0] - margin) > 1e-3:
                assert nearest.sure[i] == (len(km) < 2 or km[1] - km[0] > margin), code
