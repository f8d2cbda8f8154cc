"""The lines of the queue: of what waits, or of the handoffs that are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from sqlalchemy import event

from innoveici.errors import Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.queue import FIRST
from innoveici.ledger.states import OPEN, opened_seq_of
from innoveici.likeness import named_like
from tests.ledger.samples import ADVISOR, ERAC, clock, raw, routed


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
    assert list(ledger.queue(states=())) == []
    assert opened_seq_of(first) == 1


def test_a_long_queue_is_listed_whole_and_in_order(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        ids = [tx.record(routed(f"R-{n}", company=f"Atelier {n}")).handoff_id for n in range(230)]
        for id_ in ids[::3]:
            tx.append(id_, "escalated", actor=SYSTEM)
    queue = list(ledger.queue(states=OPEN))
    assert [(line.handoff_id, line.company) for line in queue] == [(id_, f"Atelier {n}") for n, id_ in enumerate(ids)]
    assert [line.handoff_id for line in queue if line.state == "escalated"] == ids[::3]
    assert [line.handoff_id for line in islice(ledger.queue(states=OPEN), 101)] == ids[:101]


def test_the_first_lines_are_found_without_sorting_or_reading_the_ledger(sqlite_url: str) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    with open_ledger(sqlite_url, clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record(routed())
        event.listen(
            ledger._engine, "before_cursor_execute", lambda _c, _cursor, sql, values, *_: asked.append((sql, values))
        )
        assert next(ledger.queue(states=OPEN)).request_id == "R-1"
    with raw(sqlite_url) as connection:
        plans = [
            [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            for sql, values in asked
            if sql.startswith("SELECT")
        ]
    assert len(plans) == 2
    steps = [step for plan in plans for step in plan if "VIRTUAL TABLE" not in step]
    assert not [step for step in steps if step.startswith(("SCAN", "USE TEMP"))]


def test_companies_are_found_by_name_on_both_databases_whatever_their_state(ledger: Ledger) -> None:
    accepts = named_like("étang")
    assert accepts is not None
    with ledger.writing() as tx:
        first = tx.record(routed("R-1", company="Ferme de l’Étang inc.")).handoff_id
        tx.record(routed("R-2", company="Ferme du Pont"))
        third = tx.record(routed("R-3", company="ETANGS RÉUNIS", advisor_id="CONS-2")).handoff_id
        erased = tx.record(routed("R-4", company="Étang effacé")).handoff_id
    with ledger.writing() as tx:
        tx.append(third, "escalated", actor=SYSTEM)
        tx.append(third, "closed", actor=SYSTEM, payload={"outcome": "served"})
        tx.erase(erased, actor=SYSTEM)
    assert [line.handoff_id for line in ledger.of_company(accepts)] == [first, third]
    assert [line.handoff_id for line in ledger.queue(states=OPEN, company=accepts)] == [first]
    assert [line.handoff_id for line in ledger.of_company(accepts, ADVISOR)] == [first]
    assert [line.handoff_id for line in ledger.of_company(accepts, ERAC)] == [first, third]
    assert list(ledger.of_company(accepts, COUNCIL)) == []
    assert [line.request_id for line in ledger.of_company(accepts, Actor("company", "R-3"))] == ["R-3"]
    assert {e.handoff_id for e in ledger.events(among=[first, third])} == {first, third}
    assert list(ledger.events(among=[])) == []
    with pytest.raises(Refused):
        list(ledger.of_company(accepts, Actor("advisor", "CONS-9")))


def test_a_company_is_found_by_its_name_as_last_corrected(ledger: Ledger) -> None:
    before, after = named_like("pont"), named_like("étang")
    assert before is not None
    assert after is not None
    with ledger.writing() as tx:
        id_ = tx.record(routed("R-1", company="Ferme du Pont")).handoff_id
        tx.append(
            id_, "corrected", actor=SYSTEM, payload={"fields": ["company"]}, private={"company": "Ferme de l'Étang"}
        )
    assert [line.company for line in ledger.of_company(after)] == ["Ferme de l'Étang"]
    assert list(ledger.of_company(before)) == []


@pytest.mark.parametrize("ask", [lambda ledger: ledger.queue(states=OPEN), lambda ledger: ledger.events()])
def test_who_looks_at_the_first_lines_for_an_hour_keeps_no_log_from_being_emptied(
    sqlite_url: str, ask: Callable[[Ledger], Iterator[object]]
) -> None:
    with open_ledger(sqlite_url, clock=clock) as ledger:
        with ledger.writing() as tx:
            for n in range(FIRST + 20):
                tx.record(routed(f"R-{n}"))
        looked_at = ask(ledger)
        next(looked_at)
        with ledger.writing() as tx:
            tx.record(routed("R-later"))
        with raw(sqlite_url) as other:
            busy, pages, copied = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert (busy, pages, copied) == (0, 0, 0)
        assert len(list(looked_at)) >= FIRST  # it goes on


def test_a_queue_goes_on_after_whatever_was_read_of_it(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        ids = [tx.record(routed(f"R-{n}")).handoff_id for n in range(FIRST + 30)]
    queue = ledger.queue(states=OPEN)
    seen = [line.handoff_id for line in islice(queue, FIRST)]
    with ledger.writing() as tx:  # one that was read, one that was not
        for id_ in (ids[0], ids[-1]):
            tx.append(id_, "escalated", actor=SYSTEM)
            tx.append(id_, "closed", actor=SYSTEM, payload={"outcome": "served"})
    seen += [line.handoff_id for line in queue]
    assert seen == ids[:-1]
