"""Whether pages still answer: asked politely, and told apart as what is known: there, gone, or not sure.

Only what a server says itself makes a page dead (404, 410). One that forbids (403), is too busy (429, 503), is slow or
does not answer may be there for everybody else.
"""

from __future__ import annotations

import http.client
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from innoveici import __version__
from innoveici.errors import os_problem
from innoveici.messages import N_, Message

TIMEOUT_S = 15.0
PAUSE_S = 1.0
"""Between two requests to one server."""
_AT_ONCE = 8
"""Servers."""
_DEAD = frozenset({404, 410})
_ASK_OTHERWISE = frozenset({400, 403, 405, 406, 501})
"""What some servers say to HEAD, and not to a browser's GET."""
_HEADERS = {"User-Agent": f"innoveici/{__version__} (link check)", "Accept": "text/html,*/*;q=0.5"}


class Verdict(StrEnum):
    """What is known of a page."""

    OK = "ok"
    DEAD = "dead"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """``status``: of HTTP, None where no server answered. ``moved_to``: where it led, if elsewhere."""

    address: str
    verdict: Verdict
    why: Message
    status: int | None = None
    moved_to: str = ""


def ask_all(
    addresses: Iterable[str], *, timeout_s: float = TIMEOUT_S, pause_s: float = PAUSE_S
) -> Iterator[PageAnswer]:
    """One answer for each address, in their order; several servers are asked at once, each by one request at a time."""
    asked = list(dict.fromkeys(addresses))
    by_server: dict[str, list[str]] = defaultdict(list)
    for address in asked:
        by_server[urlsplit(address).netloc.lower()].append(address)
    threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="links")
    try:
        answers: dict[str, Future[dict[str, PageAnswer]]] = {}
        for theirs in by_server.values():
            future = threads.submit(_ask_server, theirs, timeout_s, pause_s)
            answers |= dict.fromkeys(theirs, future)
        for address in asked:
            yield answers[address].result()[address]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def ask(address: str, timeout_s: float = TIMEOUT_S) -> PageAnswer:
    """Ask for one page, by HEAD, and by GET where that is refused."""
    answer = _asked(address, "HEAD", timeout_s)
    return _asked(address, "GET", timeout_s) if answer.status in _ASK_OTHERWISE else answer


def _ask_server(addresses: Sequence[str], timeout_s: float, pause_s: float) -> dict[str, PageAnswer]:
    answers = {}
    for position, address in enumerate(addresses):
        if position:
            time.sleep(pause_s)
        answers[address] = ask(address, timeout_s)
    return answers


def _asked(address: str, method: str, timeout_s: float) -> PageAnswer:
    try:
        with _opener().open(Request(address, headers=_HEADERS, method=method), timeout=timeout_s) as response:  # noqa: S310 - http and https are all it opens
            return _there(address, response.geturl(), response.status)
    except HTTPError as error:
        error.close()
        verdict = Verdict.DEAD if error.code in _DEAD else Verdict.UNSURE
        return PageAnswer(address, verdict, Message(N_("the server says {status}"), status=error.code), error.code)
    except TimeoutError:
        return PageAnswer(address, Verdict.UNSURE, Message(N_("no answer within {seconds} s"), seconds=timeout_s))
    except URLError as error:
        return PageAnswer(address, Verdict.UNSURE, os_problem(error.reason))
    except (OSError, ValueError, http.client.HTTPException) as error:
        return PageAnswer(address, Verdict.UNSURE, os_problem(error))


def _there(address: str, led_to: str, status: int) -> PageAnswer:
    """A page that leads to the front page of its site is most often one that is gone."""
    moved = led_to if _plain(led_to) != _plain(address) else ""
    if moved and urlsplit(address).path.strip("/") and not urlsplit(moved).path.strip("/"):
        return PageAnswer(address, Verdict.UNSURE, Message(N_("leads to the front page of a site")), status, moved)
    why = Message(N_("leads to {address}"), address=moved) if moved else Message(N_("it is there"))
    return PageAnswer(address, Verdict.OK, why, status, moved)


def _plain(address: str) -> tuple[str, str, str]:
    """Without what makes no other page of it."""
    parts = urlsplit(address)
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query


def _opener() -> OpenerDirector:
    """Opens http and https and nothing else, wherever a page leads: ``build_opener`` opens files, too."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler, HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor,
        UnknownHandler,
    ):  # fmt: skip
        opener.add_handler(handler())
    return opener
