"""What a batch sets is as before once it is done, whatever ended it."""

from __future__ import annotations

import gc
import sys

import pytest

from innoveici.batch.interpreter import set_for_rows


def _interrupted_in_the_middle() -> None:
    before = gc.get_threshold()[0], sys.getswitchinterval()
    with set_for_rows():
        assert gc.get_threshold()[0] > before[0]
        assert sys.getswitchinterval() < before[1]
        raise KeyboardInterrupt


def test_it_is_set_while_rows_are_made_and_set_back_after() -> None:
    before = gc.get_threshold(), sys.getswitchinterval()
    with pytest.raises(KeyboardInterrupt):
        _interrupted_in_the_middle()
    assert (gc.get_threshold(), sys.getswitchinterval()) == before
