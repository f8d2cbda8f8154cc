"""One step is taken for all handoffs that are marked; the last step is taken back, unless somebody went on from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import OptionList, Static

from innoveici.casework.casework import Casework
from innoveici.errors import StorageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import OPEN
from innoveici.messages import N_, Message
from innoveici.request import Request
from innoveici.triage.backend import Backend
from innoveici.triage.step_actions import StepReport
from tests.triage.conftest import Screen

Triage = Callable[..., object]
LUC = Actor("person", "luc")


def marked(screen: Screen) -> list[str]:
    """The companies of the lines with a mark."""
    return [row[23:].strip() for row in screen.rows if row[1] == "*"]


async def report(screen: Screen) -> str:
    """What is said of every handoff."""
    await screen.until(lambda: isinstance(screen.app.screen, StepReport) and screen.app.screen.query(Static))
    return "\n".join(str(line.render()) for line in screen.app.screen.query(Static))


async def take(screen: Screen, key: str, *then: str, reason: str = "") -> str:
    """A step for all that are marked, and what is said of it."""
    await screen.step(key, *then, reason=reason)
    said = await report(screen)
    await screen.press("escape")
    await screen.until(lambda: not isinstance(screen.app.screen, StepReport))
    return said


def types(screen: Screen, request_id: str) -> list[str]:
    return [event.type for event in screen.ledger.events(request_id)]


def test_one_note_for_all_and_each_has_its_own_event(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("asterisk")
        said = await take(screen, "n", reason="Ask again on Monday")
        assert "4 done" in said
        assert "refused" not in said
        assert all(types(screen, f"R-{n}")[-1] == "noted" for n in range(1, 5))
        assert "4 done" in screen.status
        assert not screen.app.view.marked  # done is no longer marked

    triage(day)


def test_what_refuses_is_said_and_stays_marked(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("asterisk", "a")
        form = await screen.form()
        assert "not possible now for H-000003: held" in str(form.query_one("#form-facts", Static).render())
        await screen.press("enter")
        await screen.no_form()
        said = await report(screen)
        assert "3 done · 1 refused" in said
        assert "! H-000003 is held: “accepted” is not possible now" in said
        await screen.press("escape")
        assert [screen.state(f"R-{n}")[0] for n in range(1, 5)] == ["accepted", "held", "accepted", "accepted"]
        assert "1 marked" in screen.about
        assert "Scierie" in marked(screen)[0]

    triage(day)


def test_a_step_that_none_allows_opens_no_form(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.go_to("R-1")
        await screen.press("space", "w")
        assert "none of those marked allows it; possible now: a accept" in screen.status
        await screen.press("k")
        assert "one by one" in screen.status
        assert "a accept" in screen.keys
        assert "k correct" not in screen.keys

    triage(day)


def test_held_requests_are_all_given_to_one_advisor_with_one_reason(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        screen.app.backend._desk().route(Request("R-5", "Ferme du Rang", "J0K"), screen.ledger)
        await screen.app.follower.catch_up()
        for request_id in ("R-2", "R-5"):
            await screen.go_to(request_id)
            await screen.press("space")
        await screen.press("g")
        await screen.form()
        await screen.type("QC-14-13")
        await screen.press("enter", "enter")
        assert "needs a reason" in screen.problem
        await screen.type("By telephone")
        await screen.press("enter")
        await screen.no_form()
        assert "2 done" in await report(screen)
        assert screen.state("R-2") == screen.state("R-5") == ("assigned", "QC-14-13")

    triage(day)


def test_reassigned_by_the_rule_each_goes_to_its_own_next(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        before = {n: screen.state(f"R-{n}")[1] for n in (1, 3, 4)}
        for n in before:
            await screen.go_to(f"R-{n}")
            await screen.press("space")
        said = await take(screen, "r", "enter", reason="Away")
        for n, advisor in before.items():
            state, now = screen.state(f"R-{n}")
            assert (state, now != advisor) == ("assigned", True)
            assert str(now) in said
        await screen.press("u")
        await screen.form()
        await screen.press("enter")
        await screen.no_form()
        assert "3 done" in await report(screen)
        assert {n: screen.state(f"R-{n}")[1] for n in (1, 3, 4)} == before
        await screen.press("escape", "u")
        assert "no step was taken" in screen.status

    triage(day)


def test_held_ones_are_closed_together_and_brought_back_together(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        desk = screen.app.backend._desk()
        for n, code in ((5, "M5V 2T6"), (6, "T2P 1J9")):
            desk.route(Request(f"R-{n}", f"Usine {n}", code), screen.ledger)
        await screen.app.follower.catch_up()
        for n in (5, 6):
            await screen.go_to(f"R-{n}")
            await screen.press("space")
        await screen.press("w")
        form = await screen.form()
        assert "outside Québec" in str(form.query_one(OptionList).get_option_at_index(0).prompt)
        await screen.press("enter", "enter")
        await screen.no_form()
        await report(screen)
        await screen.press("escape")
        assert [e.payload.get("outcome") for n in (5, 6) for e in screen.ledger.events(f"R-{n}")][2::3] == [
            "outside",
            "outside",
        ]
        await screen.go_to("R-1")
        await screen.step("x", reason="Large")  # a step of its own comes first when it is taken back
        await screen.step("u")
        assert screen.state("R-1")[0] == "assigned"
        await screen.step("u")
        await report(screen)
        assert [screen.state(f"R-{n}")[0] for n in (5, 6)] == ["held", "held"]

    triage(day)


def test_taking_back_says_of_which_it_cannot_be(triage: Triage, colleague: Casework) -> None:
    async def day(screen: Screen) -> None:
        for n in (1, 3):
            await screen.go_to(f"R-{n}")
            await screen.press("space")
        await take(screen, "x", reason="Large")
        colleague.take("contact", "R-3", LUC)  # meanwhile
        await screen.step("u")
        said = await report(screen)
        assert "1 done · 1 refused" in said
        assert "changed meanwhile" in said
        assert screen.state("R-1")[0] == "assigned"
        assert screen.state("R-3")[0] == "contacted"

    triage(day)


def test_what_is_marked_and_not_shown_is_left_out_and_it_is_said(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        for n in (1, 4):
            await screen.go_to(f"R-{n}")
            await screen.press("space")
        await screen.press("slash")
        await screen.type("atelier")
        await screen.press("enter")
        await screen.until(lambda: len(screen.rows) == 1)
        assert "2 marked · 1 of them not shown" in screen.about
        await screen.press("n")
        form = await screen.form()
        assert "left out, for they are not shown: H-000001" in str(form.query_one("#form-facts", Static).render())
        await screen.type("x")
        await screen.press("enter")
        await screen.no_form()
        assert "left out, for they are not shown: H-000001" in await report(screen)
        assert types(screen, "R-4")[-1] == "noted"
        assert types(screen, "R-1")[-1] == "assigned"
        await screen.press("escape", "escape", "slash")
        await screen.type("erabl")
        await screen.press("enter")
        await screen.until(lambda: "rabli" in screen.rows[0])
        screen.app.view.mark(["H-000001"], on=True)
        head = screen.ledger.head()
        await screen.press("n")
        assert "what is marked is not shown" in screen.status
        assert screen.ledger.head() == head

    triage(day)


def test_marks_outlive_what_others_do_and_a_change_since_then_refuses(triage: Triage, colleague: Casework) -> None:
    async def day(screen: Screen) -> None:
        for n in (1, 3):
            await screen.go_to(f"R-{n}")
            await screen.press("space")
        await screen.go_to("R-2")
        colleague.take("note", "R-3", LUC, {"reason": "x"})
        await screen.app.follower.catch_up()
        assert "2 marked" in screen.about
        assert "was changed by others: noted (person:luc)" in screen.status  # though the cursor is elsewhere
        screen.app.follower.load()
        await screen.until(lambda: not screen.app.view.reading)
        assert len(screen.app.view.marked_and_shown) == 2
        await screen.press("a")
        await screen.form()
        colleague.take("escalate", "R-1", LUC, {"reason": "x"})  # while the form is open
        await screen.press("enter")
        await screen.no_form()
        said = await report(screen)
        assert "1 done · 1 refused" in said
        assert "changed meanwhile" in said
        assert (screen.state("R-1")[0], screen.state("R-3")[0]) == ("escalated", "accepted")

    triage(day)


def test_a_ledger_that_fails_stops_the_rest_and_says_so(triage: Triage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def day(screen: Screen) -> None:
        written, count = Backend.written, iter(range(9))

        def fail(self: Backend, act: Callable[[Casework], object]) -> object:
            if next(count) == 1:
                raise StorageError(Message(N_("the disk fails")), Message(N_("look at it")))
            return written(self, act)

        monkeypatch.setattr(Backend, "written", fail)
        await screen.press("asterisk")
        said = await take(screen, "n", reason="x")
        assert "1 done · 3 refused" in said
        assert "the disk fails – look at it" in said
        assert said.count("not tried") == 2
        assert "3 marked" in screen.about
        monkeypatch.setattr(Backend, "written", written)
        assert "3 done" in await take(screen, "n", reason="x")  # again, for what is left
        assert all(types(screen, f"R-{n}").count("noted") == 1 for n in range(1, 5))

    triage(day)


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
