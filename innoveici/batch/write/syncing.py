"""A long file brought to the disk while more of it is written: at its end there is little left to wait for."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor

_BYTES = 32 << 20
"""Between two times; a shorter file needs no thread."""


class Syncing:
    """What fails on the disk meanwhile, the next call raises, once: the system says it no second time."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None
        self._waiting = 0

    def wrote(self, count: int) -> None:
        """So many bytes more. Raises OSError."""
        self._waiting += count
        if self._waiting >= _BYTES and (self._last is None or self._last.done()):
            self._settle()
            self._waiting = 0
            self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="syncing")
            self._last = self._thread.submit(os.fsync, self._descriptor)

    def finish(self) -> None:
        """Wait until all is on the disk. Raises OSError."""
        self._settle()
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Leave the file, which may be closed then; nobody waits for a disk that is still at it."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def _settle(self) -> None:
        last, self._last = self._last, None
        if last is not None:
            last.result()
