"""Pages asked on a server of this machine: there, gone, or not sure."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from innoveici.catalogue.page_check import Verdict, ask, ask_all


class Site(BaseHTTPRequestHandler):
    """``/404`` answers 404; ``/get/404`` too, but forbids HEAD; ``/to/X`` leads to ``/X``; ``/slow`` takes its time."""

    asked: list[tuple[str, str, float]]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append((self.command, self.path, time.monotonic()))
        path = self.path.lstrip("/")
        if path == "slow":
            time.sleep(0.5)
        if path.startswith("get/") and self.command == "HEAD":
            self.send_response(405)
        elif path.startswith("to/"):
            self.send_response(301)
            self.send_header("Location", "/" + path.removeprefix("to/"))
        else:
            status = path.removeprefix("get/")
            self.send_response(int(status) if status.isdigit() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "verdict", "status"),
    [
        ("/page", Verdict.OK, 200),
        ("/404", Verdict.DEAD, 404),
        ("/410", Verdict.DEAD, 410),
        ("/403", Verdict.UNSURE, 403),
        ("/429", Verdict.UNSURE, 429),
        ("/500", Verdict.UNSURE, 500),
        ("/503", Verdict.UNSURE, 503),
        ("/get/page", Verdict.OK, 200),
        ("/get/404", Verdict.DEAD, 404),
        ("/to/page", Verdict.OK, 200),
        ("/to/404", Verdict.DEAD, 404),
        ("/to/", Verdict.UNSURE, 200),
    ],
)
def test_only_what_the_server_says_is_gone_is_dead(site: str, path: str, verdict: Verdict, status: int) -> None:
    answer = ask(site + path, timeout_s=5)

    assert (answer.verdict, answer.status) == (verdict, status)


def test_where_a_page_moved_to_is_told(site: str) -> None:
    assert ask(f"{site}/to/page").moved_to == f"{site}/page"
    assert ask(f"{site}/page/").moved_to == ""


def test_who_does_not_answer_is_not_dead(site: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        closed = nobody.getsockname()[1]

    assert ask(f"{site}/slow", timeout_s=0.05).verdict is Verdict.UNSURE
    refused = ask(f"http://127.0.0.1:{closed}/")
    assert (refused.verdict, refused.status, str(refused.why)) == (Verdict.UNSURE, None, "the connection was refused")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://127.0.0.1/x", "http://[", "http://a b/"])
def test_what_is_no_web_page_is_not_opened(address: str) -> None:
    answer = ask(address)

    assert (answer.verdict, answer.status) == (Verdict.UNSURE, None)


def test_each_page_is_asked_once_one_after_the_other_and_answers_come_in_order(site: str) -> None:
    addresses = [f"{site}/{name}" for name in ("a", "404", "a", "b")]
    answers = list(ask_all(addresses, pause_s=0.05))

    assert [answer.address for answer in answers] == [f"{site}/a", f"{site}/404", f"{site}/b"]
    assert [path for _method, path, _at in Site.asked] == ["/a", "/404", "/b"]
    times = [at for _method, _path, at in Site.asked]
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(times))
