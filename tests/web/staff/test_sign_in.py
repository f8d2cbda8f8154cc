"""Signing in: a link that is used once, on POST, within a quarter of an hour; nobody learns who is of the staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from innoveici.web.app import make_app
from tests.web.conftest import BASE_URL, JOLIETTE, Web, made_web
from tests.web.staff.conftest import LUCIE, MARC, Colleague, later, letters, link_in, with_staff

NOBODY = "nobody@elsewhere.example"


def ask(web: Web, address: str = LUCIE, **more: str) -> str:
    """The link of the letter that comes."""
    assert web.client.post("/staff", data={"address": address, **more}).status_code == 200
    return link_in(letters(web)[-1])


def test_a_link_lets_in_once_and_only_by_its_button(staffed: Web) -> None:
    link = ask(staffed)
    for _ in range(3):  # a mail scanner looks, too
        assert staffed.client.get(link).status_code == 200
        assert staffed.client.head(link).status_code == 200
    assert staffed.client.get("/staff/erac-14/queue").status_code == 303
    entered = staffed.client.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
    assert staffed.client.get("/staff").headers["location"] == "/staff/erac-14/queue"
    assert staffed.client.get("/staff/erac-14/queue").status_code == 200
    staffed.client.cookies.clear()
    assert staffed.client.post(link).status_code == 410
    assert staffed.client.get(link).status_code == 410
    assert staffed.client.get("/staff/erac-14/queue").status_code == 303


def test_of_two_who_press_at_once_one_comes_in(staffed: Web) -> None:
    link = ask(staffed)
    clients = [TestClient(make_app(staffed.site), BASE_URL, follow_redirects=False) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        statuses = sorted(pool.map(lambda client: client.post(link).status_code, clients))
    assert statuses == [303, 410, 410]


def test_it_opens_for_a_quarter_of_an_hour(staffed: Web) -> None:
    link = ask(staffed)
    later(staffed, minutes=14, seconds=59)
    assert staffed.client.get(link).status_code == 200
    later(staffed, seconds=1)
    assert staffed.client.get(link).status_code == 410
    assert staffed.client.post(link).status_code == 410


def test_nobody_learns_who_is_of_the_staff(staffed: Web) -> None:
    known, unknown = (staffed.client.post("/staff", data={"address": address}) for address in (LUCIE, NOBODY))
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    assert {k: v for k, v in known.headers.items() if k != "date"} == {
        k: v for k, v in unknown.headers.items() if k != "date"
    }
    assert len(letters(staffed)) == 1
    keys = staffed.ledger._reading
    with keys() as connection:
        rows = connection.exec_driver_sql("SELECT name, value FROM keys WHERE name LIKE 'sign-in:%'").all()
    assert len(rows) == 1
    assert "lucie" not in str(rows)


def test_the_address_is_hers_however_she_writes_it_and_the_letter_goes_where_the_files_say(staffed: Web) -> None:
    ask(staffed, " Lucie@ERAC.example ")
    file = next((staffed.folder / "mail" / "new").iterdir())
    assert message_from_bytes(file.read_bytes())["To"] == LUCIE


@pytest.mark.parametrize("address", ["", "lucie", "a b@c.example", "x" * 250 + "@e.example", "a@b@c.example"])
def test_what_is_no_address_is_said(staffed: Web, address: str) -> None:
    page = staffed.client.post("/staff", data={"address": address})
    assert page.status_code == 422
    assert "This is not an e-mail address" in page.text
    assert not letters(staffed)


@pytest.mark.parametrize("address", [LUCIE, NOBODY])
def test_an_address_asks_five_times_an_hour(staffed: Web, address: str) -> None:
    statuses = [staffed.client.post("/staff", data={"address": address}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert staffed.client.post("/staff", data={"address": MARC}).status_code == 200


def test_the_letter_is_in_the_readers_language_and_names_nobody(staffed: Web) -> None:
    staffed.client.post("/staff", data={"address": LUCIE}, headers={"Accept-Language": "fr-CA"})
    ask(staffed)
    french, english = letters(staffed)
    assert "Se connecter" in french
    assert "Sign in" in english
    for text in (french, english):
        assert "lucie" not in text.lower()
        assert "marc" not in text.lower()


def test_from_a_page_one_comes_back_to_it(staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    sent = staffed.client.get(f"/staff/erac-14/h/{id_}").headers["location"]
    assert sent == f"/staff?page=/erac-14/h/{id_}"
    page = staffed.client.get(sent)
    hidden = re.search(r'name="page" value="([^"]+)"', page.text)
    assert hidden
    entered = staffed.client.post(ask(staffed, page=hidden[1]))
    assert entered.headers["location"] == f"/staff/erac-14/h/{id_}"


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/../x", "/a\\b", "/x?y=1", "/é"])
def test_from_elsewhere_one_goes_to_the_first_page(staffed: Web, page: str) -> None:
    assert staffed.client.post(ask(staffed, page=page)).headers["location"] == "/staff"


def test_a_session_ends_after_twelve_hours(staffed: Web) -> None:
    lucie = Colleague(staffed, LUCIE, "erac-14")
    later(staffed, hours=11, minutes=59)
    assert lucie.client.get("/staff/erac-14/queue").status_code == 200
    later(staffed, minutes=1)
    assert lucie.client.get("/staff/erac-14/queue").status_code == 303


def test_signing_out_ends_it_on_the_server_too(lucie: Colleague) -> None:
    cookies = dict(lucie.client.cookies)
    assert lucie.client.post("/staff/sign-out").status_code == 403  # not from elsewhere
    assert lucie.client.get("/staff/erac-14/queue").status_code == 200
    out = lucie.client.post("/staff/sign-out", data={"form": lucie.token})
    assert (out.status_code, out.headers["location"]) == (303, "/staff")
    assert "staff" not in lucie.client.cookies
    lucie.client.cookies.update(cookies)
    assert lucie.client.get("/staff/erac-14/queue").status_code == 303


def test_who_is_taken_out_of_the_list_is_out_at_once(staffed: Web) -> None:
    lucie, link = Colleague(staffed, LUCIE, "erac-14"), ask(staffed)
    with_staff(staffed.folder, {"erac-14": {"lucie": "another@erac.example"}}, council="")
    assert lucie.client.get("/staff/erac-14/queue").status_code == 303
    assert staffed.client.post(link).status_code == 410
    later(staffed, hours=2)
    before = len(letters(staffed))
    staffed.client.post("/staff", data={"address": LUCIE})
    assert len(letters(staffed)) == before


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Web]:
    """Behind https, at the root of its host."""
    base = "https://pages.example"
    with made_web(tmp_path, base) as made:
        with_staff(made.folder)
        with TestClient(make_app(made.site), base, follow_redirects=False) as client:
            made.client = client
            yield made


def test_the_cookie_stays_with_the_host_and_out_of_scripts(secure: Web) -> None:
    cookie = secure.client.post(ask(secure)).headers["set-cookie"]
    name, *flags = (part.strip() for part in cookie.split(";"))
    assert name.startswith("__Host-staff=")
    assert {flag.lower() for flag in flags} >= {"secure", "httponly", "samesite=lax", "path=/", "max-age=43200"}
    assert "domain" not in cookie.lower()
    assert secure.client.get("/staff").headers["location"] == "/staff/erac-14/queue"


def test_below_a_path_the_cookie_is_of_that_path(tmp_path: Path) -> None:
    with made_web(tmp_path, "https://pages.example/innoveici") as made:
        with_staff(made.folder)
        with TestClient(make_app(made.site), "https://pages.example", follow_redirects=False) as client:
            client.post("/staff", data={"address": LUCIE})
            link = re.search(r"/innoveici(/staff/enter/\S+)", letters(made)[-1])
            assert link
            entered = client.post(link[1])
    assert entered.headers["location"] == "/innoveici/staff"
    assert entered.headers["set-cookie"].startswith("staff=")
    assert "Path=/innoveici" in entered.headers["set-cookie"]


def test_a_mail_server_that_is_down_is_said_to_whoever_runs_the_pages(
    staffed: Web, caplog: pytest.LogCaptureFixture
) -> None:
    staffed.site.settings = replace(staffed.site.settings, mail="smtp://127.0.0.1:1")
    page = staffed.client.post("/staff", data={"address": LUCIE})
    assert page.status_code == 200
    assert "a sign-in letter was not sent" in caplog.text
    assert "lucie" not in caplog.text
    assert "/enter/" not in caplog.text
