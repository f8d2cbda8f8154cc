"""Reading the queue, and following the ledger: what others change meanwhile, what this screen writes, what fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from innoveici.casework.casework import Done
from innoveici.errors import InnoveiciError
from innoveici.ledger.states import worded
from innoveici.messages import _

if TYPE_CHECKING:
    from innoveici.casework.casework import Casework
    from innoveici.desk import Outcome
    from innoveici.ledger.event import Event
    from innoveici.steps import State
    from innoveici.triage.backend import Backend, Details
    from innoveici.triage.bars import StatusLine
    from innoveici.triage.detail_pane import DetailPane
    from innoveici.triage.moves import Target
    from innoveici.triage.queue_view import QueueView

WATCH_S = 2.0
"""How often the ledger is asked whether it has grown; one row is read."""
FIRST = 200
"""Lines read before the first are shown."""


class LedgerFollower:
    """Keeps queue and details as the ledger is. Reads in threads; what it keeps is changed only between them.

    ``run_worker``: the screen's. ``never_read`` is called with the error when not even the first reading succeeded.
    """

    def __init__(
        self,
        run_worker: Callable[..., object],
        backend: Backend,
        view: QueueView,
        detail: DetailPane,
        status: StatusLine,
        never_read: Callable[[InnoveiciError], None],
    ) -> None:
        self.backend = backend
        self.states_read: frozenset[State] = frozenset()
        self._run_worker = run_worker
        self._view = view
        self._detail = detail
        self._status = status
        self._never_read = never_read
        self._head: int | None = None
        self._own: set[int] = set()
        self._in_view: Details | None = None
        self._lock = asyncio.Lock()

    def load(self) -> None:
        """Read the queue anew: its beginning at once, then the rest."""
        self._run_worker(self._load, group="load", exclusive=True)

    def watch(self) -> None:
        """Look from time to time, for as long as the screen is there."""
        self._run_worker(self._watch, group="watch")

    def read_details(self) -> None:
        """Of the one under the cursor, where details are shown."""
        self._run_worker(self._read_details, group="details", exclusive=True)

    async def _load(self) -> None:
        view = self._view
        self.states_read = view.filter.states
        view.reading = True
        try:
            async with self._lock:  # what is caught up with meanwhile must not be overwritten
                await self._read_lines()
            view.today = await asyncio.to_thread(self.backend.today)
        except InnoveiciError as error:
            if self._head is None:
                self._never_read(error)
                return
            self._status.tell_trouble(error)
        view.show()

    async def _read_lines(self) -> None:
        view = self._view
        head = await asyncio.to_thread(self.backend.head)
        for limit in (None,) if view.lines else (FIRST, None):  # what is in view must not go and come back
            lines = await asyncio.to_thread(self.backend.lines, view.filter.states, limit)
            self._head = head
            others = await asyncio.to_thread(self.backend.lines_of, {*view.filter.only, *view.marked})
            view.lines.replace([*lines, *others])
            view.reading = limit is not None and len(lines) >= limit
            view.show()
            if not view.reading:
                return

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_S)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Show what was added to the ledger since."""
        async with self._lock:
            if self._head is None:
                return
            today = self._view.today
            try:
                changes = await asyncio.to_thread(self.backend.changes, self._head)
            except InnoveiciError as error:
                self._status.tell_trouble(error)
                return
            try:
                today = await asyncio.to_thread(self.backend.today)
            except InnoveiciError as error:  # of the files, by which nothing can be decided; the queue goes on
                self._status.tell_trouble(error)
            else:
                self._status.tell_no_trouble()
            if changes is not None:
                self._head = changes.head
                if changes.lines is None or changes.events is None:
                    self.load()
                else:
                    self._view.lines.put(changes.lines)
                    self._tell_of(changes.events)
            if changes is not None or today is not self._view.today:
                self._view.today = today
                self._view.show()
            self.read_details()  # what became of its notices is no event

    async def write(self, target: Target, act: Callable[[Casework], Done | Outcome]) -> Done | Outcome:
        """Take a step in a thread. Nobody need be told of what this screen did itself."""
        async with self._lock:  # the watch must not take its events for somebody else's
            done = await asyncio.to_thread(self.backend.written, act)
            self._own.update(range(target.seen_seq + 1, last_seq(done) + 1))
        return done

    def _tell_of(self, events: tuple[Event, ...]) -> None:
        """What others did with the one in view, and with those that are marked."""
        in_view = self._view.selected
        looked_at = {*self._view.marked, *([in_view.handoff_id] if in_view else [])}
        changed: dict[str, list[str]] = {}
        for event in events:
            if event.handoff_id in looked_at and event.seq not in self._own:
                changed.setdefault(event.handoff_id, []).append(f"{worded(event.type).text()} ({event.actor})")
        if changed:
            said = _("{id} was changed by others: {steps}")
            texts = (said.format(id=id_, steps=", ".join(steps)) for id_, steps in changed.items())
            self._status.tell(" · ".join(texts))

    async def _read_details(self) -> None:
        line = self._view.selected
        if not self._detail.display:
            return
        details = None
        if line is not None:
            try:
                details = await asyncio.to_thread(self.backend.details, line.handoff_id)
            except InnoveiciError as error:
                self._status.tell_trouble(error)
                return
        if details != self._in_view and self._detail.is_attached:
            self._in_view = details
            self._detail.show(details)


def last_seq(done: Done | Outcome) -> int:
    """The last event of a step: what was seen when it is taken back."""
    if isinstance(done, Done):
        return done.events[-1].seq
    assert done.head is not None  # recorded, not planned
    return done.head.seq
