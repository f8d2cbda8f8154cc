"""An advisor declares an absence on its page: what is entered, who is told, and that the page says what is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from innoveici.directory.absences import Absence, absence_of
from innoveici.errors import StorageError
from innoveici.ledger.actor import Actor
from innoveici.messages import Message
from innoveici.notify.preview import shown_letter
from innoveici.notify.running import letter_contexts
from tests.web.browsing import WIDTHS, check_page, looking
from tests.web.conftest import JOLIETTE, Web

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FROM, UNTIL = date(2026, 12, 7), date(2026, 12, 18)
DAYS = {"from": FROM.isoformat(), "until": UNTIL.isoformat()}


def give_the_erac_an_address(web: Web) -> None:
    file = web.folder / "regions.yaml"
    text = file.read_text("utf-8")
    erac = text[text.index("id: erac-14") :]
    assert "\n        email:" not in erac[:200]
    file.write_text(text.replace("id: erac-14\n", "id: erac-14\n        email: erac@lanaudiere.example\n"), "utf-8")


def absence_in_file(web: Web, advisor: str) -> Absence:
    return absence_of(web.site.directory.advisors[advisor])


@pytest.fixture
def case(web: Web) -> tuple[str, str, str]:
    """A handoff, its advisor's id and the link to its page."""
    give_the_erac_an_address(web)
    id_ = web.route(JOLIETTE)
    holder = web.advisor(id_)
    return id_, Actor.parse(holder).id, web.link(id_, holder)


def notes(web: Web, id_: str) -> list[dict[str, object]]:
    return [dict(e.payload["absence"]) for e in web.ledger.show(id_).events if "absence" in e.payload]


def letters(web: Web, id_: str) -> list[tuple[str, str]]:
    return [(n.recipient, n.state) for n in web.ledger.show(id_).notices if n.template == "absence.erac"]


def colleague(web: Web, advisor: str) -> str:
    return next(a.id for a in web.site.directory.advisors_of("14") if a.id != advisor)


def follow(web: Web, link: str, data: dict[str, str]) -> str:
    """The page after a form was sent."""
    sent = web.client.post(f"{link}/absence", data=data)
    assert sent.status_code == 303, sent.text
    return web.client.get(sent.headers["location"]).text


def test_an_absence_is_entered_obeyed_and_told_to_the_erac(web: Web, case: tuple[str, str, str]) -> None:
    id_, advisor, link = case
    before = web.ledger.show(id_).handoff
    other = colleague(web, advisor)

    page = follow(web, link, {**DAYS, "replacement": other})

    assert "Your absence is entered" in page
    assert "Your ERAC is told." in page
    assert "you are absent from 2026-12-07 to 2026-12-18" in page
    assert 'data-step="undo"' not in page
    assert absence_in_file(web, advisor) == Absence(FROM, UNTIL, other)
    assert notes(web, id_) == [{**DAYS, "replacement_id": other, "entered": True}]
    event = web.ledger.show(id_).events[-1]
    assert (event.actor, event.payload["via"], event.payload["purpose"]) == (f"advisor:{advisor}", "link", "page")
    assert letters(web, id_) == [("erac:erac-14", "queued")]
    after = web.ledger.show(id_).handoff
    assert replace(after, updated_seq=before.updated_seq) == before, "the handoff stays as it is"
    web.now += timedelta(days=20)
    next_one = web.advisor(web.route(replace(JOLIETTE, request_id="W-3")))
    assert next_one != f"advisor:{advisor}"


def test_whoever_is_back_is_asked_again(web: Web, case: tuple[str, str, str]) -> None:
    id_, advisor, link = case
    before = (web.folder / "advisors.csv").read_bytes()
    assert "Cancel the absence" in follow(web, link, DAYS)
    assert "I am back" in follow(web, link, {"until": DAYS["until"]})
    page = follow(web, link, {"back": "1"})
    assert "no longer, entered as absent" in page
    assert 'data-step="back"' not in page
    assert (web.folder / "advisors.csv").read_bytes() == before
    assert notes(web, id_)[-1] == {"from": None, "until": None, "replacement_id": None, "entered": True}
    assert len(letters(web, id_)) == 3
    assert not absence_in_file(web, advisor)


def test_a_form_that_is_sent_twice_tells_once(web: Web, case: tuple[str, str, str]) -> None:
    id_, _advisor, link = case
    for _ in range(3):
        follow(web, link, DAYS)
    assert len(letters(web, id_)) == 1
    follow(web, link, {**DAYS, "until": "2026-12-20"})
    assert len(letters(web, id_)) == 2


