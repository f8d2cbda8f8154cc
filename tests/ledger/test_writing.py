"""Writes of every kind, and erasure (Loi 25): for good, and the ledger still proves what happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from innoveici.errors import Refused, TryAgain
from innoveici.ledger import open_ledger, schema
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import Contact
from innoveici.ledger.event import GENESIS
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.states import ALLOWED, ANY_TIME, fold
from innoveici.request import PERSONAL_FIELDS
from innoveici.routing.decision import Load
from tests.ledger.samples import ADVISOR, CHAIN, NOW, clock, files_of, request, routed


def test_a_request_becomes_two_events_and_a_notice_for_each_of_its_chain(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        recorded = tx.record(routed("R-1"))
    assert (recorded.handoff_id, recorded.seqs) == ("H-000001", (1, 2))
    received, assigned = ledger.events()
    assert (received.type, received.prev_hash) == ("received", GENESIS)
    assert (assigned.type, assigned.prev_hash) == ("assigned", received.hash)
    assert received.at == assigned.at == NOW
    assert str(recorded.head) == f"2:{assigned.hash}"
    shown = ledger.show("R-1")
    assert [n.recipient for n in shown.notices] == ["company:R-1", "advisor:CONS-1", "erac:ERAC-14", "council"]
    assert [n.id for n in shown.notices] == ["2.1", "2.2", "2.3", "2.4"]
    assert {n.state for n in shown.notices} == {"queued"}
    assert ledger.verify(recorded.head).ok


def test_events_hold_nothing_personal(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", phone="450 555-0100", neq="1234567890"))
    told = " ".join(str(event.to_json()) for event in ledger.events())
    for value in ("Introuvable", "J0K", "direction@", "Direction", "555-0100", "1234567890", "affinage"):
        assert value not in told


def test_notices_hold_nothing_personal(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", "held", consent=False))
    with ledger._engine.connect() as connection:
        rows = str(connection.execute(select(schema.notices)).all())
    assert "held.erac" in rows
    for value in ("Introuvable", "J0K", "direction@", "Direction", "Mélanie", "affinage"):
        assert value not in rows


def test_the_decision_and_the_personal_fields_come_back_as_given(ledger: Ledger) -> None:
    entry = routed("R-1", payload={"why": [{"code": "x", "params": {"km": 1.25}}], "é": None})
    with ledger.writing() as tx:
        tx.record(entry)
    assert ledger.decision("R-1") == (entry.payload, entry.private, {})
    personal = ledger.personal("H-000001")
    assert personal is not None
    assert personal["company"] == entry.request.company
    assert personal["need"] == entry.request.need


def test_a_recipient_without_an_address_gets_a_notice_that_shows_it(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", reachable=False))
    states = {n.recipient: n.state for n in ledger.show("R-1").notices}
    assert states["company:R-1"] == "no_address"
    assert states["advisor:CONS-1"] == "queued"


def test_a_request_is_recorded_once(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
    with ledger.writing() as tx:
        known = tx.find("R-1")
        assert known is not None
        assert known.handoff_id == "H-000001"
        with pytest.raises(Refused, match="R-1"):
            tx.record(routed("R-1"))
    with ledger.writing() as tx, pytest.raises(Refused, match="R-2"):
        tx.record_many([routed("R-2"), routed("R-3"), routed("R-2")])
    assert len(list(ledger.events())) == 2


def test_a_request_whose_id_looks_like_a_handoffs_is_not_taken_for_it(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        assert tx.find("H-000001") is None
        tx.record(routed("H-000001"))
    assert ledger.find_request("H-000001") != ledger.find("H-000001")
    assert ledger.verify().ok


def test_many_at_once_are_as_one_by_one(ledger: Ledger) -> None:
    entries = [routed(f"R-{i}", advisor_id=f"CONS-{i % 3}") for i in range(1201)]
    with ledger.writing() as tx:
        recorded = tx.record_many(iter(entries))
        assert tx.next_seq == 2403
    assert [r.handoff_id for r in recorded[:3]] == ["H-000001", "H-000003", "H-000005"]
    assert ledger.verify(recorded[-1].head).checked == 2402
    assert ledger.loads()["CONS-0"] == Load(open=401, last_assigned=2402)


def test_loads_follow_assignments_and_what_becomes_of_them(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed("R-1"), routed("R-2"), routed("R-3", "held"), routed("R-4", advisor_id="CONS-2")])
    assert ledger.loads() == {"CONS-1": Load(2, 4), "CONS-2": Load(1, 8)}
    with ledger.writing() as tx:
        tx.append("R-1", "declined", actor=ADVISOR)
        tx.append("R-1", "assigned", actor=SYSTEM, payload={"advisor_id": "CONS-2"})
        tx.append("R-4", "escalated", actor=COUNCIL)
        assert tx.loads() == {"CONS-1": Load(1, 4), "CONS-2": Load(1, 10)}
    assert ledger.verify().ok


def test_an_exception_undoes_everything_in_the_block(ledger: Ledger) -> None:
    def interrupted() -> None:
        with ledger.writing() as tx:
            tx.record(routed("R-1"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(ledger.events()) == []
    assert ledger.loads() == {}


@pytest.mark.parametrize("and_goes_on", [True, False])
def test_a_swallowed_failure_commits_nothing(ledger: Ledger, and_goes_on: bool) -> None:
    def careless() -> None:
        with ledger.writing() as tx:
            with pytest.raises(ValueError, match="JSON"):
                tx.record_many([routed("R-1"), routed("R-2", payload={"distance_km": float("nan")})])
            if and_goes_on:
                tx.record(routed("R-3"))

    with pytest.raises(RuntimeError, match="swallowed"):
        careless()
    assert list(ledger.events()) == []


def test_a_step_that_the_state_does_not_allow_is_refused_and_names_what_is(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        with pytest.raises(Refused) as refused:
            tx.append("R-1", "contacted", actor=ADVISOR)
        tx.append("R-1", "accepted", actor=ADVISOR)  # refusing does not spoil the transaction
    assert refused.value.remedy is not None
    assert "declined" in str(refused.value.remedy)
    assert [e.type for e in ledger.events()] == ["received", "assigned", "accepted"]


def test_a_step_on_what_somebody_else_changed_is_refused(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
    seen = ledger.show("R-1").handoff.updated_seq
    with ledger.writing() as tx:
        tx.append("R-1", "accepted", actor=ADVISOR, seen_seq=seen)
    with ledger.writing() as tx, pytest.raises(Refused, match="changed meanwhile"):
        tx.append("R-1", "reassigned", actor=COUNCIL, payload={"advisor_id": "CONS-2"}, seen_seq=seen)


def test_an_unknown_id_is_refused(ledger: Ledger) -> None:
    for id_ in ("H-000099", "R-nobody", "h-", ""):
        with pytest.raises(Refused):
            ledger.show(id_)
        with ledger.writing() as tx, pytest.raises(Refused):
            tx.append(id_, "noted", actor=COUNCIL)


def test_a_note_keeps_its_text_apart_from_the_event(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        note = tx.append("R-1", "noted", actor=ADVISOR, private={"text": "rappeler Mme Tremblay"})
    assert note.commitment
    assert "Tremblay" not in str(note.to_json())
    fields = request().to_json()
    assert ledger.personal("R-1") == {name: fields[name] for name in PERSONAL_FIELDS if fields[name]}


def test_a_correction_replaces_what_was_received(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", "held"))
        tx.append("R-1", "corrected", actor=COUNCIL, private={"municipality": "Joliette"})
    personal = ledger.personal("R-1")
    assert personal is not None
    assert (personal["municipality"], personal["postal_code"]) == ("Joliette", "J0K 2M0")


def test_a_writer_that_waits_too_long_is_told_to_try_again(url: str) -> None:
    with (
        open_ledger(url, clock=clock) as first,
        open_ledger(url, clock=clock, patience_s=0.2) as second,
        first.writing() as tx,
    ):
        tx.record(routed("R-1"))
        with pytest.raises(TryAgain), second.writing():
            pass
        assert second.find("R-1") is None  # readers do not wait, and see nothing uncommitted
    with open_ledger(url, clock=clock) as ledger:
        assert ledger.find("R-1") is not None


def test_a_clock_set_back_changes_no_order(url: str) -> None:
    hours = iter((12, 11, 23))
    with open_ledger(url, clock=lambda: datetime(2026, 11, 1, next(hours), tzinfo=UTC)) as ledger:
        for i in range(3):
            with ledger.writing() as tx:
                tx.record(routed(f"R-{i}"))
        assert [e.request_id for e in ledger.events(types=["assigned"])] == ["R-0", "R-1", "R-2"]
        assert ledger.verify().ok


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_allowed_story_replays_to_the_same_state(sqlite_url: str, data: st.DataObject) -> None:
    with open_ledger(sqlite_url, clock=clock) as ledger:
        request_id = f"R-{ledger.verify().checked}"
        status = data.draw(st.sampled_from(["assigned", "held", "rejected", "referred"]))
        with ledger.writing() as tx:
            tx.record(routed(request_id, status))
            for _ in range(data.draw(st.integers(0, 8))):
                now = tx.find(request_id)
                assert now is not None
                step = data.draw(st.sampled_from(sorted(ALLOWED[now.state] | (ANY_TIME - {"erased"}))))
                to = data.draw(st.sampled_from(["CONS-1", "CONS-2", None]))
                payload = {"advisor_id": to} if to and step in ("assigned", "reassigned") else {}
                contacts = [Contact(actor) for actor in (*CHAIN, Actor("company", request_id))]
                tx.append(request_id, step, actor=COUNCIL, payload=payload, contacts=contacts)
        shown = ledger.show(request_id)
        assert fold(shown.events) == shown.handoff
        found = ledger.verify()  # every table against every event folded again
        assert found.ok, found.why


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
