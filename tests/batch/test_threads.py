"""One item ahead: the same items, the same errors at the same place."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from innoveici.batch.threads import one_ahead, short_turns


def test_the_items_are_the_same() -> None:
    assert list(one_ahead(iter(range(5)))) == [0, 1, 2, 3, 4]
    assert list(one_ahead(iter([]))) == []


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("second")

    stream = one_ahead(items())
    assert next(stream) == 1
    with pytest.raises(ValueError, match="second"):
        next(stream)


def test_the_next_item_is_made_while_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    stream = one_ahead(items())
    next(stream)
    assert made.wait(timeout=5)
    assert list(stream) == [2]


def test_a_reader_that_leaves_early_leaves_no_thread_behind() -> None:
    stream = one_ahead(iter(range(1000)))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


def _interrupted_in_the_middle() -> None:
    before = sys.getswitchinterval()
    with short_turns():
        assert sys.getswitchinterval() < before
        raise KeyboardInterrupt


def test_threads_take_shorter_turns_while_rows_are_made_and_as_before_after() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(KeyboardInterrupt):
        _interrupted_in_the_middle()
    assert sys.getswitchinterval() == before


def test_writing_a_ledger_has_shorter_turns_than_reading_around_it() -> None:
    usual = sys.getswitchinterval()
    with short_turns():
        around = sys.getswitchinterval()
        with short_turns(writing=True):
            assert sys.getswitchinterval() < around < usual
        assert sys.getswitchinterval() == around
