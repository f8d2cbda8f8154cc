"""A monitor is told how a run ended; what it does with that never matters to the run."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from innoveici.notify import monitor as module
from innoveici.notify.monitor import tell_monitor

SECRET = "0b5c7a1e-secret"


class Monitor:
    """A web server on loopback that answers ``status`` and remembers what it was asked for."""

    def __init__(self, status: int = 200, **headers: str) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"OK")

            def log_message(self, *_args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{SECRET}"

    def __enter__(self) -> Monitor:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_a_run_that_went_well_is_told() -> None:
    with Monitor() as monitor:
        assert tell_monitor(monitor.url, failed=False) is None
        assert monitor.asked == [f"/{SECRET}"]


def test_one_that_did_not_is_told_as_such() -> None:
    with Monitor() as monitor:
        assert tell_monitor(f"{monitor.url}/?name=notify", failed=True) is None
        assert monitor.asked == [f"/{SECRET}/fail?name=notify"]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 404, 500])
def test_another_answer_than_yes_is_said(status: int) -> None:
    with Monitor() as elsewhere, Monitor(status, Location=elsewhere.url) as monitor:
        problem = tell_monitor(monitor.url, failed=False)
        assert str(problem) == f"the monitor was not told: it answers {status}"
        assert len(monitor.asked) == 1
        assert elsewhere.asked == []  # the secret stays where it was sent


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that takes one connection and does something other than answering."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with closing(connection):
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/{SECRET}"
        thread.join()


def test_one_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE_S", 0.05)
    with listening(lambda connection: connection.recv(0) or _until_closed(connection)) as url:
        assert "timed out" in str(tell_monitor(url, failed=False))


def _until_closed(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def test_one_that_is_no_web_server_is_said() -> None:
    with listening(lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n")) as url:
        problem = tell_monitor(url, failed=False)
        assert problem is not None
        assert SECRET not in str(problem)


def test_one_that_is_not_there_is_said() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    assert str(tell_monitor(f"http://127.0.0.1:{port}/{SECRET}", failed=True)) == (
        "the monitor was not told (the connection was refused)"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        SECRET,
        f"http://hc.example/{SECRET}",
        f"file:///etc/{SECRET}",
        f"ftp://hc.example/{SECRET}",
        f"https:///{SECRET}",
        f"https://[::1/{SECRET}",
        f"https://hc.example:port/{SECRET}",
        f"https://127.0.0.1/{SECRET} two words",
        f"https://127.0.0.1/{SECRET}\r\nX: y",
    ],
)
def test_an_address_that_is_none_or_not_safe_is_said_without_being_shown(url: str) -> None:
    problem = tell_monitor(url, failed=False)
    assert problem is not None
    assert SECRET not in str(problem)
    assert "hc.example" not in str(problem)
