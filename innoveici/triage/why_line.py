"""Why the one under the cursor is held, was rejected or may not be looked after: whole, where its column is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from innoveici.characters import clean
from innoveici.messages import _

_LINES = 2
_CONSOLE = Console(width=200, color_system=None)


class WhyLine(Widget):
    """Takes no room where there is nothing to say; two lines at most, the details have the rest."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._text = ""

    def show(self, reasons: Sequence[str]) -> None:
        """These, one after the other."""
        text = _("Why: {reasons}").format(reasons="; ".join(map(clean, reasons))) if reasons else ""
        if text != self._text:
            self._text = text
            self.set_class(bool(text), "said")
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual asks so
        return len(self._lines(width))

    def render(self) -> Text:
        return Text("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        lines = list(Text(self._text).wrap(_CONSOLE, max(1, width)))
        if len(lines) > _LINES:
            last = lines[_LINES - 1]
            last.rstrip()
            last.truncate(max(0, width - 1))
            last.append("…")
        return lines[:_LINES]
