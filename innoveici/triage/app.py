"""The triage screen: the queue beside one handoff, kept up with the ledger, and a key for every step."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from innoveici.messages import _
from innoveici.triage.dialogs import Form
from innoveici.triage.help import Help
from innoveici.triage.key_bar import OTHERS, action_of
from innoveici.triage.moves import MOVES, Answer
from innoveici.triage.questions import Asked, Choice
from innoveici.triage.queue_pane import QueuePane
from innoveici.triage.together import Together


class TriageApp(Together):
    """Where there is room queue and details stand side by side, else Enter and Esc go from one to the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(move.key, action_of(move), show=False, priority=True) for move in MOVES),
        Binding("u", "undo", show=False, priority=True),
        Binding("slash", "search", show=False, priority=True),
        Binding("o", "overdue", show=False, priority=True),
        Binding("s", "state", show=False, priority=True),
        Binding("e", "erac", show=False, priority=True),
        Binding("v", "advisor", show=False, priority=True),
        Binding("space", "mark", show=False, priority=True),
        Binding("asterisk,ctrl+a", "mark_all", show=False, priority=True),
        Binding("t", "sort", show=False, priority=True),
        Binding("T", "turn", show=False, priority=True),
        Binding("question_mark", "help", show=False, priority=True),
        Binding("ctrl+p", "palette", show=False, priority=True),
        Binding("q", "quit", show=False, priority=True),
        Binding("escape", "leave", show=False),
        Binding("left", "neighbour(-1)", show=False),
        Binding("right", "neighbour(1)", show=False),
    ]

    @on(QueuePane.Opened)
    def _opened(self) -> None:
        self.screen.add_class("details-open")
        self.read_details()
        self.detail.focus()

    def action_leave(self) -> None:
        """From the details to the queue; marks are taken away; from a search to all of it.

        One after the other, and never what nobody would see.
        """
        hidden, searching = self.queue_hidden, self.search.has_focus
        self.to_queue()
        if hidden:
            return
        if self.marked and not searching:
            self.clear_marks()
        else:
            self.end_search()

    def action_neighbour(self, by: int) -> None:
        """The handoff before or after, from the details too."""
        self.queue.action_go(by)

    def action_help(self) -> None:
        """What the keys do."""
        self.push_screen(Help())

    def action_help_quit(self) -> None:
        """Ctrl-C, by habit."""
        self.tell(_("q quits"))

    def action_palette(self) -> None:
        """Every command by name. Textual's own palette says some things in English only."""
        choices = [Choice(action_of(move), f"{move.key:<3} " + _(move.title)) for move in self.offered()]
        choices += [Choice(action, _(key).ljust(3) + " " + _(title)) for key, action, _label, title in OTHERS]
        self.push_screen(Form(Asked(_("Which command?"), choices=choices)), self._named)

    async def _named(self, answer: Answer | None) -> None:
        if answer is not None:
            await self.run_action(answer.choice)
