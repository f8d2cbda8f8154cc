"""The API: what a program sends is recorded once, whatever it sends is answered, and it sees its own alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from innoveici.errors import TryAgain
from innoveici.ledger import open_ledger
from innoveici.messages import Message
from innoveici.request import ALIASES, FIELDS
from innoveici.web.api_problems import MEDIA_TYPE, PROBLEMS
from innoveici.web.app import make_app
from innoveici.web.openapi import described_api
from innoveici.web.shielding import BODY_LIMIT
from tests.web.browsing import check_page, free_port, looking
from tests.web.conftest import BASE_URL, JOLIETTE, Web

if TYPE_CHECKING:
    from httpx import Response
    from playwright.sync_api import Browser

PATH = "/api/v1/requests"
SENT = {
    "request_id": "SITE-1", "company": "Fromagerie du Lac (exemple)", "postal_code": "J0K 2M0", "consent": True,
    "need": "Automatiser l'affinage", "email": "direction@fromagerie.example", "sectors": ["agroalimentaire"],
}  # fmt: skip
PERSONAL = ("Fromagerie", "direction@", "affinage", "J0K")


class Program:
    """Somebody's program, with a key of its own."""

    def __init__(self, web: Web, name: str = "site-web") -> None:
        self.web = web
        self.headers = {"Authorization": f"Bearer {web.ledger.add_program_key(name, 'api')}"}

    def post(self, *without: str, headers: dict[str, str] | None = None, **changed: Any) -> Response:
        """``SENT`` with ``changed``, ``without`` some of it."""
        body = {name: value for name, value in {**SENT, **changed}.items() if name not in without}
        return self.raw(json.dumps(body).encode(), headers)

    def raw(self, content: bytes, headers: dict[str, str] | None = None) -> Response:
        """These bytes, as JSON unless ``headers`` say otherwise."""
        all_headers = {"Content-Type": "application/json", **self.headers, **(headers or {})}
        response: Response = self.web.client.post(PATH, content=content, headers=all_headers)
        return response

    def get(self, id_: str) -> Response:
        """What became of it."""
        response: Response = self.web.client.get(f"{PATH}/{id_}", headers=self.headers)
        return response


@pytest.fixture
def site(web: Web) -> Program:
    return Program(web)


def codes(response: Response) -> list[tuple[str, str]]:
    """The faults of a problem, in order; checked to be one."""
    assert response.headers["content-type"] == MEDIA_TYPE
    said = response.json()
    assert said["status"] == response.status_code
    assert said["code"] in PROBLEMS
    return [(fault["field"], fault["code"]) for fault in said.get("errors", [])]


def test_a_request_is_recorded_and_its_answer_says_who_has_it_and_by_when(web: Web, site: Program) -> None:
    sent = site.post()
    assert sent.status_code == 201
    said = sent.json()
    assert said | {"follow_url": ""} == {
        "request_id": "SITE-1", "handoff_id": "H-000001", "status": "assigned", "region_code": "14",
        "erac_id": "erac-14", "region": {"code": "14", "name": "Lanaudière"},
        "erac": {"id": "erac-14", "name": "ERAC de Lanaudière"}, "deadline": "2026-11-30", "question": None,
        "follow_url": "",
    }  # fmt: skip
    assert sent.headers["location"] == f"{BASE_URL}{PATH}/SITE-1"
    assert "Fromagerie du Lac" in web.client.get(said["follow_url"].removeprefix(BASE_URL)).text
    received = web.ledger.show("SITE-1").events[0]
    assert (received.payload["via"], received.payload["program"]) == ("api", "site-web")


@pytest.mark.parametrize(
    ("changed", "status", "question"),
    [
        ({"postal_code": "G0J 4A0"}, "held", "municipality"),
        ({"postal_code": "J0K 2MO"}, "rejected", None),
        ({"postal_code": "67000", "country": "FR"}, "referred", None),
        ({"postal_code": "M5V 1A1"}, "held", "outside"),
        ({"consent": False}, "held", "consent"),
    ],
)
def test_what_cannot_go_on_says_so_and_what_it_waits_for(
    site: Program, changed: dict[str, Any], status: str, question: str | None
) -> None:
    said = site.post(**changed).json()
    assert (said["status"], said["question"]) == (status, question)
    assert site.post(**changed).json() == said
    assert (said["deadline"] is None) == (question != "municipality")


def test_the_same_again_is_answered_the_same_and_recorded_once(web: Web, site: Program) -> None:
    first = site.post()
    before = web.ledger.head()
    again = site.post(company="  fromagerie du lac (EXEMPLE) ", postal_code="j0k2m0")  # as written otherwise
    assert (again.status_code, again.json()) == (200, first.json())
    assert "location" not in again.headers
    assert web.ledger.head() == before


