"""What of the queue is shown, and in which order: by keys, by a click on a heading."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from textual import on, work
from textual.timer import Timer
from textual.widgets import Input

from innoveici.errors import InnoveiciError
from innoveici.figures import count as figure
from innoveici.ledger.states import worded
from innoveici.messages import _, ngettext
from innoveici.triage.dialogs import Form, Take
from innoveici.triage.following import Following
from innoveici.triage.listing import COLUMNS, Column, Filter
from innoveici.triage.moves import Answer
from innoveici.triage.questions import Asked, Choice
from innoveici.triage.queue_pane import QueuePane
from innoveici.triage.words import FILTERS, HEADINGS

PAUSE_S = 0.15
"""What is searched for is looked for when no key has come for so long."""


class Narrowing(Following):
    """The filters of the queue."""

    _pause: Timer | None = None

    def show_about(self, count: int) -> None:
        asked = self.asked
        state = next((_(word) for word, states in FILTERS.values() if states == asked.states), "")
        number = ngettext("{count} handoff", "{count} handoffs", count).format(count=figure(count))
        column, sign = _(HEADINGS[self.order.column]), "↓" if self.order.backwards else "↑"
        parts = [number if self._whole else f"{number}…", *self._about_marks()]
        parts.append(_("sorted by: {column}").format(column=f"{column} {sign}"))
        if not asked.only:
            parts.append(_("state: {state}").format(state=state))
            parts += filter(None, (asked.advisor_id, asked.erac_id))
            if asked.overdue:
                parts.append(_("overdue only"))
        if asked.text:
            parts.append(_("“{text}”").format(text=asked.text))
        self.about.show(["innoveici", str(self.actor)], parts)

    def _about_marks(self) -> list[str]:
        """How many are marked, and of how many that is not seen."""
        if not self.marked:
            return []
        unseen = len(self.marked) - sum(line.handoff_id in self.marked for line in self.queue.rows)
        marks = [ngettext("{count} marked", "{count} marked", len(self.marked)).format(count=figure(len(self.marked)))]
        if unseen:
            marks.append(
                ngettext("{count} of them not shown", "{count} of them not shown", unseen).format(count=figure(unseen))
            )
        return marks

    def narrow(self, asked: Filter) -> None:
        """Show what fits; what was not read yet is read now."""
        self._unhide_queue()
        self.asked = asked
        if not self.in_trouble:
            self.tell("")  # the cursor goes elsewhere
        self.show_lines(forget=True)
        self._tell_of_found()
        if not asked.states <= self._read:
            self.load()

    def _tell_of_found(self) -> None:
        """What was searched for by its id is shown whatever its state, and it is said that it would not be."""
        hidden = self.listing.hidden_by(self.asked, self._today)
        if hidden and not self.in_trouble:
            found = ", ".join(f"{line.handoff_id} ({worded(line.state).text()})" for line in hidden)
            self.tell(_("found by its id, whatever the filters: {found}").format(found=found))

    def _unhide_queue(self) -> None:
        """Nothing is done to a queue that nobody sees."""
        if self.queue_hidden:
            self.to_queue()

    def action_search(self) -> None:
        """Type into the line at the top; the queue follows."""
        self.to_queue()  # where it is in view too: it may become too narrow for both while one types
        self.search.add_class("shown")
        self.screen.set_focus(self.search)  # at once: the next key is text, not a command

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        """Once the keys have paused: of many handoffs each look takes a moment."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_S, self._search)

    def _search(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        text = self.search.value
        if text != self.asked.text and self.queue.is_attached:
            only = self.listing.called(text)
            self.narrow(replace(self.asked, text=text, only=only))
            if text.strip() and not only:
                self._find(text)

    @work(exclusive=True, group="find")
    async def _find(self, id_: str) -> None:
        """Among all handoffs, those that were not read too, one whose id was typed."""
        try:
            lines = await asyncio.to_thread(self.source.called, id_)
        except InnoveiciError as error:
            self.tell_trouble(error)
            return
        if lines and id_ == self.search.value and self.queue.is_attached:
            self.listing.put(lines)
            self.narrow(replace(self.asked, text=id_, only=self.listing.called(id_)))

    @on(Input.Submitted, "#search")
    def _kept(self) -> None:
        self._search()
        self.search.remove_class("shown")
        self.queue.focus()

    def end_search(self) -> None:
        """All of the queue again."""
        self.search.value = ""
        self.search.remove_class("shown")
        self._search()

    def action_overdue(self) -> None:
        """Only the overdue, or all again."""
        self.narrow(replace(self.asked, overdue=not self.asked.overdue))

    def action_state(self) -> None:
        """Choose a state."""
        choices = [Choice(name, _(word)) for name, (word, _states) in FILTERS.items()]
        self.push_screen(Form(Asked(_("Which state?"), choices=choices)), self._narrow_to_state)

    def _narrow_to_state(self, answer: Answer | None) -> None:
        if answer is not None:
            self.narrow(replace(self.asked, states=FILTERS[answer.choice][1]))

    def action_erac(self) -> None:
        """Choose an ERAC."""
        self.open_form(self._eracs, then=self._narrow_to_erac)

    def _eracs(self) -> Asked:
        names = self.source.eracs()
        choices = [Choice("", _("all"))] + [Choice(id_, f"{id_} · {name}") for id_, name in names.items()]
        return Asked(_("Which ERAC?"), choices=choices)

    def _narrow_to_erac(self, answer: Answer | None) -> None:
        if answer is not None:
            self.narrow(replace(self.asked, erac_id=answer.choice or None))

    def action_advisor(self) -> None:
        """Choose an advisor."""
        self.open_form(self._holders, then=self._narrow_to_advisor)

    def _holders(self) -> Asked:
        choices = [Choice("", _("all"))]
        for holder in self.source.holders():
            name = holder.name or _("no longer in the advisors file")
            number = ngettext("{count} handoff", "{count} handoffs", holder.open).format(count=figure(holder.open))
            choices.append(Choice(holder.id, f"{holder.id} · {name} · {number}"))
        return Asked(_("Which advisor?"), choices=choices)

    def _narrow_to_advisor(self, answer: Answer | None) -> None:
        if answer is not None:
            self.narrow(replace(self.asked, advisor_id=answer.choice or None))

    def open_form(
        self, read: Callable[[], Asked], take: Take | None = None, then: Callable[[Answer | None], None] | None = None
    ) -> Form:
        """Open a form at once, so that no key after this is a command; what it asks is read meanwhile, in a thread."""
        form = Form(take=take)
        self._fill(form, self.push_screen(form, then), read)
        return form

    @work
    async def _fill(self, form: Form, mounted: Awaitable[None], read: Callable[[], Asked]) -> None:
        await mounted
        try:
            await form.fill(await asyncio.to_thread(read))
        except InnoveiciError as error:
            form.give_up()
            self.tell_trouble(error)

    def action_sort(self) -> None:
        """By the next column."""
        at = COLUMNS.index(self.order.column)
        self._sort_by(COLUMNS[(at + 1) % len(COLUMNS)], backwards=False)

    def action_turn(self) -> None:
        """The other way round."""
        self._sort_by(self.order.column, backwards=not self.order.backwards)

    @on(QueuePane.Headed)
    def _headed(self, event: QueuePane.Headed) -> None:
        same = event.column == self.order.column
        self._sort_by(event.column, backwards=same and not self.order.backwards)

    def _sort_by(self, column: Column, *, backwards: bool) -> None:
        self._unhide_queue()
        self.order = replace(self.order, column=column, backwards=backwards)
        self.show_lines()
