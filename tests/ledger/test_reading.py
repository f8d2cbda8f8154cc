"""Questions to the ledger, and what each actor gets as an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from innoveici.errors import Refused, UsageError
from innoveici.ledger import open_ledger, reading
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import Contact
from innoveici.ledger.entry import Step
from innoveici.ledger.ledger import Ledger
from tests.ledger.samples import ADVISOR, ERAC, routed

OTHER = Actor("advisor", "CONS-2")
COMPANY = Actor("company", "R-1")


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    """R-1 went from CONS-1 to CONS-2, with a note; R-2 is in another region; R-3 is held, its region unknown."""
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.append("R-1", "noted", actor=ERAC, private={"text": "à confirmer"})
        tx.append("R-1", "declined", actor=ADVISOR)
        tx.append(
            "R-1", "assigned", actor=SYSTEM, payload={"advisor_id": "CONS-2", "decision": {}}, contacts=[Contact(OTHER)]
        )
        tx.record(routed("R-2", advisor_id="CONS-3", erac_id="ERAC-05"))
        tx.record(routed("R-3", "held", erac_id=None))
    return ledger


def _seen(ledger: Ledger, viewer: Actor | None) -> list[int]:
    return [event.seq for event in ledger.events(viewer=viewer)]


def test_an_actor_sees_the_handoffs_it_was_told_of(told: Ledger) -> None:
    assert _seen(told, None) == list(range(1, 10))
    assert _seen(told, COUNCIL) == list(range(1, 10))
    assert _seen(told, ERAC) == _seen(told, ADVISOR) == _seen(told, OTHER) == [1, 2, 3, 4, 5]
    assert _seen(told, COMPANY) == [1, 2, 4, 5]  # not the note
    assert _seen(told, Actor("erac", "ERAC-05")) == _seen(told, Actor("company", "R-2")) == [6, 7]


def test_that_a_note_was_taken_back_is_for_those_who_saw_the_note(told: Ledger) -> None:
    before = {"state": "assigned", "region_code": "14", "erac_id": "ERAC-14", "advisor_id": "CONS-2"}
    before |= {"closed_from": None, "consent": None}
    for undoes, steps in ([3], ["noted"]), ([5], ["declined"]):
        with told.writing() as tx:
            payload = {"undoes": undoes, "steps": steps, "back_to": before | {"declined_by": []}, "unheard": []}
            tx.advance([(told.show("R-1").handoff, [Step("undone", payload)])], actor=ERAC)
    assert _seen(told, ERAC)[-2:] == [10, 11]
    assert _seen(told, COMPANY) == [event.seq for event in told.show("R-1", COMPANY).events] == [1, 2, 4, 5, 11]


@pytest.mark.parametrize("viewer", ["advisor:CONS-9", "advisor:cons-1", "erac:CONS-1", "partner:FR-IA", "company:R-9"])
def test_a_name_the_ledger_never_heard_of_is_refused_before_anything_is_shown(told: Ledger, viewer: str) -> None:
    with pytest.raises(Refused, match=viewer.removeprefix("company:")):
        told.events(viewer=Actor.parse(viewer))
    with pytest.raises(Refused, match=viewer.removeprefix("company:")):
        told.show("R-1", Actor.parse(viewer))


def test_the_council_is_never_unknown(ledger: Ledger) -> None:
    assert _seen(ledger, COUNCIL) == []


def test_the_log_of_a_handoff_is_for_those_who_see_it(told: Ledger) -> None:
    assert [e.seq for e in told.events("R-2", viewer=Actor("erac", "ERAC-05"))] == [6, 7]
    for id_ in ("R-2", "R-9"):
        with pytest.raises(Refused, match=id_):
            told.events(id_, viewer=ADVISOR)


def test_only_the_council_and_the_erac_see_how_the_advisors_compare(told: Ledger) -> None:
    for viewer in (None, COUNCIL, ERAC):
        assert sum("decision" in e.payload for e in told.show("R-1", viewer).events) == 2
    for viewer in (ADVISOR, OTHER, COMPANY):
        assert not any("decision" in e.payload for e in told.show("R-1", viewer).events)
        assert not any("decision" in e.payload for e in told.events(viewer=viewer))


def test_personal_data_is_for_those_who_serve_the_company(told: Ledger) -> None:
    personal = {str(v): told.show("R-1", v).personal is not None for v in (COUNCIL, ERAC, ADVISOR, OTHER, COMPANY)}
    assert personal == {
        "council": False,
        "erac:ERAC-14": True,
        "advisor:CONS-1": False,  # it declined
        "advisor:CONS-2": True,
        "company:R-1": True,
    }


@pytest.mark.parametrize("erac_id", ["ERAC-14", None])
def test_without_consent_personal_data_is_the_companys_alone_until_it_consents(
    ledger: Ledger, erac_id: str | None
) -> None:
    told = Contact(ERAC)
    with ledger.writing() as tx:
        tx.record(replace(routed("R-1", "held", erac_id=erac_id, consent=False), contacts=(told,)))
    assert ledger.show("R-1", ERAC).personal is None
    assert ledger.show("R-1", ERAC).events  # that it is held, and why
    assert ledger.show("R-1", COMPANY).personal is not None
    assert ledger.show("R-1").personal is not None
    for consent, shown in ((None, False), (True, True), (None, True), (False, False)):
        with ledger.writing() as tx:
            tx.append("R-1", "corrected", actor=SYSTEM, payload={"fields": ["consent"], "values": {"consent": consent}})
        assert (ledger.show("R-1", ERAC).personal is not None) == shown


def test_without_consent_an_advisor_in_charge_sees_no_personal_data(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
    assert ledger.show("R-1", ADVISOR).personal is not None
    with ledger.writing() as tx:  # withdrawn later
        tx.append("R-1", "corrected", actor=SYSTEM, payload={"fields": ["consent"], "values": {"consent": False}})
    assert ledger.show("R-1", ADVISOR).personal is None


def test_a_handoff_that_is_not_ones_own_looks_like_none(told: Ledger) -> None:
    with pytest.raises(Refused) as not_mine:
        told.show("R-2", ADVISOR)
    with pytest.raises(Refused) as not_there:
        told.show("R-9", ADVISOR)
    assert str(not_mine.value).replace("R-2", "R-9") == str(not_there.value)


def test_who_is_not_in_the_chain_is_told_so(told: Ledger) -> None:
    for viewer in (SYSTEM, Actor("person", "triage-3")):
        with pytest.raises(UsageError):
            list(told.events(viewer=viewer))


def test_a_handoff_is_found_by_either_id_however_it_is_typed(told: Ledger) -> None:
    ids = {told.show(id_).handoff.handoff_id for id_ in ("H-000001", "H-1", "h-1", " h-000001 ", "R-1")}
    assert ids == {"H-000001"}


def test_the_log_filters_by_handoff_type_and_position(told: Ledger) -> None:
    assert [e.seq for e in told.events("H-6")] == [6, 7]
    assert [e.seq for e in told.events(types=["assigned", "held"])] == [2, 5, 7, 9]
    assert [e.seq for e in told.events(after_seq=3, limit=2)] == [4, 5]
    with pytest.raises(Refused):
        list(told.events("R-9"))


def test_the_log_filters_by_time_in_any_zone(url: str) -> None:
    start = datetime(2026, 3, 8, 6, 59, 59, 999999, tzinfo=UTC)  # the night of the time change in Québec
    moments = iter(start + timedelta(microseconds=i) for i in range(3))
    with open_ledger(url, clock=lambda: next(moments)) as ledger:
        for i in range(3):
            with ledger.writing() as tx:
                tx.record(routed(f"R-{i}"))
        second = datetime.fromisoformat("2026-03-08T02:00:00-05:00")
        assert {e.request_id for e in ledger.events(since=second)} == {"R-1", "R-2"}
        assert {e.request_id for e in ledger.events(until=second)} == {"R-0"}


def test_the_log_is_streamed_and_may_be_left_early(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_many(routed(f"R-{i}") for i in range(1500))
    stream = ledger.events()
    assert [e.seq for e in islice(stream, 3)] == [1, 2, 3]
    with ledger.writing() as tx:  # a reader at work does not keep a writer waiting
        tx.record(routed("R-new"))
    assert sum(1 for _ in stream) == 2997  # and goes on with what it saw at the start
    left = ledger.events()
    next(left)
    left.close()
    assert sum(1 for _ in ledger.events()) == 3002


def test_handoffs_are_listed_by_state_and_by_who_has_them(told: Ledger) -> None:
    assert [h.handoff_id for h in told.handoffs()] == ["H-000001", "H-000006", "H-000008"]
    assert [h.request_id for h in told.handoffs(states=["held"])] == ["R-3"]
    assert [h.request_id for h in told.handoffs(advisor_id="CONS-2")] == ["R-1"]


def test_an_event_reads_as_the_contract_says(told: Ledger) -> None:
    line = next(told.events()).to_json()
    assert set(line) >= {"seq", "handoff_id", "request_id", "type", "at", "actor", "payload", "prev_hash", "hash"}
    assert line["at"] == "2026-11-21T14:30:00.000000Z"


def test_nothing_personal_is_in_the_repr_of_what_is_read(told: Ledger) -> None:
    assert "Introuvable" not in repr(told.show("R-1"))
    assert "Introuvable" not in repr(routed("R-1"))


def test_events_are_those_of_the_moment_they_are_asked_for_page_after_page(
    told: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [event.seq for event in told.events()]
    monkeypatch.setattr(reading, "EVENTS", 3)
    asked = told.events()
    with told.writing() as tx:
        tx.append("H-6", "noted", actor=SYSTEM)
    assert [event.seq for event in asked] == whole
    assert [event.seq for event in told.events(limit=4)] == whole[:4]
    assert [event.seq for event in told.events(after_seq=2, limit=3)] == whole[2:5]
    assert [e.seq for e in told.events(types=["assigned", "held"])] == [2, 5, 7, 9]
