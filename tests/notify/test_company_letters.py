"""What a company hears when nothing happens: once each, whatever runs of cron were missed."""

from __future__ import annotations

import pytest

from innoveici.ledger.actor import Actor
from innoveici.notify.company_letters import FEEDBACK_WITHIN
from tests.notify.office import Office
from tests.notify.smtp_server import ScriptedServer

COMPANY = Actor("company", "R-1")
STAFF = Actor("person", "triage")


def written(office: Office, template: str) -> int:
    return sum(posted.notice.template == template for posted in office.ledger.outbox())


def runs(office: Office, server: ScriptedServer, *days: int) -> None:
    """Runs of notify after so many days each."""
    for some in days:
        office.wait(days=some)
        office.send(server.url)


@pytest.mark.parametrize("days", [(7, 3, 3), (13,), (31,), (1,) * 16])
def test_it_is_told_once_that_it_is_not_forgotten_whatever_run_was_missed(here: Office, days: tuple[int, ...]) -> None:
    here.route()
    with ScriptedServer() as server:
        runs(here, server, 0, *days)
    assert written(here, "waited.company") == 1


def test_whoever_was_contacted_or_waits_for_its_own_answer_is_not(here: Office) -> None:
    here.route(2)
    here.route(postal_code="J0K")  # held: its place is not known
    here.casework.take("accept", "R-1", STAFF)
    here.casework.take("contact", "R-1", STAFF)
    here.casework.take("withdraw", "R-3", STAFF)
    with ScriptedServer() as server:
        runs(here, server, 0, 13)
    assert written(here, "waited.company") == 0


def test_an_office_may_leave_it_out(here: Office) -> None:
    from dataclasses import replace

    here.directory = replace(here.directory, service=replace(here.directory.service, company_day=0))
    here.route()
    with ScriptedServer() as server:
        runs(here, server, 0, 13)
    assert written(here, "waited.company") == 0


def test_tried_twice_it_hears_that_it_could_not_be_reached(here: Office) -> None:
    here.route()
    here.casework.take("unreachable", "R-1", STAFF)
    assert written(here, "unreached.company") == 0
    here.casework.take("unreachable", "R-1", STAFF)
    assert written(here, "unreached.company") == 1


def closed(here: Office, outcome: str = "served") -> None:
    here.route()
    for step in ("accept", "contact"):
        here.casework.take(step, "R-1", STAFF)  # type: ignore[arg-type]
    here.casework.take("close", "R-1", STAFF, {"outcome": outcome})


@pytest.mark.parametrize("days", [(11,), (25,), (4, 7, 3, 4), (11, 30)])
def test_ten_days_after_the_closing_it_is_asked_once(here: Office, days: tuple[int, ...]) -> None:
    here.set(base_url="https://demandes.innoveici.example")
    closed(here)
    with ScriptedServer() as server:
        runs(here, server, 0, *days)
    assert written(here, "feedback.company") == 1


def test_it_is_not_asked_where_nobody_reads_the_answer(here: Office) -> None:
    closed(here)
    with ScriptedServer() as server:
        runs(here, server, 0, 13)
    assert written(here, "feedback.company") == 0


@pytest.mark.parametrize("outcome", ["duplicate", "outside"])
def test_of_what_there_is_nothing_to_judge_it_is_not_asked(here: Office, outcome: str) -> None:
    here.set(base_url="https://demandes.innoveici.example")
    closed(here, outcome)
    with ScriptedServer() as server:
        runs(here, server, 0, 13)
    assert written(here, "feedback.company") == 0


def test_what_was_reopened_answered_or_closed_long_ago_is_not_asked_about(here: Office) -> None:
    here.set(replies="reponses@innoveici.example")
    closed(here)
    with ScriptedServer() as server:
        runs(here, server, 0, 3)
        here.casework.take("rate", "R-1", COMPANY, {"contacted": "yes"})
        runs(here, server, 11)
        assert written(here, "feedback.company") == 0
        here.casework.take("reopen", "R-1", STAFF, {"reason": "Rappel"})
        here.casework.take("close", "R-1", STAFF, {"outcome": "served"})
        runs(here, server, 4)
        assert written(here, "feedback.company") == 0
        runs(here, server, FEEDBACK_WITHIN.days)
        assert written(here, "feedback.company") == 0
