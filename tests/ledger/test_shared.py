"""What outcomes say alike is kept once, and an event that is read says all of it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from innoveici.ledger import open_ledger, schema
from innoveici.ledger.event import canonical
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.shared import parted, whole
from tests.ledger.samples import clock, raw, routed

PAYLOAD: dict[str, Any] = {
    "advisor_id": None,
    "decision": {
        "day": "2026-11-21",
        "inputs": {"atlas": "a" * 64},
        "location": {"place": "Lévis", "postal_code": "—", "verdict": "exact"},
        "ranking": {"eligible": 1, "km": [10], "order": [0], "why": [0], "whys": [["routing.nearest"]]},
    },
    "told": ["company:R-1", "advisor:A", "council"],
}


def test_an_event_says_again_what_was_parted_from_it() -> None:
    own, shared = parted(PAYLOAD, "R-1")
    read = whole(canonical(own), canonical(shared), "R-1")
    assert read == PAYLOAD
    assert canonical(read) == canonical(PAYLOAD)
    assert [*read["decision"]] == sorted(read["decision"])
    assert "R-1" not in canonical(shared)
    assert parted(PAYLOAD | {"told": ["company:R-2"]}, "R-2")[1]["told"] == ["company"]


def test_what_decides_nothing_shares_nothing() -> None:
    payload = {"outcome": "served", "told": ["council"]}
    assert parted(payload, "R-1") == (payload, {})
    assert whole(canonical(payload), None, "R-1") == payload


def _kept(ledger: Ledger) -> int:
    with ledger._engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.shared)).scalar_one()


def test_a_text_is_kept_once_whoever_records_it(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed(f"R-{i}") for i in range(3)])
    with ledger.writing() as tx:
        tx.record(routed("R-3"))
    with open_ledger(ledger.url.dsn or str(ledger.url.path), clock=clock) as other, other.writing() as tx:
        tx.record(routed("R-4"))
        tx.record(replace(routed("R-5"), erac_id="ERAC-15"))
    assert _kept(ledger) == 2
    told = [event.payload["told"][0] for event in ledger.events(types=["assigned"])]
    assert told == [f"company:R-{i}" for i in range(6)]
    assert ledger.verify().ok


def test_what_was_undone_with_its_transaction_is_recorded_anew(ledger: Ledger) -> None:
    def interrupted() -> None:
        with ledger.writing() as tx:
            tx.record(routed("R-0"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert _kept(ledger) == 0
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
    assert _kept(ledger) == 1
    assert ledger.verify().ok


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE shared SET body = replace(body, 'CONS-1', 'CONS-2')",
        "UPDATE shared SET digest = x'00'",
        "UPDATE shared SET id = 9",
        "DELETE FROM shared",
        "UPDATE events SET shared = NULL WHERE seq = 2",
    ],
)
def test_a_shared_text_that_is_changed_or_gone_is_found_at_its_first_event(sqlite_url: str, change: str) -> None:
    with open_ledger(sqlite_url, clock=clock) as ledger, ledger.writing() as tx:
        tx.record(routed("R-1"))
    with raw(sqlite_url, unguarded=True) as connection:
        connection.execute(change)
    with open_ledger(sqlite_url, clock=clock) as ledger:
        found = ledger.verify()
    assert found.why is not None
    assert (found.first_bad_seq, found.checked, found.why.code) == (2, 1, "ledger.altered")
