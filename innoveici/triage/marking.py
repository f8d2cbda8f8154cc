"""Marks: several handoffs, for all of which the next step is taken."""

from __future__ import annotations

from collections.abc import Iterable

from innoveici.ledger.queue import Line
from innoveici.messages import _
from innoveici.triage.moves import MOVES, Move, possible
from innoveici.triage.narrowing import Narrowing

ONE_BY_ONE = frozenset({"correct"})
"""Steps that say something else of each handoff."""


class Marking(Narrowing):
    """A mark stays on its handoff, whatever is filtered or arrives, until it is taken away or its step is taken."""

    @property
    def marked_here(self) -> list[Line]:
        """The lines that are marked and shown, in their order: a step is taken for what one sees, and no other."""
        return [line for line in self.queue.rows if line.handoff_id in self.marked]

    def offered(self) -> tuple[Move, ...]:
        """With marks, the steps that one at least of them allows."""
        if not self.marked:
            return super().offered()
        allowed = {move for line in self.marked_here for move in possible(line, self.actor)}
        return tuple(move for move in MOVES if move in allowed and move.name not in ONE_BY_ONE)

    def action_mark(self) -> None:
        """The one under the cursor, or no more; the next one comes under the cursor."""
        line = self.queue.selected
        if line is not None:
            self.mark((line.handoff_id,), on=line.handoff_id not in self.marked)
            if not self.queue_hidden:
                self.queue.action_go(1)

    def action_mark_all(self) -> None:
        """All that are shown; no more where all are."""
        self._unhide_queue()
        shown = [line.handoff_id for line in self.queue.rows]
        self.mark(shown, on=not self.marked.keys() >= set(shown))

    def mark(self, handoff_ids: Iterable[str], *, on: bool) -> None:
        """Put the mark on these, or take it away."""
        for id_ in handoff_ids:
            if on:
                self.marked[id_] = None
            else:
                self.marked.pop(id_, None)
        self.show_lines()
        self.key_bar.show(self.offered())

    def clear_marks(self) -> None:
        """No handoff is marked any more."""
        self.mark([*self.marked], on=False)
        self.tell(_("nothing is marked any more"))
