"""Rules that hold for every directory and request."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.location import Located, Location
from innoveici.directory.model import Directory
from innoveici.reasons import REASONS
from innoveici.request import Request
from innoveici.routing.decision import Decision, Load
from innoveici.routing.ranking import SAME_DISTANCE_KM
from tests.routing import strategies as some
from tests.routing.builders import DAY, decide

Loads = dict[str, Load]


@given(some.directories, some.located_ones, some.requests, some.loads, some.declined)
def test_never_picks_one_who_may_not_serve(
    who: Directory, where: Located, what: Request, loads: Loads, declined: frozenset[str]
) -> None:
    decision = decide(who, where, what, loads, exclude=declined)
    for ranked in decision.ranking:
        if not ranked.eligible:
            continue
        person = who.advisors[ranked.advisor_id]
        assert not person.absent_on(DAY)
        assert not person.certification_ended(DAY)
        assert person.capacity is None or loads.get(person.id, Load()).open < person.capacity
        assert person.id not in declined
        if person.certification == "in_training":
            assert who.regions[where.region_code].policy.in_training == "last_resort"
            assert not any(
                r.eligible and who.advisors[r.advisor_id].certification == "attested" for r in decision.ranking
            )
    if decision.advisor_id is not None:
        assert decision.advisor == decision.ranking[0]
        assert decision.ranking[0].eligible
        assert decision.status == "assigned"
        assert what.consent is not False


@given(some.directories, some.located_ones, some.requests, some.loads)
def test_picks_the_nearest_of_the_eligible(who: Directory, where: Located, what: Request, loads: Loads) -> None:
    decision = decide(who, where, what, loads)
    eligible = [r for r in decision.ranking if r.eligible]
    if decision.advisor_id is None:
        assert not eligible or what.consent is False
        return
    margin = max(who.regions[where.region_code].policy.tie_margin_km, SAME_DISTANCE_KM)
    nearest = min(where.point.distance_km(who.advisors[r.advisor_id].point) for r in eligible)
    picked = where.point.distance_km(who.advisors[decision.advisor_id].point)
    assert picked <= nearest + margin
    if decision.tie_break is None:
        assert picked == nearest


@given(some.directories, some.located_ones, some.requests, some.loads)
def test_everyone_of_the_region_is_listed_once_with_a_reason(
    who: Directory, where: Located, what: Request, loads: Loads
) -> None:
    decision = decide(who, where, what, loads)
    listed = [r.advisor_id for r in decision.ranking]
    assert len(listed) == len(set(listed))
    assert {a.id for a in who.advisors_of(where.region_code)} <= set(listed)
    assert all(r.why for r in decision.ranking)
    assert [r.eligible for r in decision.ranking] == sorted((r.eligible for r in decision.ranking), reverse=True)


@given(some.directories, some.locations, some.requests, some.loads, some.declined, st.randoms(use_true_random=False))
def test_the_order_of_advisors_never_matters(
    who: Directory, where: Location, what: Request, loads: Loads, declined: frozenset[str], random: Random
) -> None:
    people = list(who.advisors.values())
    random.shuffle(people)
    shuffled = replace(who, advisors={a.id: a for a in people}, _by_region={})
    given_order = decide(who, where, what, loads, exclude=declined)
    assert decide(shuffled, where, what, loads, exclude=declined) == given_order
    assert decide(who, where, what, loads, exclude=declined) == given_order


@given(some.directories, some.located_ones, some.requests, some.loads)
def test_each_is_who_serves_when_those_before_decline(
    who: Directory, where: Located, what: Request, loads: Loads
) -> None:
    eligible = [r.advisor_id for r in decide(who, where, what, loads).ranking if r.eligible]
    for place, advisor_id in enumerate(eligible):
        after = decide(who, where, what, loads, exclude=eligible[:place])
        assert after.ranking[0].advisor_id == advisor_id


@given(some.directories, some.locations, some.requests, some.loads)
def test_every_decision_has_a_reason_that_can_be_worded_and_figures_that_are_numbers(
    who: Directory, where: Location, what: Request, loads: Loads
) -> None:
    decision = decide(who, where, what, loads)
    assert decision.reasons
    routed = [r for r in _all_reasons(decision) if not r.code.startswith("place.")]
    assert all(r.code in REASONS and r.text() for r in routed)
    for ranked in decision.ranking:
        assert math.isfinite(ranked.distance_km)
        assert math.isfinite(ranked.distance_error_km)


def _all_reasons(decision: Decision) -> list:
    return [*decision.reasons, *(r for ranked in decision.ranking for r in ranked.why)]
