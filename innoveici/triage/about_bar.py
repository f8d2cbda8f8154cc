"""The line at the top: how many handoffs are shown, in which order, and what narrows them down."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from innoveici.characters import clean

_BETWEEN = " · "


class AboutBar(Widget):
    """Where there is little room, what is known anyhow gives way to what may be forgotten."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._known: Sequence[str] = ()
        self._parts: Sequence[str] = ()

    def show(self, known: Sequence[str], parts: Sequence[str]) -> None:
        """``known``: left out from the first on, until all ``parts`` fit."""
        self._known, self._parts = [*map(clean, known)], [*map(clean, parts)]
        self.refresh()

    def render(self) -> Text:
        known = list(self._known)
        width = self.size.width
        while known and cell_len(_BETWEEN.join([*known, *self._parts])) > width:
            del known[0]
        return Text(_BETWEEN.join([*known, *self._parts]), no_wrap=True, overflow="ellipsis")
