"""Many recorded requests at once, as one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from innoveici.errors import Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import Contact
from innoveici.ledger.content import correction_of, parts_of
from innoveici.ledger.event import canonical
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request
from tests.ledger.samples import ADVISOR, ERAC, MARKER, clock, request, routed

ROSTER = {"ids": ["CONS-1"], "names": ["Rôle (exemple)"], "organizations": ["Org"]}


@pytest.fixture
def several(ledger: Ledger) -> Ledger:
    """Every kind of story: assigned in a batch, held, corrected, accepted, erased, undone."""
    with ledger.writing() as tx:
        tx.record(replace(routed("R-assigned"), roster=ROSTER), batch="B-1")
        for id_ in ("R-held", "R-corrected"):
            tx.record(routed(id_, "held"))
        correction = tx.correction(request("R-corrected", need="séchage"))
        assert correction is not None
        tx.revise(routed("R-corrected", "held", need="séchage"), correction, batch="B-2")
        tx.record(routed("R-accepted"))
        tx.append("R-accepted", "accepted", actor=ADVISOR)
        tx.record(routed("R-erased", "rejected"))
        tx.erase("R-erased", actor=COUNCIL)
        tx.record(routed("R-undone", "held"), batch="B-3")
    ledger.undo_batch("B-3", actor=SYSTEM)
    return ledger


IDS = ("R-assigned", "R-held", "R-corrected", "R-accepted", "R-erased", "R-undone")


def texts(given: Request, batch: str | None = None) -> tuple[str, str]:
    public, personal = parts_of(given)
    return canonical(public | ({"batch": batch} if batch else {})), canonical(personal)


def test_each_is_what_the_questions_one_by_one_say(several: Ledger) -> None:
    recalled = several.recall([*IDS, "R-unknown", "R-held"])
    assert set(recalled) == set(IDS)
    for id_, one in recalled.items():
        shown = several.show(id_)
        assert (one.handoff_id, one.state, one.folded) == (shown.handoff.handoff_id, shown.handoff.state, shown.handoff)
        assert one.events == shown.events
        assert one.personal == several.personal(id_)
        assert one.decision == several.decision(id_)
    assert recalled["R-assigned"].decision[2] == ROSTER
    assert {id_ for id_, one in recalled.items() if one.begins_again} == {"R-undone"}


def test_a_transaction_recalls_the_same(several: Ledger) -> None:
    with several.writing() as tx:
        recalled = tx.recall(IDS)
    assert {id_: one.folded for id_, one in recalled.items()} == {
        id_: one.folded for id_, one in several.recall(IDS).items()
    }


def test_who_was_told_is_there_while_a_request_may_be_corrected(ledger: Ledger) -> None:
    unreachable = Contact(Actor("erac", "ERAC-05"), reachable=False)
    with ledger.writing() as tx:
        tx.record(replace(routed("R-1", "held"), contacts=(unreachable, Contact(ERAC, "en"))))
        tx.record(routed("R-2"))
    recalled = ledger.recall(["R-1", "R-2"])
    assert recalled["R-1"].told == (unreachable, Contact(ERAC, "en"))
    assert recalled["R-2"].told == ()


def test_nothing_personal_is_in_a_repr(several: Ledger) -> None:
    assert MARKER not in repr(several.recall(IDS))


def test_thousands_are_recalled_at_once(sqlite_url: str) -> None:
    ids = [f"R-{number}" for number in range(1201)]
    with open_ledger(sqlite_url, clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record_many(routed(id_) for id_ in ids)
        recalled = ledger.recall(ids)
        assert ledger.recall([]) == {}
    assert recalled.keys() == set(ids)
    assert all(one.request_id == id_ == one.folded.request_id for id_, one in recalled.items())


def test_many_corrections_at_once_are_those_one_by_one(ledger: Ledger) -> None:
    ids = [f"R-{number}" for number in range(6)]
    with ledger.writing() as tx:
        tx.record_many(routed(id_, "held") for id_ in ids)
    for half, at_once in ((ids[:3], True), (ids[3:], False)):
        with ledger.writing() as tx:
            recalled = tx.recall(half)
            entries = [routed(id_, need="séchage") for id_ in half]
            corrections = [
                correction_of(entry.request, recalled[id_]) for id_, entry in zip(half, entries, strict=True)
            ]
            pairs = [(entry, found) for entry, found in zip(entries, corrections, strict=True) if found]
            if at_once:
                recorded = tx.revise_many(pairs, batch="B-1")
            else:
                recorded = [tx.revise(*pair, batch="B-1") for pair in pairs]
        assert [one.request_id for one in recorded] == half
        assert recorded[-1].head == ledger.head()
        for one in recorded:
            shown = ledger.show(one.request_id)
            assert [event.seq for event in shown.events[2:]] == list(one.seqs)
            assert [event.type for event in shown.events[2:]] == ["corrected", "assigned"]
            assert [n.recipient for n in shown.notices if n.event_seq > 12] == [str(t.recipient) for t in one.told]
    assert ledger.loads()["CONS-1"].open == 6
    assert ledger.verify().ok


def test_what_changed_since_it_was_recalled_is_not_revised(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", "held"))
    correction = ledger.correction(request("R-1", need="séchage"))
    assert correction is not None
    with ledger.writing() as tx:
        with pytest.raises(ValueError, match="twice"):
            tx.revise_many([(routed("R-1"), correction)] * 2)
        tx.append("R-1", "noted", actor=ERAC)
        with pytest.raises(Refused, match="H-000001 was changed meanwhile"):
            tx.revise(routed("R-1"), correction)
    assert len(list(ledger.events())) == 3
