"""Each sees what its place in the chain sees: every page of every role is tried on a handoff that is not theirs."""

from __future__ import annotations

import re

import pytest

from innoveici.request import Request
from innoveici.steps import STEPS
from tests.web.conftest import DOUBTFUL, JOLIETTE, Web
from tests.web.staff.conftest import MARC, Colleague

MONTREAL = Request(
    "W-7", "Verrerie du Canal (exemple)", "H2X 1Y4", need="Recycler le verre", email="a@verrerie.example"
)
PERSONAL = ("Fromagerie", "direction@", "555-0123", "affinage", "J0K 2M0", "Verrerie", "Recycler")
CASE_PAGES = ("", "/choose", "/erase")
PLACE_PAGES = ("queue", "held", "overdue", "workload")


def head_of(web: Web) -> str:
    return str(web.ledger.head())


@pytest.mark.parametrize("page", CASE_PAGES)
def test_a_handoff_of_another_region_is_as_one_that_does_not_exist(lucie: Colleague, staffed: Web, page: str) -> None:
    foreign = staffed.route(MONTREAL)
    answers = [lucie.client.get(lucie.case(id_) + page) for id_ in (foreign, "H-000999", "W-7", "H-1", "x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"/h/[^\"/?]+", "", answer.text) for answer in answers}) == 1


@pytest.mark.parametrize("step", [*STEPS, "x", "search"])
def test_no_step_is_taken_on_it(lucie: Colleague, staffed: Web, step: str) -> None:
    foreign, before = staffed.route(MONTREAL), None
    before = head_of(staffed)
    given = {"reason": "x", "outcome": "served", "to": "QC-06-01", "last": "assigned", "municipality": "Joliette"}
    for id_ in (foreign, "H-000999"):
        answer = lucie.client.post(f"{lucie.case(id_)}/{step}", data={"form": lucie.token, **given})
        assert answer.status_code == 404
    assert head_of(staffed) == before


@pytest.mark.parametrize("step", ["ask", "rate", "x"])
def test_nor_one_that_is_no_eracs(lucie: Colleague, staffed: Web, step: str) -> None:
    id_ = staffed.route(JOLIETTE)
    answer = lucie.client.post(f"{lucie.case(id_)}/{step}", data={"form": lucie.token, "asks": "call"})
    assert answer.status_code == 404
    assert staffed.events(id_) == ["received", "assigned"]


@pytest.mark.parametrize("page", PLACE_PAGES)
def test_the_pages_of_an_erac_are_for_its_staff(
    lucie: Colleague, amina: Colleague, paul: Colleague, staffed: Web, page: str
) -> None:
    staffed.route(JOLIETTE)
    for desk, place in ((lucie, "erac-06"), (amina, "erac-14"), (paul, "erac-14"), (lucie, "council"), (lucie, "x")):
        assert desk.client.get(f"/staff/{place}/{page}").status_code == 404, (desk.address, place)
    assert not [words for words in PERSONAL if words in amina.get(f"{amina.home}/{page}")]


