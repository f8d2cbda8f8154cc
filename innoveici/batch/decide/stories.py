"""What became of one row that is not decided from the table of places: for problems, details, and entries."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.batch.decide.fields import Fields
    from innoveici.routing.decision import Decision


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """One row decided by itself; ``differs`` as in ``Outcome``."""

    request: Request
    decision: Decision
    differs: tuple[str, ...] = ()


class LateStory(ABC):
    """The same of a row that was settled with others: read only when somebody asks.

    It holds on to the row's fields, never to its slice, which would not be let go as soon as it is written.
    """

    differs: tuple[str, ...] = ()

    def __init__(self, fields: Fields, row: int) -> None:
        self._fields, self._row = fields, row

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._row})"  # nothing personal in a traceback

    @property
    def request(self) -> Request:
        """As given."""
        request = self._fields.request(self._row)
        assert isinstance(request, Request)
        return request

    @property
    @abstractmethod
    def decision(self) -> Decision:
        """As recorded, or as it will be."""
