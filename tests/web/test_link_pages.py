"""What the link of a letter opens: to whom, for how long, and that only what is sent does anything."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.ledger.actor import Actor
from innoveici.links import Link, sign
from innoveici.request import Request
from innoveici.steps import STEPS
from innoveici.web.link_pages import OVER
from tests.web.browsing import WIDTHS, check_page, looking
from tests.web.conftest import DOUBTFUL, JOLIETTE, NOW, Web

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ERAC = "erac:erac-14"
PERSONAL = ("Fromagerie", "direction@", "555-0123", "affinage")


def as_often_as_one_likes(*_asked: str) -> bool:
    return True


def head_of(web: Web) -> str:
    return str(web.ledger.head())


def test_each_of_the_chain_sees_the_request(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    for holder in ("company", web.advisor(id_), ERAC):
        page = web.client.get(web.link(id_, holder))
        assert page.status_code == 200
        for words in ("Fromagerie du Lac", "November\u00a030, 2026", "affinage"):
            assert words in page.text, holder


def test_looking_at_it_changes_nothing_however_often(web: Web) -> None:
    """What a mail scanner does: GET and HEAD of every address that a page has, and again."""
    ids = [web.route(JOLIETTE), web.route(DOUBTFUL)]
    before = head_of(web)
    for id_ in ids:
        for holder in ("company", ERAC) + ((web.advisor(id_),) if id_ == ids[0] else ()):
            link = web.link(id_, holder)
            found = re.findall(r'(?:href|action)="(/[^"]+)"', web.client.get(link).text)
            for address in {link, *found, *(f"{link}/{step}" for step in STEPS)}:
                web.client.get(address)
                web.client.head(address)
    assert head_of(web) == before


def test_an_advisor_declines_and_the_next_one_accepts(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    first = web.advisor(id_)
    sent = web.client.post(f"{web.link(id_, first)}/decline", data={"reason_code": "capacity", "reason": "Complet"})
    assert sent.status_code == 303
    second = web.advisor(id_)
    assert second != first
    assert web.client.post(f"{web.link(id_, second)}/accept").status_code == 303
    assert web.events(id_) == ["received", "assigned", "declined", "assigned", "accepted"]
    declined = web.ledger.show(id_).events[2]
    assert declined.payload["reason_code"] == "capacity"
    assert (declined.payload["via"], declined.payload["purpose"]) == ("link", "page")
    assert "Complet" not in str(declined.payload)


def test_whoever_passed_it_on_reads_why_and_nothing_of_the_company(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    first = web.advisor(id_)
    link = web.link(id_, first)
    web.take("reassign", id_, reason="Congé (exemple)")
    page = web.client.get(link)
    assert page.status_code == 410
    assert OVER["reassigned"] in page.text
    assert not [words for words in PERSONAL if words in page.text]
    assert web.client.post(f"{link}/accept").status_code in (409, 410)
    assert web.events(id_)[-1] == "reassigned"


def test_undo_is_offered_while_nobody_has_heard_of_it(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    advisor = web.advisor(id_)
    link = web.link(id_, advisor)
    done = web.client.post(f"{link}/decline", data={"reason": "x"}).headers["location"]
    page = web.client.get(done).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    assert 'data-step="undo"' in page
    assert web.client.post(f"{link}/undo", data={"seen": seen[1]}).status_code == 303
    assert web.advisor(id_) == advisor
    web.client.post(f"{link}/accept")
    web.now += timedelta(minutes=5)
    assert 'data-step="undo"' not in web.client.get(link).text


def test_the_second_of_two_on_one_handoff_sees_what_the_first_did_and_loses_no_word(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    page = web.client.get(web.link(id_, ERAC)).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    web.client.post(f"{web.link(id_, web.advisor(id_))}/accept")
    late = web.client.post(f"{web.link(id_, ERAC)}/escalate", data={"reason": "Trop gros pour nous", "seen": seen[1]})
    assert late.status_code == 409
    assert "accepted" in late.text
    assert "Trop gros pour nous" in late.text
    assert web.events(id_)[-1] == "accepted"


def test_what_a_step_needs_is_said_where_it_is_missing(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    page = web.client.post(f"{web.link(id_, web.advisor(id_))}/decline")
    assert page.status_code == 422
    assert "this step needs a reason" in page.text
    page = web.client.post(f"{web.link(id_, 'company')}/correct", data={"email": "no address"})
    assert page.status_code == 422
    assert 'value="no address"' in page.text
    assert len(web.events(id_)) == 2


def test_a_held_request_goes_on_once_the_company_says_where_it_is(web: Web) -> None:
    id_ = web.route(DOUBTFUL)
    link = web.link(id_, "company")
    assert "Causapscal" in web.client.get(link).text  # one of those it may be in
    assert web.client.post(f"{link}/correct", data={"municipality": "Causapscal"}).status_code == 303
    state = web.ledger.find(id_)
    assert state
    assert (state.state, state.region_code) == ("assigned", "01")


def test_a_company_asks_corrects_withdraws_and_judges(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    link = web.link(id_, "company")
    assert web.client.post(f"{link}/ask", data={"asks": "call"}).status_code == 303
    assert web.client.post(f"{link}/correct", data={"phone": "450 555-0199"}).status_code == 303
    assert web.client.post(f"{link}/correct", data={"company": "Autre", "postal_code": "H2X 1Y4"}).status_code == 409
    assert web.client.post(f"{link}/rate", data={"contacted": "yes"}).status_code == 409  # not yet
    assert web.client.post(f"{link}/withdraw", data={"reason": "Projet reporté"}).status_code == 303
    assert web.client.post(f"{link}/rate", data={"contacted": "no", "useful": "no"}).status_code == 303
    assert web.client.post(f"{link}/rate", data={"contacted": "yes"}).status_code == 303
    assert web.events(id_)[2:] == ["asked", "corrected", "closed", "rated", "rated"]
    assert web.ledger.show(id_).events[4].payload["outcome"] == "withdrawn"


def test_a_company_gets_all_that_is_held_of_it(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    web.take("note", id_, reason="Interne (exemple)")
    response = web.client.get(f"{web.link(id_, 'company')}/data.json")
    assert response.json()["request"]["email"] == JOLIETTE.email
    assert "attachment" in response.headers["content-disposition"]
    assert [event["type"] for event in response.json()["events"]] == ["received", "assigned"]
    assert web.client.get(f"{web.link(id_, web.advisor(id_))}/data.json").status_code == 404


def test_what_was_erased_is_gone_from_every_page(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    links = [web.link(id_, holder) for holder in ("company", web.advisor(id_), ERAC)]
    web.take("erase", id_)
    for link in links:
        page = web.client.get(link)
        assert page.status_code == 200
        assert not [words for words in PERSONAL if words in page.text]


def test_nobody_erases_by_a_link_nor_takes_a_step_that_is_not_theirs(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    before = head_of(web)
    for holder, steps in {
        "company": ("accept", "decline", "close", "erase", "reassign", "note", "reopen"),
        web.advisor(id_): ("erase", "reassign", "escalate", "withdraw", "ask", "rate", "correct"),
        ERAC: ("erase", "ask", "rate"),
    }.items():
        for step in steps:
            data = {"reason": "x", "outcome": "served", "asks": "call", "contacted": "yes", "phone": "450 555-0111"}
            assert web.client.post(f"{web.link(id_, holder)}/{step}", data=data).status_code == 404, (holder, step)
    assert head_of(web) == before


def test_another_of_the_chain_or_of_nowhere_sees_nothing(web: Web) -> None:
    id_, other = web.route(JOLIETTE), web.route(Request("W-9", "Autre (exemple)", "H2X 1Y4", email="a@b.example"))
    for holder in ("erac:erac-06", web.advisor(other), "partner:crim-grandenov", "erac:nobody", "council", "person:x"):
        page = web.client.get(web.link(id_, holder))
        assert page.status_code in (404, 410), holder
        assert not [words for words in PERSONAL if words in page.text]
    assert web.client.get(web.link("H-000777", "company")).status_code == 404


def test_a_link_ends_and_a_new_one_goes_to_the_address_on_file_three_times_an_hour(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    link = web.link(id_, "company")
    web.now = NOW + timedelta(days=40)
    page = web.client.get(link)
    assert page.status_code == 410
    assert not [words for words in PERSONAL if words in page.text]
    for _ in range(5):
        assert web.client.post(f"{link}/renew").status_code == 200
    told = [n for n in web.ledger.show(id_).notices if n.template == "link.company"]
    assert [(n.recipient, n.state) for n in told] == [("company:W-1", "queued")] * 3
    web.now += timedelta(hours=2)
    web.client.post(f"{link}/renew")
    assert len([n for n in web.ledger.show(id_).notices if n.template == "link.company"]) == 4


def test_a_key_that_was_rotated_opens_until_its_end_and_one_that_was_revoked_no_more(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    link = web.link(id_, "company")
    web.ledger.rotate_signing_key(timedelta(days=30))
    assert web.client.get(link).status_code == 200
    web.ledger.revoke_signing_key("1")
    assert web.client.get(link).status_code == 410
    assert web.client.get(web.link(id_, "company")).status_code == 200


def test_five_thousand_wrong_links_let_nobody_in_and_leave_no_trace(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = web.route(JOLIETTE)
    good = web.link(id_, "company").removeprefix("/h/")
    before = head_of(web)
    said, mac = good.split(".")
    wrong = [good[:n] for n in range(len(good))]
    wrong += [f"{said}.{mac[::-1]}", f"{mac}.{said}", said, f".{mac}", good + "=", good.upper()]
    wrong += [good[:n] + ("A" if good[n] != "A" else "B") + good[n + 1 :] for n in range(len(good))]
    wrong += [sign(Link(f"H-{n:06d}", "company", "reply", date(2027, 1, 1)), web.ledger.signing_keys()["1"])
              for n in range(1, 5000 - len(wrong))]  # fmt: skip
    monkeypatch.setattr(web.site.rates, "allows", as_often_as_one_likes)
    for token in wrong:
        assert web.client.get(f"/h/{token}").status_code in (404, 405), token
    for token in wrong[::50]:
        assert web.client.post(f"/h/{token}/withdraw").status_code in (404, 405), token
    assert head_of(web) == before


@given(token=st.text(max_size=80), step=st.sampled_from([*STEPS, "renew", "x"]))
def test_no_text_makes_it_fail(token: str, step: str) -> None:
    from urllib.parse import quote

    web = ANY_WEB[0]
    for address in (f"/h/{quote(token, safe='')}", f"/h/{quote(token, safe='')}/{step}"):
        assert web.client.get(address).status_code < 500
        assert web.client.post(address).status_code < 500


ANY_WEB: list[Web] = []


@pytest.fixture(autouse=True)
def _any_web(request: pytest.FixtureRequest) -> None:
    if request.node.name == "test_no_text_makes_it_fail":
        web: Web = request.getfixturevalue("web")
        web.site.rates.allows = as_often_as_one_likes  # type: ignore[method-assign]
        ANY_WEB[:] = [web]


def test_no_log_says_who_asked_for_what(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    id_ = web.route(JOLIETTE)
    link = web.link(id_, "company")
    (web.folder / "advisors.csv").write_text("no,such,file\n", encoding="utf-8")
    assert web.client.get(link).status_code == 500
    assert caplog.text
    assert link.removeprefix("/h/") not in caplog.text
    assert not [words for words in PERSONAL if words in caplog.text]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_the_pages(live: Web, browser: Browser, width: int, language: str) -> None:
    id_, held = live.route(JOLIETTE), live.route(DOUBTFUL)
    base, advisor = live.site.settings.base_url, live.advisor(id_)
    scheme = "dark" if width == WIDTHS[0] else "light"
    with looking(browser, width, language, color_scheme=scheme) as context:
        page = context.new_page()
        for handoff, holder in (
            (id_, "company"),
            (id_, advisor),
            (id_, ERAC),
            (held, "company"),
            (held, "erac:erac-01"),
        ):
            page.goto(base + live.link(handoff, holder))
            check_page(page)
        page.goto(base + live.link(id_, "company", days=-1))
        check_page(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_request_goes_through_the_hands_of_the_chain(live: Web, browser: Browser, scripts: bool) -> None:
    """An advisor declines, undoes it, declines again; the next accepts, reaches and closes; the company judges."""
    id_ = live.route(JOLIETTE)
    base = live.site.settings.base_url
    with looking(browser, 1280, "fr", scripts=scripts) as context:
        page = context.new_page()

        def step(name: str) -> None:
            form = page.locator(f'form[data-step="{name}"]').first
            if not form.is_visible():
                page.locator("details", has=form).locator("summary").click()
            form.locator("button").click()

        first = live.advisor(id_)
        page.goto(base + live.link(id_, first))
        page.locator("summary", has_text="Décliner").click()
        page.select_option('select[name="reason_code"]', "capacity")
        page.locator('form[data-step="decline"] textarea').fill("Complet ce mois-ci")
        step("decline")
        step("undo")
        assert live.advisor(id_) == first
        page.locator("summary", has_text="Décliner").click()
        page.locator('form[data-step="decline"] textarea').fill("Complet ce mois-ci")
        step("decline")
        second = live.advisor(id_)
        page.goto(base + live.link(id_, second))
        step("accept")
        step("contact")
        page.locator("summary", has_text="Fermer").click()
        page.select_option('select[name="outcome"]', "served")
        step("close")
        page.goto(base + live.link(id_, "company"))
        page.check('input[name="contacted"][value="yes"]')
        page.check('input[name="useful"][value="partly"]')
        step("rate")
        page.get_by_role("status").wait_for()
    assert live.events(id_)[-5:] == ["assigned", "accepted", "contacted", "closed", "rated"]
    assert Actor.parse(second).role == "advisor"
