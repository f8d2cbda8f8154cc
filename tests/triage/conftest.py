"""The screen as Textual's pilot drives it, on a real ledger file with a few requests."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from innoveici.atlas.store import Atlas
from innoveici.casework.casework import Casework
from innoveici.current_desk import CurrentDesk
from innoveici.desk import Desk
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.messages import speaking
from innoveici.request import Request
from innoveici.triage.backend import Backend
from innoveici.triage.form import Form
from innoveici.triage.triage_app import TriageApp
from tests.casework.conftest import NOW, ROOT, shipped_desk
from tests.catalogue import SAMPLE

ANNE = Actor("person", "anne")
NARROW, WIDE = (80, 24), (200, 60)
REQUESTS = (
    ("R-1", "Fromagerie du Lac", "J0K 2M0", "2026-11-02T09:00:00-05:00"),  # overdue
    ("R-2", "Scierie des Pins", "J0K", "2026-11-19T09:00:00-05:00"),  # held: two regions
    ("R-3", "Érablière [red]Côté", "J6E 3Z2", "2026-11-19T10:00:00-05:00"),
    ("R-4", "Atelier Gaspé", "G4X 1A1", "2026-11-19T11:00:00-05:00"),
)
Scenario = Callable[["Screen"], Awaitable[None]]
AWAY = [
    ({"absent_from": "2026-11-20", "absent_until": "2026-11-20"}, "is absent"),
    ({"certified_until": "2026-11-19"}, "is no longer certified"),
    (None, "is no longer in the advisors file"),
]
"""What the file may say of somebody (None: nothing), and what is said of who has a handoff then."""


@dataclass
class Screen:
    """A running screen: what is typed, what is seen, what the ledger says."""

    app: TriageApp
    pilot: Pilot[None]
    ledger: Ledger = field(repr=False)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """As fast as a terminal gives it: waiting after each character would take longer than all the rest."""
        for character in text[:-1]:
            self.app.post_message(events.Key("space" if character == " " else character, character))
        await self.pilot.press(*("space" if c == " " else c for c in text[-1:]))

    async def until(self, condition: Callable[[], object]) -> None:
        """Let the screen go on until ``condition`` holds."""
        async with asyncio.timeout(60):
            while not condition():
                await self.pilot.pause(0.01)

    async def loaded(self) -> None:
        await self.until(lambda: self.app.view.queue.selected is not None and "…" not in self.about)

    async def form(self) -> Form:
        """The form that opens."""
        await self.until(lambda: isinstance(self.app.screen, Form) and self.app.screen.ready)
        await self.pilot.pause()
        assert isinstance(self.app.screen, Form)
        return self.app.screen

    async def no_form(self) -> None:
        await self.until(lambda: not isinstance(self.app.screen, Form))

    async def step(self, key: str, *then: str, reason: str = "") -> None:
        """Take a step: its key, the form's keys, the reason if there is one, and wait until it is written."""
        await self.press(key)
        await self.form()
        await self.press(*then)
        await self.type(reason)
        await self.press("enter")
        await self.no_form()

    async def go_to(self, request_id: str) -> str:
        found = self.ledger.find_request(request_id)
        assert found is not None
        self.app.view.queue.go_to(found.handoff_id)
        await self.pilot.pause()
        assert self.app.view.queue.selected is not None
        assert self.app.view.queue.selected.handoff_id == found.handoff_id
        return found.handoff_id

    def state(self, request_id: str) -> tuple[str, str | None]:
        found = self.ledger.find_request(request_id)
        assert found is not None
        return found.state, found.advisor_id

    def text(self, id_: str) -> str:
        widget = {"about": self.app.view.about, "status": self.app.status, "keys": self.app.view.keys}[id_]
        return str(widget.render())

    @property
    def status(self) -> str:
        return self.text("status")

    @property
    def about(self) -> str:
        return self.text("about")

    @property
    def keys(self) -> str:
        return self.text("keys")

    @property
    def problem(self) -> str:
        return str(self.app.screen.query_one("#form-problem", Static).render())

    @property
    def drawn(self) -> str:
        """All that is seen."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def rows(self) -> list[str]:
        """The queue as it is drawn, without its heading."""
        pane = self.app.view.queue
        drawn = (pane.render_line(y).text.rstrip() for y in range(1, pane.size.height))
        return [line for line in drawn if line]


@dataclass
class Files:
    """The files that ship, of which the advisors' may change while they are looked at."""

    advisors: Path

    def __post_init__(self) -> None:
        self.advisors.write_bytes((ROOT / "advisors.csv").read_bytes())
        self.desk = CurrentDesk(ROOT / "regions.yaml", self.advisors, Atlas.open(), lambda: NOW, catalogue=SAMPLE)

    def say(self, advisor_id: str, columns: dict[str, str] | None) -> None:
        """These columns of an advisor; None takes the row out."""
        with self.advisors.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        changed = [row | (columns or {}) if row["id"] == advisor_id else row for row in rows]
        with self.advisors.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(row for row in changed if columns is not None or row["id"] != advisor_id)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "advisors.csv")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def desk() -> Desk:
    return shipped_desk()


@pytest.fixture
def ledger(url: str, desk: Desk) -> Iterator[Ledger]:
    """Four requests of November 2026."""
    with open_ledger(url, clock=lambda: NOW, create=True) as opened:
        for id_, company, code, received_at in REQUESTS:
            desk.route(
                Request(id_, company, code, received_at=datetime.fromisoformat(received_at).astimezone(UTC)), opened
            )
        yield opened


@pytest.fixture
def colleague(ledger: Ledger, desk: Desk) -> Casework:
    """Somebody else, at another terminal."""
    return Casework(ledger, desk)


@pytest.fixture
def triage(url: str, ledger: Ledger, desk: Desk) -> Callable[..., TriageApp]:
    """``triage(scenario)`` runs the screen and the scenario in it."""

    def run(
        scenario: Scenario,
        *,
        size: tuple[int, int] = NARROW,
        actor: Actor = ANNE,
        erac_id: str | None = None,
        patience_s: float = 10.0,
        desk_now: Callable[[], Desk] = lambda: desk,
    ) -> TriageApp:
        backend = Backend(lambda: open_ledger(url, clock=lambda: NOW, create=False, patience_s=patience_s), desk_now)

        async def played() -> TriageApp:
            app = TriageApp(backend, actor, lambda: NOW, erac_id=erac_id)
            async with app.run_test(size=size) as pilot:
                screen = Screen(app, pilot, ledger)
                await screen.loaded()
                await scenario(screen)
            return app

        with speaking("en"), closing(backend):  # closed once the threads that read have ended, as the command does
            return asyncio.run(played())

    return run
