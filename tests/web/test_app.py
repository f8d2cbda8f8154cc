"""What holds for every page: whose hosts are answered, what goes with it, and what is said when it goes wrong."""

from __future__ import annotations

import pytest

from innoveici.web.shielding import BODY_LIMIT, SECURITY
from tests.web.conftest import Web


def test_it_speaks_the_language_of_the_browser_and_the_one_that_is_chosen(web: Web) -> None:
    assert '<html lang="en">' in web.client.get("/").text
    assert '<html lang="fr">' in web.client.get("/", headers={"Accept-Language": "de, fr-CA"}).text
    assert '<html lang="fr">' in web.client.get("/?lang=fr").text
    assert '<html lang="fr">' in web.client.get("/").text  # and keeps it


@pytest.mark.parametrize("path", ["/", "/static/innoveici.css", "/nowhere"])
def test_nothing_comes_from_elsewhere_and_no_page_is_kept(web: Web, path: str) -> None:
    response = web.client.get(path)
    assert {name: response.headers[name] for name in SECURITY} == dict(SECURITY)
    assert ("no-store" in response.headers["Cache-Control"]) == (not path.startswith("/static"))


@pytest.mark.parametrize("host", ["elsewhere.example", "", "pages.example.evil.example", "127.0.0.1"])
def test_another_host_is_not_answered(web: Web, host: str) -> None:
    assert web.client.get("/", headers={"Host": host}).status_code == 421


def test_what_is_not_there_is_said_in_a_page(web: Web) -> None:
    response = web.client.get("/nowhere")
    assert response.status_code == 404
    assert "This page does not exist" in response.text


def test_what_is_too_long_is_not_read(web: Web) -> None:
    assert web.client.post("/", content=b"x" * (BODY_LIMIT + 1)).status_code == 413

    def in_parts() -> object:
        yield from [b"x" * 1024] * 65

    assert web.client.post("/nowhere", content=in_parts()).status_code == 413  # type: ignore[arg-type]


def test_a_ledger_that_went_is_said_without_its_path(web: Web) -> None:
    (web.folder / "regions.yaml").write_text("version: [", encoding="utf-8")
    response = web.client.get("/")
    assert response.status_code == 500
    assert str(web.folder) not in response.text


def test_whoever_asks_too_often_waits(web: Web) -> None:
    statuses = [web.client.get("/nowhere").status_code for _ in range(301)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
