"""Notices that a person holds, cancels or sends again, that bounce, that are forgotten or withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from innoveici.errors import Refused, TryAgain
from innoveici.ledger.actor import COUNCIL, Actor
from innoveici.ledger.audience import BOUNCED, Contact, NoticeState, told_by
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.notice_changes import ALLOWED
from innoveici.ledger.outbox import NOTICE_WORDS, Claim, NoticeAction, Settled
from innoveici.reasons import Reason
from tests.ledger.samples import ADVISOR, CHAIN, ERAC, MARKER, NOW, routed

TRIAGE = Actor("person", "triage-3")
LATER = NOW + timedelta(minutes=10)


def record(ledger: Ledger, *ids: str) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed(id_) for id_ in ids])


def put(ledger: Ledger, state: NoticeState, *ids: str) -> None:
    """Bring queued notices, as one letter, to ``state``."""
    keys = tuple((int(seq), int(ordinal)) for seq, ordinal in (id_.split(".") for id_ in ids))
    if state == "queued":
        return
    assert ledger.step(None, Claim(ids[0], keys, "run-1", LATER))
    if state != "sending":
        ledger.step(Settled(ids[0], "run-1", state))


def states(ledger: Ledger) -> dict[str, str]:
    return {posted.notice.id: posted.notice.state for posted in ledger.outbox()}


@pytest.mark.parametrize("state", get_args(NoticeState))
@pytest.mark.parametrize("action", get_args(NoticeAction))
def test_a_state_allows_what_the_table_says(ledger: Ledger, action: NoticeAction, state: NoticeState) -> None:
    record(ledger, "R-1")
    put(ledger, state, "2.1")
    before = ledger.head()
    if state in ALLOWED[action]:
        with ledger.writing() as tx:
            tx.change_notices(["2.1"], action, actor=TRIAGE, reason=None)
        becomes = {"retry": "queued", "hold": "held", "cancel": "cancelled"}[action]
        assert states(ledger) == {"2.1": becomes, "2.2": "queued", "2.3": "queued", "2.4": "queued"}
    else:
        with pytest.raises(Refused) as refused, ledger.writing() as tx:
            tx.change_notices(["2.2", "2.1"] if action != "retry" else ["2.1"], action, actor=TRIAGE, reason=None)
        assert refused.value.exit_code == 1
        assert "2.1" in str(refused.value)
        assert NOTICE_WORDS[state] in str(refused.value)
        assert (states(ledger)["2.1"], states(ledger)["2.2"]) == (state, "queued")  # none of them
        assert ledger.head() == before
    assert ledger.verify().ok


def test_each_handoff_says_who_did_it_and_why_where_it_can_be_erased(ledger: Ledger) -> None:
    record(ledger, "R-1", "R-2")
    with ledger.writing() as tx:
        events = tx.change_notices(["4.2", "2.4", "2.1", "4.2"], "hold", actor=TRIAGE, reason=f"{MARKER} a appelé")
    assert [(e.handoff_id, e.type, e.actor, dict(e.payload)) for e in events] == [
        ("H-000001", "noted", "person:triage-3", {"outbox": "hold", "notices": ["2.1", "2.4"]}),
        ("H-000003", "noted", "person:triage-3", {"outbox": "hold", "notices": ["4.2"]}),
    ]
    assert events == list(ledger.events(after_seq=4))
    assert all(event.commitment for event in events)
    assert ledger.materials([5])[5].private == {"reason": f"{MARKER} a appelé"}
    assert ledger.loads()["CONS-1"].open == 2
    assert [h.state for h in ledger.handoffs()] == ["assigned", "assigned"]


@pytest.mark.parametrize("id_", ["2.9", "99.1", "H-000001", "", "2.1.1", "2.-1"])
def test_an_unknown_notice_is_refused(ledger: Ledger, id_: str) -> None:
    record(ledger, "R-1")
    with pytest.raises(Refused) as refused, ledger.writing() as tx:
        tx.change_notices(["2.1", id_], "hold", actor=TRIAGE, reason=None)
    assert f"“{id_}”" in str(refused.value)
    assert set(states(ledger).values()) == {"queued"}


def test_one_that_is_sent_again_begins_anew(ledger: Ledger) -> None:
    record(ledger, "R-1")
    assert ledger.step(None, Claim("2.1", ((2, 1),), "run-1", LATER))
    ledger.step(Settled("2.1", "run-1", "failed", not_before=LATER, error=Reason("postal.empty")))
    with ledger.writing() as tx:
        tx.change_notices(["2.1"], "retry", actor=TRIAGE, reason=None)
    (posted,) = ledger.outbox(id_="2.1")
    assert (posted.notice.attempts, posted.notice.not_before) == (0, NOW)
    assert posted.delivery is not None
    assert (posted.delivery.message, posted.delivery.error) == ("2.1", Reason("postal.empty"))
    assert ledger.step(None, Claim("2.1", ((2, 1),), "run-2", LATER))


def test_more_than_one_statement_holds_can_be_changed_together(ledger: Ledger) -> None:
    record(ledger, *(f"R-{number}" for number in range(200)))
    every = [posted.notice.id for posted in ledger.outbox()]
    with ledger.writing() as tx:
        events = tx.change_notices(every, "cancel", actor=TRIAGE, reason=None)
    assert len(events) == 200
    assert ledger.outbox_counts()["cancelled"] == len(every) == 800
    assert ledger.verify().ok


def test_a_letter_that_came_back_is_marked_once_with_its_status(ledger: Ledger) -> None:
    record(ledger, "R-1")
    put(ledger, "sent", "2.1", "2.2")
    with ledger.writing() as tx:
        assert tx.mark_bounced("2.3", "5.1.1") == ()
        assert tx.mark_bounced("9.9", "5.1.1") == ()
        bounced = tx.mark_bounced("2.1", "5.1.1")
        assert [posted.notice.id for posted in bounced] == ["2.1", "2.2"]
        tx.append(
            "R-1",
            "noted",
            actor=COUNCIL,
            payload={"bounced": "2.1"},
            told=told_by(BOUNCED, [Contact(a) for a in CHAIN]),
        )
        assert tx.mark_bounced("2.1", "5.2.2") == ()
    assert [p.delivery.error for p in bounced if p.delivery] == [Reason("notice.bounced", {"status": "5.1.1"})] * 2
    assert states(ledger) == {"2.1": "bounced", "2.2": "bounced", "2.3": "queued", "2.4": "queued", "3.1": "queued"}
    assert [(n.recipient, n.template) for n in ledger.show("R-1").notices][-1] == (str(ERAC), "bounced.erac")
    assert ledger.verify().ok


def test_whether_a_letter_that_is_being_sent_came_back_is_asked_again_later(ledger: Ledger) -> None:
    record(ledger, "R-1")
    put(ledger, "sending", "2.1")
    with pytest.raises(TryAgain, match=r"2\.1 is being sent"), ledger.writing() as tx:
        tx.mark_bounced("2.1", "5.1.1")
    assert states(ledger)["2.1"] == "sending"
    ledger.step(Settled("2.1", "run-1", "sent"))
    with ledger.writing() as tx:
        assert len(tx.mark_bounced("2.1", "5.1.1")) == 1


@pytest.mark.parametrize("doubt", [True, False])
@pytest.mark.parametrize("state", ["queued", "held", "failed", "cancelled"])
def test_a_letter_that_came_back_had_gone_out_where_that_was_in_doubt(
    ledger: Ledger, state: NoticeState, doubt: bool
) -> None:
    record(ledger, "R-1")
    assert ledger.step(None, Claim("2.1", ((2, 1),), "run-1", LATER))
    ledger.step(Settled("2.1", "run-1", state, doubt=doubt))
    with ledger.writing() as tx:
        tx.mark_bounced("2.1", "5.1.1")
    assert states(ledger)["2.1"] == ("bounced" if doubt and state in ("queued", "held") else state)


@pytest.mark.parametrize("state", get_args(NoticeState))
def test_a_forgotten_company_is_sent_nothing_more(ledger: Ledger, state: NoticeState) -> None:
    record(ledger, "R-1")
    put(ledger, state, "2.1")
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL, contacts=[Contact(ADVISOR)])
    went_out = state in ("sending", "sent", "bounced")
    assert states(ledger)["2.1"] == (state if went_out else "cancelled")
    assert states(ledger)["2.2"] == "queued"


@pytest.mark.parametrize("state", get_args(NoticeState))
def test_what_was_undone_is_announced_no_more(ledger: Ledger, state: NoticeState) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed("R-1"), routed("R-2")], batch="B-1")
        tx.record(routed("R-3"), batch="B-2")
        tx.append("R-2", "accepted", actor=ADVISOR)
    put(ledger, state, "2.1")
    assert ledger.undo_batch("B-1", actor=TRIAGE).undone == ("H-000001",)
    found = states(ledger)
    assert found["2.1"] == (state if state in ("sending", "sent") else "cancelled")
    assert [found[id_] for id_ in ("2.2", "2.3", "2.4")] == ["cancelled"] * 3
    assert {state for id_, state in found.items() if id_.startswith(("4.", "6."))} == {"queued"}
    corrective = [n.template for n in ledger.show("R-1").notices if n.event_seq > 2]
    assert sorted(corrective) == ["undone.advisor", "undone.company", "undone.council", "undone.erac"]
    assert ledger.verify().ok


def test_what_cannot_be_changed_may_be_left_as_it_is(ledger: Ledger) -> None:
    record(ledger, "R-1")
    put(ledger, "sent", "2.1")
    with ledger.writing() as tx:
        (event,) = tx.change_notices(["2.1", "2.2"], "hold", actor=TRIAGE, reason=None, as_possible=True)
        assert tx.change_notices(["2.1"], "hold", actor=TRIAGE, reason=None, as_possible=True) == []
    assert event.payload["notices"] == ["2.2"]
    assert states(ledger) == {"2.1": "sent", "2.2": "held", "2.3": "queued", "2.4": "queued"}
