"""The pictures of the pages in docs, from a fixed ledger at a fixed time: ``python -m tests.web.pictures`` draws them.

Byte for byte the same with the same Chromium and fonts (Debian's chromium and fonts-dejavu-core); with others they look
alike. They show invented people at reserved domains.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.messages import LANGUAGES
from innoveici.request import Request
from tests.web.browsing import free_port, looking, serving, started_browser
from tests.web.conftest import DOUBTFUL, JOLIETTE, NOW, Web, made_web
from tests.web.staff.conftest import LUCIE, sign_in, with_staff

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH = 1100
OTHERS = (
    Request("W-3", "Scierie des Pins (exemple)", "J0K", need="Séchage du bois"),
    Request("W-4", "Ébénisterie Ouareau (exemple)", "J0K 2M0", need="Un robot de finition"),
    Request("W-5", "Meubles Berthier (exemple)", "J0K 1A0", need="Teindre sans solvant"),
    DOUBTFUL,
)


def draw(browser: Browser, folder: Path) -> None:
    """All of them, in both languages, into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with _office() as web, looking(browser, WIDTH, language) as context:
            page = context.new_page()
            base, id_ = web.site.settings.base_url, web.route(JOLIETTE)
            page.goto(f"{base}/request")
            page.fill("#need", JOLIETTE.need)
            page.fill("#company", JOLIETTE.company)
            page.fill("#postal_code", JOLIETTE.postal_code)
            page.locator("#place").get_by_text("Lanaudière").first.wait_for()
            _shot(page, folder / f"request-{language}.png", 1150)
            page.goto(base + web.link(id_, web.advisor(id_)))
            _shot(page, folder / f"advisor-{language}.png", 950)
            web.take("accept", id_, by=web.advisor(id_))
            web.now = NOW + timedelta(days=2)
            page.goto(base + web.link(id_, "company"))
            _shot(page, folder / f"company-{language}.png", 1150)
            web.now = NOW + timedelta(days=12)
            for request in OTHERS:
                web.route(request)
            sign_in(web, page, LUCIE)
            page.goto(f"{base}/staff/erac-14/queue")
            _shot(page, folder / f"queue-{language}.png", 900)


def _shot(page: Page, file: Path, height: int) -> None:
    """From the top, so many pixels high."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.screenshot(path=str(file), animations="disabled", caret="hide")


@contextmanager
def _office() -> Iterator[Web]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, made_web(Path(folder), f"http://127.0.0.1:{port}") as web:
        with_staff(Path(folder))
        with serving(web.site, port):
            yield web


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    with started_browser() as started:
        draw(started, FOLDER)
