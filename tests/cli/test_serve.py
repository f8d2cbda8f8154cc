"""``innoveici serve`` as it is started: where it listens, what it refuses, how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket as sockets
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from innoveici.ledger import open_ledger
from tests.cli.conftest import Run
from tests.ledger import postgres
from tests.ledger.conftest import socket  # noqa: F401 - the fixture
from tests.web.browsing import free_port


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--base-url", "pages.example"), "is not the address of a website"),
        (("--workers", "2"), "a ledger in a file is served by one process"),
        (("--trust-header", "X-User"), "go together"),
        (("--trust-from", "10.0.0.1"), "go together"),
        (("--trust-header", "X-User", "--trust-from", "proxy.example"), "“proxy.example” is not an address"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_listens(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run("serve", *words)
    assert ran.code == 2
    assert said in ran.err


def test_where_nobody_can_listen_is_said_with_what_to_do(run: Run) -> None:
    with sockets.create_server(("127.0.0.1", 0)) as taken:
        ran = run("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 69
    assert "another program listens there" in ran.err
    ran = run("serve", "--host", "203.0.113.9")
    assert ran.code == 69
    assert "this machine has no such address" in ran.err
    assert run("serve", "--host", "nowhere.invalid").code == 69


def test_it_serves_until_it_is_stopped_and_logs_no_address(tmp_path: Path) -> None:
    port = free_port()
    env = os.environ | {"INNOVEICI_LEDGER": str(tmp_path / "ledger.db"), "INNOVEICI_LANG": "en"}
    words = [sys.executable, "-m", "innoveici", "serve", "--port", str(port)]
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert "INNOVEICI" in _asked(f"http://127.0.0.1:{port}/?lang=fr")
            with pytest.raises(URLError):
                _asked(f"http://127.0.0.1:{port}/h/secret")
        finally:
            process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[0]
    assert f"http://127.0.0.1:{port}" in said
    assert "secret" not in said
    assert (tmp_path / "ledger.db").stat().st_mode & 0o777 == 0o600


def _asked(address: str) -> str:
    """The page, once it is served."""
    for _ in range(400):
        try:
            with urlopen(address, timeout=10) as response:
                return str(response.read().decode())
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.05)
    raise AssertionError("it never answered")


def test_a_connection_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from innoveici.web import serving as module
    from tests.web.browsing import serving
    from tests.web.conftest import made_web

    monkeypatch.setattr(module, "HEADER_SECONDS", 0.2)
    port = free_port()
    with made_web(tmp_path, f"http://127.0.0.1:{port}") as made, serving(made.site, port):
        with sockets.create_connection(("127.0.0.1", port), timeout=10) as quiet:
            assert quiet.recv(1) == b""
        with sockets.create_connection(("127.0.0.1", port), timeout=10) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: ")
            assert slow.recv(1) == b""


def test_several_processes_serve_a_ledger_on_postgresql(socket: str, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    """Forty requests at once, by either of two: each is there once, and the chain is whole."""
    url, port = postgres.url(socket, "served"), free_port()
    postgres.create_database(socket, "served", "made")
    with open_ledger(url, clock=lambda: datetime.now(UTC)) as ledger:
        key = ledger.add_program_key("site-web", "api")
    env = os.environ | {"INNOVEICI_LEDGER": url, "INNOVEICI_LANG": "en"}
    words = [sys.executable, "-m", "innoveici", "serve", "--port", str(port), "--workers", "2"]

    def sent(number: int) -> int:
        body = json.dumps(
            {"request_id": f"S-{number % 20}", "company": f"Lait {number % 20}", "postal_code": "J0K 2M0"}
        )
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        with urlopen(Request(f"http://127.0.0.1:{port}/api/v1/requests", body.encode(), headers), timeout=60) as answer:
            return int(answer.status)

    with subprocess.Popen(words, env=env, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        try:
            _asked(f"http://127.0.0.1:{port}/healthz")
            with ThreadPoolExecutor(8) as several:
                statuses = Counter(several.map(sent, range(40)))
        finally:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert statuses == {201: 20, 200: 20}
    with open_ledger(url, clock=lambda: datetime.now(UTC)) as ledger:
        assert ledger.verify().ok
        assert len(list(ledger.handoffs())) == 20
    postgres.drop_database(socket, "served")
