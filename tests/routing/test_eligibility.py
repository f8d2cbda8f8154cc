from __future__ import annotations

from datetime import date

from innoveici.routing.decision import Decision, Load
from tests.routing.builders import DAY, advisor, codes, decide, directory, located, region


def _ranked(decision: Decision) -> dict[str, tuple[bool, list[str]]]:
    return {r.advisor_id: (r.eligible, codes(r.why)) for r in decision.ranking}


def away(replacement: str | None) -> dict[str, object]:
    return {"absent_from": date(2026, 11, 1), "absent_until": date(2026, 11, 30), "replacement_id": replacement}


TWO_REGIONS = (region("14"), region("15", ("75",)))


def test_a_stand_in_from_another_region_serves_and_is_ranked_from_its_own_office() -> None:
    people = [advisor("A", 1, **away("Z")), advisor("B", 20), advisor("Z", 12, region_code="15")]
    decision = decide(directory(people, *TWO_REGIONS))
    assert (decision.advisor_id, decision.distance_km) == ("Z", 12.0)
    assert decision.advisor is not None
    assert decision.advisor.stands_in_for == ("A",)
    assert _ranked(decision) == {
        "Z": (True, ["routing.nearest", "routing.stands_in_for"]),
        "B": (True, ["routing.farther"]),
        "A": (False, ["routing.absent", "routing.replaced_by"]),
    }


def test_a_stand_in_from_another_region_is_no_candidate_once_the_absent_one_is_back() -> None:
    people = [advisor("A", 30, **away("Z")), advisor("Z", 1, region_code="15")]
    who = directory(people, *TWO_REGIONS)
    assert decide(who, day=date(2026, 11, 30)).advisor_id == "Z"
    assert decide(who, day=date(2026, 12, 1)).advisor_id == "A"


def test_a_stand_in_of_the_same_region_is_a_candidate_once() -> None:
    decision = decide(directory([advisor("A", 1, **away("B")), advisor("B", 12)]))
    assert [r.advisor_id for r in decision.ranking] == ["B", "A"]


def test_a_chain_of_replacements_is_followed_to_the_first_one_present() -> None:
    people = [
        advisor("A", 1, **away("Y")),
        advisor("Y", 2, region_code="15", **away("Z")),
        advisor("Z", 3, region_code="15"),
    ]
    decision = decide(directory(people, *TWO_REGIONS))
    assert decision.advisor_id == "Z"
    assert [str(r) for r in decision.ranking[1].why] == [
        "absent from 2026-11-01 to 2026-11-30",
        "replaced by Advisor Z (Z)",
    ]


def test_a_loop_of_replacements_ends_with_nobody_and_says_so() -> None:
    people = [advisor("A", 1, **away("B")), advisor("B", 2, **away("C")), advisor("C", 3, **away("B"))]
    decision = decide(directory(people))
    assert decision.status == "held"
    assert all(codes(r.why) == ["routing.absent", "routing.replacement_loop"] for r in decision.ranking)


def test_a_chain_that_ends_with_an_absent_or_unknown_one_names_nobody() -> None:
    people = [advisor("A", 1, **away("B")), advisor("B", 2, **away(None)), advisor("C", 3, **away("gone"))]
    whys = _ranked(decide(directory(people)))
    assert whys == {
        "A": (False, ["routing.absent", "routing.replacement_nobody"]),
        "B": (False, ["routing.absent"]),
        "C": (False, ["routing.absent", "routing.replacement_nobody"]),
    }


def test_a_stand_in_must_be_eligible_itself() -> None:
    people = [advisor("A", 1, **away("Z")), advisor("Z", 2, region_code="15", capacity=1)]
    decision = decide(directory(people, *TWO_REGIONS), loads={"Z": Load(open=1)})
    assert decision.status == "held"
    assert _ranked(decision)["Z"] == (False, ["routing.full", "routing.stands_in_for"])


def test_one_whose_certification_ended_brings_nobody_in_when_absent() -> None:
    people = [
        advisor("A", 1, certified_until=date(2026, 11, 2), **away("Z")),
        advisor("Z", 2, region_code="15"),
    ]
    assert [r.advisor_id for r in decide(directory(people, *TWO_REGIONS)).ranking] == ["A"]


def test_a_stand_in_covers_the_mrc_of_the_absent_one_when_distances_are_equal() -> None:
    people = [
        advisor("A", 1, mrc_codes=("62",), **away("B")),
        advisor("B", 10, mrc_codes=("61",)),
        advisor("C", -10, mrc_codes=("61",)),
    ]
    for renamed in (people, [people[0], advisor("B", 10), advisor("C", -10, mrc_codes=("61",))]):
        decision = decide(directory(renamed), located(mrc_code="62"))
        assert (decision.advisor_id, decision.tie_break) == ("B", "routing.served_mrc")


def test_nobody_is_listed_twice_when_two_neighbours_bring_the_same_person() -> None:
    people = [advisor("Y", 9, region_code="15", **away("Z")), advisor("Z", 12, region_code="13")]
    regions = (
        region("14", empty_pool="neighbour", neighbours=("13", "15")),
        region("15", ("75",)),
        region("13", ("65",)),
    )
    assert [r.advisor_id for r in decide(directory(people, *regions)).ranking] == ["Z", "Y"]


def test_nobody_is_listed_twice_when_a_stand_in_is_also_a_neighbour() -> None:
    people = [
        advisor("A", 1, **away("Z")),
        advisor("Z", 2, region_code="15", capacity=0),
        advisor("Y", 9, region_code="15"),
    ]
    regions = (region("14", empty_pool="neighbour", neighbours=("15",)), region("15", ("75",)))
    decision = decide(directory(people, *regions), day=DAY)
    assert decision.advisor_id == "Y"
    assert sorted(r.advisor_id for r in decision.ranking) == ["A", "Y", "Z"]