def test_a_case_is_opened_at_the_place_that_has_it(amina: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    for page in CASE_PAGES:
        assert amina.client.get(f"/staff/erac-14/h/{id_}{page}").status_code == 404
        assert amina.client.get(f"/staff/erac-06/h/{id_}{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "/handoffs", "/handoffs?state=all", "/h/H-000001"])
def test_the_pages_of_the_conseil_are_for_its_staff_and_name_no_company(
    lucie: Colleague, paul: Colleague, staffed: Web, page: str
) -> None:
    id_ = staffed.route(JOLIETTE)
    staffed.take("decline", id_, reason="Fromagerie inconnue (exemple)")
    staffed.route(DOUBTFUL)
    assert lucie.client.get(f"/staff/council{page}").status_code == 404
    text = paul.get(f"/staff/council{page}")
    assert not [words for words in (*PERSONAL, "Scierie", "G0J", "W-1", "inconnue") if words in text]


@pytest.mark.parametrize("page", [f"h/{{id}}{page}" for page in ("/choose", "/erase")] + [*PLACE_PAGES, "advisors/x"])
def test_the_conseil_has_no_other_page(paul: Colleague, staffed: Web, page: str) -> None:
    id_ = staffed.route(JOLIETTE)
    assert paul.client.get(f"/staff/council/{page.format(id=id_)}").status_code == 404
    for step in STEPS:
        address = f"/staff/council/h/{id_}/{step}"
        assert paul.client.post(address, data={"form": paul.token, "reason": "x"}).status_code == 404
    assert staffed.events(id_) == ["received", "assigned"]


def test_an_advisor_of_elsewhere_and_their_requests_are_not_shown(
    lucie: Colleague, amina: Colleague, staffed: Web
) -> None:
    foreign = staffed.route(MONTREAL)
    other = staffed.advisor(foreign).removeprefix("advisor:")
    assert other not in lucie.get("/staff/erac-14/workload")
    for advisor in (other, "QC-99-99", "x"):
        assert lucie.client.get(f"/staff/erac-14/advisors/{advisor}").status_code == 404
        data = {"form": lucie.token, "reason": "x", "do": "1"}
        assert lucie.client.post(f"/staff/erac-14/advisors/{advisor}", data=data).status_code == 404
    assert staffed.events(foreign) == ["received", "assigned"]
    assert "Verrerie" in amina.get(f"/staff/erac-06/advisors/{other}")


def test_what_a_company_refuses_to_have_passed_on_is_shown_to_no_erac(lucie: Colleague, staffed: Web) -> None:
    refused = Request(
        "W-8", "Fromagerie discrète (exemple)", "J0K 2M0", need="Secret", email="a@b.example", consent=False
    )
    id_ = staffed.route(refused)
    for page in ("queue", "queue?state=all", "held"):
        assert "discrète" not in lucie.get(f"/staff/erac-14/{page}")
    answer = lucie.client.get(lucie.case(id_))
    assert answer.status_code in (200, 404)
    assert "discrète" not in answer.text
    assert "J0K 2M0" not in answer.text


def test_what_went_to_another_region_is_seen_without_its_company(staffed: Web) -> None:
    id_ = staffed.route(DOUBTFUL)
    east, west = Colleague(staffed, MARC, "erac-11"), Colleague(staffed, MARC, "erac-01")
    assert "Scierie" in east.get(east.case(id_))
    assert west.take("correct", id_, place="Causapscal", municipality="", postal_code="G0J 4A0") == 303
    state = staffed.ledger.find(id_)
    assert state
    assert state.erac_id == "erac-01"
    text = east.get(east.case(id_))
    assert "Another ERAC has it now" in text
    assert not [words for words in ("Scierie", "direction@", "Sécher", "G0J", "Causapscal") if words in text]
    assert "data-step" not in text
    assert "Scierie" not in east.get("/staff/erac-11/queue?state=all")
    assert east.take("note", id_, str(state.updated_seq), reason="x") == 409
    assert "Scierie" not in east.answer.text


def test_a_request_alike_is_pointed_out_only_where_it_is_theirs(
    lucie: Colleague, amina: Colleague, staffed: Web
) -> None:
    first, twin = staffed.route(JOLIETTE), staffed.route(Request("W-3", JOLIETTE.company, "J0K 2M0"))
    elsewhere = staffed.route(Request("w-0003", "Autre (exemple)", "H2X 1Y4"))
    text = lucie.get(lucie.case(twin))
    assert f"/h/{first}" in text
    assert elsewhere not in text
    assert twin not in amina.get(amina.case(elsewhere))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_can_be_kept_framed_or_loaded_from_elsewhere(lucie: Colleague, staffed: Web, language: str) -> None:
    id_ = staffed.route(JOLIETTE)
    for page in (f"h/{id_}", f"h/{id_}/choose", "queue", "workload"):
        answer = lucie.client.get(f"/staff/erac-14/{page}?lang={language}")
        assert answer.headers["cache-control"] == "no-store"
        elsewhere = re.findall(r'<[^>]*(?:src|href)="(?:https?:)?//[^>]*>', answer.text)
        assert all(re.fullmatch(r'<a href="https?://[^"]*" rel="noopener noreferrer">', tag) for tag in elsewhere)
        assert " style=" not in answer.text


def test_looking_at_every_page_changes_nothing(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    staffed.take("accept", id_)
    before, waiting, seen = head_of(staffed), ["/staff/erac-14/queue"], set[str]()
    staffed.site.rates.allows = lambda *_: True  # type: ignore[method-assign]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        lucie.client.head(address)
        answer = lucie.client.get(address)
        if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
            found = re.findall(r'(?:href|action)="(/staff[^"]*)"', answer.text)
            waiting += [one.replace("&amp;", "&") for one in found]
    assert {f"/staff/erac-14/h/{id_}/{page}" for page in ("undo", "erase", "choose", "contact", "close")} <= seen
    assert head_of(staffed) == before
    assert lucie.client.get("/staff/erac-14/queue").status_code == 200  # still signed in
