"""One item ahead: the same items, the same errors at the same place."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from innoveici.batch.ahead import ahead


def test_the_items_are_the_same() -> None:
    assert list(ahead(iter(range(5)))) == [0, 1, 2, 3, 4]
    assert list(ahead(iter([]))) == []


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("second")

    stream = ahead(items())
    assert next(stream) == 1
    with pytest.raises(ValueError, match="second"):
        next(stream)


def test_the_next_item_is_made_while_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    stream = ahead(items())
    next(stream)
    assert made.wait(timeout=5)
    assert list(stream) == [2]


def test_a_reader_that_leaves_early_leaves_no_thread_behind() -> None:
    stream = ahead(iter(range(1000)))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
