from __future__ import annotations

from datetime import date

import pytest

from innoveici.atlas.location import Ambiguous, Candidate, Invalid, Outside, Unknown
from innoveici.directory.model import Advisor, Partnership
from innoveici.reasons import Reason
from innoveici.routing.decide import Router
from innoveici.routing.decision import Load
from tests.routing.builders import DAY, advisor, at, codes, decide, directory, located, region, request

HUB = Partnership(
    "hub", "Hub", ("A", "B"), "Welcome", "source", origins=("FR-GES",), markets=("CA-QC",), departments=("67",)
)
FROM_STRASBOURG = Outside("67000", "FR", Reason("place.country", {"text": "67000", "country": "FR"}))


def test_the_nearest_advisor_of_the_region_is_assigned_through_its_erac() -> None:
    decision = decide(directory([advisor("A", 30), advisor("B", 12.344), advisor("C", 20)]))
    assert (decision.status, decision.region_code, decision.erac_id) == ("assigned", "14", "erac-14")
    assert (decision.advisor_id, decision.distance_km) == ("B", 12.34)
    assert [r.advisor_id for r in decision.ranking] == ["B", "C", "A"]
    assert codes(decision.reasons) == ["routing.nearest"]
    assert decision.day == DAY
    assert (decision.inputs.regions, decision.inputs.advisors, decision.inputs.atlas) == (
        "regions",
        "advisors",
        "atlas",
    )


def test_an_advisor_of_another_region_is_not_considered_however_near() -> None:
    who = directory([advisor("A", 80), advisor("B", 1, region_code="15")], region("14"), region("15", ("75",)))
    assert [r.advisor_id for r in decide(who).ranking] == ["A"]
    assert codes(decide(who).reasons) == ["routing.only_eligible"]


def test_an_office_at_the_same_point_is_at_distance_zero() -> None:
    assert decide(directory([advisor("A", 0)])).distance_km == 0.0


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"certified_until": date(2026, 11, 22)}, "routing.expired"),
        ({"absent_from": DAY, "absent_until": DAY}, "routing.absent"),
        ({"absent_from": DAY}, "routing.absent_since"),
        ({"absent_until": DAY}, "routing.absent_until"),
        ({"capacity": 2}, "routing.full"),
        ({"capacity": 0}, "routing.full"),
        ({"certification": "in_training"}, "routing.in_training"),
    ],
)
def test_an_advisor_who_cannot_serve_is_listed_with_the_reason_and_not_picked(
    given: dict[str, object], why: str
) -> None:
    decision = decide(directory([advisor("A", 1, **given), advisor("B", 50)]), loads={"A": Load(open=2)})
    assert decision.advisor_id == "B"
    refused = decision.ranking[-1]
    assert (refused.advisor_id, refused.eligible, codes(refused.why)) == ("A", False, [why])


@pytest.mark.parametrize(
    "given",
    [
        {"certified_until": DAY},
        {"absent_from": date(2026, 11, 24)},
        {"absent_until": date(2026, 11, 22)},
        {"capacity": 3},
    ],
)
def test_the_last_day_and_the_last_place_still_count(given: dict[str, object]) -> None:
    decision = decide(directory([advisor("A", 1, **given), advisor("B", 50)]), loads={"A": Load(open=2)})
    assert decision.advisor_id == "A"


def test_all_reasons_against_an_advisor_are_given() -> None:
    tired = advisor("A", 1, certified_until=date(2026, 1, 1), absent_from=DAY, capacity=1)
    decision = decide(directory([tired]), loads={"A": Load(open=4)}, exclude=["A"])
    assert codes(decision.ranking[0].why) == [
        "routing.expired",
        "routing.absent_since",
        "routing.declined",
        "routing.full",
    ]


def test_one_who_declined_gives_way_to_the_next_nearest() -> None:
    who = directory([advisor("A", 1), advisor("B", 2), advisor("C", 3)])
    assert decide(who, exclude=["A"]).advisor_id == "B"
    assert decide(who, exclude=["A", "B"]).advisor_id == "C"
    assert codes(decide(who, exclude=["A"]).ranking[-1].why) == ["routing.declined"]


def test_in_training_serves_only_as_the_regions_last_resort() -> None:
    people = [advisor("A", 1, certification="in_training"), advisor("B", 50, capacity=1)]
    who = directory(people, region(in_training="last_resort"))
    free, busy = decide(who), decide(who, loads={"B": Load(open=1)})
    assert (free.advisor_id, codes(free.ranking[1].why)) == ("B", ["routing.in_training_reserve"])
    assert (busy.advisor_id, codes(busy.reasons)) == ("A", ["routing.only_eligible", "routing.in_training_last_resort"])