def test_it_is_the_same_still_once_its_company_has_corrected_it(web: Web, site: Program) -> None:
    site.post()
    web.take("correct", "SITE-1", by="company:SITE-1", email="autre@fromagerie.example")
    assert site.post().status_code == 200
    assert codes(site.post(email="autre@fromagerie.example")) == [("email", "json.differs")]
    web.take("erase", "SITE-1")
    assert site.post().status_code == 200


def test_another_request_under_its_id_is_refused_by_the_names_of_its_fields(web: Web, site: Program) -> None:
    site.post()
    before = web.ledger.head()
    other = site.post("sectors", need="Autre chose", phone="450 555-0100")
    assert other.status_code == 409
    assert codes(other) == [("phone", "json.differs"), ("need", "json.differs"), ("sectors", "json.differs")]
    assert "Autre chose" not in other.text
    assert not [words for words in PERSONAL if words in other.text]
    assert web.ledger.head() == before


def test_without_an_id_the_key_of_the_header_stands_for_it_else_the_content(web: Web, site: Program) -> None:
    key = {"Idempotency-Key": "commande 42/é".encode().hex()}
    first = site.post("request_id", headers=key)
    assert (first.status_code, site.post("request_id", headers=key).status_code) == (201, 200)
    assert first.json()["request_id"].startswith("K-")
    assert site.post("request_id", headers=key, need="Autre").status_code == 409
    assert site.post("request_id", headers={"Idempotency-Key": "43"}).status_code == 201
    assert site.post("request_id").json()["request_id"].startswith("R-")
    assert site.post("request_id").status_code == 200
    assert codes(site.post("request_id", headers={"Idempotency-Key": "x" * 256})) == [
        ("Idempotency-Key", "json.header")
    ]
    assert Program(web, "autre").post("request_id", headers=key).json()["request_id"] != first.json()["request_id"]


def test_what_another_sent_is_neither_shown_nor_told_apart(web: Web, site: Program) -> None:
    other = Program(web, "autre")
    site.post()
    web.route(JOLIETTE)
    for id_ in ("SITE-1", "H-000001", "W-1", "H-000003", "nowhere", "a/b", "../x", "h-99999999999999999999"):
        assert other.get(id_).status_code == 404
        assert other.get(id_).json() == other.get("nowhere").json()
    assert codes(other.post(need="Autre")) == [("request_id", "json.differs")]  # not even what agrees
    same = other.post()
    assert same.status_code == 200
    assert (same.json()["status"], same.json()["follow_url"]) == ("duplicate", None)


def test_a_program_sees_where_its_own_is_and_nothing_of_persons(web: Web, site: Program) -> None:
    site.post()
    web.take("accept", "SITE-1", by=web.advisor("H-000001"))
    web.take("note", "SITE-1", reason="Interne (exemple)")
    for id_ in ("SITE-1", "H-000001", "h-1"):
        found = site.get(id_)
        assert found.status_code == 200
        said = found.json()
        assert (said["state"], said["erac"]["id"], said["deadline"]) == ("accepted", "erac-14", "2026-11-30")
        assert [event["type"] for event in said["events"]] == ["received", "assigned", "accepted"]
        assert said["events"][0]["at"] == "2026-11-20T14:30:00Z"
        assert not [words for words in PERSONAL if words in found.text]
    web.take("contact", "SITE-1")
    assert site.get("SITE-1").json()["deadline"] is None
    slashed = site.post(request_id="2026/11:A.b-c").json()
    assert site.get("2026/11:A.b-c").json()["handoff_id"] == slashed["handoff_id"]


def test_every_fault_is_said_field_by_field_in_the_language_that_is_asked_for(site: Program) -> None:
    wrong = {"company": "", "postal_code": "", "email": "no", "phone": "1", "consent": "perhaps", "nonsense": 1}
    said = site.post(**wrong)
    assert said.status_code == 422
    assert codes(said) == [
        ("company", "field.required"), ("postal_code", "field.required"), ("consent", "field.consent"),
        ("email", "field.email"), ("phone", "field.phone"), ("nonsense", "field.unknown"),
    ]  # fmt: skip
    assert "company is required" in said.text
    assert "le champ company est obligatoire" in site.post(headers={"Accept-Language": "fr-CA"}, **wrong).text


