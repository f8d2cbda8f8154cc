"""A ledger with requests in it, and runs that send its notices to a real server: what tests of whole runs share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from innoveici.atlas.store import Atlas
from innoveici.casework.steps import Casework
from innoveici.desk import Desk
from innoveici.directory.model import Directory
from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Posted
from innoveici.notify.channels import open_channel
from innoveici.notify.delivering import RunTally
from innoveici.notify.running import run
from innoveici.quebec import quebec_day
from innoveici.request import Request
from tests.notify import cases
from tests.notify.smtp_server import ScriptedServer

FRIDAY = cases.RECEIVED
"""A working day, 9:30 in Québec."""


class Office:
    """``now`` is the time of whatever is done next. Company, advisor and ERAC hear at once, the council by a digest."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.now = FRIDAY
        self.directory: Directory = cases.directory()
        self._atlas = Atlas.open()

    def set(self, **settings: Any) -> None:
        """Settings of the section ``notices``."""
        self.directory = replace(self.directory, notices=replace(self.directory.notices, **settings))

    def route(self, count: int = 1, **fields: Any) -> None:
        """Requests of as many companies, named R-1 and on."""
        desk = Desk(self._atlas, self.directory, quebec_day(self.now))
        with self.ledger.writing() as tx:
            for _ in range(count):
                number = tx.next_seq
                given: dict[str, Any] = {"postal_code": "J0K 2M0", "email": f"c{number}@company.example"} | fields
                desk.record(Request(f"R-{number}", f"Scierie {number}", contact_name="Élise Côté", **given), tx)

    def send(self, url: str, **options: Any) -> RunTally:
        """One run."""
        tally = RunTally()
        run(self.ledger, open_channel(url), self.directory, lambda: self.now, tally, **options)
        return tally

    @property
    def casework(self) -> Casework:
        """What people do, today."""
        return Casework(self.ledger, Desk(self._atlas, self.directory, quebec_day(self.now)))

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)

    def posted(self) -> dict[str, Posted]:
        """Every notice, by its id."""
        return {posted.notice.id: posted for posted in self.ledger.outbox()}

    def states(self) -> Counter[str]:
        """How many notices are in which state."""
        return Counter(posted.notice.state for posted in self.ledger.outbox())

    def of(self, role: str) -> Posted:
        """The only notice of somebody."""
        (found,) = (p for p in self.ledger.outbox() if p.notice.recipient.partition(":")[0] == role)
        return found


@contextmanager
def office(url: str, *, patience_s: float = 10.0) -> Iterator[Office]:
    """One with nothing in it yet, on an empty ledger."""
    held: list[Office] = []

    def clock() -> datetime:
        return held[0].now if held else FRIDAY

    with open_ledger(url, clock=clock, patience_s=patience_s) as ledger:
        held.append(Office(ledger))
        yield held[0]


def message_ids(server: ScriptedServer) -> Counter[str]:
    """How often the server accepted each message."""
    return Counter(received.message_id for received in server.received)
