"""The Conseil's figures add up, and are of what holds."""

from __future__ import annotations

import re

from innoveici.request import Request
from tests.web.conftest import DOUBTFUL, Web
from tests.web.staff.conftest import PAUL, Colleague, later

PLACES = {"14": "J0K 2M0", "06": "H2X 1Y4", "03": "G1R 4S9"}


def routed(web: Web, region: str, number: int) -> list[str]:
    name = f"Atelier {region} (exemple)"
    return [web.route(Request(f"{region}-{web.now:%j}-{n}", name, PLACES[region])) for n in range(number)]


def row_of(page: str, name: str) -> list[str]:
    """The cells of a region's row."""
    row = next(row for row in page.split("<tr")[1:] if re.search(rf">{name}(</a>)?</th>", row))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in cells]


def test_states_waiting_overdue_and_promises_by_region(staffed: Web) -> None:
    quick, slow, never = routed(staffed, "14", 3)
    for id_ in (quick, slow):
        staffed.take("accept", id_)
    staffed.take("contact", quick)
    later(staffed, days=14)
    staffed.take("contact", slow)
    routed(staffed, "06", 2)
    staffed.route(DOUBTFUL)
    page = Colleague(staffed, PAUL, "council").get("/staff/council")
    # held, assigned, accepted, contacted, escalated, referred, rejected, closed; all, waiting, overdue, kept
    assert row_of(page, "Lanaudière") == ["0", "1", "0", "2", "0", "0", "0", "0", "3", "1", "1", "33%"]
    assert row_of(page, "Montréal") == ["0", "2", "0", "0", "0", "0", "0", "0", "2", "2", "0", ""]
    assert row_of(page, "No region yet")[0] == "1"
    assert row_of(page, "Québec") == ["1", "3", "0", "2", "0", "0", "0", "0", "6", "4", "1", "33%"]
    assert never not in page


def test_a_contact_that_was_taken_back_is_none(staffed: Web) -> None:
    (id_,) = routed(staffed, "14", 1)
    staffed.take("accept", id_)
    staffed.take("contact", id_)
    staffed.take("undo", id_)
    later(staffed, days=14)
    page = Colleague(staffed, PAUL, "council").get("/staff/council")
    assert row_of(page, "Lanaudière")[-3:] == ["1", "1", "0%"]


def test_figures_are_of_a_period(staffed: Web) -> None:
    routed(staffed, "14", 1)
    later(staffed, days=200)
    routed(staffed, "03", 1)
    paul = Colleague(staffed, PAUL, "council")
    total = {
        period: row_of(paul.get(f"/staff/council?period={period}"), "Québec")[8] for period in ("", "quarter", "all")
    }
    assert total == {"": "2", "quarter": "1", "all": "2"}
    later(staffed, days=300)
    paul = Colleague(staffed, PAUL, "council")
    assert row_of(paul.get("/staff/council"), "Québec")[8] == "1"
    assert row_of(paul.get("/staff/council?period=nonsense"), "Québec")[8] == "1"


def test_handoffs_are_listed_by_region_and_state(paul: Colleague, staffed: Web) -> None:
    east, west = routed(staffed, "14", 2), routed(staffed, "06", 1)
    staffed.take("accept", east[0])
    staffed.take("close", east[0], outcome="served")

    def listed(query: str) -> list[str]:
        return re.findall(r"/staff/council/h/(H-\d+)", paul.get(f"/staff/council/handoffs{query}"))

    assert listed("") == [east[1], *west]
    assert listed("?region=14") == [east[1]]
    assert listed("?region=14&state=all") == east
    assert listed("?state=closed") == [east[0]]
    assert listed("?region=nonsense&state=nonsense&page=x") == [east[1], *west]
    assert listed("?page=99999") == []


def test_a_story_is_told_without_what_people_wrote(paul: Colleague, staffed: Web) -> None:
    (id_,) = routed(staffed, "14", 1)
    staffed.take("decline", id_, staffed.advisor(id_), reason="Je pars en voyage (exemple)", reason_code="capacity")
    staffed.take("note", id_, "council", reason="À suivre (exemple)")
    page = paul.get(f"/staff/council/h/{id_}")
    for words in ("received", "declined: no room just now", "ERAC de Lanaudière", "First contact by November"):
        assert words in page
    for words in ("voyage", "À suivre", "Atelier", "J0K"):
        assert words not in page
