"""A batch taken back: by events, told to everyone who was told, and never over somebody's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from innoveici.errors import Refused
from innoveici.ledger import Routed
from innoveici.ledger import ledger as ledger_module
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import UNDONE_AUDIENCE, Contact, NoticeState
from innoveici.ledger.content import parts_of
from innoveici.ledger.entry import Status
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from innoveici.ledger.states import CORRECTABLE, UNDOABLE
from innoveici.ledger.undoing import Undone
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.steps import EventType
from tests.ledger.samples import ADVISOR, ERAC, MARKER, NOW, request, routed

LATER = NOW + timedelta(minutes=10)
TRIAGE = Actor("person", "triage-3")
REASON = f"mauvais fichier de {MARKER}"


def record(ledger: Ledger, *many: Routed, batch: str | None = "B-1") -> None:
    with ledger.writing() as tx:
        tx.record_many(many, batch=batch)


def again(ledger: Ledger, entry: Routed, batch: str | None = None) -> list[str] | None:
    """As the desk does it; the types of the events that it added."""
    with ledger.writing() as tx:
        first, correction = tx.next_seq, tx.correction(entry.request)
        if correction is None:
            return None
        tx.revise(replace(entry, request=correction.request), correction, batch=batch)
    return [event.type for event in ledger.events(after_seq=first - 1)]


def send(ledger: Ledger, *roles: str) -> None:
    """What is queued goes out, to these roles or to all."""
    for posted in list(ledger.outbox(states=["queued"])):
        if not roles or posted.notice.recipient.partition(":")[0] in roles:
            assert ledger.step(None, Claim(posted.notice.id, (posted.key,), "run", LATER))
            ledger.step(Settled(posted.notice.id, "run", "sent"))


def correctives(ledger: Ledger, id_: str = "R-1") -> dict[str, str]:
    """By recipient the state of its notice that a handoff was taken back."""
    return {n.recipient: n.state for n in ledger.show(id_).notices if n.template.startswith("undone.")}


def undo(ledger: Ledger, batch: str = "B-1", **options: Any) -> Undone:
    return ledger.undo_batch(batch, actor=TRIAGE, **options)


@pytest.mark.parametrize("status", sorted(UNDOABLE))
def test_what_nobody_has_acted_on_is_closed_and_told_to_all_who_were_told(ledger: Ledger, status: Status) -> None:
    record(ledger, routed("R-1", status))
    send(ledger)
    before = ledger.show("R-1")
    assert undo(ledger) == Undone(("H-000001",))
    shown = ledger.show("R-1")
    assert (shown.handoff.state, shown.handoff.undone, shown.handoff.advisor_id) == ("closed", True, None)
    closed = shown.events[-1]
    assert (closed.type, closed.actor) == ("closed", str(TRIAGE))
    assert {**closed.payload, "told": None} == {"outcome": "undone", "batch": "B-1", "told": None}
    corrective = [n for n in shown.notices if n.event_seq == closed.seq]
    assert [(n.recipient, n.language) for n in corrective] == [(n.recipient, n.language) for n in before.notices]
    assert {n.state for n in corrective} == {"queued"}
    assert {n.template for n in corrective} <= set(UNDONE_AUDIENCE.values())
    assert all(load.open == 0 for load in ledger.loads().values())
    assert ledger.verify().ok


def test_who_was_never_written_to_is_not_asked_to_disregard_it(ledger: Ledger) -> None:
    record(ledger, routed("R-1"), routed("R-2"), routed("R-3", reachable=False))
    send(ledger, "advisor")
    (company,) = (p for p in ledger.outbox(id_="R-2") if p.notice.recipient == "company:R-2")
    assert ledger.step(None, Claim(company.notice.id, (company.key,), "killed", LATER))  # it may have gone out
    undo(ledger)
    nobody = {"company:R-1": "cancelled", str(ADVISOR): "queued", str(ERAC): "cancelled", "council": "cancelled"}
    assert correctives(ledger) == nobody
    assert correctives(ledger, "R-2")["company:R-2"] == "queued"
    assert correctives(ledger, "R-3")["company:R-3"] == "cancelled"
    assert ledger.show("R-1").events[-1].payload["told"] == list(nobody)
    assert ledger.outbox_counts() == dict.fromkeys(get_args(NoticeState), 0) | {
        "queued": 4, "sending": 1, "sent": 3, "cancelled": 16,
    }  # fmt: skip
    assert ledger.verify().ok


def test_what_was_said_before_it_was_undone_the_first_time_asks_for_nothing_the_second_time(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    send(ledger)
    undo(ledger)
    send(ledger)
    again(ledger, routed("R-1"), "B-1")
    send(ledger, "erac")
    undo(ledger)
    assert correctives(ledger) == {
        "company:R-1": "cancelled", str(ADVISOR): "cancelled", str(ERAC): "queued", "council": "cancelled",
    }  # fmt: skip
    assert ledger.verify().ok


def test_what_was_said_wrongly_is_still_taken_back_when_it_is_undone_once_more_before_that_is_sent(
    ledger: Ledger,
) -> None:
    record(ledger, routed("R-1"))
    send(ledger, "company", "advisor")
    undo(ledger)
    again(ledger, routed("R-1"), "B-1")
    undo(ledger)
    of_both = [(n.recipient, n.state) for n in ledger.show("R-1").notices if n.template.startswith("undone.")]
    nobody = [
        ("company:R-1", "cancelled"),
        (str(ADVISOR), "cancelled"),
        (str(ERAC), "cancelled"),
        ("council", "cancelled"),
    ]
    assert of_both == [("company:R-1", "queued"), (str(ADVISOR), "queued"), *nobody[2:], *nobody]
    first = next(e.seq for e in ledger.show("R-1").events if e.type == "closed")
    assert [material.taken_back for material in ledger.materials([first]).values()] == [False]
    assert ledger.verify().ok


@pytest.mark.parametrize(
    ("came_of_it", "corrected"),
    [
        (Settled("", "run", "queued", LATER, counts=False), "cancelled"),  # the server was down
        (Settled("", "run", "queued", LATER), "cancelled"),  # it put the letter off
        (Settled("", "run", "failed"), "cancelled"),  # it refused it
        (Settled("", "run", "queued", LATER, doubt=True), "queued"),
        (Settled("", "run", "held", doubt=True), "queued"),
        (Settled("", "run", "sent"), "queued"),
    ],
)
def test_only_who_may_have_had_a_letter_is_asked_to_disregard_it(
    ledger: Ledger, came_of_it: Settled, corrected: str
) -> None:
    record(ledger, routed("R-1"))
    (letter,) = (p for p in ledger.outbox(states=["queued"]) if p.notice.recipient == "company:R-1")
    assert ledger.step(None, Claim(letter.notice.id, (letter.key,), "run", LATER))
    ledger.step(replace(came_of_it, message=letter.notice.id))
    undo(ledger)
    assert correctives(ledger)["company:R-1"] == corrected


def test_a_letter_that_came_back_is_asked_to_be_disregarded_for_it_may_have_been_read(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    send(ledger, "company")
    (letter,) = ledger.outbox(states=["sent"])
    with ledger.writing() as tx:
        assert tx.mark_bounced(letter.notice.id, "4.4.7")
    undo(ledger)
    assert correctives(ledger)["company:R-1"] == "queued"


@pytest.mark.parametrize("came_of_it", [Settled("", "run", "queued", LATER), Settled("", "run", "failed")])
def test_so_it_is_though_a_person_sent_it_again_and_that_failed(ledger: Ledger, came_of_it: Settled) -> None:
    """The mark of the bounce is gone from the notice by then: what the system noted is not."""
    record(ledger, routed("R-1"), routed("R-2"))
    send(ledger, "company")
    (letter, other) = ledger.outbox(states=["sent"])
    with ledger.writing() as tx:
        assert tx.mark_bounced(letter.notice.id, "4.4.7")
        tx.append("R-1", "noted", actor=SYSTEM, payload={"bounce": letter.notice.id, "status": "4.4.7"}, told=())
        tx.change_notices([letter.notice.id], "retry", actor=TRIAGE, reason=None)
    assert ledger.step(None, Claim(letter.notice.id, (letter.key,), "run", LATER))
    ledger.step(replace(came_of_it, message=letter.notice.id))
    undo(ledger)
    assert correctives(ledger)["company:R-1"] == "queued"
    assert correctives(ledger, "R-2")[other.notice.recipient] == "queued"
    assert correctives(ledger)["advisor:CONS-1"] == "cancelled"


def test_it_is_counted_what_is_withdrawn_and_what_is_corrected(ledger: Ledger) -> None:
    record(ledger, routed("R-1"), routed("R-2"))
    queued = len(list(ledger.outbox(states=["queued"])))
    send(ledger, "company")
    undone = undo(ledger)
    assert (undone.withdrawn, undone.corrections) == (queued - 2, 2)
    assert (undo(ledger).withdrawn, undo(ledger).corrections) == (0, 0)


def test_copies_are_to_be_destroyed_though_the_handoff_was_undone(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    send(ledger)
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL, contacts=[Contact(ADVISOR)])
    undo(ledger)
    (notice,) = (n for n in ledger.show("R-1").notices if n.template == "erased.advisor")
    assert notice.state == "queued"
    taken_back = {seq: material.taken_back for seq, material in ledger.materials([2, 3, 4]).items()}
    assert taken_back == {2: True, 3: False, 4: False}


def test_an_advisors_hands_are_free_again_and_it_sees_that_it_was_undone(ledger: Ledger) -> None:
    record(ledger, routed("R-1"), routed("R-2"))
    record(ledger, routed("R-3"), batch="B-2")
    assert ledger.loads() == {"CONS-1": Load(3, 6)}
    undo(ledger)
    assert ledger.loads() == {"CONS-1": Load(1, 6)}
    shown = ledger.show("R-1", ADVISOR)
    assert (shown.handoff.state, shown.personal) == ("closed", None)


_ACTED: list[tuple[Status, Sequence[tuple[EventType, dict[str, Any]]], str]] = [
    ("assigned", [("accepted", {})], "accepted"),
    ("assigned", [("accepted", {}), ("contacted", {})], "contacted"),
    ("assigned", [("escalated", {})], "escalated"),
    ("assigned", [("declined", {})], "declined"),
    ("assigned", [("declined", {}), ("assigned", {"advisor_id": "CONS-2"})], "assigned"),
    ("assigned", [("reassigned", {"advisor_id": "CONS-2"})], "assigned"),
    ("held", [("assigned", {"advisor_id": "CONS-2"})], "assigned"),
    ("held", [("closed", {"outcome": "no-follow-up"})], "closed"),
    ("referred", [("closed", {"outcome": "served"}), ("reopened", {})], "referred"),
]


@pytest.mark.parametrize(("status", "steps", "state"), _ACTED)
def test_what_somebody_has_acted_on_is_left_and_named(
    ledger: Ledger, status: Status, steps: Sequence[tuple[EventType, dict[str, Any]]], state: str
) -> None:
    record(ledger, routed("R-1", status), routed("R-2"))
    with ledger.writing() as tx:
        for step, payload in steps:
            tx.append("R-1", step, actor=ADVISOR, payload=payload)
    undone = undo(ledger)
    assert undone.undone == ("H-000003",)
    (left,) = undone.refused
    assert (left.handoff_id, left.state) == ("H-000001", state)
    assert left.why.code in ("undo.acted_on", "undo.decided_since")
    assert ledger.show("R-1").handoff.state == state
    assert ledger.verify().ok


def test_a_note_is_no_act_and_an_erased_company_has_no_address(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    send(ledger)
    with ledger.writing() as tx:
        tx.append("R-1", "noted", actor=ERAC, private={"text": "à confirmer"})
        tx.erase("R-1", actor=COUNCIL)
    assert undo(ledger, reason=REASON).undone == ("H-000001",)
    states = correctives(ledger)
    assert states.pop("company:R-1") == "no_address"
    assert set(states.values()) == {"queued"}
    assert ledger.verify().ok


def test_what_was_decided_again_since_is_not_this_batchs_to_undo(ledger: Ledger) -> None:
    record(ledger, routed("R-1", "held"), routed("R-2", "held"), routed("R-3", "held"))
    assert again(ledger, routed("R-1", need="autre"), batch="B-2") == ["corrected", "assigned"]
    assert again(ledger, routed("R-2", need="autre")) == ["corrected", "assigned"]  # a person routed it
    undone = undo(ledger)
    assert undone.undone == ("H-000005",)
    assert [(left.handoff_id, left.why.code) for left in undone.refused] == [
        ("H-000001", "undo.decided_since"),
        ("H-000003", "undo.decided_since"),
    ]
    assert undo(ledger, "B-2").undone == ("H-000001",)
    assert ledger.verify().ok


@pytest.mark.parametrize("status", sorted(CORRECTABLE))
def test_what_a_run_only_corrected_waits_again_as_before_when_that_run_is_taken_back(
    ledger: Ledger, status: Status
) -> None:
    record(ledger, routed("R-1", status), batch="B-1")
    before = ledger.show("R-1").handoff, ledger.personal("R-1")
    again(ledger, routed("R-1", need="autre"), batch="B-2")
    undone = undo(ledger, "B-2", reason=REASON)
    assert (undone.undone, undone.restored) == (("H-000001",), 1)
    shown = ledger.show("R-1")
    assert (replace(shown.handoff, updated_seq=before[0].updated_seq), ledger.personal("R-1")) == before
    assert [(event.type, event.payload.get("batch")) for event in shown.events[-1:]] == [("undone", "B-2")]
    assert all(notice.state != "cancelled" for notice in shown.notices if notice.event_seq == 2)  # still to be said
    assert not any(load.open for load in ledger.loads().values())
    assert {batch.id: (batch.handoffs, batch.undone) for batch in ledger.batches()} == {"B-1": (1, 0), "B-2": (1, 1)}
    head = ledger.head()
    assert undo(ledger, "B-2") == Undone(already=1)
    assert ledger.head() == head
    assert again(ledger, routed("R-1", need="encore"), batch="B-3") == ["corrected", "assigned"]
    assert undo(ledger, "B-3").undone == undo(ledger, "B-1").undone == ("H-000001",)  # each its own run
    assert ledger.show("R-1").handoff.state == "closed"
    assert MARKER not in str([event.to_json() for event in ledger.events()])
    assert ledger.verify().ok


def test_a_correction_taken_back_is_told_to_those_who_had_a_letter_of_it_and_to_no_others(ledger: Ledger) -> None:
    record(ledger, routed("R-1", "held"), batch="B-1")
    send(ledger)
    again(ledger, routed("R-1", need="autre"), batch="B-2")
    send(ledger, "advisor")
    undone = undo(ledger, "B-2")
    assert (undone.withdrawn > 0, undone.corrections) == (True, 1)
    told = [n for n in ledger.show("R-1").notices if n.event_seq == ledger.head().seq]
    assert [(n.recipient.partition(":")[0], n.template) for n in told] == [("advisor", "taken_back.advisor")]
    assert ledger.verify().ok


def test_what_came_in_and_was_corrected_in_one_run_is_closed_with_it(ledger: Ledger) -> None:
    record(ledger, routed("R-1", "held"), batch="B-1")
    again(ledger, routed("R-1", need="autre"), batch="B-1")
    undo(ledger)
    assert ledger.show("R-1").handoff.state == "closed"


def test_undone_twice_adds_nothing_the_second_time(ledger: Ledger) -> None:
    record(ledger, routed("R-1"), routed("R-2"))
    assert undo(ledger).undone == ("H-000001", "H-000003")
    head = ledger.head()
    assert undo(ledger) == Undone(already=2)
    assert ledger.head() == head


@pytest.mark.parametrize("batch", ["B-", "b-1", "B_1", "B%", "B-11", "", 'B-1","consent":null'])
def test_a_batch_that_is_not_there_is_refused(ledger: Ledger, batch: str) -> None:
    record(ledger, routed("R-1"), batch="B-1")
    record(ledger, routed("R-2"), batch=None)
    with pytest.raises(Refused) as refused:
        undo(ledger, batch)
    assert "log" in str(refused.value.remedy)
    assert len(list(ledger.events())) == 4


def test_the_reason_is_kept_where_it_can_be_erased(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    undo(ledger, reason=REASON)
    assert MARKER not in str([event.to_json() for event in ledger.events()])
    assert ledger.show("R-1").events[-1].commitment
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL)
    assert ledger.verify().ok


def test_what_was_undone_is_decided_anew_when_it_comes_again(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    undo(ledger)
    entry = replace(
        routed("R-1"), advisor_id="CONS-2", contacts=(Contact(Actor("advisor", "CONS-2")), Contact(COUNCIL))
    )
    assert again(ledger, entry, "B-2") == ["reopened", "assigned"]
    shown = ledger.show("R-1")
    assert (shown.handoff.handoff_id, shown.handoff.state, shown.handoff.advisor_id) == (
        "H-000001", "assigned", "CONS-2",
    )  # fmt: skip
    assert dict(shown.events[3].payload) == {"batch": "B-2"}
    assert [(n.recipient, n.template) for n in shown.notices if n.event_seq > 3] == [
        ("advisor:CONS-2", "assigned.advisor"), ("council", "assigned.council"),
    ]  # fmt: skip
    assert ledger.loads() == {"CONS-1": Load(0, 2), "CONS-2": Load(1, 5)}
    assert ledger.verify().ok
    assert again(ledger, entry) is None  # and then it is known
    assert undo(ledger, "B-1").refused[0].why.code == "undo.decided_since"
    assert undo(ledger, "B-2").undone == ("H-000001",)
    told = [n.recipient for n in ledger.show("R-1").notices if n.event_seq == 6]
    assert told == ["advisor:CONS-2", "council"]  # the others were told when it was first undone
    assert ledger.verify().ok


def test_the_same_file_may_come_again_and_be_taken_back_again(ledger: Ledger) -> None:
    """A batch is named after its file: the same bytes are the same batch."""
    record(ledger, routed("R-1"), routed("R-2", "held"))
    for _ in range(2):
        assert undo(ledger).undone == ("H-000001", "H-000003")
        assert undo(ledger).already == 2
        assert again(ledger, routed("R-1"), "B-1") == ["reopened", "assigned"]
        assert again(ledger, routed("R-2", "held"), "B-1") == ["reopened", "held"]
    assert ledger.loads()["CONS-1"].open == 1
    assert ledger.verify().ok


def test_it_comes_again_with_other_content(ledger: Ledger) -> None:
    record(ledger, routed("R-1", consent=False))
    undo(ledger)
    assert again(ledger, routed("R-1", "held", need="autre", phone="450 555-0100"), "B-2") == [
        "reopened", "corrected", "held",
    ]  # fmt: skip
    handoff, personal = ledger.show("R-1").handoff, ledger.personal("R-1")
    assert personal is not None
    assert (personal["need"], personal["phone"], personal["company"]) == ("autre", "450 555-0100", MARKER)
    assert handoff.consent is False  # nobody said yes
    assert ledger.verify().ok


def test_another_company_inherits_nothing_of_what_was_undone(ledger: Ledger) -> None:
    """The file was read by the wrong column: what stood under the id was never this company's."""
    record(ledger, routed("R-1", consent=False, language="en"))
    undo(ledger)
    other = replace(request("R-1"), company="Scierie des Pins", email="", need="", sectors=(), contact_name="")
    entry = replace(routed("R-1"), request=other)
    with ledger.writing() as tx:
        correction = tx.correction(other)
        assert correction is not None
        assert correction.request == other
        tx.revise(entry, correction)
    known = ledger.recall(["R-1"])["R-1"].known
    assert (known["company"], known["email"], known["language"], known["consent"]) == (
        "Scierie des Pins",
        "",
        "fr",
        None,
    )
    assert ledger.show("R-1").handoff.consent is None
    assert again(ledger, entry) is None
    assert ledger.verify().ok


