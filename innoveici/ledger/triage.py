"""The ledger as those at triage ask it: the queue, and what each advisor has in hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator
from datetime import datetime

from innoveici.ledger.actor import Actor
from innoveici.ledger.opened import OpenedLedger
from innoveici.ledger.queue import FIRST, MORE, Line, lines_of, page
from innoveici.ledger.reading import check_told
from innoveici.ledger.states import opened_seq_of
from innoveici.ledger.workload import Workload, workloads
from innoveici.steps import STATES, State


class TriageLedger(OpenedLedger):
    """The part of a ledger that ``queue``, ``advisors load`` and the triage screen ask."""

    def queue(
        self,
        *,
        states: Collection[State],
        erac_id: str | None = None,
        advisor_id: str | None = None,
        waiting_before: datetime | None = None,
        company: Callable[[str], bool] | None = None,
        viewer: Actor | None = None,
    ) -> Generator[Line]:
        """Handoffs in these states, oldest first, streamed; ``waiting_before``: only those since before it.

        ``company``: only those whose company's name it accepts; ``viewer``: only those of which it may see the company.
        Each page is as it is when it is read: whoever looks at one for an hour keeps nobody's log from being emptied.
        """
        after: int | None = 0
        size = FIRST
        while after is not None:
            with self._reading() as connection:
                lines, after = page(
                    connection,
                    after,
                    size,
                    states=states,
                    erac_id=erac_id,
                    advisor_id=advisor_id,
                    waiting_before=waiting_before,
                    company=company,
                    viewer=viewer,
                )
            yield from lines
            size = MORE

    def of_company(self, company: Callable[[str], bool], viewer: Actor | None = None) -> Iterator[Line]:
        """Every handoff whose company's name is accepted and ``viewer``'s to see, whatever its state, oldest first.

        :raises Refused: a viewer that was never told of anything. :raises UsageError: one outside the chain.
        """
        with self._reading() as connection:
            if viewer is not None:
                check_told(connection, viewer)
        yield from self.queue(states=STATES, company=company, viewer=viewer)

    def lines(self, handoff_ids: Collection[str]) -> list[Line]:
        """These handoffs as lines of the queue, oldest first, whatever their state."""
        with self._reading() as connection:
            return lines_of(connection, [opened_seq_of(id_) for id_ in handoff_ids])

    def workloads(self) -> dict[str, Workload]:
        """By advisor, of everyone who ever had a handoff in hand."""
        with self._reading() as connection:
            return workloads(connection)
