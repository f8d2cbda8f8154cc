"""What outcomes say alike is kept once, and an event that is read says all of it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from innoveici.ledger import open_ledger, schema
from innoveici.ledger.actor import COUNCIL
from innoveici.ledger.event import canonical, commit_to
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


ROSTER = {"ids": ["A", "B"], "names": ["Ada Exemple", "Zoé"], "organizations": ["MRC", "SADC"]}
OTHER = {**ROSTER, "names": ["Ada Exemple", "Zoé Exemple"]}


def _rosters_kept(ledger: Ledger) -> int:
    with ledger._engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.rosters)).scalar_one()


def test_a_roster_is_kept_once_for_all_who_refer_to_it(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_many([replace(routed(f"R-{i}"), roster=ROSTER) for i in range(3)])
        tx.record(replace(routed("R-3"), roster=OTHER))
    with ledger.writing() as tx:
        tx.record(replace(routed("R-4"), roster=ROSTER))
    assert _rosters_kept(ledger) == 2
    assert [ledger.decision(f"R-{i}")[2] for i in range(5)] == [ROSTER, ROSTER, ROSTER, OTHER, ROSTER]
    assert ledger.verify().ok


def test_an_event_names_its_roster_by_a_commitment_and_nobody_in_it(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(replace(routed("R-1"), roster=ROSTER))
    event = list(ledger.events())[1]
    with ledger._engine.connect() as connection:
        ((id_, salt, body),) = connection.execute(select(schema.rosters))
    assert event.payload["roster"] == id_ == commit_to(salt, body.encode()).hex()
    assert "Exemple" in body
    assert "Exemple" not in str(event.to_json())


def test_a_correction_refers_to_a_roster_too(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", "held"))
        again = replace(routed("R-1", municipality="Joliette"), roster=ROSTER)
        correction = tx.correction(again.request)
        assert correction is not None
        tx.revise(again, correction)
    assert ledger.decision("R-1")[2] == ROSTER
    assert ledger.verify().ok


def test_a_roster_of_a_transaction_that_is_undone_is_not_kept(ledger: Ledger) -> None:
    def interrupted() -> None:
        with ledger.writing() as tx:
            tx.roster(ROSTER)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert _rosters_kept(ledger) == 0


def test_an_erased_roster_is_no_damage(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(replace(routed("R-1"), roster=ROSTER))
    with ledger._engine.connect() as connection, connection.begin():
        connection.execute(delete(schema.rosters))
    assert ledger.decision("R-1")[2] is None
    assert ledger.verify().ok


def test_erasing_a_company_keeps_who_was_considered(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(replace(routed("R-1"), roster=ROSTER))
        tx.erase("R-1", actor=COUNCIL)
    assert ledger.decision("R-1") == (routed().payload, None, ROSTER)


@pytest.mark.parametrize(
    "change", ["SET body = replace(body, 'Ada', 'Eve')", "SET salt = x'00'", "SET id = 'x'", "SET body = 'é'"]
)
def test_an_altered_roster_is_found(sqlite_url: str, change: str) -> None:
    with open_ledger(sqlite_url, clock=clock) as ledger, ledger.writing() as tx:
        tx.record(replace(routed("R-1"), roster=ROSTER))
    with raw(sqlite_url, unguarded=True) as connection:
        connection.execute(f"UPDATE rosters {change}")
    with open_ledger(sqlite_url, clock=clock) as ledger:
        found = ledger.verify()
    assert found.why is not None
    assert (found.first_bad_seq, found.why.code) == (None, "ledger.roster_altered")
