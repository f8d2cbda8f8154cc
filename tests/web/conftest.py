"""Pages on the files that ship and a ledger of their own: asked in the process, or by a real browser on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from innoveici.atlas.store import Atlas
from innoveici.casework.casework import Casework
from innoveici.current_desk import CurrentDesk
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.links import Link, sign
from innoveici.quebec import quebec_day
from innoveici.request import Request
from innoveici.web.app import make_app
from innoveici.web.site import ServeSettings, Site
from tests.catalogue import SAMPLE
from tests.web.browsing import free_port, serving, started_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
BASE_URL = "http://pages.example"
JOLIETTE = Request(
    "W-1", "Fromagerie du Lac (exemple)", "J0K 2M0", need="Automatiser l'affinage de nos fromages",
    contact_name="La direction (exemple)", email="direction@fromagerie.example", phone="450 555-0123",
)  # fmt: skip
"""A request that is assigned at once, in Lanaudière (region 14)."""
DOUBTFUL = Request("W-2", "Scierie du Nord (exemple)", "G0J 4A0", need="Sécher le bois autrement",
                   email="direction@scierie.example")  # fmt: skip
"""A request that is held: its code may be of two regions."""


@dataclass
class Web:
    """One site. ``now`` moves only when a test moves it."""

    folder: Path
    ledger: Ledger
    site: Site
    now: datetime = NOW
    client: TestClient = field(init=False)

    def route(self, request: Request) -> str:
        """The id of its handoff."""
        outcome = self.site.desk.route(request, self.ledger)
        assert outcome.handoff_id
        return outcome.handoff_id

    def link(self, handoff_id: str, holder: str, *, days: int = 30) -> str:
        """The path of the page that ``holder`` has a link to."""
        key = list(self.ledger.signing_keys().values())[-1]
        last = quebec_day(self.now) + timedelta(days=days)
        return f"/h/{sign(Link(handoff_id, holder, 'page', last), key)}"

    def advisor(self, handoff_id: str) -> str:
        """Who has it, as links name them."""
        state = self.ledger.find(handoff_id)
        assert state is not None
        return f"advisor:{state.advisor_id}"

    def take(self, name: str, handoff_id: str, by: str = "person:test", **given: str) -> None:
        """A step of somebody at a keyboard."""
        Casework(self.ledger, self.site.desk).take(name, handoff_id, Actor.parse(by), given)  # type: ignore[arg-type]

    def events(self, handoff_id: str) -> list[str]:
        """The types of its events."""
        return [event.type for event in self.ledger.show(handoff_id).events]


@contextmanager
def made_web(folder: Path, base_url: str) -> Iterator[Web]:
    """A site of its own, whose files may be edited."""
    for name in ("regions.yaml", "advisors.csv"):
        shutil.copy(ROOT / name, folder)
    clock = lambda: made.now  # noqa: E731 - as of the test
    with open_ledger(f"sqlite:///{folder / 'ledger.db'}", clock=clock, create=True) as ledger:
        settings = ServeSettings(base_url, f"maildir:{folder / 'mail'}")
        desk = CurrentDesk(
            folder / "regions.yaml", folder / "advisors.csv", Atlas.open(), clock, base_url=base_url, catalogue=SAMPLE
        )
        made = Web(folder, ledger, Site(settings, ledger, desk, clock, advisors_file=folder / "advisors.csv"))
        yield made


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """Asked in the process, in English."""
    with made_web(tmp_path, BASE_URL) as made:
        app = make_app(made.site)
        with TestClient(app, BASE_URL, follow_redirects=False, headers={"Accept-Language": "en"}) as client:
            made.client = client
            yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for the tests of a module: as long as it is driven, an event loop runs in this thread, which other
    tests want for themselves."""
    with started_browser() as started:
        yield started


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Web]:
    """As ``web``, served on loopback; ``site.settings.base_url`` says where."""
    port = free_port()
    with made_web(tmp_path, f"http://127.0.0.1:{port}") as made, serving(made.site, port):
        yield made