@pytest.mark.parametrize("why", ["no file", "refused"])
def test_where_the_file_cannot_be_written_the_erac_is_asked_and_the_page_says_so(
    web: Web, case: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    id_, advisor, link = case
    before = (web.folder / "advisors.csv").read_bytes()
    if why == "no file":
        web.site.advisors_file = None
    else:

        def refused(*_: object) -> None:
            raise StorageError(Message("advisors.csv may not be written"))

        monkeypatch.setattr("innoveici.directory.absences._check_may_write", refused)

    page = follow(web, link, DAYS)

    assert "This site may not write in the list of advisors. Your ERAC is asked by mail to enter this." in page
    assert "Your absence is entered" not in page
    assert "Your ERAC has not entered yet: absent from 2026-12-07 to 2026-12-18" in page
    assert (web.folder / "advisors.csv").read_bytes() == before
    assert notes(web, id_) == [{**DAYS, "replacement_id": None, "entered": False}]
    assert letters(web, id_) == [("erac:erac-14", "queued")]
    assert "advisors.csv" in caplog.text
    assert advisor not in caplog.text
    text = (web.folder / "advisors.csv").read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith(advisor))
    cells = row.split(",")
    entered = ",".join([*cells[:-3], DAYS["from"], DAYS["until"], ""])
    (web.folder / "advisors.csv").write_text(text.replace(row, entered), "utf-8")
    page = web.client.get(link).text
    assert "has not entered yet" not in page
    assert "you are absent from 2026-12-07" in page


def test_an_erac_that_cannot_be_written_to_is_not_said_to_be_told(web: Web) -> None:
    id_ = web.route(JOLIETTE)
    link = web.link(id_, web.advisor(id_))
    assert "please tell it yourself" in follow(web, link, DAYS)
    assert letters(web, id_) == [("erac:erac-14", "no_address")]
    web.site.advisors_file = None
    page = follow(web, link, {"back": "1"})
    assert "please call it, so that it enters this" in page
    assert "the list says that you are absent" in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "an absence has a first day, or a last one"),
        ({"from": "bientôt"}, "“bientôt” is not a date"),
        ({"from": "2026-12-18", "until": "2026-12-07"}, "ends before it begins"),
        ({"from": "2026-11-02", "until": "2026-12-07"}, "the first day of the absence, 2026-11-02, is past"),
        ({"until": "2026-11-01"}, "its last day, 2026-11-01, is past"),
        ({**DAYS, "replacement": "QC-06-01"}, "choose a replacement of your region"),
        ({**DAYS, "replacement": "nobody"}, "choose a replacement of your region"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    web: Web, case: tuple[str, str, str], data: dict[str, str], says: str
) -> None:
    id_, _advisor, link = case
    before = (web.folder / "advisors.csv").read_bytes()
    page = web.client.post(f"{link}/absence", data=data)
    assert page.status_code == 422
    assert says in page.text
    for name, value in data.items():
        assert name == "replacement" or f'value="{value}"' in page.text
    assert (web.folder / "advisors.csv").read_bytes() == before
    assert notes(web, id_) == []


def test_replacements_that_would_go_round_are_refused(web: Web, case: tuple[str, str, str]) -> None:
    id_, advisor, link = case
    other = colleague(web, advisor)
    text = (web.folder / "advisors.csv").read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith(other))
    (web.folder / "advisors.csv").write_text(text.replace(row, ",".join([*row.split(",")[:-1], advisor])), "utf-8")
    page = web.client.post(f"{link}/absence", data={**DAYS, "replacement": other})
    assert page.status_code == 409
    assert "replacements go round" in page.text
    assert notes(web, id_) == []


def test_nobody_else_declares_it_and_looking_declares_nothing(web: Web, case: tuple[str, str, str]) -> None:
    id_, advisor, link = case
    before = (web.folder / "advisors.csv").read_bytes(), str(web.ledger.head())
    for holder in ("company", "erac:erac-14"):
        assert web.client.post(f"{web.link(id_, holder)}/absence", data=DAYS).status_code == 404
        assert 'id="absence"' not in web.client.get(web.link(id_, holder)).text
    assert web.client.post(f"{link[:-1]}x/absence", data=DAYS).status_code == 404
    for _ in range(2):
        assert web.client.get(f"{link}/absence").status_code in (404, 405)
        assert web.client.head(f"{link}/absence").status_code in (404, 405)
        assert web.client.get(f"{link}?done=absence").status_code == 200
    assert ((web.folder / "advisors.csv").read_bytes(), str(web.ledger.head())) == before
    web.take("reassign", id_, reason="Congé (exemple)")
    assert web.client.post(f"{link}/absence", data=DAYS).status_code == 410
    assert not absence_in_file(web, advisor)


