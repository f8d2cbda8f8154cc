"""A transaction made before it begins is written as if it had been made inside it, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from innoveici.ledger import open_ledger, schema
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.audience import who_hears
from innoveici.ledger.entry import Prepared
from innoveici.ledger.foreseen import Foreseen
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.preparing import prepared
from tests.ledger.samples import clock, routed

ROSTER = {"ids": ["CONS-1"], "names": ["Rôle (exemple)"], "organizations": ["Org"]}


def _entry(id_: str, roster: str | None = None) -> Prepared:
    entry = routed(id_)
    return prepared(entry, who_hears(entry.status, entry.contacts), roster, batch="B-1")


def _made(ledger: Ledger, *ids: str, after: Foreseen | None = None) -> Foreseen:
    foreseen = ledger.foresee(after)
    roster = foreseen.roster(ROSTER)
    foreseen.record_prepared([_entry(id_, roster) for id_ in ids])
    return foreseen


def _told(ledger: Ledger) -> list[str]:
    """Everything but numbers that chance makes."""
    (roster,) = {event.payload["roster"] for event in ledger.events(types=["assigned"])}
    shown = [ledger.show(handoff.handoff_id) for handoff in ledger.handoffs()]
    return [
        str((s.handoff, s.notices, s.personal, [(e.seq, e.type, e.at, e.payload) for e in s.events])).replace(
            roster, "R"
        )
        for s in shown
    ]


def test_it_writes_what_a_transaction_would_have_written(ledger: Ledger, tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'other.db'}", clock=clock) as other:
        foreseen = _made(ledger, "R-1", "R-2")
        assert list(ledger.events()) == []
        assert foreseen.write()
        with other.writing() as tx:
            tx.record_prepared([_entry(id_, tx.roster(ROSTER)) for id_ in ("R-1", "R-2")])
        assert _told(ledger) == _told(other)
        assert ledger.loads() == other.loads()
        assert (ledger.head(), foreseen.next_seq) == (foreseen.head, 5)
        assert ledger.verify().ok


def test_one_follows_another_that_is_still_to_be_written(ledger: Ledger) -> None:
    first = _made(ledger, "R-1")
    second = _made(ledger, "R-2", "R-3", after=first)
    assert second.known(["R-1", "R-2"]) == set()
    assert first.write()
    third = _made(ledger, "R-4", after=second)
    assert third.known(["R-1", "R-2"]) == {"R-1"}
    assert second.write()
    assert third.write()
    assert [handoff.request_id for handoff in ledger.handoffs()] == ["R-1", "R-2", "R-3", "R-4"]
    assert len({event.payload["roster"] for event in ledger.events(types=["assigned"])}) == 1
    assert ledger.verify().ok


def _another_request(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-other"))


def _a_step(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.append("R-0", "noted", actor=SYSTEM)


def _a_roster_erased(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx._connection.execute(delete(schema.rosters))


@pytest.mark.parametrize("meanwhile", [_another_request, _a_step, _a_roster_erased])
def test_nothing_is_written_where_something_else_happened(ledger: Ledger, meanwhile: Callable[[Ledger], None]) -> None:
    assert _made(ledger, "R-0").write()
    foreseen = _made(ledger, "R-1")
    following = _made(ledger, "R-2", after=foreseen)
    meanwhile(ledger)
    before = ledger.head()
    assert not foreseen.write()
    assert not following.write()
    assert ledger.head() == before
    assert ledger.known(["R-0", "R-1", "R-2"]) == {"R-0"}
    assert ledger.verify().checked == (before.seq if before else 0)


def test_what_is_known_already_is_told(ledger: Ledger) -> None:
    assert _made(ledger, "R-0").write()
    foreseen = ledger.foresee()
    assert foreseen.empty
    assert foreseen.known(["R-0", "R-1"]) == {"R-0"}
    assert set(foreseen.untouched(["R-0", "R-1"])) == {"R-0"}
    assert foreseen.write()
    assert ledger.head() == foreseen.head
