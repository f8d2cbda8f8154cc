"""What is typed fast: text stays text, and what is confirmed is what was read before."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from textual import events
from textual.widgets import Input

from innoveici.triage.form import Form
from innoveici.triage.queue_lines import Filter
from tests.triage.conftest import Screen

Triage = Callable[..., object]
KEYS = {" ": "space", "\r": "enter", "\x1b": "escape", "\x10": "ctrl+p", "/": "slash"}


def burst(screen: Screen, text: str) -> None:
    """All of it at once, as a terminal may give it."""
    for character in text:
        screen.app.post_message(events.Key(KEYS.get(character, character), character))


def reason(form: Form) -> str:
    return form.query_one("#form-reason", Input).value


@pytest.mark.parametrize("opens", ["queue", "details"])
def test_what_is_typed_before_the_form_is_there_goes_into_its_first_line(triage: Triage, opens: str) -> None:
    async def day(screen: Screen) -> None:
        if opens == "details":
            await screen.press("enter")
            await screen.until(lambda: screen.app.detail.display)
        head = screen.ledger.head()
        burst(screen, "dquota atteint\r")
        form = await screen.form()
        assert reason(form) == "quota atteint"
        await screen.pilot.pause()
        assert screen.ledger.head() == head  # confirmed by nobody who saw it
        await screen.press("enter")
        await screen.no_form()
        assert screen.app.is_running
        assert [event.type for event in screen.ledger.events("R-1")][-2:] == ["declined", "assigned"]

    triage(day)


def test_no_key_is_a_command_while_a_form_is_read(triage: Triage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def day(screen: Screen) -> None:
        go_on, before = Event(), screen.app.backend.known
        monkeypatch.setattr(screen.app.backend, "known", lambda line: go_on.wait(20) and before(line))
        await screen.press("n", "q", "enter", "w", "o", "left", "T")
        assert isinstance(screen.app.screen, Form)
        assert not screen.app.screen.ready
        await screen.press("escape")
        await screen.no_form()
        await screen.press("n", "q")
        go_on.set()
        assert reason(await screen.form()) == "q"
        assert "overdue" not in screen.about
        assert screen.app.is_running

    triage(day)


@pytest.mark.parametrize("keys", ["\ra", "a\r", "\ra\r"])
def test_an_enter_from_before_the_form_confirms_nothing(triage: Triage, keys: str) -> None:
    async def day(screen: Screen) -> None:
        head = screen.ledger.head()
        burst(screen, keys)
        await screen.form()
        await screen.pilot.pause(0.05)
        assert isinstance(screen.app.screen, Form)
        assert screen.ledger.head() == head
        await screen.press("enter")
        await screen.no_form()
        assert screen.state("R-1")[0] == "accepted"

    triage(day)


@pytest.mark.parametrize("keys", ["sq", "eq", "\x10q"])
def test_no_other_form_lets_a_command_through(triage: Triage, keys: str) -> None:
    async def day(screen: Screen) -> None:
        burst(screen, keys)
        await screen.until(lambda: len(screen.app.screen_stack) == 2)
        await screen.pilot.pause(0.05)
        assert screen.app.is_running

    triage(day)


@pytest.mark.parametrize("opens", ["queue", "details"])
def test_what_is_typed_fast_after_the_key_of_a_search_is_searched_for(triage: Triage, opens: str) -> None:
    async def day(screen: Screen) -> None:
        if opens == "details":
            await screen.press("enter")
            await screen.until(lambda: screen.app.detail.display)
        burst(screen, "/atelier aq")  # letters that would be commands
        await screen.until(lambda: screen.app.search.value == "atelier aq")
        await screen.press("backspace", "backspace")
        await screen.until(lambda: ["Atelier" in row for row in screen.rows] == [True])
        assert screen.app.search.has_focus

    triage(day)


def test_a_search_looks_once_when_the_keys_have_paused(triage: Triage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def day(screen: Screen) -> None:
        looked: list[str] = []
        narrow = screen.app.narrow

        def look(asked: Filter) -> None:
            looked.append(asked.text)
            narrow(asked)

        monkeypatch.setattr(screen.app, "narrow", look)
        await screen.press("slash")
        await screen.until(lambda: screen.app.search.has_focus)
        burst(screen, "erabliere")
        await screen.until(lambda: len(screen.rows) == 1)
        assert looked == ["erabliere"]
        burst(screen, "x\r")  # Enter does not wait
        await screen.until(lambda: "nothing here" in screen.rows[0])
        await screen.press("escape")
        assert looked == ["erabliere", "erablierex", ""]

    triage(day)


def test_the_line_in_focus_is_in_view_where_there_is_little_room(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("r")
        form = await screen.form()
        await screen.press("enter")
        line = form.query_one("#form-reason", Input)
        await screen.until(lambda: line.has_focus)
        await screen.until(lambda: form.query_one("#form").region.contains_region(line.region))

    triage(day, size=(60, 20))


def test_what_was_said_of_one_handoff_is_not_said_of_another(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        for key in ("down", "o"):
            await screen.go_to("R-1")
            await screen.press("w")
            await screen.until(lambda: "possible now" in screen.status)
            await screen.press(key)
            await screen.until(lambda: screen.status == "")

    triage(day)
