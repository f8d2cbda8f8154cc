"""A first Ctrl-C or SIGTERM is a wish, heard between two slices of work; the second goes through at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

from innoveici.errors import EX_INTERRUPTED, InnoveiciError

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(InnoveiciError):
    """Somebody asked to stop, and it was done between two slices."""

    exit_code = EX_INTERRUPTED


class Stopping:
    """``wished``: somebody asked to stop. In any thread but the main one, signals are left as they are; an
    ignored one always is."""

    def __init__(self) -> None:
        self.wished = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if signal.getsignal(number) is signal.SIG_IGN:  # by nohup, or trap '' INT
                    continue
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._restore()

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.wished = True
        self._restore()

    def _restore(self) -> None:
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, handler)
