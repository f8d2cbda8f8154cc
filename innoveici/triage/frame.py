"""The frame of the screen: its parts, the line that tells what happened, and how it ends when something is wrong."""

from __future__ import annotations

import os

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static
from textual.worker import WorkerFailed

from innoveici.characters import clean
from innoveici.errors import InnoveiciError, TryAgain
from innoveici.messages import N_, Message, _
from innoveici.triage.about_bar import AboutBar
from innoveici.triage.detail_pane import DetailPane
from innoveici.triage.dialogs import Form
from innoveici.triage.key_bar import OTHERS, KeyBar
from innoveici.triage.queue_pane import QueuePane
from innoveici.triage.why_line import WhyLine

COMMANDS = frozenset({"step", "help", *(action for _key, action, _label, _title in OTHERS), "turn"})
"""What a letter does."""


class Frame(App[None]):
    """``failure``: what ended it, for the command line to word."""

    CSS_PATH = "triage.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - declared so by Textual
    ENABLE_COMMAND_PALETTE = False  # its own words are English: see action_palette

    def __init__(self) -> None:
        # Without this Textual would turn colours into greys, where none at all are asked for.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.failure: BaseException | None = None
        self.in_trouble = False
        # Held rather than looked for: an answer may still come when the screen is closing, or under a form.
        self.about = AboutBar(id="about")
        self.search = Input(placeholder=_("search: company, municipality, any id"), id="search")
        self.queue = QueuePane(id="queue")
        self.why = WhyLine(id="why")
        self.detail = DetailPane(id="details")
        self.status = Static(id="status")
        self.key_bar = KeyBar(id="keys")

    def compose(self) -> ComposeResult:
        yield self.about
        yield self.search
        with Horizontal(id="panes"):
            yield self.queue
            yield self.detail
        yield self.why
        yield self.status
        yield self.key_bar

    async def on_event(self, event: events.Event) -> None:
        """All keys come by here, before anything is done with one and again when nobody has used it."""
        if isinstance(event, events.Key) and isinstance(form := self.screen, Form) and form.keeps(event):
            return
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Commands come before what has the focus, so that each is done before the next key is looked at.

        Where there is something to type into, or a form is open, they are none.
        """
        if action in COMMANDS:
            return len(self.screen_stack) == 1 and not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    @property
    def queue_hidden(self) -> bool:
        """Whether the details are shown instead of it, where there is no room for both."""
        return self.queue.screen.has_class("-narrow", "details-open")

    def to_queue(self) -> None:
        """In view, and where keys go."""
        self.queue.screen.remove_class("details-open")
        self.queue.screen.set_focus(self.queue)

    def tell(self, text: str) -> None:
        """One line over the keys."""
        if self.status.is_attached:
            self.status.update(Text(clean(text)))

    def tell_trouble(self, error: InnoveiciError) -> None:
        """What went wrong and what to do; the screen goes on."""
        self.in_trouble = True
        self.tell(f"! {told(error).text()}")

    def tell_no_trouble(self) -> None:
        """All answers, again."""
        if self.in_trouble:
            self.in_trouble = False
            self.tell(_("all is well again"))

    def _handle_exception(self, error: Exception) -> None:
        """A bug ends the screen; the command line says so without the values in hand, which may be personal."""
        self.failure = self.failure or (error.error if isinstance(error, WorkerFailed) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


def told(error: InnoveiciError) -> Message:
    """An error with its remedy, in a line; a remedy that is a command becomes one for this screen."""
    if isinstance(error, TryAgain):
        return Message(N_("somebody else is writing to the ledger, nothing was written; try again in a moment"))
    if error.remedy is None:
        return error.message
    return Message(N_("{problem} – {remedy}"), problem=error.message, remedy=error.remedy)
