"""Whom the pages take for somebody of the staff, and whose forms they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from innoveici.web.app import make_app
from innoveici.web.staff.signed_in import networks
from innoveici.web.staff.workplaces import holder_of, workplaces_of
from tests.casework.conftest import shipped_desk
from tests.web.conftest import BASE_URL, JOLIETTE, Web
from tests.web.staff.conftest import AMINA, LUCIE, MARC, PAUL, Colleague, form_token, seen_in

PROXY, ELSEWHERE = "10.0.0.5", "10.0.0.6"
Trusting = Callable[..., TestClient]


def test_a_form_acts_only_in_the_session_it_was_made_in(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    colleague = Colleague(staffed, LUCIE, "erac-14")
    page, before = lucie.get(lucie.case(id_)), staffed.events(id_)
    assert colleague.token != lucie.token
    for token in ("", "x", "é", colleague.token, lucie.token.upper() + "x"):
        data = {"form": token, "seen": seen_in(page), "reason": "Un mot à garder (exemple)"}
        answer = lucie.client.post(f"{lucie.case(id_)}/note", data=data)
        assert answer.status_code == 403, token
        assert "Un mot à garder (exemple)" in answer.text
    assert lucie.client.post(f"{lucie.case(id_)}/note", data={"reason": "x"}).status_code == 403
    assert staffed.events(id_) == before
    assert lucie.take("note", id_, reason="Un mot") == 303


@pytest.mark.parametrize(
    ("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)]
)
def test_a_form_that_another_site_sends_does_nothing(lucie: Colleague, staffed: Web, site: str, status: int) -> None:
    id_ = staffed.route(JOLIETTE)
    lucie.client.headers["Sec-Fetch-Site"] = site
    assert lucie.take("note", id_, reason="x") == status
    assert lucie.client.post("/staff/sign-out", data={"form": lucie.token}).status_code == status


def test_no_other_site_signs_anybody_in_or_asks_for_a_letter(staffed: Web) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert staffed.client.post("/staff", data={"address": LUCIE}, headers=headers).status_code == 403
    secret = staffed.ledger.add_pass("sign-in", holder_of(LUCIE), staffed.site.directory.notices.grace)
    assert staffed.client.post(f"/staff/enter/{secret}", headers=headers).status_code == 403
    assert staffed.client.post(f"/staff/enter/{secret}").status_code == 303


def test_whose_session_is_over_keeps_what_they_wrote(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    seen = seen_in(lucie.get(lucie.case(id_)))
    lucie.client.cookies.clear()
    assert lucie.take("note", id_, seen, reason="Une longue note <b>(exemple)") == 403
    assert "Une longue note &lt;b&gt;(exemple)" in lucie.answer.text
    assert staffed.events(id_) == ["received", "assigned"]


def test_who_works_at_several_places_chooses(staffed: Web) -> None:
    marc = Colleague(staffed, MARC, "erac-11")
    page = marc.get("/staff")
    assert "/staff/erac-01/queue" in page
    assert "/staff/erac-11/queue" in page
    assert "Change office" in marc.get("/staff/erac-01/queue")
    assert marc.client.get("/staff/erac-14/queue").status_code == 404


def test_workplaces_are_those_of_the_files() -> None:
    directory = shipped_desk().directory
    assert workplaces_of(holder_of(LUCIE), directory) == ()
    council = replace(directory.council, staff={"paul": "Paul@Conseil.example"})
    (place,) = workplaces_of(holder_of(PAUL), replace(directory, council=council))
    assert (place.key, place.login, str(place.viewer)) == ("council", "paul", "council")
    assert holder_of("no address") == ""
    assert workplaces_of("", directory) == ()


@pytest.fixture
def trusting(staffed: Web) -> Trusting:
    """A browser that comes from an address, with the header that a proxy sets."""
    settings = replace(staffed.site.settings, trust_header="X-Signed-In", trust_from=(PROXY, "192.0.2.0/24"))
    staffed.site.settings = settings
    app = make_app(staffed.site)

    def client(peer: str, **headers: str) -> TestClient:
        given = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return TestClient(app, BASE_URL, follow_redirects=False, headers=given, client=(peer, 50000))

    return client


@pytest.mark.parametrize("peer", [PROXY, "192.0.2.77", "::ffff:10.0.0.5"])
def test_a_proxy_that_is_listed_says_who_signed_in(staffed: Web, trusting: Trusting, peer: str) -> None:
    id_ = staffed.route(JOLIETTE)
    client = trusting(peer, X_Signed_In="Lucie@erac.example")
    page = client.get(f"/staff/erac-14/h/{id_}")
    assert page.status_code == 200
    assert "Sign out" not in page.text  # that is the proxy's to do
    data = {"form": form_token(page.text), "seen": seen_in(page.text), "reason": "x"}
    assert client.post(f"/staff/erac-14/h/{id_}/note", data=data).status_code == 303
    assert client.post(f"/staff/erac-14/h/{id_}/note", data=data | {"form": "x"}).status_code == 403
    assert client.get("/staff/council").status_code == 404
    assert trusting(peer, X_Signed_In=AMINA).post(f"/staff/erac-06/h/{id_}/note", data=data).status_code == 403


@pytest.mark.parametrize("peer", [ELSEWHERE, "127.0.0.1", "::1", "", "unix:", "10.0.0.50"])
def test_from_any_other_address_the_header_is_ignored(trusting: Trusting, peer: str) -> None:
    client = trusting(peer, X_Signed_In=LUCIE, X_Forwarded_For=PROXY)
    assert client.get("/staff/erac-14/queue").status_code == 303
    assert client.get("/staff").status_code == 200


def test_a_header_said_twice_or_of_nobody_lets_nobody_in(trusting: Trusting) -> None:
    client = trusting(PROXY)
    twice = [("X-Signed-In", LUCIE), ("X-Signed-In", PAUL)]
    assert client.get("/staff/erac-14/queue", headers=twice).status_code == 303  # type: ignore[arg-type]
    for said in ("", "lucie", "nobody@elsewhere.example", "lucie@erac.example, paul@conseil.example"):
        assert trusting(PROXY, X_Signed_In=said).get("/staff/erac-14/queue").status_code == 303


def test_without_the_option_no_header_counts(staffed: Web) -> None:
    assert staffed.client.get("/staff/erac-14/queue", headers={"X-Signed-In": LUCIE}).status_code == 303


def test_what_is_no_network_is_no_network() -> None:
    assert len(networks(("10.0.0.0/8", "::1"))) == 2
    with pytest.raises(ValueError, match="does not appear"):
        networks(("proxy.example",))
