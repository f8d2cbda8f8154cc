"""The staff of two ERACs and of the Conseil, and how they come in: by the link of a letter, as everybody does."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from innoveici.web.app import make_app
from tests.web.conftest import BASE_URL, Web

if TYPE_CHECKING:
    from playwright.sync_api import Page

LUCIE, MARC, AMINA, PAUL = "lucie@erac.example", "marc@erac.example", "amina@erac.example", "paul@conseil.example"
"""Of Lanaudière (14), of Bas-Saint-Laurent (01) and Gaspésie (11) both, of Montréal (06), of the Conseil."""
_STAFF = {
    "erac-14": {"lucie": LUCIE},
    "erac-01": {"marc": MARC},
    "erac-11": {"marc": MARC},
    "erac-06": {"amina": AMINA},
}


def with_staff(folder: Path, staff: dict[str, dict[str, str]] | None = None, council: str = PAUL) -> None:
    """regions.yaml names them. ``staff``: others, by ERAC."""
    file = folder / "regions.yaml"
    text = re.sub(r"^ +staff: .*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for erac, people in (_STAFF if staff is None else staff).items():
        named = ", ".join(f"{login}: {address}" for login, address in people.items())
        text, count = re.subn(rf"( +)- id: {erac}\n", rf"\g<0>\1  staff: {{{named}}}\n", text)
        assert count == 1
    if council:
        text = text.replace("council:\n", f"council:\n  staff: {{paul: {council}}}\n")
    file.write_text(text, encoding="utf-8")


def letters(web: Web) -> list[str]:
    """The texts of the letters that went out, the last one last."""
    files = sorted((web.folder / "mail" / "new").glob("*"), key=lambda file: file.stat().st_mtime_ns)
    found = []
    for file in files:
        body = message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        found.append(body.get_content())
    return found


def link_in(letter: str) -> str:
    """The path of its sign-in link."""
    found = re.search(r"https?://[^/\s]+(/staff/enter/[\w-]+)", letter)
    assert found
    return found[1]


def form_token(page: str) -> str:
    """What its forms carry."""
    found = re.search(r'name="form" value="(\w+)"', page)
    assert found
    return found[1]


def seen_in(page: str) -> str:
    """The handoff's last event, as its forms say it."""
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


class Colleague:
    """Somebody of the staff at a browser of their own."""

    def __init__(self, web: Web, address: str, place: str) -> None:
        self.web, self.address, self.home = web, address, f"/staff/{place}"
        self.client = TestClient(
            make_app(web.site), BASE_URL, follow_redirects=False, headers={"Accept-Language": "en"}
        )
        self.client.post("/staff", data={"address": address})
        entered = self.client.post(link_in(letters(web)[-1]))
        assert entered.status_code == 303
        self.token = form_token(self.get(self.home if place == "council" else f"{self.home}/queue"))

    def get(self, address: str) -> str:
        """The page, which is there."""
        page = self.client.get(address)
        assert page.status_code == 200, page.headers
        return page.text

    def case(self, handoff_id: str) -> str:
        """The address of a handoff's page."""
        return f"{self.home}/h/{handoff_id}"

    def take(self, name: str, handoff_id: str, seen: str | None = None, **given: str) -> int:
        """A step by its form; the status of the answer."""
        seen = seen or seen_in(self.get(self.case(handoff_id)))
        data = {"form": self.token, "seen": seen, **given}
        self.answer = self.client.post(f"{self.case(handoff_id)}/{name}", data=data)
        return self.answer.status_code


@pytest.fixture
def staffed(web: Web) -> Web:
    """A site whose files name its staff."""
    with_staff(web.folder)
    return web


@pytest.fixture
def lucie(staffed: Web) -> Colleague:
    """Of the ERAC of Lanaudière."""
    return Colleague(staffed, LUCIE, "erac-14")


@pytest.fixture
def amina(staffed: Web) -> Colleague:
    """Of the ERAC of Montréal."""
    return Colleague(staffed, AMINA, "erac-06")


@pytest.fixture
def paul(staffed: Web) -> Colleague:
    """Of the Conseil."""
    return Colleague(staffed, PAUL, "council")


@pytest.fixture
def live_staffed(live: Web) -> Web:
    """The same, served on loopback."""
    with_staff(live.folder)
    return live


def asked_for_link(web: Web, page: Page, address: str) -> str:
    """In a browser: asks for a link, and finds it in the letter that comes; its whole address."""
    base, before = web.site.settings.base_url, len(letters(web))
    page.goto(f"{base}/staff")
    page.fill("#address", address)
    page.locator("main button").click()
    for _ in range(500):
        if len(letters(web)) > before:
            return base + link_in(letters(web)[-1])
        page.wait_for_timeout(20)
    raise AssertionError("no letter came")


def sign_in(web: Web, page: Page, address: str) -> None:
    """In a browser: asks, opens the link of the letter, presses its button."""
    page.goto(asked_for_link(web, page, address))
    page.locator("main button").click()
    page.wait_for_url(lambda url: "/enter/" not in url)


def later(web: Web, **by: float) -> None:
    """The clock goes on."""
    web.now += timedelta(**by)
