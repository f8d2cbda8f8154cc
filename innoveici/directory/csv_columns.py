"""The columns of a CSV that people keep in a spreadsheet: what each is called, and what goes in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from innoveici.directory.folding import fold
from innoveici.messages import Message


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what goes in it (for the page beside the sample), and the names that French spreadsheets give it,
    of which the first is the one that is written where a French file lacks the column.

    ``is_list``: a cell may hold several items, also on lines of their own.
    """

    name: str
    holds: str
    also_called: tuple[str, ...] = ()
    required: bool = False
    is_list: bool = False


class Columns:
    """All columns of one file, in the order of its sample. ``listed``: the remedy that lists them."""

    def __init__(self, columns: Sequence[Column], listed: Message) -> None:
        self._columns = tuple(columns)
        self.listed = listed

    def __iter__(self) -> Iterator[Column]:
        return iter(self._columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self)

    @cached_property
    def lists(self) -> frozenset[str]:
        """Those of which a cell may hold several items."""
        return frozenset(column.name for column in self if column.is_list)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self if column.required)

    @cached_property
    def _also_called(self) -> dict[str, str]:
        return {fold(other): column.name for column in self for other in column.also_called}

    def called(self, name: str) -> str | None:
        """The column of this name or of another that is known, whatever its case, accents and punctuation."""
        folded = fold(name)
        plain = folded.replace(" ", "_")
        return plain if plain in self.names else self._also_called.get(folded)
