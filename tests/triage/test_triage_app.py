"""Each key of the screen, on a real ledger: what it shows, what it writes, what it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Input, OptionList

from innoveici.casework.casework import Casework
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request
from innoveici.triage.form import Form
from innoveici.triage.keys import HelpScreen
from tests.triage.conftest import AWAY, NARROW, WIDE, Files, Screen

Triage = Callable[..., object]
LUC = Actor("person", "luc")


def test_the_queue_shows_what_waits_and_why(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.until(lambda: "!" in screen.rows[0])
        first, second, third, _ = screen.rows
        assert first.startswith("> H-000001   assigned    18 d !")
        assert "Fromagerie du Lac" in first
        assert "held" in second
        assert "area" in second  # the beginning of why
        assert "Érablière [red]Cô" in third  # as it is, no markup
        assert "4 handoffs" in screen.about

    triage(day)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_request_goes_from_assigned_to_closed_and_back(triage: Triage, size: tuple[int, int]) -> None:
    async def day(screen: Screen) -> None:
        await screen.go_to("R-1")
        before = screen.state("R-1")[1]
        await screen.step("a")
        assert screen.state("R-1") == ("accepted", before)
        assert "accepted" in screen.status
        await screen.step("c")
        assert screen.state("R-1")[0] == "contacted"
        await screen.step("w", "down", "enter")
        assert screen.state("R-1")[0] == "closed"
        closed = list(screen.ledger.events("R-1"))[-1]
        assert (closed.payload["outcome"], closed.actor) == ("referred", "person:anne")
        assert "closed" in screen.rows[0]  # still in view
        await screen.step("p", reason="They called again")
        assert screen.state("R-1")[0] == "contacted"

    triage(day, size=size)


def test_declining_goes_to_the_next_and_escalating_to_the_erac(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.go_to("R-1")
        first = screen.state("R-1")[1]
        await screen.step("d", reason="No time")
        state, second = screen.state("R-1")
        assert state == "assigned"
        assert second not in (None, first)
        await screen.step("x", reason="Major")
        assert screen.state("R-1") == ("escalated", None)

    triage(day)


def test_a_held_request_is_settled_by_choosing_or_correcting(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.go_to("R-2")
        await screen.press("k")
        await screen.form()
        await screen.type("Saint-Lin-Laurentides")
        await screen.press(*["enter"] * 6)  # from line to line, at the end confirmed
        await screen.no_form()
        assert screen.ledger.personal("R-2")["municipality"] == "Saint-Lin-Laurentides"  # type: ignore[index]
        assert screen.state("R-2")[0] == "assigned"

    triage(day)

    async def another(screen: Screen) -> None:
        screen.app.backend._desk().route(_held(), screen.ledger)
        await screen.app.follower.catch_up()
        await screen.go_to("R-5")
        await screen.press("g")
        form = await screen.form()
        offered = [str(option.prompt)[2:7] for option in form.query_one(OptionList).options]
        assert set(offered[:10]) <= {"QC-04", "QC-14"}  # the regions where it may be
        await screen.type("QC-14-13")
        await screen.press("enter")  # chosen; the reason is next, and needed: nobody is known to be the nearest
        await screen.press("enter")
        assert "needs a reason" in screen.problem
        await screen.type("By telephone")
        await screen.press("enter")
        await screen.no_form()
        assert screen.state("R-5") == ("assigned", "QC-14-13")

    triage(another)


def test_a_postal_code_that_is_none_keeps_the_form_open_and_writes_nothing(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        head = screen.ledger.head()
        await screen.press("k")
        form = await screen.form()
        await screen.press("enter", *["backspace"] * 7)
        await screen.type("J0K 2MO")
        await screen.press("ctrl+s")
        await screen.until(lambda: "did you mean J0K 2M0?" in screen.problem)
        assert "not a postal code" in screen.problem
        assert screen.app.screen is form
        assert screen.ledger.head() == head

    triage(day)


def _held() -> Request:
    return Request("R-5", "Ferme du Rang", "J0K")


def test_consent_that_was_refused_and_came_later_settles_a_held_request(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        screen.app.backend._desk().route(Request("R-5", "Ferme du Rang", "J0K 2M0", consent=False), screen.ledger)
        await screen.app.follower.catch_up()
        await screen.go_to("R-5")
        await screen.press("k")
        form = await screen.form()
        assert [line.value for line in form.query(Input)] == ["no", "", "J0K 2M0", "CA", "", "", ""]
        await screen.press("backspace", "backspace")
        await screen.type("yes")
        await screen.press("ctrl+s")
        await screen.no_form()
        assert screen.state("R-5")[0] == "assigned"

    triage(day)


def test_five_digits_are_settled_by_their_country(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        screen.app.backend._desk().route(Request("R-5", "Fromages du Rhin", "67000"), screen.ledger)
        await screen.app.follower.catch_up()
        await screen.go_to("R-5")
        await screen.press("k")
        form = await screen.form()
        assert "form-country" in [line.id for line in form.query(Input)]
        form.query_one("#form-country", Input).value = "FR"
        await screen.press("ctrl+s")
        await screen.no_form()
        corrected = next(e for e in screen.ledger.events("R-5") if e.type == "corrected")
        assert corrected.payload["fields"] == ["country"]

    triage(day)


def test_what_was_erased_can_neither_be_corrected_nor_given_to_somebody(triage: Triage, ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.erase("R-1", actor=LUC)
        tx.erase("R-2", actor=LUC)

    async def day(screen: Screen) -> None:
        await screen.go_to("R-1")
        assert screen.keys.startswith("a accept  d decline  h not reached  x to the ERAC  z withdraw  n note")
        await screen.press("k")
        await screen.until(lambda: "possible now" in screen.status)
        await screen.go_to("R-2")
        assert screen.keys.startswith("w close  z withdraw  n note")

    triage(day)


def test_reassigning_by_the_rule_or_to_a_name(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.go_to("R-1")
        first = screen.state("R-1")[1]
        await screen.step("r", "enter", reason="Leave")
        assert screen.state("R-1")[1] not in (None, first)
        await screen.press("r")
        await screen.form()
        await screen.type("rimouski")
        await screen.press("enter")
        await screen.type("Specialist")
        await screen.press("enter")
        await screen.no_form()
        assert screen.state("R-1") == ("assigned", "QC-01-04")

    triage(day)


def test_a_note_is_kept_and_nobody_told(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.step("n", reason="Call on Monday")
        last = list(screen.ledger.events("R-1"))[-1]
        assert last.type == "noted"
        assert "told" not in last.payload

    triage(day)


@pytest.mark.parametrize("key", list("adxrkn"))
def test_escape_gives_a_step_up(triage: Triage, key: str) -> None:
    async def day(screen: Screen) -> None:
        head = screen.ledger.head()
        await screen.press(key)
        await screen.form()
        await screen.type("quit adw")  # letters are text here
        await screen.press("escape")
        await screen.no_form()
        assert screen.ledger.head() == head

    triage(day)


def test_a_step_that_needs_a_reason_waits_for_one(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        head = screen.ledger.head()
        await screen.press("d")
        await screen.form()
        await screen.press("space", "enter")
        assert "needs a reason" in screen.problem
        assert screen.ledger.head() == head
        await screen.type("No time")
        await screen.press("enter")
        await screen.no_form()
        assert screen.ledger.head() != head

    triage(day)


def test_only_what_the_state_allows_is_offered(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.loaded()
        await screen.until(lambda: screen.keys.startswith("a accept"))
        offered = "a accept  d decline  h not reached  f orient  x to the ERAC  r reassign"
        assert screen.keys.startswith(offered)
        await screen.press("w")
        await screen.until(lambda: "possible now" in screen.status)
        assert "a accept, d decline" in screen.status
        await screen.go_to("R-2")
        assert screen.keys.startswith("f orient  g assign  k correct  w close  z withdraw  n note")

    triage(day)


def test_an_advisor_may_only_act_on_their_own(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("a")
        await screen.until(lambda: "possible now: –" in screen.status)
        assert screen.keys.startswith("u undo")

    triage(day, actor=Actor("advisor", "QC-01-04"))


def test_a_colleagues_change_appears_and_the_cursor_stays(triage: Triage, colleague: Casework) -> None:
    async def day(screen: Screen) -> None:
        id_ = await screen.go_to("R-3")
        colleague.take("escalate", "R-3", LUC, {"reason": "Major"})
        colleague.take("accept", "R-1", LUC)
        await screen.app.follower.catch_up()
        selected = screen.app.view.queue.selected
        assert selected is not None
        assert (selected.handoff_id, selected.state) == (id_, "escalated")
        assert "changed by others: escalated (person:luc)" in screen.status
        assert "accepted" in screen.rows[0]

    triage(day)


def test_what_a_colleague_changed_meanwhile_refuses_the_step(triage: Triage, colleague: Casework) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("d")
        form = await screen.form()
        await screen.type("No time")
        colleague.take("accept", "R-1", LUC)
        await screen.press("enter")
        await screen.until(lambda: "meanwhile (accepted by person:luc)" in screen.problem)
        assert screen.state("R-1")[0] == "accepted"
        assert form.query_one("#form-reason").value == "No time"  # type: ignore[attr-defined]
        await screen.press("escape")
        await screen.no_form()
        assert "accepted" in screen.rows[0]
        assert screen.keys.startswith("c reached now")

    triage(day)


def test_a_busy_ledger_is_said_and_nothing_typed_is_lost(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("d")
        await screen.form()
        await screen.type("No time")
        with screen.ledger.writing():
            await screen.press("enter")
            await screen.until(lambda: "somebody else is writing to the ledger" in screen.problem)
        await screen.press("enter")
        await screen.no_form()
        assert [event.type for event in screen.ledger.events("R-1")][-2:] == ["declined", "assigned"]

    triage(day, patience_s=0.1)


def test_the_form_answers_while_a_step_waits_to_be_written(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("d")
        form = await screen.form()
        await screen.type("No")
        with screen.ledger.writing():
            await screen.press("enter")
            assert "one moment" in screen.problem
            await screen.type(" time")
            assert form.query_one("#form-reason").value == "No time"  # type: ignore[attr-defined]
            await screen.press("enter", "escape")
            assert "is being written" in screen.problem
            assert screen.app.screen is form
        await screen.no_form()
        assert [event.type for event in screen.ledger.events("R-1")][-2:] == ["declined", "assigned"]

    triage(day)


def test_details_open_with_enter_where_there_is_no_room_for_both(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        assert not screen.app.detail.display
        await screen.press("enter")
        await screen.until(lambda: screen.app.detail.display)
        assert not screen.app.view.queue.display
        await screen.press("right")
        assert screen.app.view.queue.selected is not None
        assert screen.app.view.queue.selected.company == "Scierie des Pins"
        await screen.step("n", reason="From the details")
        await screen.press("escape")
        await screen.until(lambda: screen.app.view.queue.display)

    triage(day)


async def _in_the_details(screen: Screen) -> None:
    await screen.press("enter")
    await screen.until(lambda: screen.app.detail.display and not screen.app.view.queue.display)


async def _in_the_queue(screen: Screen) -> None:
    await screen.until(lambda: screen.app.view.queue.has_focus and screen.app.view.queue.display)
    assert not screen.app.detail.display


@pytest.mark.parametrize(
    ("key", "about", "first"), [("o", "overdue only", "Fromag"), ("t", "sorted by: State", "Fromag"), ("T", "", "Gasp")]
)
def test_a_key_that_narrows_or_sorts_the_queue_brings_it_back_from_behind_the_details(
    triage: Triage, key: str, about: str, first: str
) -> None:
    async def day(screen: Screen) -> None:
        await _in_the_details(screen)
        await screen.press(key)
        await _in_the_queue(screen)
        assert about in screen.about
        await screen.until(lambda: first in screen.rows[0])

    triage(day)


@pytest.mark.parametrize(("key", "about"), [("s", "state: held"), ("e", "erac-01")])
def test_a_choice_given_up_leaves_the_details_and_one_made_shows_the_queue(
    triage: Triage, key: str, about: str
) -> None:
    async def day(screen: Screen) -> None:
        await _in_the_details(screen)
        await screen.press(key)
        await screen.form()
        await screen.press("escape")
        await screen.no_form()
        assert screen.app.detail.display
        await screen.press(key)
        await screen.form()
        await screen.press("down", "enter")
        await screen.no_form()
        await _in_the_queue(screen)
        assert about in screen.about

    triage(day)


def test_a_search_from_the_details_is_typed_over_the_queue_that_follows_it(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await _in_the_details(screen)
        await screen.press("slash")
        await screen.until(lambda: screen.app.search.has_focus and screen.app.view.queue.display)
        await screen.type("gasp")
        await screen.until(lambda: len(screen.rows) == 1)
        await screen.press("enter")
        await _in_the_queue(screen)

    triage(day)


def test_a_search_goes_on_where_the_screen_becomes_too_narrow_for_queue_and_details(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("enter")
        await screen.until(lambda: screen.app.detail.has_focus)
        await screen.press("slash")
        await screen.pilot.resize_terminal(*NARROW)
        await screen.until(lambda: screen.app.screen.has_class("-narrow"))
        await screen.type("gas")
        await screen.until(lambda: len(screen.rows) == 1)
        assert screen.app.search.has_focus  # else the next letters were commands
        assert screen.app.view.queue.display

    triage(day, size=WIDE)


def test_escape_from_the_details_leaves_the_search_as_it_is_until_the_queue_is_seen(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("slash")
        await screen.type("gasp")
        await screen.press("enter")
        await screen.until(lambda: len(screen.rows) == 1)
        await _in_the_details(screen)
        await screen.press("escape")
        await _in_the_queue(screen)
        assert "“gasp”" in screen.about
        await screen.press("escape")
        await screen.until(lambda: len(screen.rows) == 4)

    triage(day)


def test_both_stand_side_by_side_where_there_is_room(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        assert screen.app.detail.display
        assert screen.app.view.queue.display

    triage(day, size=WIDE)


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize(("columns", "words"), AWAY)
def test_who_cannot_look_after_a_handoff_is_marked_as_soon_as_the_file_says_so(
    triage: Triage, files: Files, columns: dict[str, str] | None, words: str, size: tuple[int, int]
) -> None:
    in_line = words[: 20 if size == WIDE else 9]  # as much as fits

    async def day(screen: Screen) -> None:
        assert not any(in_line in row for row in screen.rows)
        files.say("QC-14-13", columns)
        await screen.app.follower.catch_up()
        assert [in_line in row for row in screen.rows] == [True, False, False, False]
        await screen.press(*"tttttt")
        assert "sorted by: Why" in screen.about
        assert [in_line in row for row in screen.rows] == [False, True, False, False]  # after what is held
        await screen.press("enter")
        await screen.until(lambda: f"! {words[:9]}" in screen.drawn)

    triage(day, size=size, desk_now=files.desk)


def test_search_overdue_state_and_erac_narrow_the_queue(triage: Triage, colleague: Casework) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("slash")
        await screen.type("erabliere COTE")
        await screen.press("enter")
        assert ["Érablière" in row for row in screen.rows] == [True]
        await screen.press("escape")
        assert len(screen.rows) == 4
        await screen.until(lambda: "!" in screen.rows[0])
        await screen.press("o")
        assert ["Fromagerie" in row for row in screen.rows] == [True]
        await screen.press("o", "s")
        await screen.form()
        await screen.press("down", "enter")  # held
        await screen.no_form()
        assert ["held" in row for row in screen.rows] == [True]
        colleague.take("close", "R-2", LUC, {"outcome": "duplicate"})
        await screen.app.follower.catch_up()
        await screen.press("s")
        await screen.form()
        await screen.press("end", "up", "enter")  # closed
        await screen.until(lambda: "state: closed" in screen.about and "1 handoff " in screen.about)
        await screen.press("s")
        await screen.form()
        await screen.press("end", "enter")  # all
        await screen.until(lambda: "4 handoffs" in screen.about)
        await screen.press("e")
        await screen.form()
        await screen.type("erac-11")
        await screen.press("enter")
        await screen.no_form()
        assert ["Gaspé" in row for row in screen.rows] == [True]

    triage(day)


def test_it_can_start_with_one_erac(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        assert ["Gaspé" in row for row in screen.rows] == [True]
        assert "erac-11" in screen.about

    triage(day, erac_id="erac-11")


def test_sorting_goes_by_the_next_column_and_the_other_way_round(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("t", "t", "t")  # state, waits, company
        assert [row.split()[0] for row in screen.rows] != []
        assert "sorted by: Company" in screen.about
        order = [next(n for n in ("Atelier", "Érab", "From", "Scierie") if n in row) for row in screen.rows]
        assert order == ["Atelier", "Érab", "From", "Scierie"]
        await screen.press("T")
        assert "Scierie" in screen.rows[0]
        assert screen.app.view.queue.selected is not None
        assert screen.app.view.queue.selected.company == "Fromagerie du Lac"  # where it was

    triage(day)


def test_a_click_on_a_heading_sorts_and_one_on_a_line_selects(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.pilot.click("#queue", offset=(40, 0))
        assert "sorted by: Company" in screen.about
        await screen.pilot.click("#queue", offset=(20, 4))
        assert screen.app.view.queue.selected is not None
        assert screen.app.view.queue.selected.company == "Scierie des Pins"

    triage(day)


def test_help_says_what_each_key_does(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("question_mark")
        await screen.until(lambda: isinstance(screen.app.screen, HelpScreen))
        await screen.press("escape")
        await screen.until(lambda: not isinstance(screen.app.screen, HelpScreen))

    triage(day)


def test_the_palette_runs_what_is_named(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("ctrl+p")
        await screen.form()
        await screen.type("note")
        await screen.press("enter")
        await screen.until(lambda: isinstance(screen.app.screen, Form) and screen.app.screen.query("#form-reason"))
        await screen.type("By its name")
        await screen.press("enter")
        await screen.no_form()
        assert list(screen.ledger.events("R-1"))[-1].type == "noted"

    triage(day)


def test_q_quits(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("q")
        await screen.until(lambda: not screen.app.is_running)

    triage(day)
