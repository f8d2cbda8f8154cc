"""What a run does with letters that are difficult, with many of them, and with a wish to stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim
from innoveici.notify import due_letters, reminders
from innoveici.notify import preview as preview_module
from innoveici.notify.delivering import RunTally
from innoveici.notify.running import letter_contexts, run, settle_doubts
from tests.notify.office import Office, message_ids, office
from tests.notify.shipped import ROOT
from tests.notify.smtp_server import ScriptedServer

COMPANY = "c1@company.example"
COUNCIL = "conseil@conseil.example"
PERSON = Actor("person", "triage")


def change(here: Office, action: Any, *ids: str) -> None:
    with here.ledger.writing() as tx:
        tx.change_notices(ids, action, actor=PERSON, reason=None)


def test_after_three_copies_without_an_answer_a_letter_waits_for_a_person(here: Office) -> None:
    here.route()
    with ScriptedServer(f"body:{COMPANY}=keep+drop") as server:
        for _ in range(6):
            here.send(server.url)
            here.wait(hours=2)
        assert sum(r.recipients == (COMPANY,) for r in server.received) == 3
    company = here.posted()["2.1"]
    assert company.delivery is not None
    assert (company.notice.state, company.delivery.doubts) == ("held", 3)


def test_so_it_does_after_the_third_run_that_was_killed_over_it(here: Office) -> None:
    here.route()
    states = []
    for number in range(3):
        assert here.ledger.step(None, Claim("2.1", ((2, 1),), f"run-{number}", here.now))
        settle_doubts(
            here.ledger,
            letter_contexts(here.ledger, here.directory, lambda: here.now)(),
            RunTally(),
            lambda: False,
            no_other_run=True,
        )
        states.append(here.posted()["2.1"].notice.state)
    assert states == ["queued", "queued", "held"]


@pytest.mark.parametrize(("options", "longest_s"), [("", 600), ("?timeout=120", 11 * 120)])
def test_a_letter_is_a_runs_for_longer_than_its_server_may_take(here: Office, options: str, longest_s: int) -> None:
    here.route()
    leases = []

    def look(_received: object) -> None:
        with open_ledger(str(here.ledger.url), clock=lambda: here.now, create=False) as ledger:
            (sending,) = ledger.outbox(states=["sending"])
            assert sending.delivery is not None
            assert sending.delivery.lease_until is not None
            leases.append(sending.delivery.lease_until - here.now)

    with ScriptedServer(on_received=look) as server:
        assert here.send(server.url + options, limit=1).sent == 1
    assert leases[0] > timedelta(seconds=longest_s)


def test_a_person_who_takes_a_letter_up_again_gives_it_its_days_again(here: Office) -> None:
    here.route()
    with ScriptedServer(f"rcpt:{COMPANY}=450 4.2.1 later") as server:
        while here.posted()["2.1"].notice.state == "queued":
            here.send(server.url)
            here.wait(hours=12)
        change(here, "retry", "2.1")
        here.send(server.url)
        assert here.posted()["2.1"].notice.state == "queued"
        here.wait(days=4, hours=23)
        here.send(server.url)
        assert here.posted()["2.1"].notice.state == "queued"
        here.wait(hours=2)
        here.send(server.url)
        assert here.posted()["2.1"].notice.state == "failed"


def test_what_had_no_address_joins_a_digest_once_it_has_one(both: Office) -> None:
    both.route(6)
    good = both.directory
    both.directory = replace(good, council=replace(good.council, email=""))
    both.wait(days=3)
    with ScriptedServer() as server:
        assert both.send(server.url).no_address == 6
    aside = [p for p in both.posted().values() if p.notice.recipient == "council"]
    assert {(p.notice.state, p.notice.attempts, p.delivery) for p in aside} == {("no_address", 0, None)}
    both.directory = good
    change(both, "retry", *(p.notice.id for p in aside if p.notice.state == "no_address"))
    with ScriptedServer() as server:
        assert both.send(server.url).sent == 1
        assert [r.recipients for r in server.received] == [(COUNCIL,)]


def test_a_letter_of_two_roles_stays_one_though_a_reader_wants_digests_by_now(here: Office) -> None:
    advisor = here.directory.advisors["QC-14-13"].email
    regions = {
        code: replace(region, eracs=tuple(replace(erac, email=advisor) for erac in region.eracs))
        for code, region in here.directory.regions.items()
    }
    here.directory = replace(here.directory, regions=regions)
    here.route()
    with ScriptedServer(f"rcpt:{advisor}=450 4.2.1 later") as server:
        assert here.send(server.url).deferred == 1
    here.set(eracs="daily")
    here.wait(hours=1)
    with ScriptedServer() as server:
        tally = here.send(server.url)
        assert (tally.sent, tally.held) == (1, 0)
        assert server.received[0].recipients == (advisor,)


def test_one_part_of_a_letter_that_is_taken_up_again_does_not_wait_for_the_other(both: Office) -> None:
    advisor = both.directory.advisors["QC-14-13"].email
    both.route(email=advisor)
    with ScriptedServer(f"rcpt:{advisor}=450 4.2.1 later") as server:
        both.send(server.url)
    put_off = [p.notice.id for p in both.posted().values() if p.delivery and p.notice.state == "queued"]
    assert len(put_off) == 2
    with both.ledger.writing() as tx:  # one part of it alone, as a run sees it that reads between two decisions
        tx._connection.exec_driver_sql(
            "UPDATE notices SET attempts = 0, not_before = (SELECT min(not_before) FROM notices)"
            " WHERE event_seq = 2 AND ordinal = 1"
        )
    with ScriptedServer() as server:
        tally = both.send(server.url)
        assert (tally.sent, tally.taken) == (1, 0)
        both.wait(minutes=7)
        assert both.send(server.url).sent == 1
        assert len(message_ids(server)) == 2


def test_a_wish_to_stop_is_heard_between_doubts_and_between_blocks_of_reminders(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "_BLOCK", 2)
    here.route(5)
    for seq in (2, 4):
        here.ledger.step(None, Claim(f"{seq}.1", ((seq, 1),), "run-1", here.now))
    here.wait(days=31)
    asked = iter([False, True, False, True])  # one doubt; one block
    with ScriptedServer() as server:
        tally = here.send(server.url, stopping=lambda: next(asked, True))
        assert (tally.in_doubt, tally.reminders, server.seen["connect"]) == (1, 2, 0)
        assert here.send(server.url, stopping=lambda: True) == RunTally()


def test_a_limit_bounds_reminders_by_the_block_and_a_dry_run_says_so(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "_BLOCK", 2)
    here.route(5)
    here.wait(days=31)
    with ScriptedServer() as server:
        planned = preview_module.preview(here.ledger, here.directory, lambda: here.now, limit=3)
        told = {one.handoffs for one in planned if one.action == "remind"}
        tally = here.send(server.url, limit=3)
        assert (tally.reminders, tally.sent, len(told)) == (4, 3, 4)


def test_a_wish_to_stop_is_heard_between_two_digests(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    here.set(eracs="daily")
    here.route()
    here.wait(days=3)
    read: list[str] = []
    due_digest = Ledger.due_digest

    def counted(ledger: Ledger, recipient: str, *rest: Any) -> Any:
        read.append(recipient)
        return due_digest(ledger, recipient, *rest)

    monkeypatch.setattr(Ledger, "due_digest", counted)
    with ScriptedServer() as server:
        assert here.send(server.url, limit=1).sent == 1
        assert read == ["council"]
        assert here.send(server.url, stopping=lambda: len(server.received) == 2).sent == 1
        assert read == ["council", "erac:erac-14"]


def test_handoffs_are_read_together_for_their_reminders(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    here.route(5)
    here.wait(days=31)
    monkeypatch.delattr(Ledger, "show")
    asked: list[int] = []
    recall = Ledger.recall
    monkeypatch.setattr(Ledger, "recall", lambda ledger, ids: asked.append(len(ids)) or recall(ledger, ids))
    with ScriptedServer() as server:
        assert here.send(server.url).reminders == 10  # and their companies
    assert asked == [5, 5]


def test_a_dry_run_says_which_letter_cannot_be_made(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("render", "compose"):
        right = getattr(preview_module, name)

        def broken(letter: Any, *rest: Any, right: Any = right, wrong: str = name) -> Any:
            if letter.message == {"render": "2.1", "compose": "2.2"}[wrong]:
                raise KeyError("Élise Côté")
            return right(letter, *rest)

        monkeypatch.setattr(preview_module, name, broken)
    here.route()
    planned = preview_module.preview(here.ledger, here.directory, lambda: here.now)
    assert [(one.message, one.action) for one in planned] == [("2.1", "held"), ("2.2", "held"), ("2.3", "send")]


def test_the_outbox_is_gone_through_once_and_once_more_for_what_came_since(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_letters, "_PAGE", 6)
    here.route(6)
    begun: list[bool] = []
    due = Ledger.due
    monkeypatch.setattr(
        Ledger,
        "due",
        lambda ledger, now, *, after, **how: begun.append(after is None) or due(ledger, now, after=after, **how),
    )

    def received(message: Any) -> None:
        server.received.append(message)
        if len(server.received) == 17:  # of 18; by a clock that was set back for a moment
            with office(str(here.ledger.url)) as other:
                other.wait(hours=-1)
                other.route()

    with ScriptedServer(on_received=received) as server:
        assert here.send(server.url).sent == 21
    assert begun.index(True, 1) >= 6
    assert sum(begun) == 3


def test_each_page_is_made_from_what_is_so_by_then(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_letters, "_FRESH_S", 0.0)
    here.route(2)

    def received(message: Any) -> None:
        server.received.append(message)
        here.wait(minutes=1)
        with open_ledger(str(here.ledger.url), clock=lambda: here.now, create=False) as ledger, ledger.writing() as tx:
            tx.append("R-1", "noted", actor=SYSTEM)

    with ScriptedServer(on_received=received) as server:
        assert here.send(server.url).sent == 6
        assert len({r.message["Date"] for r in server.received}) == 6
        texts = [r.message.get_body(("plain",)) for r in server.received]
        assert [f"{seq}:" in text.get_content() for seq, text in zip(range(4, 10), texts, strict=True) if text] == [
            True
        ] * 6


POSTGRESQL = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
RUNS = 40
REQUESTS = 30
PATIENCE_S = 180


def at_once(url: str, mail: str, count: int) -> list[dict[str, Any]]:
    """What each of ``count`` real commands said; none of them failed or complained."""
    settings = {
        "INNOVEICI_LEDGER": url,
        "INNOVEICI_MAIL": mail,
        "INNOVEICI_REGIONS": str(ROOT / "regions.yaml"),
        "INNOVEICI_ADVISORS": str(ROOT / "advisors.csv"),
        "INNOVEICI_NOW": "2026-11-20T09:35:00-05:00",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.notify.at_once", str(count)],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=True,
    )
    *said, codes = done.stdout.splitlines()
    assert (json.loads(codes), done.stderr) == ([0] * count, "")
    return [json.loads(line) for line in said]


def test_of_forty_at_once_one_sends(sqlite_url: str) -> None:
    with office(sqlite_url) as here:
        here.route(REQUESTS)
    with ScriptedServer() as server:
        said = at_once(sqlite_url, server.url, RUNS)
        letters = len(message_ids(server))
        assert len(server.received) == letters >= 2 * REQUESTS
    assert sorted(one["sent"] for one in said) == [0] * (RUNS - 1) + [letters]
    assert sum(one["in_doubt"] for one in said) == 0


@POSTGRESQL
def test_on_postgresql_several_at_once_send_each_letter_once(url: str) -> None:
    with office(url) as here:
        here.route(REQUESTS)
    with ScriptedServer() as server:
        said = at_once(url, server.url, 6)
        letters = len(message_ids(server))
        assert len(server.received) == letters >= 2 * REQUESTS
    assert sum(one["sent"] for one in said) == letters
    assert sum(one["in_doubt"] for one in said) == 0


@POSTGRESQL
def test_on_postgresql_they_share_the_work(url: str) -> None:
    with office(url) as one, office(url) as other:
        one.route(5)

        def received(message: Any) -> None:
            server.received.append(message)
            if len(server.received) == 1:  # while the first letter is in hand
                tallies.append(other.send(busy.url))

        tallies: list[RunTally] = []
        with ScriptedServer(on_received=received) as server, ScriptedServer() as busy:
            tallies.append(one.send(server.url))
            assert [tally.sent for tally in tallies] == [14, 1]
            assert len(message_ids(busy) | message_ids(server)) == 15
        assert one.states() == {"sent": 15, "queued": 5}


class Killed:
    """A channel in the middle of a letter when its run is killed."""

    name = "killed"
    longest_s = 60.0

    def __enter__(self) -> Killed:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, *_: object) -> None:
        raise KeyboardInterrupt


def killed(here: Office) -> None:
    """A run that ends with its first letter in hand."""
    with pytest.raises(KeyboardInterrupt):
        run(here.ledger, Killed(), here.directory, lambda: here.now, RunTally())  # type: ignore[arg-type]


def test_what_a_killed_run_had_in_hand_goes_again_by_the_next_on_sqlite(sqlite_url: str) -> None:
    with office(sqlite_url) as here, ScriptedServer() as server:
        here.route()
        killed(here)
        assert here.states() == {"sending": 1, "queued": 3}
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.sent, tally.exit_code) == (1, 3, 0)


@POSTGRESQL
def test_and_on_postgresql_once_its_lease_is_over(url: str) -> None:
    with office(url) as here, ScriptedServer() as server:
        here.route()
        killed(here)
        here.wait(minutes=10)
        assert here.send(server.url).sent == 2
        here.wait(minutes=2)
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.sent, tally.exit_code) == (1, 1, 0)
    assert server.received[-1].recipients == ("c1@company.example",)


def test_or_is_held_where_that_is_wished(sqlite_url: str) -> None:
    with office(sqlite_url) as here, ScriptedServer() as server:
        here.set(on_doubt="hold")
        here.route()
        killed(here)
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.held, tally.sent, tally.exit_code) == (1, 1, 2, 3)
        assert here.send(server.url).done == 0
