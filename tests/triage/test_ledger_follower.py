"""What goes wrong is said, and the screen goes on; what cannot go on ends with the error it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.worker import WorkerFailed

from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.errors import InputNotFound, StorageError
from innoveici.ledger import open_ledger
from innoveici.messages import N_, Message
from innoveici.triage.backend import Backend
from innoveici.triage.triage_app import TriageApp
from tests.casework.conftest import NOW
from tests.triage.conftest import ANNE, NARROW, Screen

Triage = Callable[..., TriageApp]


def test_a_ledger_that_cannot_be_opened_ends_the_screen_with_its_error(desk: Desk, tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none.db'}"

    backend = Backend(lambda: open_ledger(nowhere, clock=lambda: NOW, create=False), lambda: desk)

    async def played() -> TriageApp:
        app = TriageApp(backend, ANNE, lambda: NOW)
        async with app.run_test(size=NARROW) as pilot:
            async with asyncio.timeout(60):
                while app.is_running:
                    await pilot.pause(0.01)
        return app

    with closing(backend):
        assert isinstance(asyncio.run(played()).failure, InputNotFound)


def test_a_ledger_that_fails_later_is_said_until_it_answers_again(
    triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError(Message(N_("the disk fails")), Message(N_("look at it")))

    async def day(screen: Screen) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(screen.app.backend, "changes", fail)
            await screen.app.follower.catch_up()
            assert screen.status == "! the disk fails – look at it"
        await screen.app.follower.catch_up()
        assert screen.status == "all is well again"
        await screen.step("a")
        assert screen.state("R-1")[0] == "accepted"

    triage(day)


@pytest.mark.parametrize("another", [False, True])
def test_a_ledger_that_is_gone_is_written_to_no_more(triage: Triage, tmp_path: Path, *, another: bool) -> None:
    file, aside = tmp_path / "ledger.db", tmp_path / "aside.db"

    async def day(screen: Screen) -> None:
        await screen.press("d")
        await screen.form()
        await screen.type("No time")
        file.rename(aside)
        if another:
            file.touch()
        await screen.press("enter")
        await screen.until(lambda: "the ledger is gone; " in screen.problem)
        await screen.press("escape")
        await screen.no_form()
        await screen.app.follower.catch_up()
        assert screen.status.startswith("! the ledger is gone; ")
        await screen.press("n")
        await screen.until(lambda: screen.status.startswith("! the ledger is gone; "))
        aside.rename(file)
        await screen.app.follower.catch_up()
        assert screen.status == "all is well again"
        assert screen.state("R-1")[0] == "assigned"

    triage(day)


def test_a_ledger_that_goes_while_a_step_is_written_is_not_called_done(
    triage: Triage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def day(screen: Screen) -> None:
        take = Casework.take

        def take_and_lose(work: Casework, *args: Any, **named: Any) -> object:
            done = take(work, *args, **named)
            (tmp_path / "ledger.db").rename(tmp_path / "aside.db")
            return done

        monkeypatch.setattr(Casework, "take", take_and_lose)
        await screen.press("a")
        await screen.form()
        await screen.press("enter")
        await screen.until(lambda: "the ledger is gone; " in screen.problem)
        assert "accepted" not in screen.status

    triage(day)


def test_files_at_fault_are_said_and_the_queue_goes_on(triage: Triage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StorageError(Message(N_("advisors.csv is at fault")))

    async def day(screen: Screen) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(screen.app.backend, "today", fail)
            screen.app.backend.casework().take("accept", "R-3", ANNE)
            await screen.app.follower.catch_up()
            assert screen.status == "! advisors.csv is at fault"
            assert any("accepted" in row for row in screen.rows)
        await screen.app.follower.catch_up()
        assert screen.status == "all is well again"

    triage(day)


def test_a_bug_ends_the_screen_without_a_traceback(
    triage: Triage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apps = []

    async def day(screen: Screen) -> None:
        apps.append(screen.app)
        monkeypatch.setattr(screen.app.backend, "known", lambda _line: {}["Fromagerie du Lac"])
        await screen.press("a")
        await screen.until(lambda: screen.app.failure)

    with pytest.raises(WorkerFailed):  # the pilot raises what the command line would word
        triage(day)
    assert isinstance(apps[0].failure, KeyError)
    assert "Fromagerie" not in "".join(capsys.readouterr())


def test_the_screen_follows_more_than_it_can_tell_by_reading_anew(
    triage: Triage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innoveici.triage.backend.MANY", 0)

    async def day(screen: Screen) -> None:
        screen.app.backend.casework().take("accept", "R-3", ANNE)
        await screen.app.follower.catch_up()
        await screen.until(lambda: any("accepted" in row for row in screen.rows))

    triage(day)
