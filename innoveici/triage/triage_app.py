"""The triage screen: the queue beside one handoff, kept up with the ledger, and a key for every step."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input
from textual.worker import WorkerFailed

from innoveici.errors import InnoveiciError
from innoveici.figures import count as figure
from innoveici.messages import _, ngettext
from innoveici.triage.bars import SearchLine, StatusLine
from innoveici.triage.detail_pane import DetailPane
from innoveici.triage.form import Form, FormAnswer, FormChoice, FormContent, open_form
from innoveici.triage.keys import COMMANDS, HelpScreen
from innoveici.triage.ledger_follower import LedgerFollower
from innoveici.triage.moves import MOVES, action_of
from innoveici.triage.queue_lines import STATE_FILTERS, Filter
from innoveici.triage.queue_pane import QueuePane
from innoveici.triage.queue_view import QueueView
from innoveici.triage.step_actions import StepActions

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor
    from innoveici.triage.backend import Backend

_ACTIONS = frozenset({"step", "turn", *(command.action for command in COMMANDS)})
"""What a letter does."""


class TriageApp(App[None]):
    """Where there is room queue and details stand side by side, else Enter and Esc go from one to the other.

    ``failure``: what ended it, for the command line to word.
    """

    CSS_PATH = "triage.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - declared so by Textual
    ENABLE_COMMAND_PALETTE = False  # its own words are English: see action_palette
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(move.key, action_of(move), show=False, priority=True) for move in MOVES),
        *(Binding(command.bound, command.action, show=False, priority=True) for command in COMMANDS),
        Binding("T", "turn", show=False, priority=True),
        Binding("escape", "leave", show=False),
        Binding("left", "neighbour(-1)", show=False),
        Binding("right", "neighbour(1)", show=False),
    ]

    def __init__(
        self, backend: Backend, actor: Actor, clock: Callable[[], datetime], *, erac_id: str | None = None
    ) -> None:
        # Without this Textual would turn colours into greys, where none at all are asked for.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.failure: BaseException | None = None
        self.backend = backend
        self.status = StatusLine(id="status")
        self.search = SearchLine(self._search, placeholder=_("search: company, municipality, any id"), id="search")
        self.detail = DetailPane(id="details")
        self.view = QueueView(actor, clock, self.status, erac_id)
        self.follower = LedgerFollower(self.run_worker, backend, self.view, self.detail, self.status, self._end_with)
        self.steps = StepActions(self, self.view, self.follower, self.status)

    def compose(self) -> ComposeResult:
        yield self.view.about
        yield self.search
        with Horizontal(id="panes"):
            yield self.view.queue
            yield self.detail
        yield self.view.why
        yield self.status
        yield self.view.keys

    def on_mount(self) -> None:
        self.view.queue.focus()
        self.view.show()
        self.view.keys.show(())
        self.follower.load()
        self.follower.watch()

    async def on_event(self, event: events.Event) -> None:
        """All keys come by here, before anything is done with one and again when nobody has used it."""
        if isinstance(event, events.Key) and isinstance(form := self.screen, Form) and form.keeps(event):
            return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Commands come before what has the focus, so that each is done before the next key is looked at.

        Where there is something to type into, or a form is open, they are none.
        """
        if action in _ACTIONS:
            return len(self.screen_stack) == 1 and not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    @on(QueuePane.Selected)
    def _selected(self, event: QueuePane.Selected) -> None:
        if event.moved:
            self.status.forget()
        self.view.show_selected()
        self.follower.read_details()

    @on(QueuePane.Opened)
    def _opened(self) -> None:
        self.screen.add_class("details-open")
        self.follower.read_details()
        self.detail.focus()

    @on(QueuePane.Headed)
    def _headed(self, event: QueuePane.Headed) -> None:
        self.view.sort_by(event.column)

    def action_step(self, name: str) -> None:
        """For all that are marked, else for the one under the cursor."""
        self.steps.ask(name)

    def action_undo(self) -> None:
        """What was taken together is taken back together."""
        self.steps.ask_undo()

    def narrow(self, asked: Filter) -> None:
        """Show what fits; what was not read yet is read now."""
        self.view.narrow(asked)
        if not asked.states <= self.follower.states_read:
            self.follower.load()

    def action_search(self) -> None:
        """Type into the line at the top; the queue follows."""
        self.view.bring_back()  # where it is in view too: it may become too narrow for both while one types
        self.search.open()

    @on(Input.Submitted, "#search")
    def _search_kept(self) -> None:
        self.view.queue.focus()

    def _search(self, text: str) -> None:
        if text != self.view.filter.text and self.view.queue.is_attached:
            only = self.view.lines.called(text)
            self.narrow(replace(self.view.filter, text=text, only=only))
            if text.strip() and not only:
                self._find(text)

    @work(exclusive=True, group="find")
    async def _find(self, id_: str) -> None:
        """Among all handoffs, those that were not read too, one whose id was typed."""
        try:
            lines = await asyncio.to_thread(self.backend.called, id_)
        except InnoveiciError as error:
            self.status.tell_trouble(error)
            return
        if lines and id_ == self.search.value and self.view.queue.is_attached:
            self.view.lines.put(lines)
            self.narrow(replace(self.view.filter, text=id_, only=self.view.lines.called(id_)))

    def action_overdue(self) -> None:
        """Only the overdue, or all again."""
        self.narrow(replace(self.view.filter, overdue=not self.view.filter.overdue))

    def action_state(self) -> None:
        """Choose a state."""
        choices = [FormChoice(name, _(word)) for name, (word, _states) in STATE_FILTERS.items()]
        self.push_screen(Form(FormContent(_("Which state?"), choices=choices)), self._narrow_to_state)

    def _narrow_to_state(self, answer: FormAnswer | None) -> None:
        if answer is not None:
            self.narrow(replace(self.view.filter, states=STATE_FILTERS[answer.choice][1]))

    def action_erac(self) -> None:
        """Choose an ERAC."""
        open_form(self, self._eracs, then=self._narrow_to_erac, failed=self.status.tell_trouble)

    def _eracs(self) -> FormContent:
        choices = [FormChoice("", _("all"))]
        choices += [FormChoice(id_, f"{id_} · {name}") for id_, name in self.backend.eracs().items()]
        return FormContent(_("Which ERAC?"), choices=choices)

    def _narrow_to_erac(self, answer: FormAnswer | None) -> None:
        if answer is not None:
            self.narrow(replace(self.view.filter, erac_id=answer.choice or None))

    def action_advisor(self) -> None:
        """Choose an advisor."""
        open_form(self, self._holders, then=self._narrow_to_advisor, failed=self.status.tell_trouble)

    def _holders(self) -> FormContent:
        choices = [FormChoice("", _("all"))]
        for holder in self.backend.holders():
            name = holder.name or _("no longer in the advisors file")
            number = ngettext("{count} handoff", "{count} handoffs", holder.open).format(count=figure(holder.open))
            choices.append(FormChoice(holder.id, f"{holder.id} · {name} · {number}"))
        return FormContent(_("Which advisor?"), choices=choices)

    def _narrow_to_advisor(self, answer: FormAnswer | None) -> None:
        if answer is not None:
            self.narrow(replace(self.view.filter, advisor_id=answer.choice or None))

    def action_sort(self) -> None:
        """By the next column."""
        self.view.sort_by_next_column()

    def action_turn(self) -> None:
        """The order the other way round."""
        self.view.turn_order()

    def action_mark(self) -> None:
        """The one under the cursor, or no more."""
        self.view.mark_selected()

    def action_mark_all(self) -> None:
        """All that are shown, or no more."""
        self.view.mark_all()

    def action_leave(self) -> None:
        """From the details to the queue; marks are taken away; from a search to all of it.

        One after the other, and never what nobody would see.
        """
        hidden, searching = self.view.hidden, self.search.has_focus
        self.view.bring_back()
        if hidden:
            return
        if self.view.marked and not searching:
            self.view.clear_marks()
        else:
            self.search.end()

    def action_neighbour(self, by: int) -> None:
        """The handoff before or after, from the details too."""
        self.view.queue.action_go(by)

    def action_help(self) -> None:
        """What the keys do."""
        self.push_screen(HelpScreen())

    def action_help_quit(self) -> None:
        """Ctrl-C, by habit."""
        self.status.tell(_("q quits"))

    def action_palette(self) -> None:
        """Every command by name. Textual's own palette says some things in English only."""
        choices = [FormChoice(action_of(move), f"{move.key:<3} " + _(move.title)) for move in self.view.offered()]
        choices += [FormChoice(does.action, _(does.key).ljust(3) + " " + _(does.title)) for does in COMMANDS]
        self.push_screen(Form(FormContent(_("Which command?"), choices=choices)), self._named)

    async def _named(self, answer: FormAnswer | None) -> None:
        if answer is not None:
            await self.run_action(answer.choice)

    def _end_with(self, error: InnoveiciError) -> None:
        """There is nothing to show."""
        self.failure = error
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        """A bug ends the screen; the command line says so without the values in hand, which may be personal."""
        self.failure = self.failure or (error.error if isinstance(error, WorkerFailed) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()
