from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.notify.channels import (
    ChannelDown,
    ChannelRefused,
    Deferred,
    InDoubt,
    NotSent,
    PerhapsRejected,
    Rejected,
    open_channel,
)
from innoveici.notify.channels.webhook import wait_s
from tests.notify.channels.conftest import Certificates, a_mail


class Receiver(ThreadingHTTPServer):
    """Answers as ``script`` says, in order, then 204: a code, a code with headers, or ``drop``, ``hang``."""

    daemon_threads = False

    def __init__(self, script: list[Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.enough = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, *_: object) -> None:
        """A client that leaves early is what some of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        said = self.server.script.pop(0) if self.server.script else 204
        code, headers = said if isinstance(said, tuple) else (said, {})
        if code == "hang":
            self.server.enough.wait(30)
        if isinstance(code, str):
            self.close_connection = True
            return
        self.send_response_only(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.write(b"x" * int(headers.get("Content-Length", 0)))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiver(*script: Any, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    with Receiver(list(script)) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.enough.set()
            server.shutdown()
            thread.join()


def url(server: Receiver, more: str = "") -> str:
    return f"http://127.0.0.1:{server.port}/in?from=innoveici&secret=s3cr+t{more}"


def a_letter() -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "[INNOVEICI] H-000007 – Séchage"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("Bonjour à vous,\nfin\n")
    message.add_alternative("<p>Bonjour à vous</p>\n", subtype="html")
    return message.as_bytes()


def test_the_mail_arrives_taken_apart() -> None:
    with receiver() as server, open_channel(url(server)) as channel:
        channel.send(a_mail(content=a_letter()))
    ((path, headers, body),) = server.got
    posted = json.loads(body)
    assert path == "/in?from=innoveici"
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == posted["message_id"] == "<7.1.abc@avis.example>"
    assert posted["notices"] == ["7.1", "7.2"]
    assert (posted["sender"], posted["recipient"]) == ("avis+7-1-f00@innoveici.example", "x@company.example")
    assert posted["subject"] == "[INNOVEICI] H-000007 – Séchage"
    assert posted["headers"]["Auto-Submitted"] == "auto-generated"
    assert posted["text"] == "Bonjour à vous,\nfin\n"
    assert posted["html"] == "<p>Bonjour à vous</p>\n"
    assert abs(datetime.fromisoformat(posted["sent_at"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_signature_is_over_the_time_and_every_byte() -> None:
    with receiver() as server, open_channel(url(server)) as channel:
        channel.send(a_mail())
    ((_, headers, body),) = server.got
    signed = headers["Innoveici-Timestamp"].encode() + b"." + body
    expected = hmac.new(b"s3cr+t", signed, hashlib.sha256).hexdigest()
    assert headers["Innoveici-Signature"] == f"v1={expected}"
    assert abs(int(headers["Innoveici-Timestamp"]) - datetime.now(UTC).timestamp()) < 300


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (408, Deferred, "the receiver puts it off (HTTP 408)"),
        (425, Deferred, "the receiver puts it off (HTTP 425)"),
        ((429, {"Retry-After": "120"}), Deferred, "the receiver puts it off for 120 s (HTTP 429)"),
        ((503, {"Retry-After": "tomorrow"}), Deferred, "the receiver puts it off (HTTP 503)"),
        (500, Deferred, "the receiver puts it off (HTTP 500)"),
        (400, Rejected, "the receiver refuses it (HTTP 400)"),
        (413, Rejected, "the receiver refuses it (HTTP 413)"),
        (422, Rejected, "the receiver refuses it (HTTP 422)"),
        (401, ChannelRefused, "or not with this secret (HTTP 401)"),
        (405, ChannelRefused, "or not with this secret (HTTP 405)"),
        (407, ChannelRefused, "or not with this secret (HTTP 407)"),
        (403, PerhapsRejected, "or not with this secret (HTTP 403)"),
        (404, PerhapsRejected, "does not take notices there"),
        (410, PerhapsRejected, "does not take notices there"),
        (700, InDoubt, "may have arrived"),
    ],
)
def test_each_answer_has_its_meaning(answer: Any, outcome: type[NotSent], reason: str) -> None:
    with receiver(answer) as server, open_channel(url(server)) as channel:
        with pytest.raises(outcome) as said:
            channel.send(a_mail())
        channel.send(a_mail())
    assert type(said.value) is outcome
    assert reason in said.value.reason.text()
    assert len(server.got) == 2


NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("120", "", 120),
        (" 0120 ", "", 120),
        ("0", "", 0),
        ("Sat, 21 Nov 2026 12:02:00 GMT", NOON, 120),
        ("Saturday, 21-Nov-26 13:00:00 GMT", NOON, 3600),
        ("Sat Nov 21 12:00:30 2026", NOON, 30),
        ("Sat, 21 Nov 2026 07:10:00 -0500", NOON, 600),
        ("Sat, 21 Nov 2026 11:00:00 GMT", NOON, 0),  # past
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOON, 999_999_999),
        ("9" * 5_000, "", 999_999_999),
        ("Sat, 21 Nov 2026 25:99:00 GMT", NOON, 0),
        ("-5", "", 0),
        ("1.5", "", 0),
        ("soon", NOON, 0),
        ("", NOON, 0),
        ("٣٠", "", 0),
    ],
)
def test_how_long_to_leave_it_alone_is_read_in_seconds_and_as_a_date(retry_after: str, date: str, seconds: int) -> None:
    assert wait_s(retry_after, date) == seconds


def test_without_its_own_date_the_receiver_means_our_clock() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3590 <= wait_s(soon, "no date at all") <= 3600


@given(st.text(), st.text())
def test_whatever_it_says_the_wait_is_a_bounded_number_of_seconds(retry_after: str, date: str) -> None:
    assert 0 <= wait_s(retry_after, date) <= 999_999_999


def test_a_date_to_come_back_at_is_heeded() -> None:
    answer = (503, {"Date": NOON, "Retry-After": "Sat, 21 Nov 2026 12:05:00 GMT"})
    with receiver(answer) as server, open_channel(url(server)) as channel, pytest.raises(Deferred) as said:
        channel.send(a_mail())
    assert said.value.wait_s == 300
    assert "for 300 s" in said.value.reason.text()


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_every_success_is_one(code: int) -> None:
    with receiver(code, code) as server, open_channel(url(server)) as channel:
        channel.send(a_mail())
        channel.send(a_mail())
    assert len(server.got) == 2


def test_a_redirection_is_not_followed() -> None:
    with receiver() as elsewhere, receiver((307, {"Location": url(elsewhere)})) as server:  # noqa: SIM117
        with open_channel(url(server)) as channel, pytest.raises(ChannelRefused, match="HTTP 307"):
            channel.send(a_mail())
    assert not elsewhere.got


@pytest.mark.parametrize("rule", ["drop", "hang"])
def test_nobody_knows_when_the_answer_does_not_come(rule: str) -> None:
    with receiver(rule) as server, open_channel(url(server, f"&timeout={0.2 if rule == 'hang' else 60}")) as channel:
        with pytest.raises(InDoubt):
            channel.send(a_mail())
        server.enough.set()
    assert len(server.got) == 1


def test_the_rest_of_a_long_answer_is_not_waited_for() -> None:
    with receiver((200, {"Content-Length": "1000000"})) as server, open_channel(url(server)) as channel:
        channel.send(a_mail())
        channel.send(a_mail())
    assert len(server.got) == 2


def test_nobody_there_is_said_as_such() -> None:
    with receiver() as server:
        gone = url(server)
    with open_channel(gone) as channel, pytest.raises(ChannelDown, match="refused") as said:
        channel.send(a_mail())
    assert "s3cr+t" not in str(said.value)


def test_a_trusted_receiver_is_posted_to_encrypted(certificates: Certificates) -> None:
    with receiver(tls=certificates.server()) as server:
        with open_channel(f"https://localhost:{server.port}/?secret=x&ca={certificates.ca}") as channel:
            channel.send(a_mail())
            channel.send(a_mail())
        assert len(server.got) == 2


def test_another_host_name_is_not_trusted(certificates: Certificates) -> None:
    with receiver(tls=certificates.server()) as server:
        where = f"https://127.0.0.1:{server.port}/?secret=x&ca={certificates.ca}"
        with open_channel(where) as channel, pytest.raises(ChannelRefused, match="certificate"):
            channel.send(a_mail())
        assert not server.got


def test_what_else_there_is_to_do_is_done_while_the_receiver_looks_at_the_mail() -> None:
    with receiver("hang") as server, open_channel(url(server)) as channel, pytest.raises(InDoubt):
        channel.send(a_mail(), server.enough.set)  # which is what its answer, that it drops, waits for
    assert server.enough.is_set()
