"""The screen as it follows the ledger: what is shown, what others change meanwhile, what cannot be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual import on, work

from innoveici.casework.casework import Done
from innoveici.desk import Outcome
from innoveici.errors import InnoveiciError
from innoveici.ledger.actor import Actor
from innoveici.ledger.event import Event
from innoveici.ledger.states import worded
from innoveici.messages import _
from innoveici.quebec import quebec_day
from innoveici.steps import State
from innoveici.triage.frame import Frame
from innoveici.triage.listing import Filter, Listing, Order
from innoveici.triage.moves import Move, possible
from innoveici.triage.queue_pane import QueuePane
from innoveici.triage.source import Details, Source
from innoveici.triage.today import Today
from innoveici.triage.undo import last_seq

WATCH_S = 2.0
"""How often the ledger is asked whether it has grown; one row is read."""
FIRST = 200
"""Lines read before the first are shown."""


class Following(Frame):
    """Reads in threads; what it keeps is changed only between them."""

    def __init__(
        self, source: Source, actor: Actor, clock: Callable[[], datetime], *, erac_id: str | None = None
    ) -> None:
        super().__init__()
        self.source = source
        self.actor = actor
        self.clock = clock
        self.asked = Filter(erac_id=erac_id)
        self.order = Order()
        self.listing = Listing()
        self.marked: dict[str, None] = {}
        """Handoffs for all of which the next step is taken, in the order they were marked."""
        self._today = Today(quebec_day(clock()))
        self._head: int | None = None
        self._whole = False
        self._read: frozenset[State] = frozenset()
        self._own: set[int] = set()
        self._in_view: Details | None = None
        self.catching = asyncio.Lock()

    def on_mount(self) -> None:
        self.queue.focus()
        self.show_lines()
        self.key_bar.show(())
        self.load()
        self.watch_ledger()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Read the queue anew: its beginning at once, then the rest."""
        self._read = self.asked.states
        self._whole = False
        try:
            async with self.catching:  # what is caught up with meanwhile must not be overwritten
                await self._read_lines()
            self._today = await asyncio.to_thread(self.source.today)
        except InnoveiciError as error:
            if self._head is None:  # it never could be read
                self.failure = error
                self.exit()
                return
            self.tell_trouble(error)
        self.show_lines()

    async def _read_lines(self) -> None:
        head = await asyncio.to_thread(self.source.head)
        for limit in (None,) if self.listing else (FIRST, None):  # what is in view must not go and come back
            lines = await asyncio.to_thread(self.source.lines, self.asked.states, limit)
            self._head = head
            others = await asyncio.to_thread(self.source.lines_of, {*self.asked.only, *self.marked})
            self.listing.replace([*lines, *others])
            self._whole = limit is None or len(lines) < limit
            self.show_lines()
            if self._whole:
                return

    @work(group="watch")
    async def watch_ledger(self) -> None:
        """Look from time to time, for as long as the screen is there."""
        while True:
            await asyncio.sleep(WATCH_S)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Show what was added to the ledger since."""
        async with self.catching:
            if self._head is None:
                return
            today = self._today
            try:
                changes = await asyncio.to_thread(self.source.changes, self._head)
            except InnoveiciError as error:
                self.tell_trouble(error)
                return
            try:
                today = await asyncio.to_thread(self.source.today)
            except InnoveiciError as error:  # of the files, by which nothing can be decided; the queue goes on
                self.tell_trouble(error)
            else:
                self.tell_no_trouble()
            if changes is not None:
                self._head = changes.head
                if changes.lines is None or changes.events is None:
                    self.load()
                else:
                    self.listing.put(changes.lines)
                    self._tell_of(changes.events)
            if changes is not None or today is not self._today:
                self._today = today
                self.show_lines()
            self.read_details()  # what became of its notices is no event

    def _tell_of(self, events: tuple[Event, ...]) -> None:
        """What others did with the one in view, and with those that are marked."""
        in_view = self.queue.selected
        looked_at = {*self.marked, *([in_view.handoff_id] if in_view else [])}
        changed: dict[str, list[str]] = {}
        for event in events:
            if event.handoff_id in looked_at and event.seq not in self._own:
                changed.setdefault(event.handoff_id, []).append(f"{worded(event.type).text()} ({event.actor})")
        if changed:
            said = _("{id} was changed by others: {steps}")
            self.tell(" · ".join(said.format(id=id_, steps=", ".join(steps)) for id_, steps in changed.items()))

    def show_lines(self, *, forget: bool = False) -> None:
        """The lines that fit, as they are now; the one in view stays until one looks away."""
        if not self.queue.is_attached:
            return
        in_view = self.queue.selected
        keep = () if forget or in_view is None else (in_view.handoff_id,)
        today = replace(self._today, day=quebec_day(self.clock()))  # it goes on where the files cannot be read any more
        rows = self.listing.rows(self.asked, self.order, today, keep=keep)
        self.queue.show(rows, order=self.order, today=today, reading=not self._whole, marked=self.marked, forget=forget)
        self.show_about(len(rows))
        self.show_reasons()

    def show_about(self, count: int) -> None:
        """The line at the top; ``count`` of the lines that are shown."""
        raise NotImplementedError

    def show_reasons(self) -> None:
        """Of the one under the cursor."""
        if not self.why.is_attached:  # the screen is closing
            return
        line = self.queue.selected
        self.why.show([reason.text() for reason in self._today.reasons(line)] if line else ())

    def offered(self) -> tuple[Move, ...]:
        """The steps that are possible now."""
        line = self.queue.selected
        return possible(line, self.actor) if line else ()

    @on(QueuePane.Selected)
    def _selected(self, event: QueuePane.Selected) -> None:
        if event.moved and not self.in_trouble:
            self.tell("")  # what was said of the one before
        self.key_bar.show(self.offered())
        self.show_reasons()
        self.read_details()

    @work(exclusive=True, group="details")
    async def read_details(self) -> None:
        """Of the one under the cursor, where details are shown."""
        line = self.queue.selected
        if not self.detail.display:
            return
        details = None
        if line is not None:
            try:
                details = await asyncio.to_thread(self.source.details, line.handoff_id)
            except InnoveiciError as error:
                self.tell_trouble(error)
                return
        if details != self._in_view and self.detail.is_attached:
            self._in_view = details
            self.detail.show(details)

    def own(self, seen_seq: int, done: Done | Outcome) -> None:
        """What this screen did after ``seen_seq``: nobody need be told of it."""
        self._own.update(range(seen_seq + 1, last_seq(done) + 1))
