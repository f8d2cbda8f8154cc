"""Ledgers that an earlier program made are brought up to date, and still tell what they told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from innoveici.errors import StorageError
from innoveici.ledger import open_ledger, schema
from innoveici.ledger.event import GENESIS, canonical, commit_to, event_hash, utc_text
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from innoveici.routing.record import join
from tests.ledger.conftest import BOTH
from tests.ledger.migrating import migrated
from tests.ledger.samples import NOW, clock, files_of, routed

_DECISION = json.loads((Path(__file__).parents[1] / "routing" / "data" / "record_1.json").read_text(encoding="utf-8"))
_VERSION_1: dict[str, Any] = _DECISION["assigned"]


@pytest.fixture(params=schema.REVISIONS[:-1])
def old_url(request: pytest.FixtureRequest, blank_url: str) -> str:
    """A ledger at each earlier revision, with a request decided as version 1 of the record has it, and its notices."""
    with migrated(blank_url, request.param) as connection:
        _record(connection)
    return blank_url


def _record(connection: Connection) -> None:
    at, body = utc_text(NOW), canonical(_VERSION_1["private"])
    told = {"told": ["company:R-1", "council"]}
    decided = {"advisor_id": "B", "decision": _VERSION_1["event"], "erac_id": "erac-14", "region_code": "14"}
    payload = canonical(decided | told)
    hash_ = GENESIS
    for seq, type_, text, commitment in (
        (1, "received", '{"consent":null}', ""),
        (2, "assigned", payload, commit_to("salt", body)),
    ):
        row = (seq, "H-000001", "R-1", type_, at, "system", text, commitment, hash_)
        hash_ = event_hash(*row)
        schema.insert_rows(connection, schema.events, [(*row, hash_)])
    schema.insert_rows(connection, schema.personal, [(2, "salt", body)])
    company = (2, 1, "company:R-1", "assigned.company", "fr", "no_address", 0, at)
    council = (2, 2, "council", "assigned.council", "fr", "queued", 0, at)
    schema.insert_rows(connection, schema.notices, [company, council])
    schema.insert_rows(connection, schema.handoffs, [(1, "R-1", "assigned", "14", "erac-14", "B", at, 2)])
    schema.insert_rows(connection, schema.loads, [("B", 1, 2)])


@BOTH
def test_an_earlier_ledger_is_brought_up_to_date_and_goes_on(old_url: str) -> None:
    with open_ledger(old_url, clock=clock) as ledger:
        assert ledger.verify().checked == 2
        assert _names(ledger) == ["Bob Below", "Advisor C", "Ada Absent"]
        with ledger.writing() as tx:
            tx.record(routed("R-2"))
        with ledger._engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0003"
            assert connection.execute(select(schema.rosters)).all() == []
        assert [(p.notice.id, p.notice.state, p.delivery) for p in ledger.outbox(id_="R-1")] == [
            ("2.1", "no_address", None), ("2.2", "queued", None),
        ]  # fmt: skip
        assert ledger.step(None, Claim("2.2", ((2, 2),), "run-1", NOW))
        ledger.step(Settled("2.2", "run-1", "sent"))
    with open_ledger(old_url, clock=clock) as ledger:
        assert ledger.verify().checked == 4
        assert ledger.outbox_counts()["sent"] == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_that_may_only_be_read_is_read_as_it_is(old_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(old_url)
    # Root may write everything: what the program is told of its rights is what counts.
    monkeypatch.setattr("os.access", lambda _path, what, **_: what != os.W_OK)
    with open_ledger(old_url, clock=clock) as ledger:
        found = ledger.verify()
        assert (found.checked, found.why) == (2, None)
        assert _names(ledger) == ["Bob Below", "Advisor C", "Ada Absent"]
        with pytest.raises(StorageError, match="read-only"), ledger.writing():
            pass
        with pytest.raises(StorageError, match="an earlier innoveici"):
            list(ledger.outbox())
    assert files_of(old_url) == before


def _names(ledger: Ledger) -> list[str]:
    return [ranked.name for ranked in join(*ledger.decision("R-1")).ranking]