class TestNobodyEligible:
    people = (
        advisor("A", 1, absent_from=DAY),
        advisor("B", 2, absent_until=DAY),
        advisor("C", 3, certification="in_training"),
    )

    def test_is_held_and_counts_why(self) -> None:
        decision = decide(directory(self.people))
        assert (decision.status, decision.advisor_id, decision.distance_km) == ("held", None, None)
        assert (decision.region_code, decision.erac_id) == ("14", "erac-14")
        assert [str(r) for r in decision.reasons] == [
            "no advisor is eligible for the region 14 Region 14; considered: 3",
            "absent: 2",
            "certification not finished: 1",
        ]
        assert not any(r.eligible for r in decision.ranking)

    def test_goes_to_the_erac_itself_where_the_region_says_so(self) -> None:
        decision = decide(directory(self.people, region(empty_pool="erac")))
        assert (decision.status, decision.advisor_id, decision.erac_id) == ("assigned", None, "erac-14")
        assert codes(decision.reasons)[:2] == ["routing.to_erac", "routing.nobody_eligible"]

    def test_without_any_advisor_is_held_too(self) -> None:
        assert codes(decide(directory([])).reasons) == ["routing.no_advisor"]

    def neighbours(self, *others: Advisor) -> list[object]:
        who = directory(
            (*self.people, *others),
            region("14", empty_pool="neighbour", neighbours=("15", "13")),
            region("15", ("75",)),
            region("13", ("65",)),
        )
        decision = decide(who)
        return [decision.status, decision.advisor_id, codes(decision.advisor.why) if decision.advisor else []]

    def test_looks_next_door_where_the_region_says_so(self) -> None:
        far, near = advisor("X", 40, region_code="15"), advisor("Y", 30, region_code="13")
        assert self.neighbours(far, near) == ["assigned", "Y", ["routing.nearest", "routing.neighbour"]]

    def test_is_held_when_next_door_has_nobody_either(self) -> None:
        assert self.neighbours(advisor("X", 40, region_code="15", capacity=0)) == ["held", None, []]

    def test_does_not_look_next_door_while_someone_at_home_can_serve(self) -> None:
        home, near = advisor("D", 90), advisor("Y", 3, region_code="13")
        assert self.neighbours(home, near)[1] == "D"


class TestNotLocated:
    who = directory([advisor("A")], partnerships=(HUB,))

    def test_an_invalid_code_is_rejected_with_its_reason(self) -> None:
        decision = decide(self.who, Invalid("J0K", Reason("postal.empty")))
        assert (decision.status, codes(decision.reasons)) == ("rejected", ["postal.empty"])

    @pytest.mark.parametrize(
        "where",
        [
            Ambiguous("J0K 2M0", (Candidate("14", ("62",)), Candidate("04", ("51",))), Reason("place.unknown")),
            Unknown("J0K 2M0", Reason("place.unknown")),
            Outside("M5V 2T6", "CA", Reason("place.unknown"), province="ON"),
        ],
    )
    def test_what_is_not_in_one_region_is_held_for_a_person(self, where: Ambiguous | Unknown | Outside) -> None:
        decision = decide(self.who, where)
        assert (decision.status, decision.advisor_id, decision.ranking) == ("held", None, ())
        assert codes(decision.reasons) == ["place.unknown"]

    def test_a_company_from_a_partners_region_is_referred(self) -> None:
        decision = decide(self.who, FROM_STRASBOURG, request(country="FR", postal_code="67000"))
        assert (decision.status, [f.id for f in decision.partnerships]) == ("referred", ["hub"])
        assert codes(decision.reasons) == ["routing.referred", "place.country"]

    def test_a_company_from_elsewhere_in_france_is_held(self) -> None:
        decision = decide(self.who, Outside("29000", "FR", Reason("postal.empty")), request(country="FR"))
        assert (decision.status, decision.partnerships) == ("held", ())

    def test_a_region_the_directory_does_not_know_is_held(self) -> None:
        decision = decide(self.who, located(region_code="99"))
        assert (decision.status, codes(decision.reasons)) == ("held", ["routing.region_missing"])


