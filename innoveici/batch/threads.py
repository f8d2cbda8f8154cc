"""How threads work together while a batch runs: the next item made while one is used, and how often the lock is given
up.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
_END = object()


def one_ahead(items: Iterator[T]) -> Iterator[T]:
    """``items``, one of them ahead, in the same language; what they raise is raised where the item would have come."""

    def following() -> T | object:
        return context.run(lambda: next(items, _END))

    context = copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(following)
        while (item := coming.result()) is not _END:
            coming = thread.submit(following)
            yield item  # type: ignore[misc]  # not the end


_TURN_S, _WRITING_TURN_S = 0.001, 0.0001
"""How long a thread keeps Python's lock while others wait for it. Those that read and write work without it, but ask
for it after each piece of work; with the usual five milliseconds they mostly wait. One that writes a ledger asks most
often. Threads that all work in Python would only hinder each other by even shorter turns."""


@contextmanager
def short_turns(*, writing: bool = False) -> Iterator[None]:
    """Set it so inside the block; ``writing``: a ledger, slice after slice."""
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_WRITING_TURN_S if writing else _TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
