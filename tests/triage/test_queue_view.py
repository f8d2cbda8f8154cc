"""What of the queue is shown: by advisor, by an id; that order and reasons are seen at 80 columns; what is marked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Input, OptionList

from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request
from tests.triage.conftest import NARROW, WIDE, Files, Screen

Triage = Callable[..., object]
LUC = Actor("person", "luc")


async def search(screen: Screen, text: str) -> None:
    await screen.press("slash", "ctrl+u")
    await screen.type(text)
    await screen.press("enter")


def shown(screen: Screen) -> list[str]:
    return [line.request_id for line in screen.app.view.queue.rows]


@pytest.fixture
def closed(ledger: Ledger, colleague: Casework) -> str:
    """R-2 is closed; its handoff."""
    colleague.take("close", "R-2", LUC, {"outcome": "no-follow-up"})
    found = ledger.find_request("R-2")
    assert found is not None
    return found.handoff_id


def test_an_id_finds_its_handoff_and_no_other(triage: Triage, desk: Desk, ledger: Ledger) -> None:
    for n in range(10, 16):  # H-000001 is a part of theirs
        desk.route(Request(f"R-{n}", "Bureau 1", "J0K 2M0"), ledger)

    async def day(screen: Screen) -> None:
        for text in ("H-000001", "h-1", "1", "r-1", " R-1 "):
            await search(screen, text)
            await screen.until(lambda: shown(screen) == ["R-1"])
            assert screen.status == ""  # it would be shown anyhow
        await search(screen, "R-1x")
        await screen.until(lambda: not shown(screen))
        await search(screen, "bureau 1")  # no id
        await screen.until(lambda: shown(screen) == [f"R-{n}" for n in range(10, 16)])
        await screen.press("escape")
        await screen.until(lambda: len(shown(screen)) == 10)

    triage(day)


@pytest.mark.parametrize("by", [str, lambda id_: id_.removeprefix("H-").lstrip("0"), lambda _: "R-2"])
def test_what_is_closed_is_found_by_its_id_and_it_is_said(
    triage: Triage, closed: str, by: Callable[[str], str]
) -> None:
    async def day(screen: Screen) -> None:
        assert "R-2" not in shown(screen)
        await search(screen, by(closed))
        await screen.until(lambda: shown(screen) == ["R-2"])
        await screen.until(lambda: "found by its id, whatever the filters" in screen.status)
        assert f"{closed} (closed)" in screen.status
        screen.app.follower.load()
        await screen.pilot.pause()
        await screen.until(lambda: not screen.app.view.reading and shown(screen) == ["R-2"])  # it survives a reading
        await screen.step("p", reason="They called")
        assert screen.state("R-2")[0] == "held"
        await screen.press("escape")
        await screen.until(lambda: "R-2" in shown(screen) and len(shown(screen)) == 4)

    triage(day)


def test_an_id_is_found_whatever_else_is_asked(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await search(screen, "r-3")
        await screen.until(lambda: shown(screen) == ["R-3"])
        assert "found by its id" in screen.status
        assert "erac" not in screen.about

    triage(day, erac_id="erac-11")


def test_only_what_an_advisor_has(triage: Triage, files: Files) -> None:
    files.say("QC-14-13", None)

    async def day(screen: Screen) -> None:
        advisor = screen.state("R-1")[1]
        await screen.press("v")
        form = await screen.form()
        offered = [str(option.prompt)[2:] for option in form.query_one(OptionList).options]
        assert offered[0] == "all"
        ids = sorted(line.advisor_id for line in screen.app.view.queue.rows if line.advisor_id)
        assert [text.partition(" · ")[0] for text in offered[1:]] == ids  # nobody who has nothing
        assert f"{advisor} · no longer in the advisors file · 1 handoff" in offered
        await screen.press(*["down"] * (offered.index(next(t for t in offered if t.startswith(str(advisor))))))
        await screen.press("enter")
        await screen.no_form()
        await screen.until(lambda: shown(screen) == ["R-1"])
        assert str(advisor) in screen.about
        await screen.press("v")
        await screen.form()
        await screen.press("enter")
        await screen.until(lambda: len(shown(screen)) == 4)

    triage(day, desk_now=files.desk)


@pytest.mark.parametrize("size", [NARROW, (60, 20)])
def test_the_order_is_seen_with_every_filter(triage: Triage, size: tuple[int, int]) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("o", "t", "t")
        assert "sorted by: Waits ↑" in screen.about
        assert "Waits↑" in screen.drawn
        await screen.press("T")
        assert "sorted by: Waits ↓" in screen.about
        assert "Waits↓" in screen.drawn
        assert len(screen.about) <= size[0]

    triage(day, size=size)


def test_why_one_is_held_is_read_where_there_is_little_room(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        assert "the area J0K lies in" in screen.rows[1]
        assert screen.rows[1].endswith("…")
        assert "QC-" in screen.rows[2]  # who has one is not hidden by a reason
        await screen.press("down")
        await screen.until(lambda: "Why: the area J0K lies in several regions: 04, 14" in screen.drawn)
        await screen.press("enter")  # its details have it
        await screen.until(lambda: screen.app.detail.shown)
        assert "Why: " not in screen.drawn
        await screen.press("escape", "down")
        await screen.until(lambda: "Why: " not in screen.drawn)

    triage(day)


def test_a_long_reason_takes_two_lines_and_says_that_there_is_more(triage: Triage, desk: Desk, ledger: Ledger) -> None:
    desk.route(Request("R-5", "Les Confitures", "G1R 2B5", municipality="Gaspé", consent=False), ledger)

    async def day(screen: Screen) -> None:
        await screen.go_to("R-5")
        await screen.until(lambda: screen.app.view.why.display)
        lines = str(screen.app.view.why.render()).splitlines()
        assert len(lines) == 2
        assert max(map(len, lines)) <= 40
        assert lines[1].endswith("…")

    triage(day, size=(40, 20))


def test_no_key_is_cut_in_two(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        lines = screen.keys.splitlines()
        assert all(len(line) <= 60 for line in lines)
        assert {"v advisor", "space mark", "* all", "q quit"} <= {k for line in lines for k in line.split("  ")}

    triage(day, size=(60, 20))


def test_email_telephone_and_country_are_corrected_in_any_state(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("k")
        form = await screen.form()
        form.query_one("#form-email", Input).focus()
        await screen.type("direction@fromagerie.example")
        await screen.press("enter")
        await screen.type("450 555-0123")
        await screen.press("ctrl+s")
        await screen.no_form()
        known = screen.ledger.personal("R-1")
        assert known is not None
        assert (known["email"], known["phone"]) == ("direction@fromagerie.example", "450 555-0123")
        assert "notices to be sent again" in screen.status
        notices = screen.ledger.outbox(recipient="company:R-1")
        assert {posted.notice.state for posted in notices} == {"queued"}

    triage(day)


def test_a_field_is_not_emptied_in_silence(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        head = screen.ledger.head()
        await screen.press("k")
        form = await screen.form()
        form.query_one("#form-postal_code", Input).value = ""
        form.query_one("#form-municipality", Input).value = "Saint-Félix-de-Valois"
        await screen.press("ctrl+s")
        await screen.until(lambda: "Postal code: cannot be emptied" in screen.problem)
        assert screen.ledger.head() == head
        assert screen.app.screen is form

    triage(day, size=WIDE)


@pytest.mark.parametrize("size", [(80, 24), WIDE, (60, 20)])
def test_space_marks_and_goes_on_and_esc_takes_all_marks_away(triage: Triage, size: tuple[int, int]) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("space", "down", "space")
        assert [row[:2] for row in screen.rows] == [" *", "  ", " *", "> "]
        assert "2 marked" in screen.about
        await screen.press("up", "space")  # no more
        assert "1 marked" in screen.about
        await screen.press("escape")
        assert "marked" not in screen.about
        assert not screen.app.view.marked

    triage(day, size=size)


@pytest.mark.parametrize("key", ["asterisk", "ctrl+a"])
def test_all_that_are_shown_are_marked_or_no_more(triage: Triage, key: str) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("slash")
        await screen.type("scierie")
        await screen.press("enter")
        await screen.until(lambda: len(screen.rows) == 1)
        await screen.press(key)
        assert "1 marked" in screen.about
        await screen.press("slash", "escape")  # ends the search, keeps the marks
        await screen.until(lambda: len(screen.rows) == 4)
        assert "1 marked" in screen.about
        await screen.press(key)
        assert "4 marked" in screen.about
        await screen.press(key)
        assert "marked" not in screen.about

    triage(day)


def test_the_keys_of_marks_are_text_where_something_is_typed(triage: Triage) -> None:
    async def day(screen: Screen) -> None:
        await screen.press("slash")
        await screen.type("a b")
        await screen.press("asterisk")
        assert screen.app.search.value == "a b*"
        await screen.press("escape", "n")
        form = await screen.form()
        await screen.type("v * ")
        await screen.press("asterisk")
        assert form.query_one("#form-reason", Input).value == "v * *"
        assert not screen.app.view.marked

    triage(day)