class TestConsent:
    who = directory([advisor("A", 1)], partnerships=(HUB,))

    def test_refused_holds_the_request_and_assigns_nobody(self) -> None:
        decision = decide(self.who, what=request(consent=False))
        assert (decision.status, decision.advisor_id, decision.distance_km) == ("held", None, None)
        assert (decision.erac_id, codes(decision.reasons)) == ("erac-14", ["request.no_consent"])

    def test_refused_refers_nobody_to_a_partner(self) -> None:
        decision = decide(self.who, FROM_STRASBOURG, request(country="FR", consent=False))
        assert (decision.status, codes(decision.reasons)) == ("held", ["request.no_consent", "place.country"])

    @pytest.mark.parametrize("consent", [True, None])
    def test_given_or_not_asked_lets_it_through(self, consent: bool | None) -> None:
        assert decide(self.who, what=request(consent=consent)).status == "assigned"


class TestMajor:
    def test_is_assigned_and_proposed_to_the_erac(self) -> None:
        decision = decide(directory([advisor("A", 1)]), what=request(scale="major"))
        assert decision.advisor_id == "A"
        assert codes(decision.reasons) == ["routing.only_eligible", "routing.major_proposed_to_erac"]

    def test_is_not_proposed_where_the_region_does_not_want_it(self) -> None:
        who = directory([advisor("A", 1)], region(major_to_erac=False))
        assert codes(decide(who, what=request(scale="major")).reasons) == ["routing.only_eligible"]

    def test_is_proposed_to_nobody_without_consent(self) -> None:
        decision = decide(directory([advisor("A", 1)]), what=request(scale="major", consent=False))
        assert codes(decision.reasons) == ["request.no_consent"]

    def test_is_not_proposed_to_the_erac_that_already_has_it(self) -> None:
        who = directory([], region(empty_pool="erac"))
        assert codes(decide(who, what=request(scale="major")).reasons) == ["routing.to_erac", "routing.no_advisor"]


def test_what_the_atlas_had_to_say_is_passed_on() -> None:
    where = located(verdict="area", uncertainty_km=9.0, reason=Reason("place.area_asked", {"fsa": "J6E"}))
    assert codes(decide(directory([advisor("A")]), where).reasons) == ["routing.only_eligible", "place.area_asked"]


def test_close_call_is_said_when_the_uncertainty_exceeds_the_gap() -> None:
    who = directory([advisor("A", 10), advisor("B", -11)])
    assert not decide(who).close_call
    assert not decide(who, located(uncertainty_km=0.4)).close_call
    assert decide(who, located(uncertainty_km=0.6)).close_call


def test_close_call_looks_beyond_the_second() -> None:
    # B lies behind A: wherever the company is, A is nearer. C lies on the other side.
    decision = decide(directory([advisor("A", 10), advisor("B", 11), advisor("C", -11.5)]), located(uncertainty_km=1))
    assert [r.advisor_id for r in decision.ranking] == ["A", "B", "C"]
    assert decision.close_call


def test_close_call_ignores_those_who_cannot_serve() -> None:
    assert not decide(directory([advisor("A", 10), advisor("B", 10, capacity=0)]), located(uncertainty_km=5)).close_call


def test_a_router_answers_as_if_nothing_had_been_asked_before() -> None:
    people = [advisor("A", 1, capacity=1), advisor("B", 2), advisor("C", 2)]
    who = directory(people, region(tie_margin_km=0.5))
    router = Router(who, DAY, atlas_fingerprint="atlas")
    busy = {"A": Load(open=1)}
    cases = [
        (request(f"R-{n}", language=language), located(km), loads, exclude)
        for n in range(3)
        for language in ("fr", "en")
        for km in (0, 1.5)
        for loads in ({}, busy, busy | {"B": Load(open=1)})
        for exclude in (frozenset[str](), frozenset({"B"}))
    ]
    for what, where, loads, exclude in cases * 2:
        assert router.decide(what, where, loads, exclude) == decide(who, where, what, loads, exclude=exclude)


def test_a_router_keeps_no_more_places_than_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innoveici.routing.decide._REMEMBERED_PLACES", 3)
    router = Router(directory([advisor("A", 1)]), DAY, atlas_fingerprint="atlas")
    distances = [router.decide(request(), located(km), {}).distance_km for km in (1, 2, 3, 4, 5, 1)]
    assert distances == [0.0, 1.0, 2.0, 3.0, 4.0, 0.0]
    assert len(router._candidates) == 3


def test_both_points_count_in_the_error_of_a_distance() -> None:
    decision = decide(directory([advisor("A", 10, uncertainty_km=3.0)]), located(uncertainty_km=4.0))
    assert decision.distance_error_km == 5.0


def test_the_map_of_these_tests_is_a_ruler() -> None:
    assert at(-3).distance_km(at(9)) == pytest.approx(12)