def test_what_stays_in_hand_is_listed_with_the_way_to_pass_it_on(web: Web, case: tuple[str, str, str]) -> None:
    id_, advisor, link = case
    second = web.route(replace(JOLIETTE, request_id="W-4", company="Deuxième (exemple)"))
    third = web.route(replace(JOLIETTE, request_id="W-5", company="Troisième (exemple)"))
    assert {web.advisor(other) for other in (second, third)} == {f"advisor:{advisor}"}
    web.take("accept", third)
    page = web.client.get(link).text
    assert f"{id_} (assigned): decline it above" in page
    assert f"{second} (assigned): decline it on its own page" in page
    assert f"{third} (accepted): ask your ERAC" in page
    assert "Deuxième" not in page, "one link shows one request"


def test_a_declared_absence_is_no_step_that_could_be_undone(web: Web, case: tuple[str, str, str]) -> None:
    id_, _advisor, link = case
    web.client.post(f"{link}/accept")
    follow(web, link, DAYS)
    assert 'data-step="undo"' not in web.client.get(link).text
    web.client.post(f"{link}/undo")
    assert web.ledger.show(id_).handoff.state == "assigned", "the acceptance was taken back, not the absence"
    assert notes(web, id_) == [{**DAYS, "replacement_id": None, "entered": True}]


def test_it_is_sent_as_seldom_as_other_forms(web: Web, case: tuple[str, str, str]) -> None:
    _id, _advisor, link = case
    answers = [web.client.post(f"{link}/absence", data={}).status_code for _ in range(61)]
    assert set(answers[:60]) == {422}
    assert answers[60] == 429


def test_an_advisor_who_left_the_list_has_no_form(web: Web, case: tuple[str, str, str]) -> None:
    _id, advisor, link = case
    text = (web.folder / "advisors.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(f"{advisor},")]
    (web.folder / "advisors.csv").write_text("\n".join([*lines, ""]), "utf-8")
    page = web.client.get(link)
    assert page.status_code == 200
    assert 'id="absence"' not in page.text
    assert web.client.post(f"{link}/absence", data=DAYS).status_code == 409


def test_the_letter_says_what_the_erac_has_to_do(web: Web, case: tuple[str, str, str]) -> None:
    id_, advisor, link = case
    web.site.advisors_file = None
    follow(web, link, DAYS)
    (posted,) = (p for p in web.ledger.outbox(id_=id_) if p.notice.template == "absence.erac")
    context = letter_contexts(web.ledger, web.site.directory, lambda: web.now, keep_key=False)()
    mail = shown_letter(web.ledger, posted, context).mail
    assert mail.recipient == "erac@lanaudiere.example"
    body = mail.message.get_body(("plain",))
    assert body
    text = body.get_content()
    for words in (advisor, "absent_from\u00a0: 2026-12-07", "vous-même"):
        assert words in text, text
    assert "Fromagerie" not in str(mail.message)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_declare_an_absence(live: Web, browser: Browser, width: int, language: str) -> None:
    give_the_erac_an_address(live)
    id_ = live.route(JOLIETTE)
    holder = live.advisor(id_)
    with looking(browser, width, language) as context:
        page = context.new_page()
        page.goto(live.site.settings.base_url + live.link(id_, holder))
        section = page.locator('section[aria-labelledby="absence"]')
        section.locator("summary").click()
        check_page(page)
        section.locator('input[name="from"]').fill(DAYS["from"])
        section.locator('input[name="until"]').fill(DAYS["until"])
        section.locator('form[data-step="absence"] button').click()
        page.get_by_role("status").wait_for()
        check_page(page)
        assert absence_in_file(live, Actor.parse(holder).id) == Absence(FROM, UNTIL)
        page.locator('form[data-step="back"] button').click()
        page.get_by_role("status").wait_for()
        assert not absence_in_file(live, Actor.parse(holder).id)


def test_it_needs_no_scripts(live: Web, browser: Browser) -> None:
    id_ = live.route(JOLIETTE)
    holder = live.advisor(id_)
    with looking(browser, WIDTHS[0], "fr", scripts=False) as context:
        page = context.new_page()
        page.goto(live.site.settings.base_url + live.link(id_, holder))
        section = page.locator('section[aria-labelledby="absence"]')
        section.locator("summary").click()
        section.locator('input[name="until"]').fill(DAYS["until"])
        section.locator('form[data-step="absence"] button').click()
        page.get_by_role("status").wait_for()
    assert absence_in_file(live, Actor.parse(holder).id) == Absence(live.site.today, UNTIL)
