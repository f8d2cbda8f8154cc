from __future__ import annotations

from itertools import permutations

import pytest

from innoveici.routing.decision import Load
from tests.routing.builders import advisor, codes, decide, directory, located, region, request

SERVES = advisor("serves", 10, mrc_codes=("62",), languages=("en",))
SEATED = advisor("seated", -10, mrc_code="62", languages=("fr",))
SPEAKS = advisor("speaks", 10, languages=("fr", "en"))
SILENT = advisor("silent", -10)


@pytest.mark.parametrize(
    ("pair", "loads", "picked", "rule"),
    [
        ((SERVES, SPEAKS), {"serves": Load(9, 9)}, "serves", "routing.served_mrc"),
        ((SERVES, SEATED), {"seated": Load(9, 9)}, "seated", "routing.language"),
        ((SPEAKS, SILENT), {"speaks": Load(9, 9)}, "speaks", "routing.language"),
        ((SILENT, advisor("other", 10)), {"silent": Load(1, 0), "other": Load(0, 5)}, "other", "routing.lighter_load"),
        ((SILENT, advisor("other", 10)), {"silent": Load(1, 7), "other": Load(1, 5)}, "other", "routing.least_recent"),
        ((SILENT, advisor("other", 10)), {"silent": Load(0, 7)}, "other", "routing.least_recent"),
    ],
)
def test_rules_separate_equals_in_their_order(
    pair: tuple[object, ...], loads: dict[str, Load], picked: str, rule: str
) -> None:
    for order in permutations(pair):
        decision = decide(directory(order), loads=loads)  # type: ignore[arg-type]
        assert (decision.advisor_id, decision.tie_break, codes(decision.reasons)[0]) == (picked, rule, rule)
        assert codes(decision.ranking[1].why) == ["routing.equally_near"]


def test_rules_narrow_a_group_one_after_the_other() -> None:
    # Neither rule alone decides: two serve the MRC, and of these one speaks English.
    people = [SERVES, SEATED, SPEAKS]
    decision = decide(directory(people), what=request(language="en"))
    assert (decision.advisor_id, decision.tie_break) == ("serves", "routing.language")


def test_a_regional_variant_of_a_language_is_that_language() -> None:
    people = [advisor("A", 10, languages=("EN-CA",)), advisor("B", -10, languages=("fr",))]
    assert decide(directory(people), what=request(language="en")).advisor_id == "A"


def test_last_comes_a_draw_that_is_fixed_for_a_request_and_fair_over_many() -> None:
    people = [advisor("A", 10), advisor("B", -10)]
    picks = [decide(directory(people), what=request(f"R-{n}")).advisor_id for n in range(200)]
    again = [decide(directory(people[::-1]), what=request(f"R-{n}")).advisor_id for n in range(200)]
    assert picks == again
    assert 60 < picks.count("A") < 140
    assert decide(directory(people)).tie_break == "routing.stable_draw"


def test_ten_metres_are_no_difference_and_more_is() -> None:
    loads = {"A": Load(open=5)}
    assert decide(directory([advisor("A", 10), advisor("B", 10.009)]), loads=loads).advisor_id == "B"
    assert decide(directory([advisor("A", 10), advisor("B", 10.02)]), loads=loads).advisor_id == "A"


def test_a_region_may_share_within_a_margin_of_the_nearest() -> None:
    people = [advisor("A", 10), advisor("B", 12), advisor("C", 14)]
    loads = {"A": Load(open=2), "B": Load(open=1)}
    who = directory(people, region(tie_margin_km=2.5))
    decision = decide(who, loads=loads)
    assert (decision.advisor_id, decision.tie_break, decision.distance_km) == ("B", "routing.lighter_load", 12.0)
    # C, without a load, is within the margin of B but not of the nearest.
    assert [r.advisor_id for r in decision.ranking] == ["B", "A", "C"]
    assert codes(decision.ranking[2].why) == ["routing.farther"]


def test_the_ranking_says_who_serves_if_those_before_cannot() -> None:
    people = [advisor("A", 10), advisor("B", 12), advisor("C", 14), advisor("D", 14.5)]
    loads = {"A": Load(open=1), "C": Load(open=1)}
    who = directory(people, region(tie_margin_km=3))
    ranking = [r.advisor_id for r in decide(who, loads=loads).ranking]
    for place, advisor_id in enumerate(ranking):
        assert decide(who, loads=loads, exclude=ranking[:place]).advisor_id == advisor_id


def test_the_margin_is_measured_anew_from_the_nearest_one_left() -> None:
    # C is too far to be A's equal, but is B's once A is gone.
    people = [advisor("A", 10), advisor("B", 12), advisor("C", 14)]
    decision = decide(directory(people, region(tie_margin_km=2.5)), loads={"B": Load(open=5), "C": Load(open=1)})
    assert [r.advisor_id for r in decision.ranking] == ["A", "C", "B"]


def test_an_unknown_mrc_is_served_by_nobody_in_particular() -> None:
    people = [advisor("A", 10, mrc_codes=("61",)), advisor("B", -10)]
    decision = decide(directory(people), located(mrc_code=None), loads={"A": Load(open=1)})
    assert (decision.advisor_id, decision.tie_break) == ("B", "routing.lighter_load")
