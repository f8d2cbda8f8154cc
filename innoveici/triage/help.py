"""What the keys do, and what the signs mean, over the screen."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from innoveici.messages import N_, _
from innoveici.triage.key_bar import OTHERS
from innoveici.triage.moves import MOVES

_MOVING = (
    ("↑ ↓", N_("another handoff; Page Up, Page Down, Home, End go further")),
    (N_("Enter"), N_("its details; Esc goes back to the queue, ← → to the handoff before or after")),
    (N_("Tab"), N_("between the queue and the details, where both are shown")),
)


class Help(ModalScreen[None]):
    """Any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", show=False),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(_keys())
            yield Static(Text(_("“!” after the days: the company should have been contacted by now.")))
            yield Static(
                Text(_("A step is written when it is confirmed, whole or not at all; events are never erased."))
            )
            yield Static(Text(_("Esc closes this help.")))


def _keys() -> Table:
    table = Table.grid(padding=(0, 2))
    keys = [(move.key, move.title) for move in MOVES] + [(key, title) for key, _action, _label, title in OTHERS]
    for key, title in keys:
        table.add_row(Text(_(key), style="bold"), Text(_(title)))
    for key, title in _MOVING:
        table.add_row(Text(_(key), style="bold"), Text(_(title)))
    return table
