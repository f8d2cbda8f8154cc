"""The lines around queue and details: what is shown and how it is searched, why one waits, what has happened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from textual import on
from textual.geometry import Size
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from innoveici.characters import clean
from innoveici.errors import InnoveiciError, TryAgain
from innoveici.figures import count as figure
from innoveici.ledger.queue import Line
from innoveici.messages import N_, Message, _, ngettext
from innoveici.triage.queue_lines import HEADINGS, STATE_FILTERS, Filter, Order

PAUSE_S = 0.15
"""What is searched for is looked for when no key has come for so long."""
_BETWEEN = " · "
_LINES = 2
_CONSOLE = Console(width=200, color_system=None)


class AboutBar(Widget):
    """The line at the top: how many handoffs are shown, in which order, and what narrows them down.

    Where there is little room, what is known anyhow gives way to what may be forgotten.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._known: Sequence[str] = ()
        self._parts: Sequence[str] = ()

    def show(
        self, actor: str, rows: Sequence[Line], asked: Filter, order: Order, *, reading: bool, marked: Collection[str]
    ) -> None:
        """``reading``: more rows may come. ``marked``: ids of handoffs, not all of which need be among the rows."""
        number = ngettext("{count} handoff", "{count} handoffs", len(rows)).format(count=figure(len(rows)))
        column, sign = _(HEADINGS[order.column]), "↓" if order.backwards else "↑"
        parts = [f"{number}…" if reading else number, *_about_marks(rows, marked)]
        parts.append(_("sorted by: {column}").format(column=f"{column} {sign}"))
        if not asked.only:
            state = next((_(word) for word, states in STATE_FILTERS.values() if states == asked.states), "")
            parts.append(_("state: {state}").format(state=state))
            parts += filter(None, (asked.advisor_id, asked.erac_id))
            if asked.overdue:
                parts.append(_("overdue only"))
        if asked.text:
            parts.append(_("“{text}”").format(text=asked.text))
        self._known, self._parts = ["innoveici", clean(actor)], [*map(clean, parts)]
        self.refresh()

    def render(self) -> Text:
        known = list(self._known)
        width = self.size.width
        while known and cell_len(_BETWEEN.join([*known, *self._parts])) > width:
            del known[0]
        return Text(_BETWEEN.join([*known, *self._parts]), no_wrap=True, overflow="ellipsis")


def _about_marks(rows: Sequence[Line], marked: Collection[str]) -> list[str]:
    """How many are marked, and of how many that is not seen."""
    if not marked:
        return []
    unseen = len(marked) - sum(line.handoff_id in marked for line in rows)
    marks = [ngettext("{count} marked", "{count} marked", len(marked)).format(count=figure(len(marked)))]
    if unseen:
        marks.append(
            ngettext("{count} of them not shown", "{count} of them not shown", unseen).format(count=figure(unseen))
        )
    return marks


class SearchLine(Input):
    """Shown while one types into it. ``search`` is called with its text once the keys have paused."""

    def __init__(self, search: Callable[[str], None], *, placeholder: str, id: str) -> None:  # noqa: A002 - as above
        super().__init__(placeholder=placeholder, id=id)
        self._search = search
        self._pause: Timer | None = None

    def open(self) -> None:
        """The next key is text, not a command."""
        self.add_class("shown")
        self.screen.set_focus(self)

    def end(self) -> None:
        """Nothing is searched for any more."""
        self.value = ""
        self.remove_class("shown")
        self._search_now()

    @on(Input.Changed)
    def _typed(self) -> None:
        """Once the keys have paused: of many handoffs each look takes a moment."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_S, self._search_now)

    @on(Input.Submitted)
    def _kept(self) -> None:
        self._search_now()
        self.remove_class("shown")

    def _search_now(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        self._search(self.value)


class WhyLine(Widget):
    """Why the one under the cursor is held, was rejected or may not be looked after: whole, where its column is narrow.

    Takes no room where there is nothing to say; two lines at most, the details have the rest.
    """

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


class StatusLine(Static):
    """Over the keys: what has happened, and what is wrong."""

    in_trouble = False

    def tell(self, text: str) -> None:
        """What has happened, instead of what was said before."""
        if self.is_attached:
            self.update(Text(clean(text)))

    def forget(self) -> None:
        """What was said of another handoff; what is wrong goes on being said."""
        if not self.in_trouble:
            self.tell("")

    def tell_trouble(self, error: InnoveiciError) -> None:
        """What went wrong and what to do; the screen goes on."""
        self.in_trouble = True
        self.tell(f"! {error_line(error).text()}")

    def tell_no_trouble(self) -> None:
        """All answers, again."""
        if self.in_trouble:
            self.in_trouble = False
            self.tell(_("all is well again"))


def error_line(error: InnoveiciError) -> Message:
    """An error with its remedy, in a line; a remedy that is a command becomes one for this screen."""
    if isinstance(error, TryAgain):
        return Message(N_("somebody else is writing to the ledger, nothing was written; try again in a moment"))
    if error.remedy is None:
        return error.message
    return Message(N_("{problem} – {remedy}"), problem=error.message, remedy=error.remedy)
