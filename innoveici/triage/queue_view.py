"""What of the queue is shown: filter, order and marks, and the widgets that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from innoveici.ledger.states import worded
from innoveici.messages import _
from innoveici.quebec import quebec_day
from innoveici.triage.bars import AboutBar, StatusLine, WhyLine
from innoveici.triage.keys import KeyBar
from innoveici.triage.moves import MOVES, ONE_BY_ONE, Move, possible
from innoveici.triage.queue_lines import COLUMNS, Column, Filter, Order, QueueLines, Today
from innoveici.triage.queue_pane import QueuePane

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.queue import Line


class QueueView:
    """Its widgets are held, not looked for: an answer may still come when the screen is closing, or under a form.

    ``marked``: handoffs for all of which the next step is taken, in the order they were marked. A mark stays on its
    handoff, whatever is filtered or arrives, until it is taken away or its step is taken.
    """

    def __init__(self, actor: Actor, clock: Callable[[], datetime], status: StatusLine, erac_id: str | None) -> None:
        self.actor = actor
        self._clock = clock
        self._status = status
        self.about = AboutBar(id="about")
        self.queue = QueuePane(id="queue")
        self.why = WhyLine(id="why")
        self.keys = KeyBar(id="keys")
        self.lines = QueueLines()
        self.filter = Filter(erac_id=erac_id)
        self.order = Order()
        self.marked: dict[str, None] = {}
        self.today = Today(quebec_day(clock()))
        self.reading = True
        """More lines may come."""

    @property
    def selected(self) -> Line | None:
        """The line under the cursor."""
        return self.queue.selected

    @property
    def marked_and_shown(self) -> list[Line]:
        """In the order of the queue: a step is taken for what one sees, and no other."""
        return [line for line in self.queue.rows if line.handoff_id in self.marked]

    @property
    def hidden(self) -> bool:
        """Whether the details are shown instead of it, where there is no room for both."""
        return self.queue.screen.has_class("-narrow", "details-open")

    def bring_back(self) -> None:
        """In view, and where keys go."""
        self.queue.screen.remove_class("details-open")
        self.queue.screen.set_focus(self.queue)

    def show(self, *, forget: bool = False) -> None:
        """The lines that fit, as they are now; the one in view stays until one looks away, so with ``forget``."""
        if not self.queue.is_attached:
            return
        keep = () if forget or self.selected is None else (self.selected.handoff_id,)
        # The day goes on where the files cannot be read any more.
        today = replace(self.today, day=quebec_day(self._clock()))
        order, reading, marked = self.order, self.reading, self.marked
        rows = self.lines.rows(self.filter, order, today, keep=keep)
        self.queue.show(rows, order=order, today=today, reading=reading, marked=marked, forget=forget)
        self.about.show(str(self.actor), rows, self.filter, order, reading=reading, marked=marked)
        self.show_reasons()

    def show_selected(self) -> None:
        """What can be done with the one under the cursor, and why it needs somebody."""
        self.keys.show(self.offered())
        self.show_reasons()

    def show_reasons(self) -> None:
        """Of the one under the cursor."""
        if not self.why.is_attached:  # the screen is closing
            return
        line = self.selected
        self.why.show([reason.text() for reason in self.today.reasons(line)] if line else ())

    def offered(self) -> tuple[Move, ...]:
        """The steps that are possible now; with marks, those that one at least of them allows."""
        if not self.marked:
            return possible(self.selected, self.actor) if self.selected else ()
        allowed = {move.name for line in self.marked_and_shown for move in possible(line, self.actor)} - ONE_BY_ONE
        return tuple(move for move in MOVES if move.name in allowed)

    def narrow(self, asked: Filter) -> None:
        """Show what fits, from its top. What was searched for by its id is shown whatever its state, and it is said."""
        self._unhide()
        self.filter = asked
        self._status.forget()
        self.show(forget=True)
        found = self.lines.hidden_by(asked, self.today)
        if found and not self._status.in_trouble:
            ids = ", ".join(f"{line.handoff_id} ({worded(line.state).text()})" for line in found)
            self._status.tell(_("found by its id, whatever the filters: {found}").format(found=ids))

    def sort_by_next_column(self) -> None:
        """From the first again after the last."""
        self._sort_by(COLUMNS[(COLUMNS.index(self.order.column) + 1) % len(COLUMNS)], backwards=False)

    def turn_order(self) -> None:
        """The other way round."""
        self._sort_by(self.order.column, backwards=not self.order.backwards)

    def sort_by(self, column: Column) -> None:
        """The other way round where it is sorted by this one."""
        self._sort_by(column, backwards=column == self.order.column and not self.order.backwards)

    def _sort_by(self, column: Column, *, backwards: bool) -> None:
        self._unhide()
        self.order = Order(column, backwards)
        self.show()

    def _unhide(self) -> None:
        """Nothing is done to a queue that nobody sees."""
        if self.hidden:
            self.bring_back()

    def mark_selected(self) -> None:
        """The one under the cursor, or no more; the next one comes under the cursor."""
        line = self.selected
        if line is not None:
            self.mark((line.handoff_id,), on=line.handoff_id not in self.marked)
            if not self.hidden:
                self.queue.action_go(1)

    def mark_all(self) -> None:
        """All that are shown; no more where all are."""
        self._unhide()
        shown = [line.handoff_id for line in self.queue.rows]
        self.mark(shown, on=not self.marked.keys() >= set(shown))

    def mark(self, handoff_ids: Iterable[str], *, on: bool) -> None:
        """Put the mark on these, or take it away."""
        for id_ in handoff_ids:
            if on:
                self.marked[id_] = None
            else:
                self.marked.pop(id_, None)
        self.show()
        self.keys.show(self.offered())

    def clear_marks(self) -> None:
        """No handoff is marked any more."""
        self.mark([*self.marked], on=False)
        self._status.tell(_("nothing is marked any more"))
