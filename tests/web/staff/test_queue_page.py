"""What waits stands first, the late is marked, and a search leaves no company's name in an address."""

from __future__ import annotations

import re

from innoveici.request import Request
from tests.web.conftest import JOLIETTE, Web
from tests.web.staff.conftest import LUCIE, Colleague, later

HELD = Request("W-H", "Meubles Berthier (exemple)", "J0K 2M0", municipality="Montréal", email="x@m.example")


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/staff/erac-14/h/(H-\d+)"', page)


def routed(web: Web, number: int, **fields: str) -> list[str]:
    return [web.route(Request(f"N-{n:03}", f"Atelier {n:03} (exemple)", "J0K 2M0", **fields)) for n in range(number)]


def test_held_first_then_who_waits_then_the_rest_each_the_oldest_first(staffed: Web) -> None:
    contacted, late = routed(staffed, 2)
    staffed.take("accept", contacted)
    staffed.take("contact", contacted)
    later(staffed, days=12)
    held, fresh = staffed.route(HELD), staffed.route(JOLIETTE)
    lucie = Colleague(staffed, LUCIE, "erac-14")
    page = lucie.get("/staff/erac-14/queue")
    assert listed(page) == [held, late, fresh, contacted]
    assert page.count('<span class="state bad">late</span>') == 1
    assert "Montréal, is in region 06" in page
    assert listed(lucie.get("/staff/erac-14/held")) == [held]
    assert listed(lucie.get("/staff/erac-14/overdue")) == [late]
    assert "1 on hold" in page
    assert "1 overdue" in page


def test_states_are_chosen(lucie: Colleague, staffed: Web) -> None:
    first, second = routed(staffed, 2)
    staffed.take("accept", second)
    staffed.take("close", second, outcome="served")
    assert listed(lucie.get("/staff/erac-14/queue")) == [first]
    assert listed(lucie.get("/staff/erac-14/queue?state=closed")) == [second]
    assert listed(lucie.get("/staff/erac-14/queue?state=all")) == [first, second]
    assert listed(lucie.get("/staff/erac-14/queue?state=nonsense")) == [first]
    assert "Nothing here." in lucie.get("/staff/erac-14/queue?state=rejected")


def test_fifty_stand_on_a_page(lucie: Colleague, staffed: Web) -> None:
    ids = routed(staffed, 53, language="fr")
    first = lucie.get("/staff/erac-14/queue")
    assert listed(first) == ids[:50]
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = lucie.get(following[1].replace("&amp;", "&"))
    assert listed(second) == ids[50:]
    assert "Page 2 of 2" in second
    for odd in ("0", "-1", "9", "x", "²", "99999999999999999999"):
        assert listed(lucie.get(f"/staff/erac-14/queue?page={odd}"))


def search(lucie: Colleague, text: str, **more: str) -> str:
    """Where a search leads."""
    found = lucie.client.post("/staff/erac-14/search", data={"form": lucie.token, "text": text, **more})
    assert found.status_code == 303
    return str(found.headers["location"])


def test_a_company_is_found_by_a_part_of_its_name_whatever_its_state(lucie: Colleague, staffed: Web) -> None:
    cheese = staffed.route(JOLIETTE)
    staffed.take("accept", cheese)
    staffed.take("close", cheese, outcome="served")
    routed(staffed, 2)
    address = search(lucie, "fromagerie LAC")
    assert address == "/staff/erac-14/queue?found=1"
    assert listed(lucie.get(address)) == [cheese]
    assert listed(lucie.get(address + "&state=open")) == [cheese]  # no such state: all
    assert listed(lucie.get(address + "&state=assigned")) == []
    assert "fromagerie" not in address.lower()
    assert "No company of yours is called like this" in lucie.get(search(lucie, "boulangerie"))
    assert "No company of yours is called like this" in lucie.get(search(lucie, "–"))
    assert search(lucie, "", state="held") == "/staff/erac-14/queue"
    assert search(lucie, "atelier", state="held") == "/staff/erac-14/queue?found=1&state=held"


def test_a_number_leads_to_its_handoff_and_only_to_ones_own(lucie: Colleague, staffed: Web) -> None:
    mine, foreign = staffed.route(JOLIETTE), staffed.route(Request("M-1", "Verrerie (exemple)", "H2X 1Y4"))
    for text in (mine, mine.lower(), mine.removeprefix("H-").lstrip("0"), "W-1", f" {mine} "):
        assert search(lucie, text) == f"/staff/erac-14/h/{mine}", text
    for text in (foreign, "M-1", "H-000999", "9" * 15, "9" * 40):
        address = search(lucie, text)
        assert address == "/staff/erac-14/queue?found=1"
        assert listed(lucie.get(address)) == []
    assert "Verrerie" not in lucie.get(search(lucie, "verrerie"))


def test_what_was_looked_for_is_forgotten_with_the_session(lucie: Colleague, staffed: Web) -> None:
    staffed.route(JOLIETTE)
    search(lucie, "fromagerie")
    assert "staff-search" in lucie.client.cookies
    lucie.client.post("/staff/sign-out", data={"form": lucie.token})
    assert "staff-search" not in lucie.client.cookies


def test_a_name_is_text_and_nothing_else(lucie: Colleague, staffed: Web) -> None:
    staffed.route(Request("X-1", "<script>alert(1)</script> & Fils", "J0K 2M0", need="<img src=x>"))
    for page in ("queue", "h/H-000001", "h/H-000001/choose"):
        text = lucie.get(f"/staff/erac-14/{page}")
        assert "<script>alert" not in text
        assert "<img src=x>" not in text
        assert "&lt;script&gt;" in text
    assert "<script>alert" not in lucie.get(search(lucie, '"><script>alert(1)</script>'))