@pytest.mark.parametrize("name", [*FIELDS, *ALIASES])
def test_a_number_is_no_text_and_nothing_nested_is_a_field(site: Program, name: str) -> None:
    listed = ALIASES.get(name, name) in ("sectors", "markets")
    for wrong in (1, 1.5, {"a": 1}, [1], [["a"]], 10**400):
        found = codes(site.raw(json.dumps({**SENT, name: wrong}).encode()))
        assert (name, "field.not_list" if listed else "field.not_text") in found
    assert site.post(**{name: None}).status_code == (422 if name in ("company", "postal_code") else 201)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ("", "json.syntax")),
        (b"{", ("", "json.syntax")),
        (b"[]", ("", "json.not_object")),
        (b'"text"', ("", "json.not_object")),
        (b"null", ("", "json.not_object")),
        (b'{"company": NaN}', ("", "json.constant")),
        (b'{"company": -Infinity}', ("", "json.constant")),
        (b'{"company": "\xff"}', ("", "json.encoding")),
        (b'\xef\xbb\xbf{"company": "a"}', ("", "json.syntax")),
        (b'{"company": "a", "company": "b"}', ("company", "json.twice")),
        (b'{"a@b.example": "a", "a@b.example": "b"}', ("#1", "json.twice")),
        (b'{"a@b.example": "a"}', ("#1", "field.unknown")),
        (b'{"company": "\\ud800"}', ("company", "field.control")),
        (b'{"company": "a\\u0000b"}', ("company", "field.control")),
        (b'{"company": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", ("", "json.depth")),
        (b"[" * 60_000, ("", "json.depth")),
        (b'{"company": ' + b"1" * 60_000 + b"}", ("company", "field.not_text")),
    ],
)
def test_json_is_read_strictly(site: Program, content: bytes, fault: tuple[str, str]) -> None:
    said = site.raw(content)
    assert said.status_code == 422
    assert fault in codes(said)
    assert "a@b.example" not in said.text


def test_without_a_valid_key_nothing_is_said(web: Web, site: Program) -> None:
    web.ledger.revoke_program_key("site-web")
    for headers in (
        site.headers,
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": ""},
    ):
        for asked in (site.raw(b"{}", headers), web.client.get(f"{PATH}/SITE-1", headers=headers)):
            assert asked.status_code == 401
            assert asked.headers["www-authenticate"] == "Bearer"
            assert codes(asked) == []


def test_other_media_and_too_much_of_it_are_refused(web: Web, site: Program) -> None:
    for media in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert site.post(headers={"Content-Type": media}).status_code == 415
    assert site.post(headers={"Content-Type": "Application/JSON; charset=utf-8"}).status_code == 201
    large = site.raw(b" " * (BODY_LIMIT + 1))
    assert (large.status_code, codes(large)) == (413, [])
    assert large.headers["connection"] == "close"
    elsewhere = web.client.put(PATH)
    assert (elsewhere.status_code, elsewhere.headers["allow"], codes(elsewhere)) == (405, "POST", [])
    assert codes(web.client.get("/api/v2")) == []


