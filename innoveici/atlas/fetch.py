"""One file over HTTP, with a bound on every wait: without a network the answer comes within seconds, as Unreachable."""

from __future__ import annotations

import http.client
import queue
import socket
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from innoveici.errors import Unreachable, os_problem
from innoveici.messages import N_, Message

_PIECE = 1 << 16


def fetch(url: str, *, timeout: float, largest: int) -> bytes:
    """The body of ``url`` (http or https), at most ``largest`` bytes. ``timeout``: seconds within which the answer must
    begin, and between two pieces of it. Raises Unreachable (69)."""
    answers: queue.SimpleQueue[_Answer] = queue.SimpleQueue()
    # Looking up a name cannot be interrupted, so it happens in a thread that the program does not wait for.
    threading.Thread(target=_pieces, args=(url, timeout, answers), daemon=True).start()
    body = bytearray()
    began = time.monotonic()
    while True:
        try:
            answer = answers.get(timeout=timeout)
        except queue.Empty:
            waited = round(time.monotonic() - began)
            raise _unreachable(url, Message(N_("no answer within {seconds} s"), seconds=waited)) from None
        if answer is None:
            return bytes(body)
        if isinstance(answer, _Failure):
            raise _unreachable(url, answer.why)
        body += answer
        if len(body) > largest:
            raise _unreachable(url, Message(N_("the answer is larger than {limit} MB"), limit=largest // 1_000_000))


@dataclass(frozen=True, slots=True)
class _Failure:
    why: Message | str


_Answer = bytes | _Failure | None
"""A piece, or why there is none, or the end."""


def _pieces(url: str, timeout: float, answers: queue.SimpleQueue[_Answer]) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "innoveici"})  # noqa: S310 - http(s) only, see update
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
            expected = response.headers.get("Content-Length")
            received = 0
            while piece := response.read(_PIECE):
                received += len(piece)
                answers.put(piece)
            if expected is not None and received != int(expected):
                raise http.client.IncompleteRead(b"", int(expected) - received)
        answers.put(None)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if isinstance(fault, urllib.error.HTTPError):
            fault.close()
        answers.put(_Failure(_why(fault)))


def _why(fault: Exception) -> Message:
    if isinstance(fault, urllib.error.HTTPError):
        return Message(N_("the server answered {status}"), status=fault.code)
    reason = fault.reason if isinstance(fault, urllib.error.URLError) else fault
    if isinstance(reason, TimeoutError):
        return Message(N_("no answer in time"))
    if isinstance(reason, socket.gaierror):
        return Message(N_("no such server is known"))
    if isinstance(reason, http.client.IncompleteRead):
        return Message(N_("the answer was cut short"))
    return os_problem(reason)


def _unreachable(url: str, why: Message | str) -> Unreachable:
    return Unreachable(
        Message(N_("{url} cannot be fetched: {why}"), url=url, why=why),
        Message(N_("check the network, or give a file: innoveici atlas update FILE; nothing was changed")),
    )
