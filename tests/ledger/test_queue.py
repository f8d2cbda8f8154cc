"""The lines of the queue: of what waits, or of the handoffs that are named."""

from __future__ import annotations

from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.states import OPEN, opened_seq_of
from tests.ledger.samples import routed


def test_named_handoffs_are_lines_as_the_queue_has_them_whatever_their_state(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        first, second, third = (tx.record(routed(f"R-{n}")).handoff_id for n in range(3))
    with ledger.writing() as tx:
        tx.append(second, "escalated", actor=SYSTEM)
        tx.append(third, "escalated", actor=SYSTEM)
        tx.append(third, "closed", actor=SYSTEM, payload={"outcome": "served"})
    queue = list(ledger.queue(states=OPEN))
    assert [line.handoff_id for line in queue] == [first, second]
    named = ledger.lines({third, second, "H-999999"})
    assert [(line.handoff_id, line.state) for line in named] == [(second, "escalated"), (third, "closed")]
    assert named[0] == queue[1]
    assert ledger.lines(()) == []
    assert opened_seq_of(first) == 1
