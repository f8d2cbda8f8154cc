"""What the keys do: the commands beside the steps, the lines at the bottom that show both, and the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from innoveici.messages import N_, _
from innoveici.triage.moves import MOVES, Move, action_of


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """What a key does beside the steps. ``bound``: the key as Textual calls it, several with commas; ``key``: as people
    do; ``label`` stands beside it, short; ``title`` says what it does.
    """

    key: str
    bound: str
    action: str
    label: str
    title: str


COMMANDS: Sequence[KeyCommand] = (
    KeyCommand("u", "u", "undo", N_("undo"), N_("take the last step back, where the state allows")),
    KeyCommand("/", "slash", "search", N_("search"),
               N_("search: company, municipality, any id; Enter keeps it, Esc ends it")),
    KeyCommand("o", "o", "overdue", N_("overdue"), N_("only the overdue, or all again")),
    KeyCommand("s", "s", "state", N_("state"), N_("only one state, or the closed ones")),
    KeyCommand("e", "e", "erac", N_("ERAC"), N_("only one ERAC's")),
    KeyCommand("v", "v", "advisor", N_("advisor"), N_("only what one advisor has or had in hand")),
    KeyCommand("t", "t", "sort", N_("sort"), N_("sort by the next column; T the other way round")),
    KeyCommand(N_("space"), "space", "mark", N_("mark"),
               N_("mark it, or no more: a step is then taken for all marked; Esc clears")),
    KeyCommand("*", "asterisk,ctrl+a", "mark_all", N_("all"), N_("mark all that are shown, or no more (Ctrl+A)")),
    KeyCommand("?", "question_mark", "help", N_("help"), N_("what the keys do")),
    KeyCommand("^p", "ctrl+p", "palette", N_("commands"), N_("every command by name")),
    KeyCommand("q", "q", "quit", N_("quit"), N_("leave; everything confirmed is written")),
)  # fmt: skip
_MOVING = (
    ("↑ ↓", N_("another handoff; Page Up, Page Down, Home, End go further")),
    (N_("Enter"), N_("its details; Esc goes back to the queue, ← → to the handoff before or after")),
    (N_("Tab"), N_("between the queue and the details, where both are shown")),
)
_BETWEEN = "  "


class KeyBar(Widget):
    """The keys at the bottom, to be clicked, too. Takes as many lines as they need, none of which is cut in two."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._groups: Sequence[Sequence[Text]] = ()

    def show(self, moves: Sequence[Move]) -> None:
        """The steps that are possible now."""
        undo, *others = (_key(command.key, f"{command.action}()", command.label) for command in COMMANDS)
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


class HelpScreen(ModalScreen[None]):
    """What the keys do, and what the signs mean. Any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", show=False),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(_all_keys())
            yield Static(Text(_("“!” after the days: the company should have been contacted by now.")))
            yield Static(
                Text(_("A step is written when it is confirmed, whole or not at all; events are never erased."))
            )
            yield Static(Text(_("Esc closes this help.")))


def _all_keys() -> Table:
    table = Table.grid(padding=(0, 2))
    steps, others = ((does.key, does.title) for does in MOVES), ((does.key, does.title) for does in COMMANDS)
    for key, title in (*steps, *others, *_MOVING):
        table.add_row(Text(_(key), style="bold"), Text(_(title)))
    return table
