"""The staff's pages as people see them: everybody can use each, and a day's work is done with or without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from innoveici.request import Request
from tests.web.browsing import WIDTHS, check_page, looking
from tests.web.conftest import DOUBTFUL, JOLIETTE, Web
from tests.web.staff.conftest import LUCIE, MARC, PAUL, asked_for_link, later, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HELD = Request("W-H", "Meubles Berthier (exemple)", "J0K 2M0", municipality="Montréal", need="Teindre")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_every_page(live_staffed: Web, browser: Browser, width: int, language: str) -> None:
    web, base = live_staffed, live_staffed.site.settings.base_url
    web.site.rates.allows = lambda *_: True  # type: ignore[method-assign]
    web.route(Request("W-0", "Acier Brandon (exemple)", "J0K 2M0", need="Souder"))  # is late by then
    later(web, days=14)
    held, id_, doubtful = web.route(HELD), web.route(JOLIETTE), web.route(DOUBTFUL)
    web.take("decline", id_, reason="Complet (exemple)")
    advisor = web.advisor(id_).removeprefix("advisor:")
    pages = {
        LUCIE: [
            *(f"erac-14/{tab}" for tab in ("queue", "overdue", "workload", f"advisors/{advisor}")),
            *(f"erac-14/h/{one}" for one in (held, id_, f"{id_}/choose", f"{id_}/erase")),
        ],
        MARC: ["", f"erac-01/h/{doubtful}/choose"],
        PAUL: ["council", "council/handoffs", f"council/h/{id_}"],
    }
    scheme = "dark" if width == WIDTHS[0] else "light"
    for address, theirs in pages.items():
        with looking(browser, width, language, color_scheme=scheme) as context:
            page = context.new_page()
            sign_in(web, page, address)
            for one in theirs:
                page.goto(f"{base}/staff/{one}")
                assert page.locator("html").get_attribute("lang") == language
                check_page(page)
    with looking(browser, width, language) as context:
        page = context.new_page()
        page.goto(f"{base}/staff")
        check_page(page)
        link = asked_for_link(web, page, LUCIE)
        check_page(page)
        page.goto(link)
        check_page(page)
        page.goto(f"{base}/staff/enter/nothing")
        check_page(page)


def opened(page: Page, step: str) -> None:
    """Its form, out of what is folded away."""
    form = page.locator(f'form[data-step="{step}"]').first
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()


def send(page: Page, step: str) -> None:
    """The form of a step, as it is filled in."""
    opened(page, step)
    page.locator(f'form[data-step="{step}"] button').first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_day_of_an_erac(live_staffed: Web, browser: Browser, scripts: bool) -> None:
    """She signs in, settles a held request, gives another to somebody else, undoes it, finds a company and closes."""
    web, base = live_staffed, live_staffed.site.settings.base_url
    id_, held = web.route(JOLIETTE), web.route(HELD)
    with looking(browser, 1280, "fr", scripts=scripts) as context:
        page = context.new_page()
        sign_in(web, page, LUCIE)
        page.get_by_role("link", name="En attente").first.click()
        page.get_by_role("link", name="Meubles Berthier").click()
        page.get_by_role("link", name="La régler").click()
        page.check('input[name="place"][value="Saint-Félix-de-Valois"]')
        send(page, "correct")
        assert "La demande est corrigée" in page.locator('[role="status"]').first.inner_text()
        state = web.ledger.find(held)
        assert state
        assert (state.state, state.erac_id) == ("assigned", "erac-14")

        page.get_by_role("link", name="Demandes", exact=True).click()
        page.get_by_role("link", name="Fromagerie du Lac").click()
        page.get_by_role("link", name="Confier à quelqu'un d'autre").click()
        page.locator('input[name="to"][value^="QC-14"]').nth(2).check()
        chosen = page.locator('input[name="to"]:checked').get_attribute("value")
        page.fill('form[data-step="reassign"] textarea', "En congé")
        send(page, "reassign")
        before = web.ledger.show(id_).events[1].payload["advisor_id"]
        assert web.advisor(id_) == f"advisor:{chosen}"
        send(page, "undo")
        assert web.advisor(id_) == f"advisor:{before}"
        opened(page, "note")
        page.fill('form[data-step="note"] textarea', "Rappeler lundi")
        send(page, "note")
        assert "Rappeler lundi" in page.locator("ol.timeline").inner_text()

        page.goto(f"{base}/staff")
        page.fill("#text", "fromagerie")
        page.get_by_role("button", name="Chercher").click()
        page.get_by_role("link", name="Fromagerie du Lac").click()
        for step in ("accept", "contact"):
            send(page, step)
        opened(page, "close")
        page.select_option('form[data-step="close"] select[name="outcome"]', "served")
        send(page, "close")
        page.get_by_role("button", name="Se déconnecter").click()
        page.goto(f"{base}/staff/erac-14/queue")
        assert page.locator("#address").is_visible()
    assert web.events(id_)[-3:] == ["accepted", "contacted", "closed"]
    assert web.ledger.verify().ok
