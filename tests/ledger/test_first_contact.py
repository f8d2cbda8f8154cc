"""Which companies wait for their first contact, and since when."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.first_contact import waiting_since
from innoveici.ledger.ledger import Ledger
from innoveici.quebec import WAITING
from tests.ledger.samples import ADVISOR, NOW, routed

STORIES: tuple[tuple[tuple[str, dict[str, Any]], ...], ...] = (
    (),
    (("noted", {"reminder": 7}),),
    (("accepted", {}),),
    (("accepted", {}), ("contacted", {})),
    (("escalated", {}), ("noted", {"overdue": True})),
    (("noted", {"reminder": 7}), ("escalated", {}), ("closed", {"outcome": "served"})),
    (("noted", {"reminder": 7}), ("escalated", {}), ("closed", {}), ("reopened", {}), ("noted", {"reminder": 5})),
    (("escalated", {}), ("closed", {}), ("reopened", {})),
    (("corrected", {"values": {"consent": False}}), ("noted", {"reminder": 7})),
    (("corrected", {"values": {"consent": True}}), ("accepted", {})),
    (("corrected", {"values": {"company": "Autre"}, "replaces": True}),),
)


def test_they_are_those_that_their_events_say(url: str) -> None:
    random, now = Random(4), [NOW]
    with open_ledger(url, clock=lambda: now[0]) as ledger:
        for number in range(60):
            now[0] = NOW - timedelta(days=random.randint(0, 9))
            earlier = timedelta(days=random.randint(0, 20), microseconds=random.randint(0, 9))
            with ledger.writing() as tx:
                came_in = random.choice([None, now[0] - earlier])
                id_ = tx.record(
                    routed(f"R-{number}", received_at=came_in, consent=random.choice([None, True, False]))
                ).handoff_id
            for step, payload in random.choice(STORIES):
                now[0] += timedelta(hours=random.randint(0, 30))
                with ledger.writing() as tx:
                    tx.append(id_, step, actor=SYSTEM, payload=payload)  # type: ignore[arg-type]
        _check(ledger)


def _check(ledger: Ledger) -> None:
    """The query against the events themselves."""
    expected = {}
    refused = 0
    for handoff in ledger.handoffs(states=WAITING):  # type: ignore[arg-type]
        shown = ledger.show(handoff.handoff_id)
        events = shown.events
        if shown.handoff.consent is False:
            refused += 1
            continue
        since = waiting_since(events)
        assert since is not None
        begun = max(event.seq for event in events if event.type in ("received", "reopened"))
        noted = tuple(dict(event.payload) for event in events if event.type == "noted" and event.seq > begun)
        expected[handoff.handoff_id] = (handoff.state, handoff.updated_seq, since, noted)
    assert refused
    assert {state for state, *_ in expected.values()} == {"assigned", "accepted", "escalated"}
    for before in (NOW + timedelta(days=1), NOW, NOW - timedelta(days=7), NOW - timedelta(days=15, hours=3)):
        found = ledger.waiting(before)
        assert [w.handoff_id for w in found] == [id_ for id_ in expected if expected[id_][2] < before]
        assert all((w.state, w.updated_seq, w.since, w.noted) == expected[w.handoff_id] for w in found)


def test_the_moment_itself_is_not_before(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", received_at=NOW))
        tx.record(routed("R-2", received_at=NOW - timedelta(microseconds=1)))
        tx.record(routed("R-3", received_at=NOW + timedelta(microseconds=1)))
    assert [w.request_id for w in ledger.waiting(NOW)] == ["R-2"]
    assert [w.request_id for w in ledger.waiting(NOW + timedelta(microseconds=1))] == ["R-1", "R-2"]


def test_what_a_person_notes_is_not_the_systems(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        id_ = tx.record(routed("R-1")).handoff_id
        tx.append(id_, "noted", actor=Actor("person", "triage"), payload={"reminder": 7})
        tx.append(id_, "noted", actor=ADVISOR, payload={"overdue": True})
    (found,) = ledger.waiting(NOW + timedelta(days=1))
    assert found.noted == ()


def test_without_a_beginning_there_is_no_moment() -> None:
    assert waiting_since(()) is None
