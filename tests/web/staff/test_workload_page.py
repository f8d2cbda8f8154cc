"""Who has how much, and all of it given to others: first shown, then done."""

from __future__ import annotations

import re

from innoveici.request import Request
from tests.web.conftest import Web
from tests.web.staff.conftest import LUCIE, Colleague, later


def routed(web: Web, number: int) -> list[str]:
    return [web.route(Request(f"N-{n}", f"Atelier {n} (exemple)", "J0K 2M0")) for n in range(number)]


def test_the_busiest_stand_first_with_their_limit_and_how_soon_they_make_contact(staffed: Web) -> None:
    ids = routed(staffed, 3)
    holder = staffed.advisor(ids[0]).removeprefix("advisor:")
    later(staffed, days=3)
    staffed.take("accept", ids[0])
    staffed.take("contact", ids[0])
    page = Colleague(staffed, LUCIE, "erac-14").get("/staff/erac-14/workload")
    assert len(re.findall(r'<th scope="row">', page)) == len(staffed.site.directory.advisors_of("14"))
    first = page[page.index('<th scope="row">') :].split("</tr>")[0]
    assert f"/advisors/{holder}" in first
    assert "3 of 8" in first
    assert ">3.0<" in first
    assert "November\u00a020, 2026" in first


def test_an_absent_one_is_marked(lucie: Colleague, staffed: Web) -> None:
    id_ = routed(staffed, 1)[0]
    holder = staffed.advisor(id_).removeprefix("advisor:")
    rows = (staffed.folder / "advisors.csv").read_text(encoding="utf-8").splitlines()
    header = rows[0].split(",")
    place = header.index("absent_from")
    for n, row in enumerate(rows):
        cells = row.split(",")
        if cells[0] == holder:
            cells[place : place + 2] = ["2026-11-01", "2026-12-24"]
            rows[n] = ",".join(cells)
    (staffed.folder / "advisors.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for page in ("workload", f"advisors/{holder}", "queue", f"h/{id_}"):
        assert "absent" in lucie.get(f"/staff/erac-14/{page}"), page


def test_all_of_an_advisor_goes_to_others_once_it_was_seen_what_would_happen(lucie: Colleague, staffed: Web) -> None:
    ids = routed(staffed, 3)
    holder = staffed.advisor(ids[0]).removeprefix("advisor:")
    address, before = f"/staff/erac-14/advisors/{holder}", str(staffed.ledger.head())
    assert lucie.get(address).count("/staff/erac-14/h/H-") == 3
    shown = lucie.client.post(address, data={"form": lucie.token, "to": ""})
    assert shown.status_code == 200
    assert "This would happen" in shown.text
    assert str(staffed.ledger.head()) == before
    refused = lucie.client.post(address, data={"form": lucie.token, "to": "", "do": "1"})
    assert refused.status_code == 422
    assert "this step needs a reason" in refused.text
    data = {"form": lucie.token, "to": "QC-14-02", "do": "1", "reason": "En congé (exemple)"}
    done = lucie.client.post(address, data=data)
    assert "This was done" in done.text
    assert {staffed.advisor(id_) for id_ in ids} == {"advisor:QC-14-02"}
    assert "No request of yours is in the hands" in lucie.get(address)
    event = staffed.ledger.show(ids[0]).events[-1]
    assert (event.type, event.payload["via"], event.payload["staff"]) == ("reassigned", "page", "lucie")
    again = lucie.client.post(address, data=data)
    assert again.status_code == 409
    assert "has no open handoff" in again.text


def test_one_gives_away_only_what_is_ones_own(lucie: Colleague, staffed: Web) -> None:
    mine, other = routed(staffed, 1)[0], staffed.route(Request("M-1", "Verrerie (exemple)", "H2X 1Y4"))
    holder = staffed.advisor(mine).removeprefix("advisor:")
    staffed.take("reassign", other, to=holder, reason="x")  # an advisor who serves two regions
    page = lucie.get(f"/staff/erac-14/advisors/{holder}")
    assert other not in page
    data = {"form": lucie.token, "to": "", "do": "1", "reason": "x"}
    done = lucie.client.post(f"/staff/erac-14/advisors/{holder}", data=data)
    assert other not in done.text
    assert staffed.advisor(other) == f"advisor:{holder}"
    assert staffed.advisor(mine) != f"advisor:{holder}"


def test_of_an_advisor_of_another_region_one_sees_what_is_ones_own(lucie: Colleague, staffed: Web) -> None:
    mine = routed(staffed, 1)[0]
    others = [staffed.route(Request(f"M-{n}", "Verrerie (exemple)", "H2X 1Y4")) for n in range(2)]
    holder = staffed.advisor(others[0]).removeprefix("advisor:")
    staffed.take("reassign", mine, to=holder, reason="x")
    page = lucie.get("/staff/erac-14/workload")
    row = page[page.index(f"/advisors/{holder}") :].split("</tr>")[0]
    assert re.search(r'class="number">1( of \d+)?<', row)
