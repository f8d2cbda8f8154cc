"""The letters of a step wait a little: nobody hears of one that is taken back at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from innoveici.ledger.actor import Actor
from innoveici.notify.outbox_health import outbox_health
from innoveici.notify.preview import preview
from tests.notify.office import Office
from tests.notify.smtp_server import ScriptedServer

LUC = Actor("person", "luc")


def _accept(here: Office, id_: str = "R-1") -> None:
    here.casework.take("accept", id_, LUC)


def test_a_steps_letters_go_once_the_wait_is_over(both: Office) -> None:
    with ScriptedServer() as server:
        both.route()
        assert both.send(server.url).sent == 3  # what is routed does not wait
        _accept(both)
        assert both.send(server.url).sent == 0
        both.wait(seconds=59)
        assert both.send(server.url).sent == 0
        both.wait(seconds=1)
        assert both.send(server.url).sent == 2
        assert both.send(server.url).sent == 0


@pytest.mark.parametrize(("grace", "sent"), [(0, 2), (3600, 0)])
def test_an_office_sets_how_long(here: Office, grace: int, sent: int) -> None:
    here.set(grace=timedelta(seconds=grace))
    with ScriptedServer() as server:
        here.route()
        here.send(server.url)
        _accept(here)
        here.wait(seconds=grace - 1 if grace else 0)
        assert here.send(server.url).sent == sent


def test_no_other_run_can_take_it_meanwhile(both: Office) -> None:
    """The wait is part of the claim itself, not of what was looked up before."""
    from innoveici.ledger.outbox import Claim

    both.route()
    _accept(both)
    (company,) = (p for p in both.posted().values() if p.notice.template == "accepted.company")
    claim = Claim("m-1", (company.key,), "run", both.now + timedelta(minutes=10))
    both.wait(seconds=59)
    assert not both.ledger.step(wanted=claim)
    both.wait(seconds=1)
    assert both.ledger.step(wanted=claim)


def test_it_is_said_what_waits_and_until_when(here: Office) -> None:
    here.route()
    _accept(here)
    until = here.now + timedelta(minutes=1)
    planned = [one for one in preview(here.ledger, here.directory, lambda: here.now) if one.action == "wait"]
    assert {one.recipients for one in planned} == {("company:R-1",), ("erac:erac-14",)}
    assert {one.until for one in planned} == {until}
    assert all(one.subject for one in planned)
    standing = outbox_health(here.ledger, here.directory, here.now)
    assert (standing.in_grace, standing.grace_until) == (2, until)
    here.wait(minutes=1)
    assert not [one for one in preview(here.ledger, here.directory, lambda: here.now) if one.action == "wait"]
    standing = outbox_health(here.ledger, here.directory, here.now)
    assert (standing.in_grace, standing.grace_until) == (0, None)


def test_no_alarm_is_given_because_of_the_wait(here: Office) -> None:
    here.set(grace=timedelta(hours=1))
    with ScriptedServer() as server:
        here.route()
        here.send(server.url)
        _accept(here)
        for minutes, late in ((59, False), (30, False), (2, True)):
            here.wait(minutes=minutes)
            standing = outbox_health(here.ledger, here.directory, here.now)
            assert standing.is_late(here.now, timedelta(minutes=30)) == late, here.now


def test_what_a_clock_that_ran_ahead_has_dated_is_no_wait_of_a_step(here: Office) -> None:
    here.wait(days=300)
    here.route()
    _accept(here)
    here.wait(days=-300)
    standing = outbox_health(here.ledger, here.directory, here.now)
    assert (standing.in_grace, standing.not_yet) == (0, 7)


def test_a_digest_waits_for_the_last_step_before_it_and_stays_the_only_one_of_the_day(here: Office) -> None:
    here.set(grace=timedelta(minutes=30))
    here.now = datetime(2026, 11, 20, 11, 50, tzinfo=UTC)  # ten to seven in Québec
    with ScriptedServer() as server:
        here.route()
        _accept(here)
        here.wait(minutes=15)
        here.send(server.url)  # it is five past seven; the step can be taken back until twenty past
        assert not _digests(server)
        assert outbox_health(here.ledger, here.directory, here.now).oldest_due is None
        here.wait(minutes=15)
        assert not outbox_health(here.ledger, here.directory, here.now).is_late(here.now, timedelta(minutes=1))
        here.send(server.url)
        here.wait(minutes=5)
        here.send(server.url)
        assert _digests(server) == 1
        assert here.states()["queued"] == 0


def _digests(server: ScriptedServer) -> int:
    return sum(received.recipients == ("conseil@conseil.example",) for received in server.received)


def test_reminders_do_not_wait(here: Office) -> None:
    with ScriptedServer() as server:
        here.route()
        here.send(server.url)
        here.wait(days=20)
        tally = here.send(server.url)
        assert tally.reminders == 2  # the company too hears that it is not forgotten
        assert outbox_health(here.ledger, here.directory, here.now).not_yet == 0
