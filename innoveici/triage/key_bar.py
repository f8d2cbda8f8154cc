"""The two lines at the bottom: the steps the one in view allows, and what else keys do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.style import Style
from rich.text import Text
from textual.widgets import Static

from innoveici.messages import N_, _
from innoveici.triage.moves import Move

OTHERS: Sequence[tuple[str, str, str, str]] = (
    ("u", "undo", N_("undo"), N_("take the last step back, where the state allows")),
    ("/", "search", N_("search"), N_("search: company, municipality, any id; Enter keeps it, Esc ends it")),
    ("o", "overdue", N_("overdue"), N_("only the overdue, or all again")),
    ("s", "state", N_("state"), N_("only one state, or the closed ones")),
    ("e", "erac", N_("ERAC"), N_("only one ERAC's")),
    ("t", "sort", N_("sort"), N_("sort by the next column; T the other way round")),
    ("?", "help", N_("help"), N_("what the keys do")),
    ("^p", "palette", N_("all"), N_("every command by name")),
    ("q", "quit", N_("quit"), N_("leave; everything confirmed is written")),
)
"""Key, action, word, what it does."""


def action_of(move: Move) -> str:
    """As Textual calls it."""
    return f"step('{move.name}')"


class KeyBar(Static):
    """Can be clicked, too."""

    def show(self, moves: Sequence[Move]) -> None:
        """The steps that are possible now."""
        undo, *others = ((key, f"{action}()", label) for key, action, label, _title in OTHERS)
        steps = ((move.key, action_of(move), move.label) for move in moves)
        self.update(Text("\n").join([_line([*steps, undo]), _line(others)]))


def _line(keys: Iterable[tuple[str, str, str]]) -> Text:
    line = Text(no_wrap=True, overflow="ellipsis")
    for key, action, label in keys:
        click = Style(meta={"@click": f"app.{action}"})
        line.append(key, Style(bold=True) + click)
        line.append(" " + _(label), click)
        line.append("  ")
    return line
