"""The last step taken back: all is as it was, who had heard nothing hears nothing, and nobody's work goes unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.casework.casework import Casework, Done
from innoveici.desk import Desk
from innoveici.errors import InnoveiciError, Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from innoveici.ledger.states import OPEN
from innoveici.request import Request
from tests.casework.conftest import NOW, shipped_desk
from tests.casework.test_any_order import ADVISORS, STEPS

LUC, ANA = Actor("person", "luc"), Actor("person", "ana")
NUMBERS = count(1)
LATER = NOW + timedelta(days=2)


def _routed(desk: Desk, ledger: Ledger, code: str = "J0K 2M0", id_: str = "R-1") -> str:
    desk.route(Request(id_, "Fromagerie Fictive", code, email="info@fromagerie.example"), ledger)
    return id_


def _send(ledger: Ledger, *roles: str) -> None:
    """What is queued goes out, whether its time has come or not."""
    for posted in ledger.due(LATER, digests={}, limit=10_000):
        if not roles or posted.notice.recipient.partition(":")[0] in roles:
            ledger._clock = lambda: LATER
            assert ledger.step(None, Claim(posted.notice.id, (posted.key,), "run", LATER))
            ledger.step(Settled(posted.notice.id, "run", "sent"))
            ledger._clock = lambda: NOW


def _as_it_is(ledger: Ledger, id_: str) -> dict[str, Any]:
    """Whatever anybody asks of a handoff, but the number of its last event."""
    shown, states = ledger.show(id_), sorted(OPEN | {"closed", "referred", "rejected"})
    lines = [line for line in ledger.queue(states=states) if line.request_id == id_]  # type: ignore[arg-type]
    recalled = ledger.recall((id_,))[id_]
    with ledger.writing() as tx:
        told = tx.told_before(shown.handoff.handoff_id)
    return {
        "handoff": replace(shown.handoff, updated_seq=0, involved=tuple(sorted(shown.handoff.involved))),
        "loads": ledger.loads(),
        "line": [line._replace(updated_seq=0) for line in lines],
        "personal": dict(shown.personal or {}),
        "known": recalled.known,
        "decision": ledger.decision(id_),
        "waiting": [replace(w, updated_seq=0) for w in ledger.waiting(LATER) if w.request_id == id_],
        "told": sorted(map(str, told)),
        "of correcting": sorted(map(str, recalled.told)),
    }


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    with open_ledger(f"sqlite:///{tmp_path_factory.mktemp('back') / 'ledger.db'}", clock=lambda: NOW) as opened:
        yield opened  # type: ignore[misc]


@settings(max_examples=25)
@given(
    code=st.sampled_from(["J0K 2M0", "J0K 2M0", "J0K", "GIR 2B5"]),
    tried=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(ADVISORS)), max_size=8),
)
def test_every_step_taken_back_leaves_all_as_it_was(shared: Ledger, code: str, tried: list[tuple[str, str]]) -> None:
    desk = shipped_desk()
    casework, id_ = Casework(shared, desk), f"T-{next(NUMBERS)}"
    _routed(desk, shared, code, id_)
    before = []
    for step, advisor in tried:
        if step == "erased":
            continue
        found = _as_it_is(shared, id_)
        try:
            STEPS[step](casework, id_, advisor)
        except InnoveiciError:
            continue
        before.append(found)
    while before:
        casework.undo(id_, SYSTEM)
        assert _as_it_is(shared, id_) == before.pop()
    with pytest.raises(Refused, match="nobody has taken a step"):
        casework.undo(id_, SYSTEM)
    assert shared.verify().ok, shared.verify().why


@settings(max_examples=25)
@given(
    tried=st.lists(
        st.tuples(
            st.sampled_from([*sorted(set(STEPS) - {"erased"}), "undo", "undo", "send"]), st.sampled_from(ADVISORS)
        ),
        max_size=12,
    )
)
def test_in_any_order_the_ledger_is_what_its_events_say(shared: Ledger, tried: list[tuple[str, str]]) -> None:
    desk = shipped_desk()
    casework, id_ = Casework(shared, desk), f"T-{next(NUMBERS)}"
    _routed(desk, shared, "J0K 2M0", id_)
    for step, advisor in tried:
        try:
            if step == "send":
                _send(shared)
            elif step == "undo":
                casework.undo(id_, LUC)
            else:
                STEPS[step](casework, id_, advisor)
        except InnoveiciError:
            continue
    assert shared.verify().ok, shared.verify().why


def test_undone_before_a_letter_went_nobody_hears_of_it(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    id_ = _routed(desk, ledger)
    _send(ledger)
    first = ledger.show(id_).handoff.advisor_id
    declined = casework.take("decline", id_, LUC, {"reason": "Congé"})
    second = f"advisor:{declined.handoff.advisor_id}"
    done = casework.undo(id_, LUC, reason="Mauvais dossier")
    assert (done.handoff.state, done.handoff.advisor_id) == ("assigned", first)
    assert done.told == ()
    assert done.withdrawn == sum(told.state == "queued" for told in declined.told)
    assert not list(ledger.outbox(states=["queued"]))
    with pytest.raises(Refused, match="no handoff was ever sent"):
        ledger.show(id_, Actor.parse(second))
    assert first not in done.handoff.declined_by
    casework.take("accept", id_, LUC)
    casework.take("contact", id_, LUC)
    assert second not in [str(told.recipient) for told in casework.take("close", id_, LUC, {"outcome": "served"}).told]
    assert second not in [str(told.recipient) for told in casework.take("erase", id_, LUC).told]


def test_who_was_written_to_is_told_and_the_one_who_had_it_meanwhile_is_relieved(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    id_ = _routed(desk, ledger)
    _send(ledger)
    declined = casework.take("decline", id_, LUC, {"reason": "Congé"})
    second = f"advisor:{declined.handoff.advisor_id}"
    _send(ledger, "advisor")
    done = casework.undo(id_, LUC)
    assert {(str(t.recipient).partition(":")[0], t.template) for t in done.told} == {("advisor", "taken_back.advisor")}
    assert second in {str(told.recipient) for told in done.told}
    assert {p.notice.template for p in ledger.outbox(states=["queued"])} == {"taken_back.advisor"}
    assert ledger.loads().get(declined.handoff.advisor_id or "") is None
    later = [str(told.recipient) for told in casework.take("erase", id_, LUC).told]
    assert second in later  # it has a copy


@pytest.mark.parametrize("was", ["no_address", "failed", "bounced"])
def test_a_letter_to_a_corrected_address_waits_and_undone_by_then_is_as_it_was(
    casework: Casework, desk: Desk, ledger: Ledger, was: Literal["no_address", "failed", "bounced"]
) -> None:
    email = "" if was == "no_address" else "info@fromagerie.example"
    desk.route(Request("R-1", "Fromagerie Fictive", "J0K 2M0", email=email), ledger)
    _send(ledger, "advisor", "erac", "council")
    for letter in ledger.due(NOW, digests={}, limit=9):
        assert ledger.step(None, Claim(letter.notice.id, (letter.key,), "run", LATER))
        ledger.step(Settled(letter.notice.id, "run", "failed" if was == "failed" else "sent"))
        if was == "bounced":
            with ledger.writing() as tx:
                assert tx.mark_bounced(letter.notice.id, "5.1.1")
    (before,) = ledger.outbox(recipient="company:R-1")
    casework.take("correct", "R-1", LUC, {"email": "autre@ailleurs.example"})
    (again,) = ledger.outbox(recipient="company:R-1")
    assert (before.notice.state, again.notice.state) == (was, "queued")
    assert not ledger.due(NOW + timedelta(seconds=59), digests={}, limit=9)
    assert again.key in {posted.key for posted in ledger.due(NOW + timedelta(seconds=60), digests={}, limit=9)}
    done = casework.undo("R-1", LUC)
    assert done.events[0].payload["steps"] == ["corrected"]
    assert [posted.notice.state for posted in ledger.outbox(recipient="company:R-1")] == [was]
    assert done.withdrawn == 2  # the advisor's, who was to hear of the correction, and the company's
    assert not list(ledger.outbox(states=["queued"]))
    assert ledger.verify().ok


def test_a_letter_that_went_to_a_corrected_address_is_not_called_unsent(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    desk.route(Request("R-1", "Fromagerie Fictive", "J0K 2M0"), ledger)
    casework.take("correct", "R-1", LUC, {"email": "autre@ailleurs.example"})
    _send(ledger)
    assert casework.undo("R-1", LUC).withdrawn == 0
    assert next(ledger.outbox(recipient="company:R-1")).notice.state == "sent"


def test_a_note_taken_back_is_not_shown_any_more(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    id_ = _routed(desk, ledger)
    casework.take("note", id_, LUC, {"reason": "Au mauvais dossier"})
    done = casework.undo(id_, LUC)
    assert (done.told, done.withdrawn) == ((), 0)
    assert [part for _, part in ledger.recall((id_,))[id_].with_private_parts][2:] == [{}, {}]
    assert done.events[0].payload["undoes"] == [3]


def test_it_is_refused_once_somebody_acted(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    id_ = _routed(desk, ledger)
    seen = casework.take("accept", id_, LUC).events[-1].seq
    casework.take("contact", id_, ANA)
    head = ledger.head()
    with pytest.raises(Refused, match=r"has gone on since: contacted by person:ana") as refused:
        casework.undo(id_, LUC)
    assert "--step contacted" in str(refused.value.remedy)
    with pytest.raises(Refused, match=r"meanwhile \(contacted by person:ana\)"):
        casework.undo(id_, LUC, seen_seq=seen)
    with pytest.raises(Refused, match=r"contacted by person:ana"):
        casework.undo(id_, LUC, step="accepted")
    assert ledger.head() == head
    assert casework.undo(id_, LUC, step="contacted").handoff.state == "accepted"
    assert casework.undo(id_, LUC).handoff.state == "assigned"


def test_whoever_took_no_step_takes_back_the_last_one_of_whoever_did(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    id_ = _routed(desk, ledger)
    advisor = Actor("advisor", ledger.show(id_).handoff.advisor_id or "")
    casework.take("decline", id_, advisor, {"reason": "Non"})
    other = Actor("advisor", ledger.show(id_).handoff.advisor_id or "")
    with pytest.raises(Refused, match="may not take this step"):
        casework.undo(id_, other)
    assert casework.undo(id_, advisor).handoff.advisor_id == advisor.id
    casework.take("accept", id_, advisor)
    assert casework.undo(id_, ANA).handoff.state == "assigned"


def test_reminders_and_decisions_about_letters_are_no_steps(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    id_ = _routed(desk, ledger)
    casework.take("accept", id_, LUC)
    with ledger.writing() as tx:
        tx.append(id_, "noted", actor=SYSTEM, payload={"reminder": 7}, told=())
        notice = next(p.notice.id for p in ledger.outbox(states=["queued"]))
        tx.change_notices([notice], "hold", actor=ANA, reason=None)
    assert casework.undo(id_, LUC).handoff.state == "assigned"


def test_what_is_no_step_is_refused_with_what_to_do(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    id_ = _routed(desk, ledger)
    with pytest.raises(Refused, match="nobody has taken a step") as refused:
        casework.undo(id_, LUC)
    assert "batch undo" in str(refused.value.remedy)
    casework.take("accept", id_, LUC)
    casework.take("erase", id_, LUC)
    with pytest.raises(Refused, match="was erased"):
        casework.undo(id_, LUC)
    with ledger.writing() as tx:
        tx.record(desk.entry(*_decided(desk)), batch="B-1")
    ledger.undo_batch("B-1", actor=SYSTEM)
    with pytest.raises(Refused, match="undone with its batch"):
        casework.undo("R-2", LUC)


def _decided(desk: Desk) -> Any:
    request = Request("R-2", "Scierie Fictive", "J0K 2M0")
    return request, desk.decide(request, {}, frozenset())


def test_a_batch_can_be_taken_back_once_the_step_after_it_was(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(desk.entry(*_decided(desk)), batch="B-1")
    casework.take("accept", "R-2", LUC)
    assert ledger.undo_batch("B-1", actor=SYSTEM).undone == ()
    casework.undo("R-2", LUC)
    assert ledger.undo_batch("B-1", actor=SYSTEM).undone == ("H-000001",)
    assert ledger.verify().ok


def test_the_correction_of_somebody_who_had_it_outlives_the_batch(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    with ledger.writing() as tx:
        tx.record(desk.entry(*_decided(desk)), batch="B-1")
    declined = casework.take("decline", "R-2", LUC, {"reason": "x"})
    _send(ledger)
    casework.undo("R-2", LUC)
    ledger.undo_batch("B-1", actor=SYSTEM)
    relieved = [p for p in ledger.outbox() if p.notice.recipient == f"advisor:{declined.handoff.advisor_id}"]
    assert [(p.notice.template, p.notice.state) for p in relieved][1:] == [("taken_back.advisor", "queued")]


def test_every_step_gives_its_done(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    id_ = _routed(desk, ledger, "J0K")
    corrected = casework.take("correct", id_, LUC, {"municipality": "Saint-Félix-de-Valois"})
    assert not isinstance(corrected, Done)
    done = casework.undo(id_, LUC)
    assert done.handoff.state == "held"
    assert done.events[0].payload["steps"] == ["corrected", "assigned"]
