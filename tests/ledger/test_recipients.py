"""Whoever was told of a handoff hears when that no longer holds, whoever is in the chain by then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from innoveici.ledger.actor import COUNCIL, Actor
from innoveici.ledger.audience import AUDIENCE, Contact, Told
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.recipients import TO_ALL_TOLD
from innoveici.steps import EventType
from tests.ledger.samples import ADVISOR, ERAC, routed

COMPANY = Actor("company", "R-1")
OTHER = Actor("advisor", "CONS-2")

_STEPS: list[tuple[Sequence[tuple[EventType, dict[str, Any]]], EventType, list[Actor]]] = [
    ([], "declined", [ADVISOR, ERAC, COUNCIL]),  # the company hears by what follows
    ([], "reassigned", [COMPANY, ADVISOR, ERAC, COUNCIL]),
    ([], "escalated", [COMPANY, ADVISOR, ERAC, COUNCIL]),
    ([("escalated", {})], "closed", [COMPANY, ADVISOR, ERAC, COUNCIL]),
    ([("escalated", {}), ("closed", {})], "reopened", [COMPANY, ADVISOR, ERAC, COUNCIL]),
]


def told(ledger: Ledger) -> dict[str, str]:
    """The templates of the last event's notices, by recipient."""
    shown = ledger.show("R-1")
    return {n.recipient: n.template for n in shown.notices if n.event_seq == shown.events[-1].seq}


@pytest.mark.parametrize(("before", "step", "hear"), _STEPS)
def test_nobody_has_to_name_them(
    ledger: Ledger, before: Sequence[tuple[EventType, dict[str, Any]]], step: EventType, hear: list[Actor]
) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        for earlier, payload in before:
            tx.append("R-1", earlier, actor=ERAC, payload=payload)
        tx.append("R-1", step, actor=ERAC, payload={"advisor_id": OTHER.id} if step == "reassigned" else {})
    assert told(ledger) == {str(actor): AUDIENCE[step][actor.role] for actor in hear}
    assert ledger.verify().ok


def test_every_such_event_is_tried() -> None:
    assert {step for _, step, _ in _STEPS} == TO_ALL_TOLD


def test_those_named_come_first_and_as_they_are_now(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.append(
            "R-1",
            "reassigned",
            actor=ERAC,
            payload={"advisor_id": OTHER.id},
            contacts=[Contact(OTHER, "en"), Contact(COMPANY, "en", reachable=False)],
        )
    notices = [n for n in ledger.show("R-1").notices if n.event_seq == 3]
    assert [(n.recipient, n.language, n.state) for n in notices] == [
        (str(OTHER), "en", "queued"),
        (str(COMPANY), "en", "no_address"),
        (str(ADVISOR), "fr", "queued"),
        (str(ERAC), "fr", "queued"),
        (str(COUNCIL), "fr", "queued"),
    ]


def test_a_company_without_an_address_or_forgotten_still_has_a_notice_that_shows(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", reachable=False))
        tx.append("R-1", "escalated", actor=ERAC)
        tx.record(routed("R-2"))
        tx.erase("R-2", actor=COUNCIL)
        tx.append("R-2", "escalated", actor=ERAC)
    states = {n.id: n.state for id_ in ("R-1", "R-2") for n in ledger.show(id_).notices if "escalated.c" in n.template}
    assert states == {"3.1": "no_address", "3.4": "queued", "7.1": "no_address", "7.4": "queued"}


def test_who_heard_that_it_was_undone_hears_of_it_no_more(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"), batch="B-1")
    ledger.undo_batch("B-1", actor=COUNCIL)
    with ledger.writing() as tx:
        tx.append("R-1", "reopened", actor=ERAC)
    assert told(ledger) == {}


def test_what_a_step_says_itself_counts_alone(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.append("R-1", "escalated", actor=ERAC, told=[Told(ERAC, "escalated.erac", "fr", "queued")])
    assert told(ledger) == {str(ERAC): "escalated.erac"}


def test_other_events_tell_only_those_who_are_named(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.append("R-1", "accepted", actor=ADVISOR)
    assert told(ledger) == {}
