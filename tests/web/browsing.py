"""The pages in a real browser, on loopback: what a person would see, and what axe finds that they could not use."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe

from innoveici.web.app import make_app
from innoveici.web.serving import serving_options
from innoveici.web.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (320, 1280)
"""Pixels: a small telephone, a desk."""
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


def installed_browser() -> str:
    """Its path; the test is skipped where there is none, but not in CI."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        assert not os.environ.get("CI"), "CI installs Chromium: tools/ensure_chromium.sh"
        pytest.skip("Chromium is not installed")
    return found


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = installed_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(site: Site, port: int) -> Iterator[None]:
    """``site`` on loopback, by the server that serves it."""
    server = uvicorn.Server(uvicorn.Config(make_app(site), **serving_options("127.0.0.1", port)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def looking(
    browser: Browser, width: int, language: str, *, scripts: bool = True, **more: Any
) -> Iterator[BrowserContext]:
    """A browser of somebody who reads ``language``, ``width`` pixels wide, with or without scripts."""
    locale = {"fr": "fr-CA", "en": "en-CA"}[language]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale=locale, java_script_enabled=scripts, **more
    )
    context.set_default_timeout(10_000)
    try:
        yield context
    finally:
        context.close()


def check_page(page: Page) -> None:
    """Everybody can use it, and nothing is cut off or goes beyond the side; needs scripts, for axe is one."""
    found = Axe().run(page, options=_RULES).response["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