def test_what_was_undone_and_erased_stays_so(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    undo(ledger)
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL)
    assert again(ledger, routed("R-1")) is None


def test_what_a_person_reopened_after_an_undo_is_decided_when_it_comes_again(ledger: Ledger) -> None:
    record(ledger, routed("R-1", "held"))
    undo(ledger)
    with ledger.writing() as tx:
        tx.append("R-1", "reopened", actor=TRIAGE)
    assert ledger.show("R-1").handoff.state == "received"
    assert again(ledger, routed("R-1")) == ["assigned"]
    assert ledger.verify().ok


def test_a_batch_stopped_between_blocks_ends_the_same(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "BLOCK", 2)
    record(ledger, *(routed(f"R-{number}") for number in range(5)))
    seen: list[tuple[int, int]] = []

    def stop_after_two(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 4 and len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo(ledger, progress=stop_after_two)
    assert undo(ledger, progress=stop_after_two) == Undone(("H-000009",), already=4)
    assert seen == [(2, 5), (4, 5), (2, 5), (4, 5), (5, 5)]
    assert {h.state for h in ledger.handoffs()} == {"closed"}
    assert [e.type for e in ledger.events(types=["closed"])] == ["closed"] * 5
    assert ledger.verify().ok


def test_rows_are_taken_back_in_their_order(ledger: Ledger) -> None:
    record(ledger, routed("R-1", "held"), batch=None)
    record(ledger, routed("R-2"))
    assert again(ledger, routed("R-1", need="autre"), "B-1") == ["corrected", "assigned"]
    assert undo(ledger).undone == ("H-000003", "H-000001")


def test_nobody_may_close_by_hand_what_only_its_batch_may(ledger: Ledger) -> None:
    record(ledger, routed("R-1"))
    with ledger.writing() as tx, pytest.raises(Refused):
        tx.append("R-1", "closed", actor=SYSTEM, payload={"outcome": "undone"})


@pytest.mark.parametrize("name", ["access", "zone"])
def test_a_public_field_that_sorts_before_the_batch_or_last_of_all_changes_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What is looked for has its own column, or is read by its key."""

    def with_more(request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
        public, personal = parts_of(request)
        return public | {name: '"batch":"B-2"'}, personal

    monkeypatch.setattr("innoveici.ledger.content.parts_of", with_more)
    record(ledger, routed("R-1"), routed("R-2", "held"))
    assert again(ledger, routed("R-2", municipality="Joliette"), "B-2") == ["corrected", "assigned"]
    assert [(batch.id, batch.handoffs) for batch in ledger.batches()] == [("B-1", 2), ("B-2", 1)]
    assert ledger.show("R-1").events[0].payload[name] == '"batch":"B-2"'
    assert undo(ledger, "B-2").undone == ("H-000003",)
    assert undo(ledger).undone == ("H-000001", "H-000003")
    assert [batch.stands for batch in ledger.batches()] == [False, False]
    assert ledger.verify().ok
