"""What an export is known by, worked out in a thread: hashing leaves Python's lock free, and takes a while."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event

_PIECE = 4 << 20
"""Bytes hashed at once: few turns of a thread that must ask for Python's lock after each."""


class Fingerprint:
    """The SHA-256 of bytes, of which ``at`` gives ``size`` bytes from ``position`` on, fewer at the end."""

    def __init__(self, at: Callable[[int, int], bytes]) -> None:
        self._at = at
        self._not_wanted = Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fingerprint")
        self._digest = self._thread.submit(self._work_out)

    def __str__(self) -> str:
        """Hexadecimal; waits for it, and raises what reading raised."""
        return self._digest.result()

    def stop(self) -> None:
        """It is not wanted any more where it is not there yet; the bytes are not read any more."""
        self._not_wanted.set()
        self._thread.shutdown()

    def _work_out(self) -> str:
        digest, position = sha256(), 0
        while not self._not_wanted.is_set() and (piece := self._at(position, _PIECE)):
            digest.update(piece)
            position += len(piece)
        return digest.hexdigest()
