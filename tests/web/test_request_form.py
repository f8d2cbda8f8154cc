"""The request form: what it asks and says, that nothing typed is lost, and that a request is recorded once."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.request import FIELDS
from innoveici.web import request_form
from innoveici.web.form_fields import FORM, PARTS
from tests.web.browsing import WIDTHS, check_page, looking
from tests.web.conftest import Web
from tests.web.filling import FILLED, faults, post, send, ticket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PERSONAL = ("Fromagerie", "direction", "555-0123", "affinage", "J0K")


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody had taken their time."""
    monkeypatch.setattr(request_form, "SHORTEST_S", 0.0)


def sent_page(web: Web, address: str) -> str:
    page = web.client.get(address)
    assert page.status_code == 200
    return unescape(page.text)


def handoff(web: Web, address: str) -> str:
    """The handoff that a sent request became."""
    found = re.search(r"H-\d{6}", sent_page(web, address))
    assert found
    return found[0]


def recorded(web: Web) -> int:
    return len(list(web.ledger.handoffs()))


def test_each_field_has_a_label_and_says_what_it_is_for(web: Web) -> None:
    page = web.client.get("/request").text
    assert FORM.keys() <= FIELDS.keys()
    assert {name for _id, _heading, names in PARTS for name in names} | {"consent"} == FORM.keys()
    for name, row in FORM.items():
        if row.input in ("text", "email", "tel", "textarea"):
            assert f'<label for="{name}">' in page
            assert re.search(rf'<(input|textarea) id="{name}"[^>]*', page)
        if row.purpose != "off":
            assert f'autocomplete="{row.purpose}"' in page
    for words in ("The ERAC of your region", "Conseil de l&#39;innovation sees", "Nobody else"):
        assert words in page


def test_everything_that_is_wrong_is_said_at_once_where_it_is_and_no_text_is_lost(web: Web) -> None:
    wrong = {"company": "", "postal_code": "J0K 2MO", "email": "no address", "phone": "12", "neq": "1", "consent": ""}
    page = post(web, ticket(web), **wrong)
    assert page.status_code == 422
    said = faults(page.text)
    assert said.keys() == {"company", "postal_code", "email", "phone", "neq", "consent"}
    assert "J0K 2M0" in said["postal_code"]  # what may be meant
    for name in said:
        assert f'<a href="#{name}">' in page.text
        assert f'id="{name}"' in page.text
        assert f'aria-describedby="{name}-hint {name}-fault" aria-invalid="true"' in page.text or (
            f'aria-describedby="{name}-fault" aria-invalid="true"' in page.text
        )
    for kept in ("J0K 2MO", "no address", "Automatiser l&#39;affinage\nde nos fromages", "La direction (exemple)"):
        assert kept in page.text
    assert recorded(web) == 0


def test_an_empty_form_asks_for_what_is_needed_and_for_no_more(web: Web) -> None:
    page = web.client.post("/request", data={"ticket": ticket(web), "step": "check"})
    assert faults(page.text).keys() == {"need", "company", "postal_code", "email", "consent"}
    assert post(web, ticket(web), email="", phone="450 555-0123").status_code == 200
    assert post(web, ticket(web), postal_code="", municipality="Joliette").status_code == 200


def test_before_it_is_sent_it_is_shown_with_who_gets_it_and_by_when_somebody_calls(web: Web) -> None:
    page = post(web, ticket(web), company="<b>Lac</b>", **{"sector.énergie": "yes"})
    text = unescape(page.text)
    for words in ("Lanaudière", "ERAC de Lanaudière", "within 10 days: by November\u00a030, 2026", "énergie"):
        assert words in text
    assert "<b>Lac" not in page.text
    assert "&lt;b&gt;Lac" in page.text
    assert recorded(web) == 0
    back = post(web, ticket(web), "change", **{"sector.énergie": "yes"})
    assert 'name="sector.énergie" value="yes" checked' in back.text
    assert 'value="direction@fromagerie.example"' in back.text


def test_what_is_sent_is_recorded_as_it_was_typed_and_can_be_followed(web: Web) -> None:
    address = send(web, **{"sector.énergie": "yes", "sector.numérique": "yes", "neq": "1161234567"})
    assert not [words for words in PERSONAL if words in address]
    page = sent_page(web, address)
    for words in ("ERAC de Lanaudière", "November\u00a030, 2026", "F-"):
        assert words in page
    story = web.ledger.story(handoff(web, address))
    assert story
    known = story.recalled.known
    assert {name: known[name] for name in FILLED if name != "consent"} == {
        name: text for name, text in FILLED.items() if name != "consent"
    }
    assert known["consent"] is True
    assert sorted(known["sectors"]) == ["numérique", "énergie"]
    assert story.recalled.events[0].payload["via"] == "form"
    link = re.search(r'href="(/h/[^"]+)"', page)
    assert link
    assert "Fromagerie du Lac" in web.client.get(link[1]).text