def test_whoever_asks_too_often_is_told_how_long_to_wait(web: Web, site: Program) -> None:
    asked = [site.get("nowhere") for _ in range(601)]
    assert asked[-2].status_code == 404
    assert asked[-1].status_code == 429
    assert 0 < int(asked[-1].headers["retry-after"]) <= 60
    assert codes(asked[-1]) == []
    guessed = [web.client.get(f"{PATH}/x", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(62)]
    assert (guessed[0], guessed[-1]) == (401, 429)


def test_a_ledger_in_use_is_said_with_how_long_to_wait(
    web: Web, site: Program, monkeypatch: pytest.MonkeyPatch
) -> None:

    def busy(*_asked: object) -> None:
        raise TryAgain(Message("the ledger is in use by another process"))

    monkeypatch.setattr(web.site, "recorded_once", busy)
    said = site.post()
    assert (said.status_code, said.headers["retry-after"], codes(said)) == (503, "5", [])
    (web.folder / "advisors.csv").write_text("no,such,file\n", encoding="utf-8")
    broken = site.post()
    assert (broken.status_code, codes(broken)) == (500, [])
    assert str(web.folder) not in broken.text


def test_its_description_has_every_field_and_nothing_else(web: Web) -> None:
    said = web.client.get("/api/v1/openapi.json").json()
    assert said == web.client.get("/openapi.json").json() == described_api(BASE_URL)
    assert said["openapi"].startswith("3.1")
    schema = said["components"]["schemas"]["Request"]
    assert schema["properties"].keys() == {*FIELDS, *ALIASES}
    for name, field in FIELDS.items():
        assert schema["properties"][name]["description"] == field.help
        if "maxLength" in schema["properties"][name]:
            assert schema["properties"][name]["maxLength"] == field.max_length


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("operation", ["sendRequest", "getRequest"])
def test_it_does_what_its_description_says(web: Web, site: Program, operation: str, mode: GenerationMode) -> None:
    """schemathesis: all that the description allows, and what it does not."""
    web.site.rates.allows = lambda *_asked: True  # type: ignore[method-assign,assignment]
    site.post()
    config = schemathesis.Config.from_dict({"base-url": BASE_URL})
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", make_app(web.site), config=config, headers={"Host": "pages.example"}
    )
    found = next(one.ok() for one in schema.get_all_operations() if one.ok().definition.raw["operationId"] == operation)

    @settings(max_examples=30, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(found.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        response = case.call(headers=site.headers)
        # What a postal code is no schema can say: 422 is an answer to what it allows.
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    asked()
    assert web.ledger.verify().ok


ANY: list[Program] = []


@pytest.fixture(autouse=True)
def _any(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.name.startswith("test_any_"):
        program: Program = request.getfixturevalue("site")
        program.web.site.rates.allows = lambda *_asked: True  # type: ignore[method-assign,assignment]
        ANY[:] = [program]
    yield
    ANY.clear()


@given(st.dictionaries(st.sampled_from([*FIELDS, *ALIASES]), st.text(max_size=60) | st.booleans() | st.none()))
def test_any_text_in_any_field_is_answered_and_its_value_is_in_no_fault(fields: dict[str, Any]) -> None:
    mark = "Zqxj-Wvk"
    marked = {name: f"{value}{mark}" if isinstance(value, str) else value for name, value in fields.items()}
    said = ANY[0].raw(json.dumps(marked).encode())
    assert said.status_code in (200, 201, 409, 422)
    if said.status_code in (409, 422):
        assert mark not in said.text


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(content: bytes) -> None:
    assert ANY[0].raw(content).status_code == 422


@given(st.text(max_size=40))
def test_any_id_is_looked_up(id_: str) -> None:
    from urllib.parse import quote

    assert ANY[0].get(quote(id_, safe="")).status_code in (404, 405)


def test_the_same_sent_at_once_is_one(web: Web, site: Program) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: site.post(), range(12)))
    assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
    assert len({answer.json()["handoff_id"] for answer in answers}) == 1
    assert web.events("SITE-1") == ["received", "assigned"]


@contextmanager
def served(ledger: Path) -> Iterator[tuple[int, Callable[[], None]]]:
    """``innoveici serve`` as a process: its port, and what kills it."""
    port = free_port()
    env = os.environ | {"INNOVEICI_LEDGER": str(ledger)}
    words = [sys.executable, "-m", "innoveici", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(400):
                try:
                    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                        connection.connect()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)
            yield port, lambda: os.kill(process.pid, signal.SIGKILL)
        finally:
            process.kill()


def test_killed_in_the_middle_each_is_there_once_or_not_at_all(tmp_path: Path) -> None:
    """Sixty requests by six connections; whatever was answered is there, and all sent again ends with each once."""
    now = lambda: datetime.now(UTC)  # noqa: E731 - as the process has it
    ledger = tmp_path / "ledger.db"
    with open_ledger(f"sqlite:///{ledger}", clock=now, create=True) as made:
        key = made.add_program_key("site-web", "api")
    ids = [f"KILL-{number}" for number in range(60)]
    answered: dict[str, int] = {}
    enough = threading.Event()

    def post(port: int, id_: str) -> None:
        body = json.dumps({**SENT, "request_id": id_, "company": f"Entreprise {id_} (exemple)"})
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                connection.request("POST", PATH, body, headers)
                answer = connection.getresponse()
                answer.read()
            answered[id_] = answer.status
        except (OSError, HTTPException):
            return  # killed meanwhile
        if len(answered) >= 20:
            enough.set()

    with served(ledger) as (port, kill), ThreadPoolExecutor(6) as pool:
        sending = [pool.submit(post, port, id_) for id_ in ids]
        assert enough.wait(60)
        kill()
        for one in sending:
            one.result()
    assert set(answered.values()) == {201}
    assert 20 <= len(answered) < 60
    with open_ledger(f"sqlite:///{ledger}", clock=now) as left:
        assert left.verify().ok
        there = {handoff.request_id for handoff in left.handoffs()}
        assert set(answered) <= there <= set(ids)
    before = answered
    answered = {}
    with served(ledger) as (port, _kill), ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda id_: post(port, id_), ids))
    assert {id_ for id_, status in answered.items() if status == 200} == there >= set(before)
    assert {id_ for id_, status in answered.items() if status == 201} == set(ids) - there
    with open_ledger(f"sqlite:///{ledger}", clock=now) as whole:
        assert whole.verify().ok
        assert sorted(handoff.request_id for handoff in whole.handoffs()) == sorted(ids)
        for id_ in ids:
            assert [event.type for event in whole.show(id_).events] == ["received", "assigned"]


def test_people_can_read_what_it_does(live: Web, browser: Browser) -> None:
    for width, language in ((320, "fr"), (1280, "en")):
        with looking(browser, width, language) as context:
            page = context.new_page()
            page.goto(f"{live.site.settings.base_url}/api")
            check_page(page)
            assert "postal_code" in page.inner_text("main")
