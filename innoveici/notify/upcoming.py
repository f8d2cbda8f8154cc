"""The next letter is made while a server thinks about the one before: half of a run is waiting for answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Upcoming(Iterator[T], Generic[T]):
    """Items that are made in pieces: ``pieces`` gives None after each piece of the next item, then the item."""

    def __init__(self, pieces: Iterator[T | None]) -> None:
        self._pieces = pieces
        self._next: T | None = None
        self._ended: Exception | None = None

    def work(self) -> bool:
        """Make a piece of the next item, unless it is ready; whether there is more of it to make.

        What goes wrong is raised where the item would come.
        """
        if self._next is None and self._ended is None:
            try:
                self._next = next(self._pieces)
            except Exception as error:
                self._ended = error
        return self._next is None and self._ended is None

    def __next__(self) -> T:
        while self._next is None:
            if self._ended is not None:
                raise self._ended
            self.work()
        item, self._next = self._next, None
        return item
