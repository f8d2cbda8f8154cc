"""The screens of the docs, from a fixed ledger at a fixed time: ``python -m tests.triage.screens`` draws them anew.

Each is a file of golden/, LANGUAGE-WIDTHxHEIGHT-SCREEN.svg. They name no font that would have to be fetched.
"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from innoveici.casework.casework import Casework
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.messages import LANGUAGES, Language, speaking
from innoveici.request import Request
from innoveici.triage.backend import Backend
from innoveici.triage.form import Form
from innoveici.triage.triage_app import TriageApp
from tests.casework.conftest import shipped_desk

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
SIZES = ((80, 24), (200, 60))
LUCIE = Actor.parse("person:lucie")
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(r'<text class="\S+" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>')
_CELL = 12.2
"""How wide Textual draws a character."""

# Days before NOW, company, code, municipality, need.
REQUESTS = (
    (15, "Scierie des Pins", "J0K", "", "Séchage du bois"),
    (13, "Ferme de la Pointe", "J0K 1A0", "Berthierville", "Culture en serre l'hiver"),
    (12, "Atelier Laval", "H7C 1X4", "Laval", "Vision numérique"),
    (8, "Fromagerie du Lac", "J0K 2M0", "Saint-Félix-de-Valois", "Automatiser l'affinage de nos fromages"),
    (7, "Verger du Pont", "J3V 4P6", "", "Tri des pommes"),
    (6, "Crabe des Îles", "G4T 1A1", "", "Traçabilité de la prise"),
    (5, "Nordik Énergie", "J0M 1C0", "Kuujjuaq", "Stockage d'électricité"),
    (4, "[bold]Serres & fils[/]", "G6P 3Z7", "", "Chauffage à la biomasse"),
    (2, "Lake Dairy", "J0E 1V0", "Lac-Brome", "Automated ripening"),
    (1, "Menuiserie Côté", "G0X 1C0", "Joliette", "Découpe numérique"),
    (0, "Robotique Belœil", "J3G 4S6", "", "Une cellule de soudage, puis toute la ligne"),
)


def record(ledger: Ledger) -> None:
    """The requests of three weeks, and what has become of some."""
    desk = shipped_desk()
    ids = {}
    for number, (days, company, code, municipality, need) in enumerate(REQUESTS, start=1):
        request = Request(
            f"INN-{number:04d}",
            company,
            code,
            received_at=NOW - timedelta(days=days, minutes=7 * number),
            municipality=municipality,
            email=f"direction@entreprise-{number}.example",
            contact_name="Camille Roy",
            phone=f"450 555-01{number:02d}",
            need=need,
            language="en" if company == "Lake Dairy" else "fr",
        )
        ids[number] = desk.route(request, ledger).handoff_id or ""
    work = Casework(ledger, desk)
    work.take("accept", ids[3], LUCIE)
    work.take("decline", ids[4], LUCIE, {"reason": "En congé jusqu'à lundi"})
    work.take("note", ids[4], LUCIE, {"reason": "La direction préfère qu'on l'appelle l'après-midi"})
    work.take("accept", ids[5], LUCIE)
    work.take("contact", ids[5], LUCIE)
    work.take("escalate", ids[7], LUCIE, {"reason": "Trop complexe pour une seule MRC"})
    work.take("accept", ids[8], LUCIE)
    work.take("contact", ids[8], LUCIE)
    work.take("close", ids[8], LUCIE, {"outcome": "served"})


@contextmanager
def backend() -> Iterator[Backend]:
    """The fixed ledger, as the screen reads it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(f"sqlite:///{folder}/ledger.db", clock=lambda: NOW, create=True) as ledger,
    ):
        record(ledger)
        yield Backend(lambda: ledger, shipped_desk)


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    """Let the screen go on until it is so."""
    while not true():
        await pilot.pause(0.01)
    await pilot.pause()


async def _queue(pilot: Pilot[None], app: TriageApp) -> None:
    await until(pilot, lambda: app.view.queue.selected)
    if app.detail.display:
        await until(pilot, lambda: app.detail.shown)


async def _handoff(pilot: Pilot[None], app: TriageApp) -> None:
    await _queue(pilot, app)
    await pilot.press("down", "down", "down", "enter")
    selected = app.view.queue.selected
    assert selected is not None
    await until(pilot, lambda: app.detail.shown == selected.handoff_id)


async def _assign(pilot: Pilot[None], app: TriageApp) -> None:
    await _queue(pilot, app)
    await pilot.press("g")
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.ready)


SCREENS: dict[str, Callable[[Pilot[None], TriageApp], Awaitable[None]]] = {
    "queue": _queue,
    "handoff": _handoff,
    "assign": _assign,
}


def draw(screen: str, language: Language, size: tuple[int, int], from_: Backend) -> str:
    """One screen as SVG, with the version of Textual that drew it."""
    with speaking(language):
        return asyncio.run(_draw(screen, size, from_))


async def _draw(screen: str, size: tuple[int, int], from_: Backend) -> str:
    app = TriageApp(from_, LUCIE, lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await SCREENS[screen](pilot, app)
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await pilot.pause()
        drawn = app.export_screenshot(title="innoveici triage", simplify=True)
    return f"<!-- Textual {version('textual')} -->\n" + _FONTS.sub("", drawn).strip() + "\n"


def rows(svg: str) -> list[str]:
    """The characters of a picture, row by row."""
    found: dict[float, str] = {}
    for x, y, text in _TEXT.findall(svg):
        before = found.get(float(y), "").ljust(round(float(x) / _CELL))
        found[float(y)] = before + html.unescape(text).replace("\xa0", " ")
    return [found[y].rstrip() for y in sorted(found)]


def name(screen: str, language: str, size: tuple[int, int]) -> str:
    """Its file in golden/."""
    return f"{language}-{size[0]}x{size[1]}-{screen}.svg"


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    with backend() as from_:
        for screen in SCREENS:
            for language in LANGUAGES:
                for size in SIZES:
                    (GOLDEN / name(screen, language, size)).write_text(draw(screen, language, size, from_), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
