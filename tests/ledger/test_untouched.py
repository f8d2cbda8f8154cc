"""Requests to which nothing has happened are found by the thousand, with the texts that were recorded of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from innoveici.ledger.actor import COUNCIL, SYSTEM
from innoveici.ledger.content import parts_of
from innoveici.ledger.event import canonical
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.shared import whole
from innoveici.request import Request
from tests.ledger.samples import ADVISOR, request, routed

ROSTER = {"ids": ["CONS-1"], "names": ["Rôle (exemple)"], "organizations": ["Org"]}
HELD_BACK = ("R-held", "R-rejected", "R-accepted", "R-noted", "R-erased", "R-undone")


@pytest.fixture
def several(ledger: Ledger) -> Ledger:
    """Two as they were assigned, and one of each kind that is not."""
    with ledger.writing() as tx:
        tx.record(replace(routed("R-assigned"), roster=ROSTER), batch='B-"consent":')
        tx.record(routed("R-alone"))
        tx.record(routed("R-held", "held"))
        tx.record(routed("R-rejected", "rejected"))
        for id_ in ("R-accepted", "R-noted", "R-erased"):
            tx.record(routed(id_))
        tx.append("R-accepted", "accepted", actor=ADVISOR)
        tx.append("R-noted", "noted", actor=ADVISOR)
        tx.erase("R-erased", actor=COUNCIL)
        tx.record(routed("R-undone"), batch="B-3")
    ledger.undo_batch("B-3", actor=SYSTEM)
    return ledger


def _texts(given: Request) -> tuple[bytes, bytes]:
    public, personal = parts_of(given)
    return canonical(public).encode(), canonical(personal).encode()


def test_those_are_found_that_nothing_happened_to(several: Ledger) -> None:
    found = several.untouched(["R-assigned", "R-alone", "R-unknown", "R-alone", *HELD_BACK])
    assert set(found) == {"R-assigned", "R-alone"}
    for id_, one in found.items():
        shown = several.show(id_)
        assert (one.handoff_id, one.state) == (shown.handoff.handoff_id, shown.handoff.state)
        received, outcome = (dict(event.payload) for event in shown.events)
        received.pop("batch", None)
        assert [json.loads(one.received), whole(one.outcome, one.shared, id_)] == [received, outcome]
        assert one.decision == several.decision(id_)
        _, private, roster = several.decision(id_)
        assert (one.private, one.roster) == (canonical(private or {}), roster)
        assert one.personal == canonical(several.personal(id_) or {})
    assert found["R-assigned"].roster == ROSTER
    with several.writing() as tx:
        assert tx.untouched(["R-alone"]) == {"R-alone": found["R-alone"]}
        assert tx.untouched([]) == {}


def test_one_says_the_same_whatever_batch_it_comes_in(several: Ledger) -> None:
    found = several.untouched(["R-assigned", "R-alone"])
    for id_, one in found.items():
        assert one.says(*_texts(request(id_)))
        assert not one.says(*_texts(request(id_, need="autre")))
        assert not one.says(*_texts(request(id_, consent=False)))


def test_nothing_personal_is_in_a_traceback(several: Ledger) -> None:
    one = several.untouched(["R-alone"])["R-alone"]
    assert repr(one) == f"Untouched({one.handoff_id!r})"
