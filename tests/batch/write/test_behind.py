"""One slice behind: the same slices in the same order, and no error lost."""

from __future__ import annotations

import threading

import pytest

from innoveici.batch.blocks import Block
from innoveici.batch.results import Results
from innoveici.batch.write.behind import Behind
from tests.batch.written import block, results


class Kept:
    def __init__(self, *, fails_at: int = 0) -> None:
        self.blocks: list[Block] = []
        self.threads: set[str] = set()
        self.fails_at = fails_at

    def write(self, block: Block, _results: Results) -> None:
        self.blocks.append(block)
        self.threads.add(threading.current_thread().name)
        if len(self.blocks) == self.fails_at:
            raise OSError("full")


def test_slices_are_written_in_their_order_by_another_thread() -> None:
    kept, slices = Kept(), [block([["a", "b", str(n)]]) for n in range(5)]
    with Behind(kept) as output:
        for one in slices:
            output.write(one, results(1))
        output.finish()
        assert kept.blocks == slices
    assert threading.current_thread().name not in kept.threads
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("behind")]


def test_an_error_is_raised_by_the_next_slice_and_once() -> None:
    kept = Kept(fails_at=1)
    with Behind(kept) as output:
        output.write(block([["a", "b", "c"]]), results(1))
        with pytest.raises(OSError, match="full"):
            output.write(block([["a", "b", "c"]]), results(1))
        output.finish()
    assert len(kept.blocks) == 1


def test_an_error_of_the_last_slice_is_raised_at_the_end() -> None:
    with Behind(Kept(fails_at=1)) as output:
        output.write(block([["a", "b", "c"]]), results(1))
        with pytest.raises(OSError, match="full"):
            output.finish()
