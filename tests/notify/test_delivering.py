"""Letters go out once each; what a server answers decides what becomes of them, and of the run."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.errors import StorageError, TryAgain
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import NoticeState
from innoveici.notify import due_letters
from innoveici.notify.channels import ChannelRefused
from tests.notify.channels.test_webhook import receiver
from tests.notify.channels.test_webhook import url as webhook
from tests.notify.office import FRIDAY, Office, message_ids, office
from tests.notify.smtp_server import ScriptedServer

EXAMPLES = int(os.environ.get("INNOVEICI_KILLS", "5"))
"""Five by default. By hand, 100."""
COMPANY = "c1@company.example"
ERAC = "erac-14@erac.example"


def test_each_letter_goes_out_once(both: Office) -> None:
    both.route(3)
    with ScriptedServer() as server:
        tally = both.send(server.url)
        assert (tally.sent, tally.exit_code) == (9, 0)
        assert len(message_ids(server)) == len(server.received) == 9
        assert both.states() == {"sent": 9, "queued": 3}  # the council hears on Monday morning
        assert both.send(server.url).sent == 0
        assert server.seen["connect"] == 1


def test_whoever_gets_a_digest_gets_it_in_the_morning_of_a_working_day_and_once(both: Office) -> None:
    both.route(3)
    with ScriptedServer() as server:
        both.send(server.url)
        both.wait(days=1)
        assert both.send(server.url).sent == 0  # a Saturday
        both.wait(days=2)
        assert both.send(server.url).sent == 1
        assert server.received[-1].recipients == ("conseil@conseil.example",)
        assert both.send(server.url).sent == 0
    assert both.states() == {"sent": 12}


def test_a_digest_of_many_notices_is_several_letters(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_letters, "_DIGEST", 2)
    here.route(5)
    here.wait(days=4)
    with ScriptedServer("rcpt:conseil@conseil.example=450 4.2.1 later") as server:
        assert here.send(server.url).deferred == 3
    with ScriptedServer() as server:
        here.wait(hours=2)
        assert here.send(server.url).sent == 3  # the same three
    assert {p.delivery.message for p in here.posted().values() if p.delivery and p.notice.recipient == "council"} == {
        "2.4", "6.4", "10.4",
    }  # fmt: skip


def test_an_erac_that_wants_a_digest_hears_at_once_what_it_must_settle(here: Office) -> None:
    here.set(eracs="daily")
    here.route(2)
    here.route(postal_code="J0K")
    with ScriptedServer() as server:
        here.send(server.url)
        assert sum(r.recipients == (ERAC,) for r in server.received) == 1
        here.wait(days=3)
        here.send(server.url)
        assert sum(r.recipients == (ERAC,) for r in server.received) == 2


def test_a_page_ends_between_events(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_letters, "_PAGE", 5)
    advisor = here.directory.advisors["QC-14-13"].email
    here.route(6, email=advisor)
    with ScriptedServer() as server:
        assert here.send(server.url).sent == 12  # company and advisor are one person, and get one letter
        assert sum(r.recipients == (advisor,) for r in server.received) == 6


def test_a_letter_that_waited_for_long_is_made_again(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_letters, "_FRESH_S", 0.0)
    here.route(2)
    made: list[int] = []
    make = due_letters.letters_of
    monkeypatch.setattr(
        due_letters, "letters_of", lambda posted, *rest, **more: made.append(len(posted)) or make(posted, *rest, **more)
    )
    with ScriptedServer() as server:
        assert here.send(server.url).sent == 6
        assert made == [6, 5, 4, 3, 2, 1]  # a letter a page
        assert len(message_ids(server)) == len(server.received) == 6


def test_what_is_erased_while_a_run_is_at_work_goes_to_nobody(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_letters, "_FRESH_S", 0.0)
    here.route(2)

    def erase(_received: object) -> None:
        if len(server.received) == 1:
            with (
                open_ledger(str(here.ledger.url), clock=lambda: here.now, create=False) as ledger,
                ledger.writing() as tx,
            ):
                tx.erase("R-1", actor=Actor("person", "triage"))

    with ScriptedServer(on_received=lambda r: server.received.append(r) or erase(r)) as server:
        here.send(server.url)
        assert len([r for r in server.received if "Scierie 1" in r.message["Subject"]]) == 1
        assert len([r for r in server.received if "Scierie 3" in r.message["Subject"]]) == 3


ONE_LETTER: list[tuple[str, NoticeState, int]] = [
    (f"rcpt:{COMPANY}=450 4.2.1 later", "queued", 75),
    (f"rcpt:{COMPANY}=550 5.1.1 nobody", "failed", 3),
    ("mail@1=452 4.3.1 full", "queued", 75),
    (f"data:{COMPANY}=451 4.3.0 later", "queued", 75),
    (f"data:{COMPANY}=554 5.7.1 no", "failed", 3),
    (f"body:{COMPANY}=451 4.7.1 greylisted", "queued", 75),
    (f"body:{COMPANY}=554 5.6.0 no", "failed", 3),
    (f"body:{COMPANY}=drop", "queued", 75),
    (f"body:{COMPANY}=keep+drop", "queued", 75),
]


@pytest.mark.parametrize(("fault", "state", "code"), ONE_LETTER)
def test_what_is_wrong_with_one_letter_is_no_matter_for_the_others(
    here: Office, fault: str, state: str, code: int
) -> None:
    here.route(2)
    with ScriptedServer(fault) as server:
        tally = here.send(server.url)
        assert tally.exit_code == code
        company = here.posted()["2.1"]
        assert (company.notice.state, company.notice.attempts) == (state, 1)
        assert company.delivery is not None
        assert company.delivery.error is not None
        assert COMPANY not in str(company.delivery.error)
        assert tally.sent == 5
        others = {r.recipients for r in server.received} - {(COMPANY,)}
        assert len(others) == 4 or len(others) == 3
        before = len(server.received)
        assert here.send(server.url).done == 0  # neither again at once nor, refused, ever
        assert len(server.received) == before
    here.wait(days=2)
    with ScriptedServer() as server:
        here.send(server.url)
        assert [COMPANY] * (state == "queued") == [
            r.recipients[0] for r in server.received if r.recipients == (COMPANY,)
        ]


def test_a_letter_put_off_comes_back_later_and_later_and_is_at_last_given_up(here: Office) -> None:
    here.set(give_up_days=1)
    here.route()
    with ScriptedServer(f"rcpt:{COMPANY}=450 4.2.1 later") as server:
        waits: list[timedelta] = []
        while (company := here.posted()["2.1"]).notice.state == "queued":
            if company.delivery:
                waits.append(company.notice.not_before - here.now)
                here.now = company.notice.not_before
            assert here.send(server.url).exit_code in (75, 3)
        assert company.notice.state == "failed"
        assert timedelta(days=1) <= here.now - FRIDAY < timedelta(days=1, hours=2)
        assert waits[0] < timedelta(minutes=7) < waits[2] < waits[4] < timedelta(hours=1, minutes=13)
        assert 20 < company.notice.attempts < 35
        assert here.send(server.url).done == 0


def test_a_receiver_may_ask_for_a_longer_wait(here: Office) -> None:
    here.route()
    waits = [(429, {"Retry-After": str(seconds)}) for seconds in (7200, 1, 10**9)]
    with receiver(*waits) as server:
        assert here.send(webhook(server)).exit_code == 75
    put_off = [p.notice.not_before - here.now for p in here.posted().values() if p.delivery]
    assert put_off[0] == timedelta(hours=2)
    assert timedelta(minutes=4) <= put_off[1] <= timedelta(minutes=6)
    assert put_off[2] == timedelta(days=1)


@pytest.mark.parametrize("code", [403, 404, 410])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_receiver_that_refuses_one_letter_gets_the_others(here: Office, code: int, position: int) -> None:
    here.route()
    with receiver(*[204] * position, code) as server:
        tally = here.send(webhook(server))
        assert (tally.failed, tally.sent, tally.deferred, tally.exit_code) == (1, 2, 0, 3)
        assert len(server.got) == 3
        here.wait(hours=2)
        assert here.send(webhook(server)).done == 0
    (error,) = [p.delivery.error for p in here.posted().values() if p.notice.state == "failed" and p.delivery]
    assert error is not None
    assert f"refuses it (HTTP {code})" in error.text()


def test_a_receiver_that_refuses_the_only_letter_is_asked_again_later(here: Office) -> None:
    here.route(postal_code="M5V 2T6")  # only the company hears of it at once
    with receiver(403) as server:
        assert here.send(webhook(server)).exit_code == 75
        assert (here.posted()["2.1"].notice.state, here.posted()["2.1"].notice.attempts) == ("queued", 1)
        here.wait(minutes=7)
        assert here.send(webhook(server)).sent == 1


@pytest.mark.parametrize("taken_before", [0, 2])
def test_a_receiver_that_refuses_two_in_a_row_refuses_all(here: Office, taken_before: int) -> None:
    here.route(3)
    with receiver(*[204] * taken_before, 403, 403) as server:
        tally = here.send(webhook(server))
        assert (tally.exit_code, tally.sent, tally.deferred, tally.failed) == (78, taken_before, 2, 0)
        assert len(server.got) == taken_before + 2
        assert here.send(webhook(server)).sent == 9 - taken_before - 2  # the two come again after a while
        here.wait(minutes=7)
        assert here.send(webhook(server)).sent == 2


def test_what_it_puts_off_tells_nothing_of_the_letter_that_it_refused_before(here: Office) -> None:
    here.route()
    with receiver(404, 503, 204) as server:
        tally = here.send(webhook(server))
        assert (tally.deferred, tally.sent, tally.failed, tally.exit_code) == (2, 1, 0, 75)


def test_a_receiver_that_refuses_us_stops_the_run_at_once(here: Office) -> None:
    here.route()
    with receiver(401) as server:
        assert here.send(webhook(server)).exit_code == 78
        assert len(server.got) == 1


def test_a_letter_in_doubt_is_sent_again_with_the_same_id_and_flagged(both: Office) -> None:
    both.route()
    with ScriptedServer(f"body:{COMPANY}=keep+drop") as server:
        assert both.send(server.url).in_doubt == 1
    first = next(r for r in server.received if r.recipients == (COMPANY,))
    with ScriptedServer() as server:
        both.wait(minutes=7)
        assert both.send(server.url).sent == 1
        assert server.received[0].message_id == first.message_id
    company = both.posted()["2.1"]
    assert company.notice.state == "sent"
    assert company.delivery is not None
    assert company.delivery.doubts == 1


def test_or_held_for_a_person_where_that_is_wished(both: Office) -> None:
    both.set(on_doubt="hold")
    both.route()
    with ScriptedServer(f"body:{COMPANY}=keep+drop") as server:
        tally = both.send(server.url)
        assert (tally.held, tally.sent, tally.exit_code) == (1, 2, 3)
        both.wait(days=1)
        assert both.send(server.url).done == 0


def test_a_second_doubt_in_a_row_is_the_servers_and_stops_the_run(here: Office) -> None:
    here.route(5)
    with ScriptedServer("body=keep+drop") as server:
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.exit_code) == (2, 69)
        assert len(server.received) == 2


STOPS = [
    ("connect=554 5.3.2 no", 69),
    ("connect=421 4.3.2 later", 69),
    ("connect=drop", 69),
    ("ehlo=421 4.3.2 later", 69),
    ("mail=421 4.3.2 later", 69),
    ("mail=550 5.7.1 who are you", 78),
    ("mail=530 5.7.0 log in", 78),
]


@pytest.mark.parametrize(("fault", "code"), STOPS)
def test_what_is_wrong_with_the_server_stops_the_run_and_burns_no_attempt(here: Office, fault: str, code: int) -> None:
    here.route(3)
    with ScriptedServer(fault) as server:
        tally = here.send(server.url)
        assert (tally.exit_code, tally.done, server.received) == (code, 0, [])
        assert server.seen["mail"] <= 1
    assert {p.notice.attempts for p in here.posted().values()} == {0}
    assert here.states() == {"queued": 12}
    with ScriptedServer() as server:
        assert here.send(server.url).sent == 9


OVER_ONE_LETTER = [
    ("rcpt:{}=421 4.7.0 slow down", 69),
    ("rcpt:{}=530 5.7.1 relaying needs a login", 78),
    ("rcpt:{}=drop", 69),
    ("data:{}=421 4.3.2 later", 69),
    ("data:{}=drop", 69),
]


@pytest.mark.parametrize(("fault", "_code"), OVER_ONE_LETTER)
def test_what_breaks_over_one_letter_each_time_stops_no_other(here: Office, fault: str, _code: int) -> None:
    here.route(2)
    with ScriptedServer() as server:
        here.send(server.url, limit=1)  # the company's other letter
    here.wait(days=3)
    poisoned = ("c3@company.example", "conseil@conseil.example")  # a digest goes before all others
    with ScriptedServer(*(fault.format(address) for address in poisoned)) as server:
        tally = here.send(server.url)
        assert (tally.sent, tally.deferred, tally.exit_code) == (4, 2, 75)
        assert not {(address,) for address in poisoned} & {r.recipients for r in server.received}
        assert here.send(server.url).done == 0
    put_off = [p for p in here.posted().values() if p.notice.state == "queued"]
    assert {p.notice.attempts for p in put_off} == {1}
    assert all(timedelta(minutes=4) <= p.notice.not_before - here.now <= timedelta(minutes=6) for p in put_off)
    with ScriptedServer() as server:
        here.wait(minutes=7)
        assert here.send(server.url).sent == 2


def test_what_breaks_over_one_letter_each_time_is_at_last_given_up(here: Office) -> None:
    here.route()
    with ScriptedServer(f"rcpt:{COMPANY}=421 4.7.0 slow down") as server:
        while here.posted()["2.1"].notice.state == "queued":
            here.send(server.url)
            here.wait(hours=2)
    assert here.posted()["2.1"].notice.state == "failed"
    assert timedelta(days=5) <= here.now - FRIDAY <= timedelta(days=5, hours=4)


@pytest.mark.parametrize(("fault", "code"), OVER_ONE_LETTER)
def test_a_second_letter_in_a_row_that_breaks_is_the_servers_fault(here: Office, fault: str, code: int) -> None:
    here.route(3)
    with ScriptedServer(fault.replace(":{}", "")) as server:
        tally = here.send(server.url)
        assert (tally.exit_code, tally.sent, tally.deferred) == (code, 0, 2)
    with ScriptedServer() as server:
        assert here.send(server.url).sent == 7
        here.wait(minutes=7)
        assert here.send(server.url).sent == 2


def test_letters_that_break_with_others_in_between_stop_no_run(here: Office) -> None:
    here.route(3)
    with ScriptedServer(
        "rcpt:c1@company.example=drop", "body:c3@company.example=drop", "rcpt:c5@company.example=421 x"
    ) as server:
        tally = here.send(server.url)
        assert (tally.sent, tally.deferred, tally.in_doubt, tally.exit_code) == (6, 3, 1, 75)


def test_a_login_that_is_refused_burns_no_attempt(here: Office) -> None:
    here.route()
    with ScriptedServer(user="avis", password="secret") as server:
        tally = here.send(f"smtp://avis:wrong@127.0.0.1:{server.port}")
        assert isinstance(tally.stopped, ChannelRefused)
        assert tally.exit_code == 78
        assert "wrong" not in str(tally.stopped.reason)
        assert {p.notice.attempts for p in here.posted().values()} == {0}
        assert here.send(f"smtp://avis:secret@127.0.0.1:{server.port}").sent == 3


def test_a_server_that_went_away_in_between_leaves_the_rest_for_the_next_run(both: Office) -> None:
    both.route(3)
    with ScriptedServer("mail@5=421 4.3.2 bye", "connect@2=421 4.3.2 bye") as server:
        tally = both.send(server.url)
        assert (tally.sent, tally.exit_code) == (4, 69)
        assert both.send(server.url).sent == 5
        assert len(message_ids(server)) == len(server.received) == 9


def test_an_address_that_the_server_cannot_carry_is_held(here: Office) -> None:
    here.route(email="hélène@company.example")
    with ScriptedServer(smtputf8=False) as server:
        tally = here.send(server.url)
        assert (tally.held, tally.sent, tally.exit_code) == (1, 2, 3)
    assert here.of("company").notice.state == "held"


def test_a_folder_that_cannot_be_written_burns_no_attempt(here: Office, tmp_path: Path) -> None:
    here.route()
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        here.send(f"maildir:{tmp_path / 'file' / 'mail'}")
    assert {p.notice.attempts for p in here.posted().values()} == {0}
    assert here.send(f"maildir:{tmp_path / 'mail'}").sent == 3


def test_a_limit_counts_letters_and_the_next_run_goes_on(here: Office) -> None:
    here.route(3)
    with ScriptedServer() as server:
        assert [here.send(server.url, limit=4).sent for _ in range(3)] == [4, 4, 1]
        assert len(message_ids(server)) == 9


def test_a_wish_to_stop_is_heard_between_two_letters(here: Office) -> None:
    here.route(3)
    with ScriptedServer() as server:
        assert here.send(server.url, stopping=lambda: len(server.received) == 2).sent == 2
        assert here.states() == {"sent": 2, "queued": 10}


def test_a_letter_that_cannot_be_made_is_held_and_stops_no_other(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    render = due_letters.render

    def broken(letter: Any, context: Any) -> Any:
        if letter.message == "2.2":
            raise KeyError("Élise Côté")
        return render(letter, context)

    monkeypatch.setattr(due_letters, "render", broken)
    here.route(2)
    with ScriptedServer() as server:
        tally = here.send(server.url)
    assert (tally.sent, tally.held, tally.exit_code) == (5, 1, 3)
    delivery = here.posted()["2.2"].delivery
    assert delivery is not None
    assert "a bug (KeyError)" in str(delivery.error)


def test_a_recipient_who_has_left_the_directory_is_held_and_whoever_has_no_address_waits_for_one(here: Office) -> None:
    here.route()
    here.directory.advisors.pop("QC-14-13")  # type: ignore[attr-defined]
    with ScriptedServer() as server:
        tally = here.send(server.url)
    assert (tally.sent, tally.held) == (2, 1)
    advisor = here.of("advisor")
    assert (advisor.notice.state, advisor.notice.attempts) == ("held", 0)


def test_reminders_are_written_and_sent_in_one_run(here: Office) -> None:
    here.route()
    with ScriptedServer() as server:
        here.send(server.url)
        here.wait(days=7)
        tally = here.send(server.url)
        assert (tally.reminders, tally.sent) == (1, 3)  # advisor and ERAC; and the digest
        here.wait(minutes=5)
        assert here.send(server.url).done == 0


def test_an_answer_that_the_ledger_cannot_take_leaves_one_letter_in_doubt(sqlite_url: str) -> None:
    with office(sqlite_url, patience_s=0.05) as here:
        here.route(2)
        path = sqlite_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:

            def take(received: Any) -> None:
                server.received.append(received)
                if len(server.received) == 2:
                    other.execute("BEGIN IMMEDIATE")

            with ScriptedServer(on_received=take) as server, pytest.raises(TryAgain):
                here.send(server.url)
            other.execute("ROLLBACK")
        assert here.states() == {"sent": 1, "sending": 1, "queued": 6}
        with ScriptedServer() as server:
            tally = here.send(server.url)
            assert (tally.in_doubt, tally.sent) == (1, 5)


@given(st.integers(0, 2**32), st.sampled_from(["resend", "hold"]))
@settings(max_examples=EXAMPLES)
def test_whatever_a_server_does_nothing_is_lost_and_nothing_goes_twice_but_in_doubt(
    made_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, on_doubt: str
) -> None:
    random = Random(seed)

    def fault(stage: str, _nth: int, _recipient: str) -> str | None:
        if random.random() > 0.15:
            return None
        answers = ["450 4.2.1 later", "421 4.3.2 bye", "drop"]
        if stage == "body":
            answers += ["keep+drop", "554 5.6.0 no"]
        return random.choice(answers) if stage in ("connect", "mail", "rcpt", "data", "body") else None

    path = tmp_path_factory.mktemp("chaos") / "ledger.sqlite"
    path.write_bytes(made_sqlite.read_bytes())
    with office(f"sqlite:///{path}") as here:
        here.set(on_doubt=on_doubt)
        here.route(4)
        here.wait(days=4)
        with ScriptedServer(fault) as server:
            for _ in range(60):
                here.send(server.url)
                here.wait(minutes=30)
                if not here.states()["queued"]:
                    break
            kept = message_ids(server)
        for posted in here.posted().values():
            delivery, state = posted.delivery, posted.notice.state
            assert state in ("sent", "failed", "held")
            assert delivery is not None
            copies = sum(n for id_, n in kept.items() if id_.startswith(f"<{delivery.message}."))
            assert copies <= delivery.doubts + (state == "sent")
            assert copies or state != "sent"
