"""What watches the server: whether all is well, and figures, for its own machine alone, with nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from innoveici.errors import TryAgain
from innoveici.messages import Message
from innoveici.web.app import make_app
from tests.web.conftest import DOUBTFUL, JOLIETTE, Web

PERSONAL = ("Fromagerie", "Scierie", "direction", "555-0123", "affinage", "J0K")


@pytest.fixture
def local(web: Web) -> Iterator[TestClient]:
    """Asks from the machine itself, by its own name."""
    with TestClient(make_app(web.site), "http://localhost:9", client=("127.0.0.1", 5)) as client:
        yield client


def figures(text: str) -> dict[str, float]:
    """The samples, each by its name with its labels; checked to be as Prometheus reads them."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            assert re.fullmatch(r"# (HELP|TYPE) innoveici_[a-z_]+ .+", line)
        else:
            sample = re.fullmatch(r'(innoveici_[a-z_]+(?:\{(?:[a-z]+="[^"]*",?)+\})?) ([0-9.e+-]+)', line)
            assert sample, line
            found[sample[1]] = float(sample[2])
    return found


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
@pytest.mark.parametrize(
    ("base", "peer", "headers"),
    [
        ("http://pages.example", "203.0.113.5", {}),
        ("http://pages.example", "127.0.0.1", {}),
        ("http://pages.example", "127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}),
        ("http://localhost", "203.0.113.5", {}),
        ("http://127.0.0.1", "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
    ],
)
def test_from_anywhere_else_they_are_not_there(
    web: Web, path: str, base: str, peer: str, headers: dict[str, str]
) -> None:
    with TestClient(make_app(web.site), base, client=(peer, 5)) as client:
        assert client.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize("base", ["http://127.0.0.1", "http://localhost:8080", "http://[::1]"])
def test_on_its_own_machine_they_answer_whatever_the_pages_are_called(web: Web, base: str) -> None:
    for peer in ("127.0.0.1", "::1"):
        with TestClient(make_app(web.site), base, client=(peer, 5)) as client:
            assert client.get("/healthz").status_code == 200
            assert client.get("/metrics").status_code == 200
            assert client.get("/").status_code == 421


def test_all_is_well(web: Web, local: TestClient) -> None:
    web.route(JOLIETTE)
    before = web.ledger.head()
    said = local.get("/healthz")
    assert said.status_code == 200
    checks = said.json()["checks"]
    assert said.json()["status"] == "ok"
    assert (checks["ledger"]["events"], checks["directory"]["regions"], checks["outbox"]["ok"]) == (2, 17, True)
    assert web.ledger.head() == before


def test_a_directory_that_does_not_load_is_not_well(web: Web, local: TestClient) -> None:
    (web.folder / "regions.yaml").write_text("version: [", encoding="utf-8")
    said = local.get("/healthz")
    assert said.status_code == 503
    assert not said.json()["checks"]["directory"]["ok"]
    assert said.json()["checks"]["ledger"]["ok"]
    assert figures(local.get("/metrics").text)["innoveici_ledger_up"] == 0


def test_a_ledger_that_is_gone_is_not_well(web: Web, local: TestClient) -> None:
    (web.folder / "ledger.db").rename(web.folder / "elsewhere.db")
    said = local.get("/healthz")
    assert said.status_code == 503
    assert not said.json()["checks"]["ledger"]["ok"]
    assert figures(local.get("/metrics").text)["innoveici_ledger_up"] == 0


def test_a_ledger_that_somebody_else_writes_is_well(
    web: Web, local: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise TryAgain(Message("the ledger is in use by another process"))

    monkeypatch.setattr(web.ledger, "writing", busy)
    said = local.get("/healthz")
    assert said.status_code == 200
    assert said.json()["checks"]["ledger"]["busy"]


def test_letters_that_nobody_sends_for_a_day_are_not_well(web: Web, local: TestClient) -> None:
    web.route(JOLIETTE)
    web.now += timedelta(hours=2)
    assert local.get("/healthz").json()["checks"]["outbox"]["oldest_due_s"] == 7200
    web.now += timedelta(hours=23)
    said = local.get("/healthz")
    assert said.status_code == 503
    assert said.json()["checks"]["ledger"]["ok"]


def test_figures_count_states_letters_and_answers_and_name_nobody(web: Web, local: TestClient) -> None:
    web.route(JOLIETTE)
    web.route(DOUBTFUL)
    web.client.get(web.link("H-000001", "company"))
    web.client.get("/nowhere/Fromagerie")
    web.now += timedelta(minutes=5)
    answer = local.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = figures(answer.text)
    for name, value in {
        'innoveici_handoffs{state="assigned",region="14"}': 1,
        'innoveici_handoffs{state="held",region=""}': 1,
        "innoveici_queue": 2,
        "innoveici_events_total": 4,
        'innoveici_outbox_notices{state="queued"}': 3,
        "innoveici_outbox_oldest_due_seconds": 300,
        "innoveici_ledger_up": 1,
        "innoveici_form_caught_total": 0,
        'innoveici_http_requests_total{route="link_page",method="GET",status="200"}': 1,
        'innoveici_http_requests_total{route="none",method="GET",status="404"}': 1,
        'innoveici_http_request_seconds_count{route="link_page"}': 1,
        'innoveici_http_request_seconds_bucket{route="link_page",le="+Inf"}': 1,
    }.items():
        assert found[name] == value, name
    assert not [words for words in PERSONAL if words in answer.text]


def test_a_histogram_adds_up(web: Web) -> None:
    for seconds in (0.001, 0.02, 0.02, 99.0):
        web.site.meter.answered("page", "GET", 200, seconds)
    ((route, counts, total),) = web.site.meter.durations()
    assert (route, counts, round(total, 3)) == ("page", [1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4], 99.041)
