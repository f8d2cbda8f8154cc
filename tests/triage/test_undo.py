"""The last step taken back, whatever it was, unless somebody went on from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Static

from innoveici.casework.casework import Casework
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import OPEN
from tests.triage.conftest import Screen

Triage = Callable[..., object]
LUC = Actor("person", "luc")


async def _undo(screen: Screen) -> None:
    await screen.press("u")
    await screen.form()
    await screen.press("enter")
    await screen.no_form()


def test_closing_is_taken_back_and_so_is_reopening(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.go_to("R-2")
        await screen.step("w", "down", "down", "down", "enter")
        await _undo(screen)
        assert screen.state("R-2")[0] == "held"
        await screen.step("w", "enter")
        await screen.step("p", reason="By mistake")
        await _undo(screen)
        assert screen.state("R-2")[0] == "closed"
        closed = [event for event in screen.ledger.events("R-2") if event.type == "closed"]
        assert closed[-1].payload["outcome"] == "served"
        await _undo(screen)  # the step before that
        assert screen.state("R-2")[0] == "held"

    triage(day)


def test_reassigning_and_escalating_give_back_to_who_had_it(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        first = screen.state("R-1")
        await screen.step("r", "enter", reason="Leave")
        await _undo(screen)
        assert screen.state("R-1") == first
        await screen.step("x", reason="Major")
        await screen.step("r", "down", "enter", reason="Not so major")
        await _undo(screen)
        assert screen.state("R-1") == ("escalated", None)
        await _undo(screen)
        assert screen.state("R-1") == first
        await screen.press("u")
        await screen.until(lambda: "no step was taken here" in screen.status)

    triage(day)


def test_the_form_says_of_whom_and_to_whom_it_goes_back(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        (line,) = (line for line in screen.ledger.queue(states=OPEN) if line.request_id == "R-1")
        await screen.step("r", "enter", reason="Leave")
        await screen.press("u")
        form = await screen.form()
        facts = str(form.query_one("#form-facts", Static).render())
        assert line.company in facts.splitlines()[0]
        assert facts.splitlines()[1].endswith(f" · {line.advisor_id}")

    triage(day)


def test_a_correction_is_taken_back_by_the_former_values(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("k")
        await screen.form()
        await screen.press("enter")
        await screen.press(*["backspace"] * 7)
        await screen.type("J0K2N0")
        await screen.press("ctrl+s")
        await screen.no_form()
        assert screen.ledger.personal("R-1")["postal_code"] == "J0K2N0"  # type: ignore[index]
        await _undo(screen)
        assert screen.ledger.personal("R-1")["postal_code"] == "J0K 2M0"  # type: ignore[index]

    triage(day)


def test_what_was_empty_is_empty_again_and_what_was_decided_anew_waits_again(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await _correct(screen, "Saint-Félix-de-Valois")
        await _undo(screen)
        assert not (screen.ledger.personal("R-1") or {}).get("municipality")
        await screen.go_to("R-2")
        before = screen.state("R-2")
        await _correct(screen, "Saint-Lin-Laurentides")
        assert screen.state("R-2") != before
        await _undo(screen)
        assert screen.state("R-2") == before

    triage(day)


async def _correct(screen: Screen, municipality: str) -> None:
    await screen.press("k")
    await screen.form()
    await screen.type(municipality)
    await screen.press("ctrl+s")
    await screen.no_form()


@pytest.mark.parametrize("key", ["a", "d", "n"])
def test_accepting_declining_and_noting_are_taken_back_too(triage: Triage, key: str) -> None:
    async def day(screen: Screen) -> None:
        before, loads = screen.state("R-1"), screen.ledger.loads()
        await screen.step(key, reason="By mistake")
        await _undo(screen)
        assert (screen.state("R-1"), screen.ledger.loads()) == (before, loads)
        assert list(screen.ledger.events("R-1"))[-1].type == "undone"

    triage(day)


def test_a_step_somebody_went_on_from_is_not_taken_back(triage: Triage, colleague: Casework) -> None:
    async def day(screen: Screen) -> None:
        await screen.step("r", "enter", reason="Leave")
        colleague.take("accept", "R-1", LUC)
        await screen.press("u")
        await screen.form()
        await screen.press("enter")
        await screen.until(lambda: "meanwhile (accepted by person:luc)" in screen.problem)
        assert screen.state("R-1")[0] == "accepted"

    triage(day)
