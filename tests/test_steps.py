"""The table of steps holds everything that must know of a step: states, rights, commands, keys, forms, letters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import innoveici
from innoveici.cli.app import TASKS, build
from innoveici.ledger.actor import ROLES
from innoveici.ledger.states import ALLOWED, ANY_TIME, BECOMES, IN_HAND, OPEN
from innoveici.messages import _, speaking
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.quebec import WAITING
from innoveici.steps import (
    EVENT_TYPES,
    EVENTS,
    STATE_WORDS,
    STATES,
    STEPS,
    UNDONE,
    EventType,
    State,
    StepName,
    StepRow,
    answer_word,
)
from innoveici.triage.keys import COMMANDS
from innoveici.triage.moves import MOVES, action_of
from innoveici.triage.queue_lines import SHORT_STATE, STATE_FILTERS
from innoveici.triage.triage_app import TriageApp

TEMPLATES = Path(innoveici.__file__).parent / "notify" / "templates"
EACH = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())


def test_each_table_has_a_row_for_each_of_its_names() -> None:
    assert tuple(STATES) == get_args(State)
    assert set(EVENTS) == set(EVENT_TYPES) == set(get_args(EventType))
    assert tuple(STEPS) == get_args(StepName)
    assert set(STATE_WORDS) == {*STATES, *EVENTS}


@EACH
def test_a_step_happens_where_the_table_says(step: StepRow) -> None:
    for state in STATES:
        offered = step.taken_from is not None and state in step.taken_from
        others = any(state in other.states for other in STEPS.values() if other.event == step.event)
        assert offered or others or step.event not in ALLOWED[state] or state in EVENTS[step.event].follows
        assert not offered or step.event in ALLOWED[state]
    assert (step.event in ANY_TIME) == (step.taken_from is None)
    assert BECOMES.get(step.event) == EVENTS[step.event].leads_to
    assert step.right
    assert step.right <= set(ROLES)


def test_what_a_state_is_follows_from_its_row() -> None:
    assert {state for state, row in STATES.items() if row.in_hand} == IN_HAND
    assert IN_HAND < OPEN
    assert WAITING < OPEN
    assert set(SHORT_STATE) == set(STATES)
    assert set(STATE_FILTERS) == {"open", "all"} | {state for state, row in STATES.items() if row.listed}


@EACH
def test_a_step_has_its_command_which_asks_what_the_table_says(step: StepRow) -> None:
    if step.right == {"company"}:  # which has its page
        assert step.name not in {name for names in TASKS.values() for name in names}
        return
    assert step.name in {name for names in TASKS.values() for name in names}
    with speaking("en"):
        command = build([step.name]).commands[step.name]
    options = {option.removeprefix("--") for param in command.params for option in param.opts}
    assert command.help == step.help
    assert {"by", "seen", "json"} <= options
    assert ("reason" in options) == (step.reason != "no")
    assert ("to" in options) == (bool(step.advisor) or step.entries == "if any")
    assert ("choose" in options) == (step.entries == "required")
    for option in step.options:
        (asked,) = [param for param in command.params if param.name == option.name]
        assert asked.required == option.required
        assert tuple(asked.type_descriptor.choices) == tuple(option.answers)


def test_each_key_of_the_screen_is_one_step_or_something_else() -> None:
    keys = [move.key for move in MOVES]
    assert {move.name for move in MOVES} == STEPS.keys() - {"erase", "undo", "ask", "rate"}
    assert len({*keys, *(command.key for command in COMMANDS)}) == len(keys) + len(COMMANDS)
    bound = {binding.key: binding.action for binding in TriageApp.BINDINGS}
    for move in MOVES:
        assert bound[move.key] == action_of(move)
        assert len(move.key) == 1
        assert move.label
        assert move.title
        with speaking("fr"):
            assert _(move.label) != move.label or move.label == "note"


@pytest.mark.parametrize("event", EVENTS)
def test_who_hears_of_an_event_gets_a_letter(event: EventType) -> None:
    for role, template in EVENTS[event].tells.items():
        assert template.endswith(f".{role}")
        assert template in LETTER_TYPES
        if LETTER_TYPES[template].goes != "daily":
            assert (TEMPLATES / f"{template}.j2").exists()


def test_letters_name_commands_that_there_are() -> None:
    commands = {name.split()[0] for names in TASKS.values() for name in names}
    said = {
        found for file in TEMPLATES.rglob("*.j2") for found in re.findall(r'"innoveici (\w+) ', file.read_text("utf-8"))
    }
    assert "accept" in said
    assert said <= commands


def test_every_answer_is_worded_in_french_and_what_is_not_known_is_said_as_it_is() -> None:
    options = [option for step in STEPS.values() for option in step.options]
    assert options
    with speaking("fr"):
        for option in options:
            for code, words in option.answers.items():
                assert answer_word({option.name: code}) == words
                assert _(words) != words
    assert answer_word({"outcome": UNDONE}) == "recorded by mistake"
    assert answer_word({"outcome": "of another time"}) == "of another time"
    assert answer_word({}) == ""
