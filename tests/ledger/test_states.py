from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.errors import Refused
from innoveici.ledger.event import GENESIS, Event
from innoveici.ledger.states import (
    ALLOWED,
    ANY_TIME,
    BECOMES,
    IN_HAND,
    OPEN,
    UNDOABLE,
    HandoffState,
    apply,
    check_allowed,
    fold,
    handoff_id_of,
)
from innoveici.messages import speaking
from innoveici.steps import EVENT_TYPES, STATE_WORDS, UNDONE, EventType, State

STATES: tuple[State, ...] = get_args(State)
AT = datetime(2026, 11, 21, tzinfo=UTC)


def event(seq: int, type_: EventType, **payload: Any) -> Event:
    return Event(seq, "H-000001", "R-1", type_, AT, "system", payload, "", GENESIS, GENESIS)


def story(*types: EventType, advisor: str = "A") -> HandoffState:
    return fold(event(i, t, **({"advisor_id": advisor} if t == "assigned" else {})) for i, t in enumerate(types, 1))


def test_the_tables_speak_of_every_state_and_event() -> None:
    assert set(ALLOWED) == set(STATES)
    changes_none = {"reopened", "undone", "unreached", "rated", "oriented", "handed_over"}
    assert set(EVENT_TYPES) == set(BECOMES) | ANY_TIME | changes_none
    assert set(BECOMES.values()) == set(STATES)
    assert set().union(*ALLOWED.values()) | ANY_TIME | {"received", "undone"} == set(EVENT_TYPES)
    assert set(STATES) >= OPEN > IN_HAND


def test_only_an_outcome_may_be_undone() -> None:
    assert ALLOWED["received"] == UNDOABLE


def test_every_state_is_reached_from_received_and_every_one_can_be_closed() -> None:
    def reached(start: State) -> set[State]:
        seen: set[State] = set()
        ahead = [start]
        while ahead:
            state = ahead.pop()
            if state not in seen:
                seen.add(state)
                ahead += [BECOMES[step] for step in ALLOWED[state] if step in BECOMES]
        return seen

    assert reached("received") == set(STATES)
    assert all("closed" in reached(state) for state in STATES)


@given(st.sampled_from(STATES), st.sampled_from(EVENT_TYPES))
def test_a_step_is_refused_exactly_when_the_table_does_not_have_it(state: State, step: EventType) -> None:
    handoff = HandoffState("H-000001", "R-1", state, 1, AT, 1)
    if step in ALLOWED[state] | ANY_TIME:
        check_allowed(handoff, step)
    else:
        with pytest.raises(Refused) as refused:
            check_allowed(handoff, step)
        assert all(
            STATE_WORDS[allowed] in str(refused.value.remedy)
            for allowed in (ALLOWED[state] | ANY_TIME) - {"asked", "rated"}
        )


def test_every_state_and_event_has_words_that_a_refusal_translates() -> None:
    assert set(STATE_WORDS) == {*STATES, *EVENT_TYPES, UNDONE}
    with pytest.raises(Refused) as refused:
        check_allowed(HandoffState("H-000001", "R-1", "assigned", 1, AT, 1), "contacted")
    assert refused.value.remedy is not None
    with speaking("fr"):
        said = refused.value.message.text() + refused.value.remedy.text()
    assert "attribuée" in said
    assert "acceptée" in said
    for raw in ("assigned", "contacted", "accepted", "noted"):
        assert raw not in said


def test_a_consent_once_refused_is_lifted_by_a_yes_alone() -> None:
    refused = fold([event(1, "received", consent=False), event(2, "held")])
    for values, consent in (({}, False), ({"consent": None}, False), ({"consent": True}, True)):
        assert apply(refused, event(3, "corrected", values=values)).consent is consent


def test_another_company_was_never_asked_for_the_consent_that_the_first_one_refused() -> None:
    refused = fold([event(1, "received", consent=False), event(2, "held")])
    assert apply(refused, event(3, "corrected", values={}, replaces=True)).consent is None


def test_what_was_undone_is_nobodys_and_begins_again_when_it_is_reopened() -> None:
    undone = apply(story("received", "assigned"), event(3, "closed", outcome=UNDONE))
    assert (undone.state, undone.undone, undone.advisor_id, undone.holder) == ("closed", True, None, None)
    again = apply(undone, event(4, "reopened"))
    assert (again.state, again.undone, again.closed_from) == ("received", False, None)
    closed = apply(story("received", "held"), event(3, "closed", outcome="no-follow-up"))
    assert (closed.undone, closed.closed_from) == (False, "held")


def test_declining_takes_it_out_of_ones_hands_and_is_remembered() -> None:
    state = story("received", "assigned", "declined")
    assert (state.state, state.advisor_id, state.declined_by, state.holder) == ("declined", None, ("A",), None)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("received", "assigned", "accepted", "contacted", "closed", "reopened"), "contacted"),
        (("received", "held", "closed", "reopened"), "held"),
        (("received", "assigned", "escalated", "closed", "reopened"), "escalated"),
    ],
)
def test_reopening_restores_the_state_it_was_closed_from(types: tuple[EventType, ...], expected: State) -> None:
    assert story(*types).state == expected


def test_a_closed_handoff_weighs_on_nobody_until_it_is_reopened() -> None:
    closed = story("received", "assigned", "accepted", "contacted", "closed")
    assert (closed.advisor_id, closed.holder) == ("A", None)
    assert apply(closed, event(6, "reopened")).holder == "A"


def test_notes_and_erasure_change_no_state() -> None:
    before = story("received", "assigned", "accepted")
    for step in ANY_TIME:
        after = apply(before, event(4, step))
        assert (after.state, after.advisor_id, after.updated_seq) == ("accepted", "A", 4)
        assert after.erased == (step == "erased")


def test_whoever_was_told_stays_involved_once() -> None:
    state = fold([event(1, "received"), event(2, "assigned", told=["a", "b"]), event(3, "declined", told=["b", "c"])])
    assert state.involved == ("a", "b", "c")


def test_a_handoff_without_events_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        fold([])


def test_an_id_can_be_said_and_does_not_run_out() -> None:
    assert handoff_id_of(12) == "H-000012"
    assert handoff_id_of(12_345_678) == "H-12345678"
