"""Loi 25: a person's data can be erased, for good, and the ledger still proves what happened."""

from __future__ import annotations

import pytest

from innoveici.errors import Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL
from innoveici.ledger.audience import Contact
from innoveici.ledger.ledger import Ledger
from tests.ledger.samples import ADVISOR, CHAIN, clock, files_of, routed


def test_after_erasure_the_chain_verifies_and_the_decision_is_still_there(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        head = tx.record_many([routed("R-1"), routed("R-2")])[-1].head
        erased = tx.erase("H-000001", actor=COUNCIL)
    assert erased.type == "erased"
    assert ledger.personal("R-1") is None
    assert ledger.decision("R-1") == (routed().payload, None, {})
    assert ledger.show("R-1").handoff.erased
    assert ledger.personal("R-2") is not None
    assert ledger.verify(head).ok


def test_the_same_request_given_again_is_still_known(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.erase("R-1", actor=COUNCIL)
        assert tx.find("R-1") is not None


def test_the_companys_unsent_notices_are_cancelled_and_the_others_told_to_forget(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.erase("R-1", actor=COUNCIL, contacts=[Contact(a) for a in CHAIN])
    notices = ledger.show("R-1").notices
    assert [n.state for n in notices if n.recipient == "company:R-1"] == ["cancelled"]
    assert [n.recipient for n in notices if n.template.startswith("erased.")] == [str(a) for a in CHAIN]


def test_not_a_byte_of_it_is_left_in_the_files(sqlite_url: str) -> None:
    with open_ledger(sqlite_url, clock=clock) as ledger:
        for i in range(40):  # enough for pages to be split and filled again
            with ledger.writing() as tx:
                tx.record_many([routed(f"R-{i}-{j}", company=f"Effaçable {i}-{j} inc.") for j in range(10)])
        assert any("Effaçable".encode() in content for content in files_of(sqlite_url).values())
        for i in range(40):
            with ledger.writing() as tx:
                for j in range(10):
                    tx.erase(f"R-{i}-{j}", actor=COUNCIL)
        left = {name: content.count("Effaçable".encode()) for name, content in files_of(sqlite_url).items()}
        assert set(left.values()) == {0}, left
        assert ledger.verify().ok


def test_what_is_noted_after_an_erasure_is_kept(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.erase("R-1", actor=COUNCIL)
        tx.append("R-1", "noted", actor=ADVISOR, private={"text": "dossier papier détruit"})
    assert ledger.verify().ok
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL)
    assert ledger.verify().ok


def test_an_unknown_request_cannot_be_erased(ledger: Ledger) -> None:
    with ledger.writing() as tx, pytest.raises(Refused):
        tx.erase("R-nobody", actor=COUNCIL)
