"""The next item of an iterator made in a thread while this one is used: for work that leaves Python's lock free."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
_END = object()


def ahead(items: Iterator[T]) -> Iterator[T]:
    """``items``, one of them ahead, in the same language; what they raise is raised where the item would have come."""

    def following() -> T | object:
        return context.run(lambda: next(items, _END))

    context = copy_context()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(following)
        while (item := coming.result()) is not _END:
            coming = thread.submit(following)
            yield item  # type: ignore[misc]  # not the end