@pytest.mark.parametrize("code", ["G0J 4A0", "G0J"])
def test_what_a_code_leaves_open_is_asked_at_once_so_that_nothing_is_held(web: Web, code: str) -> None:
    of = ticket(web)
    asked = post(web, of, postal_code=code)
    assert asked.status_code == 200
    assert 'name="municipality_choice"' in asked.text
    assert '<option value="Causapscal">' in asked.text
    assert 'label="Bas-Saint-Laurent"' in asked.text
    assert recorded(web) == 0
    address = send(web, of, postal_code=code, municipality_choice="Causapscal")
    state = web.ledger.find(handoff(web, address))
    assert state
    assert (state.state, state.region_code) == ("assigned", "01")


def test_who_does_not_know_is_told_what_happens_then(web: Web) -> None:
    of = ticket(web)
    unknown = {"postal_code": "G0J 4A0", "municipality_choice": "-"}
    assert "We cannot tell yet in which region" in post(web, of, **unknown).text
    id_ = handoff(web, send(web, of, **unknown))
    state = web.ledger.find(id_)
    assert state
    assert state.state == "held"
    # Sent again with the answer, it goes on under the same number.
    assert handoff(web, send(web, of, postal_code="G0J 4A0", municipality_choice="Causapscal")) == id_
    assert web.events(id_) == ["received", "held", "corrected", "assigned"]


def test_a_code_and_a_municipality_that_contradict_each_other_are_put_right(web: Web) -> None:
    of = ticket(web)
    asked = post(web, of, municipality="Trois-Rivières")
    assert re.findall(r'name="municipality_choice" value="([^"]+)"', asked.text) == [
        "Saint-Félix-de-Valois", "Trois-Rivières", "-",
    ]  # fmt: skip
    wrong_code = post(web, of, municipality="Trois-Rivières", municipality_choice="Trois-Rivières")
    assert wrong_code.status_code == 422
    assert faults(wrong_code.text).keys() == {"postal_code"}
    assert "Mauricie" in post(web, of, postal_code="", municipality="Trois-Rivières").text
    assert "Lanaudière" in post(web, of, municipality="x", municipality_choice="Saint-Félix-de-Valois").text


def test_a_code_that_nobody_knows_asks_for_any_municipality(web: Web) -> None:
    of = ticket(web)
    asked = post(web, of, postal_code="G9Z 1A1")
    assert '<option value="Causapscal">' in asked.text
    assert 'name="municipality_unknown"' in asked.text
    assert "We cannot tell yet" in post(web, of, postal_code="G9Z 1A1", municipality_unknown="yes").text
    assert "Bas-Saint-Laurent" in post(web, of, postal_code="G9Z 1A1", municipality_choice="Causapscal").text


@pytest.mark.parametrize(
    ("typed", "said", "state"),
    [
        ({"postal_code": "M5V 1A1"}, "outside Québec, and this service is for companies in Québec", "held"),
        ({"postal_code": "67000", "country_choice": "FR"}, "A partnership serves it", "referred"),
        ({"postal_code": "75001", "country_choice": "FR"}, "Your company is in France", "held"),
        ({"postal_code": "67000", "country_choice": "-"}, "in which country your company is", "held"),
        ({"postal_code": "90210", "country_choice": "US"}, "outside Québec, and this service", "held"),
    ],
)
def test_who_is_elsewhere_is_told_truly_what_happens(web: Web, typed: dict[str, str], said: str, state: str) -> None:
    of, typed = ticket(web), {**typed, "phone": ""}  # a number of another country than the company's would be a fault
    if "country_choice" in typed:
        assert 'name="country_choice"' in post(web, of, postal_code=typed["postal_code"]).text
    assert said in unescape(post(web, of, **typed).text)
    address = send(web, of, **typed)
    assert said in sent_page(web, address)
    found = web.ledger.find(handoff(web, address))
    assert found
    assert found.state == state


def test_nobody_to_take_it_is_said_before_it_is_sent(web: Web) -> None:
    file = web.folder / "advisors.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text(head + "".join(row for row in rows if "QC-14" not in row), encoding="utf-8")
    page = unescape(post(web, ticket(web)).text)
    assert "No innovation advisor is available in your region just now" in page
    assert "ERAC de Lanaudière" in page


