"""A file to be read with a position of its own, over bytes that others read at the same time."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer


class View(io.RawIOBase):
    """``at``: gives the bytes from a position on, so many; ``size``: how many there are."""

    def __init__(self, at: Callable[[int, int], bytes], size: int) -> None:
        self._at = at
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._position = offset + (0, self._position, self._size)[whence]
        return self._position

    def readinto(self, buffer: Buffer) -> int:
        room = memoryview(buffer).cast("B")
        part = self._at(self._position, len(room))
        room[: len(part)] = part
        self._position += len(part)
        return len(part)
