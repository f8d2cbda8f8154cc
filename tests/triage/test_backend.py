"""What the screen asks of the ledger, as it stays open: nothing of it is in use between two questions."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.ledger import open_ledger
from innoveici.ledger.states import OPEN
from innoveici.request import Request
from innoveici.triage.backend import Backend
from tests.casework.conftest import NOW
from tests.triage.conftest import ANNE


def test_a_screen_left_open_leaves_nothing_of_what_others_write_in_the_log(tmp_path: Path, desk: Desk) -> None:
    url, log = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "ledger.db-wal"
    sizes = []

    def write(number: int) -> None:
        """As a command of its own would."""
        with open_ledger(url, clock=lambda: NOW) as ledger:
            for n in range(5):
                desk.route(Request(f"R-{number}-{n}", "Atelier du Quai", "J0K 2M0"), ledger)
            sizes.append(log.stat().st_size)

    write(0)
    opened = open_ledger(url, clock=lambda: NOW, create=False, stays_open=True)
    with closing(Backend(lambda: opened, lambda: desk)) as backend:
        first = backend.lines(OPEN, 2)[0]
        assert len(backend.lines(OPEN)) == 5
        for number in range(1, 6):
            head = backend.head()
            write(number)
            changes = backend.changes(head)  # follows
            assert changes is not None
            assert changes.lines is not None
            assert len(changes.lines) == 5
            backend.details(first.handoff_id)
            backend.written(lambda work: _noted(work, first.handoff_id))
            assert not log.exists()  # emptied into the ledger
    assert max(sizes) < 2 * sizes[0]


def _noted(work: Casework, id_: str) -> object:
    return work.take("note", id_, ANNE, {"reason": "rappeler"})
