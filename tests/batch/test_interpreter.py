"""What a batch sets is as before once it is done, whatever ended it."""

from __future__ import annotations

import sys

import pytest

from innoveici.batch.interpreter import set_for_threads


def _interrupted_in_the_middle() -> None:
    before = sys.getswitchinterval()
    with set_for_threads():
        assert sys.getswitchinterval() < before
        raise KeyboardInterrupt


def test_threads_take_shorter_turns_while_rows_are_made_and_as_before_after() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(KeyboardInterrupt):
        _interrupted_in_the_middle()
    assert sys.getswitchinterval() == before


def test_writing_a_ledger_has_shorter_turns_than_reading_around_it() -> None:
    usual = sys.getswitchinterval()
    with set_for_threads():
        around = sys.getswitchinterval()
        with set_for_threads(writing=True):
            assert sys.getswitchinterval() < around < usual
        assert sys.getswitchinterval() == around
