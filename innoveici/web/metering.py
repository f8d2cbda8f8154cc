"""What a process has answered since it began: how often, with what, how soon. Names of routes, never addresses."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Counted = Literal["form_caught"]
"""Besides answers: forms that were taken for a program's."""
BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset(("GET", "HEAD", "POST"))


class Meter:
    """Of one process; several count each for itself."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._durations: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._counts: Counter[Counted] = Counter()

    def count(self, what: Counted) -> None:
        """It happened once more."""
        with self._lock:
            self._counts[what] += 1

    def counted(self, what: Counted) -> int:
        """How often it happened."""
        return self._counts[what]

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """One answer."""
        with self._lock:
            self._answers[route, method, status] += 1
            self._durations.setdefault(route, [0] * (len(BOUNDS_S) + 1))[bisect_left(BOUNDS_S, seconds)] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]

    def answers(self) -> list[tuple[str, str, int, int]]:
        """Route, method, status, how often."""
        with self._lock:
            return sorted((*key, count) for key, count in self._answers.items())

    def durations(self) -> Iterator[tuple[str, list[int], float]]:
        """By route how many took at most each of ``BOUNDS_S``, then how many in all; and the seconds of them all."""
        with self._lock:
            found = {route: [*counts] for route, counts in sorted(self._durations.items())}
            seconds = {route: float(self._seconds[route]) for route in found}
        for route, counts in found.items():
            total = 0
            for i, count in enumerate(counts):
                total += count
                counts[i] = total
            yield route, counts, seconds[route]


class Metered:
    """Before everything: what is refused at once counts too."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._meter.answered(route_of(scope), method, status, time.perf_counter() - start)


def route_of(scope: Scope) -> str:
    """What has answered: the name of its function, ``static``, or ``none``."""
    endpoint = scope.get("endpoint")
    return getattr(endpoint, "__name__", "static") if endpoint else "none"