def test_what_is_sent_twice_is_recorded_once(web: Web) -> None:
    of = ticket(web)
    first = send(web, of)
    assert handoff(web, send(web, of)) == handoff(web, first)
    changed = send(web, of, need="Autre chose")
    assert "It had been sent before" in sent_page(web, changed)
    story = web.ledger.story(handoff(web, first))
    assert story
    assert story.recalled.known["need"] == FILLED["need"]
    assert recorded(web) == 1


def test_who_goes_back_to_the_empty_form_and_sends_the_same_again_has_sent_it_once(web: Web) -> None:
    first, again, other = send(web), send(web), send(web, need="Autre chose")
    assert handoff(web, first) == handoff(web, again) != handoff(web, other)
    assert "It had been sent before" in sent_page(web, again)
    assert recorded(web) == 2
    web.client.cookies.clear()
    assert handoff(web, send(web)) not in (handoff(web, first), handoff(web, other))


def test_a_double_click_is_one_request(web: Web) -> None:
    of, led = ticket(web), list[str]()
    clicks = [threading.Thread(target=lambda: led.append(send(web, of))) for _ in range(4)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join(30)
    assert len({address.partition("?")[0] for address in led}) == 1
    assert len(led) == 4
    assert recorded(web) == 1


def test_a_program_that_fills_in_what_nobody_sees_gets_thanks_and_a_person_learns_whom_to_call(web: Web) -> None:
    page = post(web, ticket(web), "send", topic="Cheap offers")
    text = unescape(page.text)
    assert page.status_code == 200
    assert "Thank you" in text
    assert "call your ERAC" in text
    assert "450 365-9218" in text
    assert recorded(web) == 0
    assert web.site.meter.counted("form_caught") == 1


def test_what_comes_too_soon_or_without_the_form_is_shown_once_more(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for of in ("", "forged", "1.F-22.0:x"):
        again = post(web, of, "send")
        assert "This is not sent yet" in again.text
        assert recorded(web) == 0
    monkeypatch.setattr(request_form, "SHORTEST_S", 3600.0)
    again = post(web, ticket(web), "send")
    assert "This is not sent yet" in again.text
    monkeypatch.setattr(request_form, "SHORTEST_S", 0.0)
    found = re.search(r'name="ticket" value="([^"]+)"', again.text)
    assert found
    assert post(web, found[1], "send").status_code == 303


def test_ten_an_hour_come_from_one_connection_and_what_waits_is_not_lost(web: Web) -> None:
    for number in range(10):
        send(web, company=f"Fromagerie {number}")
    late = post(web, ticket(web), "send")
    assert late.status_code == 429
    assert 3500 < int(late.headers["Retry-After"]) <= 3600
    assert "not sent yet" in late.text
    assert 'name="need" value="Automatiser' in late.text
    assert recorded(web) == 10


def test_a_revoked_key_ends_what_was_shown_with_it_without_losing_a_word(web: Web) -> None:
    of = ticket(web)
    address = send(web)
    web.ledger.revoke_signing_key("1")
    again = post(web, of, "send")
    assert "This is not sent yet" in again.text
    assert 'name="company" value="Fromagerie du Lac' in again.text
    assert web.client.get(address).status_code == 404


def test_a_sent_page_opens_by_its_own_link_alone_and_not_for_ever(web: Web) -> None:
    address = send(web)
    id_ = handoff(web, address)
    company = web.link(id_, "company").removeprefix("/h/")
    for token in (company, web.link(id_, "erac:erac-14").removeprefix("/h/"), "x", "x" * 300):
        assert web.client.get(f"/request/sent/{token}").status_code == 404
    web.now += timedelta(days=31)
    assert web.client.get(address).status_code == 404


def test_a_code_says_who_serves_it_while_it_is_typed(web: Web) -> None:
    before = web.ledger.head()
    place = lambda **asked: unescape(web.client.get("/request/place", params=asked).text)  # noqa: E731 - said often
    assert "ERAC de Lanaudière" in place(postal_code="j0k2m0")
    assert "November\u00a030, 2026" in place(postal_code="j0k2m0")
    assert '<option value="Causapscal">' in place(postal_code="G0J 4A0")
    assert "Bas-Saint-Laurent" in place(postal_code="G0J 4A0", municipality="Causapscal")
    assert "did you mean J0K 2M0" in place(postal_code="J0K 2MO")
    assert "<option" not in place(postal_code="")
    assert 'name="country_choice"' in place(postal_code="67000")
    assert "<html" not in place(postal_code="J0K 2M0")
    assert web.ledger.head() == before
    asked = [web.client.get("/request/place?postal_code=J0K2M0").status_code for _ in range(125)]
    assert asked[-1] == 429


def test_looking_at_the_form_writes_nothing(web: Web) -> None:
    before = web.ledger.head()
    for path in ("/request", "/request/place?postal_code=J0K2M0"):
        assert web.client.get(path).status_code == 200
        assert web.client.head(path).status_code == 200
    assert web.ledger.head() == before


FIELD_NAMES = [*FORM, "municipality_choice", "municipality_unknown", "country_choice", "topic", "ticket", "step"]
ANY_WEB: list[Web] = []


@pytest.fixture(autouse=True)
def _any_web(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.name.startswith("test_any_"):
        web: Web = request.getfixturevalue("web")
        web.site.rates.allows = lambda *_asked: True  # type: ignore[method-assign,assignment]
        ANY_WEB[:] = [web]
    yield
    ANY_WEB.clear()


@given(
    typed=st.dictionaries(st.sampled_from(FIELD_NAMES), st.text(max_size=60)),
    step=st.sampled_from(["check", "send", "change", "x"]),
    genuine=st.booleans(),
)
def test_any_text_in_any_field_is_answered_and_escaped(typed: dict[str, str], step: str, genuine: bool) -> None:
    web = ANY_WEB[0]
    data = {**FILLED, **{name: f"<i>{text}" for name, text in typed.items()}, "step": step}
    data |= {"ticket": ticket(web)} if genuine else {}
    page = web.client.post("/request", data=data)
    assert page.status_code < 500
    assert "<i>" not in page.text
    if page.status_code == 303:
        assert "<i>" not in web.client.get(page.headers["location"]).text


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=9))
def test_any_text_asked_about_is_answered(code: str, municipality: str, country: str) -> None:
    asked = {"postal_code": f"<i>{code}", "municipality": municipality, "country": country}
    page = ANY_WEB[0].client.get("/request/place", params=asked)
    assert page.status_code < 500
    assert "<i>" not in page.text


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert ANY_WEB[0].client.post("/request", content=body, headers=headers).status_code < 500


def test_nothing_that_was_typed_is_in_a_log(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    of = ticket(web)
    (web.folder / "advisors.csv").write_text("no,such,file\n", encoding="utf-8")
    assert post(web, of, "send").status_code == 500
    assert caplog.text
    assert not [words for words in PERSONAL if words in caplog.text]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_company_sends_its_request(live: Web, browser: Browser, width: int, language: str, scripts: bool) -> None:
    """It forgets something, is asked for its municipality, looks again, changes a word, and sends."""
    scheme = "dark" if width == WIDTHS[0] else "light"
    with looking(browser, width, language, scripts=scripts, color_scheme=scheme) as context:
        page = context.new_page()

        def check() -> None:
            if scripts:
                check_page(page)

        form = f"{live.site.settings.base_url}/request"
        page.goto(form)
        check()
        page.fill("#need", FILLED["need"])
        page.fill("#company", FILLED["company"])
        page.locator("button[value=check]").click()
        check()
        assert page.locator("#email-fault").is_visible()
        assert page.locator("#company").input_value() == FILLED["company"]
        page.fill("#email", FILLED["email"])
        page.fill("#postal_code", "G0J 4A0")
        if scripts:  # asked while it is typed
            page.locator("#place select").wait_for()
            check()
            page.locator("#place select").select_option("Causapscal")
            page.locator("#place dl").wait_for()
            assert page.locator("#municipality").input_value() == "Causapscal"
        else:
            page.check("#consent")
            page.locator("button[value=check]").last.click()
            page.locator("select[name=municipality_choice]").select_option("Causapscal")
        page.check("#consent")
        page.locator("button[value=check]").last.click()
        check()
        assert "Bas-Saint-Laurent" in page.inner_text("main")
        page.locator("button[value=change]").click()
        page.fill("#contact_name", FILLED["contact_name"])
        page.locator("button[value=check]").last.click()
        page.locator("button[value=send]").click()
        page.locator("#reference").wait_for()
        check()
        page.reload()
        page.goto(form)
        _sent_again(page)
        check()
    (found,) = live.ledger.handoffs()
    assert (found.state, found.region_code) == ("assigned", "01")


def _sent_again(page: Page) -> None:
    """The same, word for word."""
    for name in ("need", "company", "email", "contact_name"):
        page.fill(f"#{name}", FILLED[name])
    page.fill("#postal_code", "G0J 4A0")
    page.fill("#municipality", "Causapscal")
    page.check("#consent")
    page.locator("button[value=check]").click()
    page.locator("button[value=send]").click()
    page.locator("#reference").wait_for()
