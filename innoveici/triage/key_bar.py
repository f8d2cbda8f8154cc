"""The lines at the bottom: the steps the one in view allows, and what else keys do."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from innoveici.messages import N_, _
from innoveici.triage.moves import Move

OTHERS: Sequence[tuple[str, str, str, str]] = (
    ("u", "undo", N_("undo"), N_("take the last step back, where the state allows")),
    ("/", "search", N_("search"), N_("search: company, municipality, any id; Enter keeps it, Esc ends it")),
    ("o", "overdue", N_("overdue"), N_("only the overdue, or all again")),
    ("s", "state", N_("state"), N_("only one state, or the closed ones")),
    ("e", "erac", N_("ERAC"), N_("only one ERAC's")),
    ("v", "advisor", N_("advisor"), N_("only what one advisor has or had in hand")),
    ("t", "sort", N_("sort"), N_("sort by the next column; T the other way round")),
    (
        N_("space"),
        "mark",
        N_("mark"),
        N_("mark it, or no more: a step is then taken for all marked; Esc clears"),
    ),
    ("*", "mark_all", N_("all"), N_("mark all that are shown, or no more (Ctrl+A)")),
    ("?", "help", N_("help"), N_("what the keys do")),
    ("^p", "palette", N_("commands"), N_("every command by name")),
    ("q", "quit", N_("quit"), N_("leave; everything confirmed is written")),
)
"""Key, action, word, what it does."""


_BETWEEN = "  "


def action_of(move: Move) -> str:
    """As Textual calls it."""
    return f"step('{move.name}')"


class KeyBar(Widget):
    """Can be clicked, too. Takes as many lines as its keys need, none of which is cut in two."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._groups: Sequence[Sequence[Text]] = ()

    def show(self, moves: Sequence[Move]) -> None:
        """The steps that are possible now."""
        undo, *others = (_key(key, f"{action}()", label) for key, action, label, _title in OTHERS)
        steps = [_key(move.key, action_of(move), move.label) for move in moves]
        self._groups = [*steps, undo], others
        if self.is_attached:  # else the screen is closing
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual asks so
        return len(self._lines(width))

    def render(self) -> Text:
        return Text("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        lines: list[Text] = []
        for keys in self._groups:
            line = Text(no_wrap=True, overflow="ellipsis")
            for key in keys:
                if line and line.cell_len + len(_BETWEEN) + key.cell_len > width:
                    lines.append(line)
                    line = Text(no_wrap=True, overflow="ellipsis")
                line = line + _BETWEEN + key if line else key.copy()
            lines.append(line)
        return lines


def _key(key: str, action: str, label: str) -> Text:
    click = Style(meta={"@click": f"app.{action}"})
    return Text.assemble((_(key), Style(bold=True) + click), (" " + _(label), click), no_wrap=True)
