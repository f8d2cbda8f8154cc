"""The right side by itself: its map, its place when what it shows has changed."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult

from innoveici.desk import Desk
from innoveici.ledger.ledger import Ledger
from innoveici.messages import speaking
from innoveici.request import Request
from innoveici.triage.backend import Backend
from innoveici.triage.detail_pane import DetailPane, RegionMap
from innoveici.triage.region_map import COMPANY
from tests.triage.screens import until


class Alone(App[None]):
    """The pane by itself."""

    def compose(self) -> ComposeResult:
        yield DetailPane()


def test_the_pane_shows_one_after_the_other_and_keeps_its_place(ledger: Ledger, desk: Desk) -> None:
    backend = Backend(lambda: ledger, lambda: desk)
    nowhere = desk.route(Request("R-5", "Scierie", "GIR 2B5"), ledger).handoff_id
    first, second = backend.details("H-000001"), backend.details(nowhere or "")

    async def use() -> None:
        app = Alone()
        async with app.run_test(size=(78, 20)) as pilot:
            pane = app.query_one(DetailPane)
            pane.show(first)
            await pilot.pause()
            assert pane.has_class("-beside")
            assert COMPANY in text_of(app)
            pane.focus()
            await pilot.press("end")
            await until(pilot, lambda: pane.scroll_offset.y > 0)
            below = pane.scroll_offset.y
            pane.show(first)  # changed meanwhile: whoever reads it is not sent back to its top
            await pilot.pause()
            assert pane.scroll_offset.y == below
            pane.show(second)
            await until(pilot, lambda: pane.scroll_offset.y == 0)
            assert not app.query_one(RegionMap).display  # it is nowhere
            assert "GIR 2B5" in text_of(app)
            pane.show(None)
            await pilot.pause()
            assert text_of(app).strip() == ""
            await pilot.resize_terminal(60, 20)
            await until(pilot, lambda: not pane.has_class("-beside"))

    with speaking("en"):
        asyncio.run(use())


def text_of(app: App[None]) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
