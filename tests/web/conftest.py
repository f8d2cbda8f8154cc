"""Pages on the files that ship and a ledger of their own: asked in the process, or by a real browser on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

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

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
BASE_URL = "http://pages.example"
JOLIETTE = Request(
    "W-1", "Fromagerie du Lac (exemple)", "J0K 2M0", need="Automatiser l'affinage de nos fromages",
    contact_name="La direction (exemple)", email="direction@fromagerie.example", phone="450 555-0123",
)  # fmt: skip
"""A request that is assigned at once, in Lanaudière (region 14)."""
DOUBTFUL = Request("W-2", "Scierie du Nord (exemple)", "G0A 1H0", need="Sécher le bois autrement",
                   email="direction@scierie.example")  # fmt: skip
"""A request that is held: its code is of two regions."""


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


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A site of its own, whose files may be edited."""
    for name in ("regions.yaml", "advisors.csv"):
        shutil.copy(ROOT / name, tmp_path)
    clock = lambda: made.now  # noqa: E731 - as of the test
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", clock=clock, create=True) as ledger:
        settings = ServeSettings(BASE_URL, f"maildir:{tmp_path / 'mail'}")
        files = (tmp_path / "regions.yaml", tmp_path / "advisors.csv")
        desk = CurrentDesk(*files, Atlas.open(), clock, base_url=BASE_URL)
        made = Web(tmp_path, ledger, Site(settings, ledger, desk, clock))
        with TestClient(make_app(made.site), BASE_URL, follow_redirects=False, headers={"Accept-Language": "en"}) as it:
            made.client = it
            yield made
