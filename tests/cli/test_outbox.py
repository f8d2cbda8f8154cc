"""The outbox in hand: what was told to whom, what waits or failed, and what a person decides about it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import NoticeState, Told
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from innoveici.ledger.writing import Transaction
from innoveici.reasons import Reason
from tests.cli.conftest import ROOT, Run

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)  # a Friday, 9:30 in Québec
BY = ("--by", "person:triage", "--reason", "Vérifié")
SECRETS = ("Fromagerie", "direction@fromagerie.example")


@pytest.fixture
def chain(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """A request told to everybody; the council and the ERAC have addresses. ``chain(moment)`` turns the clock."""
    regions = (ROOT / "regions.yaml").read_text("utf-8")
    regions = regions.replace("name: Conseil de l'innovation du Québec", "name: Conseil\n  email: c@conseil.example")
    regions = regions.replace("id: erac-14\n", "id: erac-14\n        email: e@erac.example\n")
    (tmp_path / "regions.yaml").write_text(regions, "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(tmp_path / "regions.yaml"))

    def turn(moment: datetime) -> None:
        monkeypatch.setenv("INNOVEICI_NOW", moment.isoformat())

    turn(NOW)
    fields = ("--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--email", SECRETS[1])
    run("route", *fields, "--request-id", "R-1")
    return turn


@pytest.fixture
def ledger(ledger_file: Path) -> Iterator[Ledger]:
    """The same ledger, as a run of ``notify`` works on it."""

    def clock() -> datetime:
        return datetime.fromisoformat(os.environ["INNOVEICI_NOW"])

    with open_ledger(f"sqlite:///{ledger_file}", clock=clock) as opened:
        yield opened


def post(ledger: Ledger, notice: str, state: NoticeState, *, doubt: bool = False, reason: Reason | None = None) -> None:
    """Let a run take a notice, and have this come of it."""
    event, ordinal = notice.split(".")
    now = datetime.fromisoformat(os.environ["INNOVEICI_NOW"])
    assert ledger.step(None, Claim(notice, ((int(event), int(ordinal)),), "run", now + timedelta(minutes=10)))
    if state != "sending":
        ledger.step(Settled(notice, "run", state, error=reason, doubt=doubt), None)


def states(run: Run) -> dict[str, str]:
    return {line["id"]: line["state"] for line in run("outbox", "list", "--json").lines}


def rows(text: str) -> list[dict[str, str]]:
    head, *lines = (line.split("\t") for line in text.splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.usefixtures("chain")
class TestList:
    def test_every_notice_is_a_line_without_anything_personal(self, run: Run) -> None:
        ran = run("outbox", "list")
        listed = rows(ran.out)
        assert [row["id"] for row in listed] == ["2.1", "2.2", "2.3", "2.4"]
        assert [row["recipient"].split(":")[0] for row in listed] == ["company", "advisor", "erac", "council"]
        assert {row["state"] for row in listed} == {"queued"}
        assert not any(secret in ran.out for secret in SECRETS)
        as_json = run("outbox", "list", "--json")
        assert [line["template"] for line in as_json.lines] == [row["template"] for row in listed]
        assert not any(secret in as_json.out for secret in SECRETS)

    def test_some_can_be_asked_for(self, run: Run, ledger: Ledger) -> None:
        run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "R-2")
        post(ledger, "2.1", "sent")
        post(ledger, "2.2", "failed")

        def ids(*words: str) -> list[str]:
            return [line["id"] for line in run("outbox", "list", "--json", *words).lines]

        assert ids("--state", "sent") == ["2.1"]
        assert ids("--state", "sent", "--state", "failed") == ["2.1", "2.2"]
        assert ids("--recipient", "council") == ["2.4", "4.4"]
        assert ids("--handoff", "R-2") == ids("--handoff", "H-3") == ["4.1", "4.2", "4.3", "4.4"]
        assert ids("--handoff", "H-1", "--recipient", "erac:erac-14") == ["2.3"]
        assert ids("--limit", "3") == ["4.2", "4.3", "4.4"]
        assert ids("--state", "bounced") == []

    def test_what_cannot_be_asked_for_is_said(self, run: Run) -> None:
        assert run("outbox", "list", "--recipient", "everybody").code == 2
        assert run("outbox", "list", "--state", "lost").code == 2
        assert run("outbox", "list", "--handoff", "H-77").code == 1

    def test_on_a_terminal_it_is_a_table_in_the_readers_words(
        self, run: Run, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post(ledger, "2.1", "failed", reason=Reason("notice.in_doubt"))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", "200")
        ran = run("outbox", "list")
        assert "waiting to be sent" in ran.out
        assert Reason("notice.in_doubt").text() in ran.out
        assert "2026-11-20 09:30" in ran.out


def test_without_a_ledger_there_is_nothing(run: Run) -> None:
    assert run("outbox", "list").code == 0
    assert run("outbox", "status", "--max-age", "1m").code == 0
    assert run("outbox", "show", "2.1").code == 66
    assert run("outbox", "retry", "2.1", *BY).code == 66


@pytest.mark.usefixtures("chain")
class TestShow:
    def test_the_letter_that_would_go_is_shown(self, run: Run) -> None:
        ran = run("outbox", "show", "2.1")
        assert ran.code == 0
        for text in (
            "2.1",
            "assigned.company",
            "H-000001",
            "waiting to be sent",
            f"<{SECRETS[1]}>",
            "Fromagerie du Lac",
        ):
            assert text in ran.out
        shown = run("outbox", "show", "2.1", "--json").json
        assert shown["letter"]["headers"]["To"] == f"Fromagerie du Lac <{SECRETS[1]}>"
        assert shown["letter"]["headers"]["Message-ID"].startswith("<2.1.")
        assert "Fromagerie du Lac" in shown["letter"]["text"]
        assert (shown["state"], shown["attempts"], shown["changes"]) == ("queued", 0, [])

    @pytest.mark.parametrize("state", ["queued", "sending", "sent", "failed", "held", "cancelled"])
    def test_every_notice_has_its_letter_in_every_state(self, run: Run, ledger: Ledger, state: NoticeState) -> None:
        for notice in ("2.1", "2.2", "2.3", "2.4"):
            if state == "cancelled":
                run("outbox", "cancel", notice, *BY)
            elif state != "queued":
                post(ledger, notice, state)
            shown = run("outbox", "show", notice, "--json").json
            assert shown["state"] == state
            assert shown["letter"]["notices"] == [notice]

    def test_whoever_holds_two_roles_has_one_letter(self, run: Run, tmp_path: Path) -> None:
        regions = (tmp_path / "regions.yaml").read_text("utf-8")
        same = regions.replace("e@erac.example", "innovation.saint-felix-de-valois@matawinie.example")
        (tmp_path / "regions.yaml").write_text(same, "utf-8")
        for notice in ("2.2", "2.3"):
            assert run("outbox", "show", notice, "--json").json["letter"]["notices"] == ["2.2", "2.3"]

    def test_a_notice_of_a_digest_is_shown_with_the_others(self, run: Run, ledger: Ledger) -> None:
        run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "R-2")
        assert run("outbox", "show", "4.4", "--json").json["letter"]["notices"] == ["4.4"]
        assert ledger.step(None, Claim("2.4", ((2, 4), (4, 4)), "run", NOW + timedelta(minutes=10)))
        ledger.step(Settled("2.4", "run", "sent"), None)
        shown = run("outbox", "show", "4.4", "--json").json
        assert shown["message"] == "2.4"
        assert shown["letter"]["notices"] == ["2.4", "4.4"]
        assert "Scierie" in shown["letter"]["text"]

    def test_looking_writes_nothing(self, run: Run, ledger_file: Path) -> None:
        with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW):
            pass
        before = ledger_file.read_bytes()
        run("outbox", "show", "2.1")
        run("outbox", "list")
        run("outbox", "status")
        assert ledger_file.read_bytes() == before

    def test_a_letter_that_went_out_has_its_own_date_and_says_that_its_words_are_made_again(
        self, run: Run, ledger: Ledger, chain: Callable[[datetime], None]
    ) -> None:
        again = "made again from what is known now"
        assert again not in run("outbox", "show", "2.1").out
        post(ledger, "2.1", "sent")
        chain(NOW + timedelta(days=40))
        ran = run("outbox", "show", "2.1")
        assert again in ran.out
        assert "Date: Fri, 20 Nov 2026 09:30:00 -0500" in ran.out
        assert "au plus tard le 30\u00a0novembre 2026" in ran.out.replace("\n", " ")

    def test_of_what_was_never_tried_no_attempt_is_told(self, run: Run, ledger: Ledger) -> None:
        assert "tried" not in run("outbox", "show", "2.2").out
        post(ledger, "2.2", "failed")
        assert "tried 1 time, first" in run("outbox", "show", "2.2").out
        run("outbox", "retry", "2.2", *BY)
        assert "tried" not in run("outbox", "show", "2.2").out

    def test_what_innoveici_notes_is_worded_in_the_story_of_the_handoff(
        self, run: Run, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("outbox", "hold", "2.2", *BY)
        with ledger.writing() as tx:
            for payload in {"reminder": 7}, {"overdue": True}:
                tx.append("H-1", "noted", actor=SYSTEM, payload=payload)
            told = (Told(Actor("erac", "erac-14"), "bounced.erac", "fr", "queued"),)
            tx.append("H-1", "noted", actor=SYSTEM, payload={"bounce": "2.1", "status": "5.1.1"}, told=told)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", "200")
        words = (
            "notices held back", "reminder of the first contact", "the first contact is overdue", "a notice came back",
        )  # fmt: skip
        for command in (("show", "H-1"), ("log", "--request", "H-1")):
            out = run(*command).out
            assert all(word in out for word in words), command
            assert " noted " not in out
        assert run("show", "H-1").out.count("a notice came back") == 2  # the event, and what the ERAC was told

    def test_what_became_of_it_is_told(self, run: Run, ledger: Ledger) -> None:
        post(ledger, "2.2", "failed", reason=Reason("notice.in_doubt"), doubt=True)
        run("outbox", "retry", "2.2", *BY, "--reason", "adresse corrigée")
        run("outbox", "hold", "2.2", "--by", "erac:erac-14", "--reason", "x")
        ran = run("outbox", "show", "2.2")
        assert "1 time, nobody knows whether it went out" in ran.out
        assert Reason("notice.in_doubt").text() in ran.out
        assert "2026-11-20 09:30 · person:triage · notices to be sent again · adresse corrigée" in ran.out
        changes = run("outbox", "show", "2.2", "--json").json["changes"]
        assert [(c["actor"], c["action"], c["reason"]) for c in changes] == [
            ("person:triage", "retry", "adresse corrigée"),
            ("erac:erac-14", "hold", "x"),
        ]

    def test_of_an_erased_request_nothing_is_shown(self, run: Run, ledger: Ledger) -> None:
        run("outbox", "hold", "2.2", *BY, "--reason", "Fromagerie du Lac a appelé")
        with ledger.writing() as tx:
            from innoveici.ledger.actor import SYSTEM

            tx.erase("H-1", actor=SYSTEM)
        for notice in ("2.1", "2.2"):
            shown = run("outbox", "show", notice, "--json")
            assert shown.json["letter"] is None
            assert shown.json["undeliverable"]["code"] == "notice.erased"
            assert not any(secret in shown.out for secret in SECRETS)
            assert "No letter can be made" in run("outbox", "show", notice).out

    def test_what_is_not_a_notice_is_refused(self, run: Run) -> None:
        for unknown in ("9.9", "2.9", "12", "nothing", "H-77"):
            assert run("outbox", "show", unknown).code == 1, unknown

    def test_a_handoff_has_several(self, run: Run) -> None:
        ran = run("outbox", "show", "H-1")
        assert ran.code == 1
        assert "outbox list --handoff H-1" in ran.err


@pytest.mark.usefixtures("chain")
class TestChange:
    def test_hold_retry_and_cancel_are_events_with_who_and_why(self, run: Run, ledger: Ledger) -> None:
        assert run("outbox", "hold", "2.1", "2.2", *BY, "--reason", "vacances").code == 0
        assert run("outbox", "retry", "2.1", *BY).code == 0
        assert run("outbox", "cancel", "2.2", "--by", "council", "--reason", "x").code == 0
        assert states(run) == {"2.1": "queued", "2.2": "cancelled", "2.3": "queued", "2.4": "queued"}
        notes = [event for event in run("log", "--json").lines if event["type"] == "noted"]
        assert [(n["actor"], n["payload"]["outbox"], n["payload"]["notices"]) for n in notes] == [
            ("person:triage", "hold", ["2.1", "2.2"]),
            ("person:triage", "retry", ["2.1"]),
            ("council", "cancel", ["2.2"]),
        ]
        assert "vacances" not in run("log", "--json").out  # free text can be erased
        assert ledger.verify().ok

    def test_named_ones_change_together_or_not_at_all(self, run: Run) -> None:
        run("outbox", "hold", "2.2", *BY)
        ran = run("outbox", "hold", "2.1", "2.2", *BY)
        assert ran.code == 1
        assert "2.2" in ran.err
        assert states(run)["2.1"] == "queued"
        assert run("outbox", "cancel", "9.9", *BY).code == 1

    def test_of_many_those_that_can_be_are_changed(self, run: Run, ledger: Ledger) -> None:
        post(ledger, "2.1", "sent")
        post(ledger, "2.2", "sending")
        ran = run("outbox", "hold", "--handoff", "R-1", *BY)
        assert (ran.code, ran.out) == (0, "2 notices are held.\n")
        assert states(run) == {"2.1": "sent", "2.2": "sending", "2.3": "held", "2.4": "held"}
        (changed,) = run("outbox", "retry", "--recipient", "council", *BY, "--json").lines
        assert changed == {"action": "retry", "handoff_id": "H-000001", "notices": ["2.4"], "seq": 4}
        assert run("outbox", "cancel", "--state", "held", *BY).out == "1 notice is cancelled.\n"
        assert run("outbox", "cancel", "--state", "held", *BY).out == "No notice is concerned.\n"

    def test_thousands_are_changed_some_at_a_time(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("innoveici.cli.outbox._BLOCK", 3)
        for number in range(2, 5):
            run("route", "--company", f"Scierie {number}", "--postal-code", "J0K 2M0", "--request-id", f"R-{number}")
        assert run("outbox", "hold", "--state", "queued", *BY).out == "13 notices are held.\n"
        assert set(states(run).values()) == {"held", "no_address"}

    def test_a_letter_is_taken_up_again_as_a_whole(
        self, run: Run, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A run between two transactions would send it in parts."""
        for number in range(2, 5):
            run("route", "--company", f"Scierie {number}", "--postal-code", "J0K 2M0", "--request-id", f"R-{number}")
        digest = tuple((event, 4) for event in (2, 4, 6, 8))
        assert ledger.step(None, Claim("2.4", digest, "run", NOW + timedelta(minutes=10)))
        ledger.step(Settled("2.4", "run", "failed"))
        post(ledger, "4.3", "failed")
        monkeypatch.setattr("innoveici.cli.outbox._BLOCK", 2)
        together: list[list[str]] = []
        change = Transaction.change_notices

        def watched(tx: Transaction, ids: Sequence[str], *args: Any, **options: Any) -> Any:
            together.append(list(ids))
            return change(tx, ids, *args, **options)

        monkeypatch.setattr(Transaction, "change_notices", watched)
        run("outbox", "retry", "--state", "failed", *BY)
        assert together == [["2.4", "4.4", "6.4", "8.4"], ["4.3"]]

    def test_a_bounce_that_was_seen_to_can_be_put_aside(self, run: Run, ledger: Ledger) -> None:
        post(ledger, "2.1", "sent")
        with ledger.writing() as tx:
            tx.mark_bounced("2.1", "5.1.1")
        assert run("outbox", "status", "--max-age", "1d").code == 3
        assert run("outbox", "cancel", "2.1", *BY).code == 0
        assert run("outbox", "status", "--max-age", "1d").code == 0

    def test_the_reason_may_come_from_standard_input(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("la personne a changé d’adresse\n"))
        run("outbox", "hold", "2.1", *BY, "--reason", "-")
        (change,) = run("outbox", "show", "2.1", "--json").json["changes"]
        assert change["reason"] == "la personne a changé d’adresse"

    def test_what_is_off_is_refused_and_changes_nothing(self, run: Run) -> None:
        for words, code in (
            (("retry", "2.1"), 2),  # who?
            (("retry", "2.1", "--by", "person:triage"), 2),  # why?
            (("retry", *BY), 2),
            (("retry", "2.1", "--state", "failed", *BY), 2),
            (("hold", "--recipient", "nobody", *BY), 2),
            (("hold", "2.1", "--by", "somebody", "--reason", "x"), 2),
            (("hold", "2.1", "--by", "advisor:QC-14-13", "--reason", "x"), 1),
            (("hold", "2.1", "--by", "company:R-1", "--reason", "x"), 1),
            (("hold", "2.1", "--by", "system", "--reason", "x"), 1),
            (("cancel", "--handoff", "H-77", *BY), 1),
        ):
            assert run("outbox", *words).code == code, words
        assert set(states(run).values()) == {"queued"}


@pytest.mark.usefixtures("chain")
class TestStatus:
    def test_one_line_for_monitoring(self, run: Run, ledger: Ledger) -> None:
        post(ledger, "2.1", "sent")
        line = run("outbox", "status")
        assert line.code == 0
        values = dict(pair.split("=") for pair in line.out.split())
        assert (values["queued"], values["sent"], values["failed"]) == ("3", "1", "0")
        assert values["oldest_due"] == "2026-11-20T14:30:00.000000Z"
        found = run("outbox", "status", "--json").json
        assert {name: str(value) for name, value in found.items() if name in values} == values
        assert found["late"] is False

    def test_what_has_no_address_in_the_directory_shows_and_is_no_alarm(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(
            "INNOVEICI_REGIONS", str(ROOT / "regions.yaml")
        )  # the shipped one has no address of an ERAC or of the council
        run("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--request-id", "R-2")
        ran = run("outbox", "status", "--max-age", "1d")
        assert (ran.code, run("outbox", "status", "--json").json["unlisted"]) == (0, 2)
        assert " no_address=3 " in ran.out
        assert " unlisted=2 " in ran.out

    def test_what_is_put_off_or_of_the_future_is_counted(
        self, run: Run, ledger: Ledger, chain: Callable[[datetime], None]
    ) -> None:
        post(ledger, "2.1", "sent")
        assert run("outbox", "status", "--json").json["not_yet"] == 0
        chain(NOW - timedelta(days=365))
        assert " not_yet=3 " in run("outbox", "status", "--max-age", "1m").out

    def test_what_should_have_gone_is_late(self, run: Run, chain: Callable[[datetime], None]) -> None:
        chain(NOW + timedelta(minutes=30))
        assert run("outbox", "status", "--max-age", "30m").code == 0
        chain(NOW + timedelta(minutes=30, seconds=1))
        assert run("outbox", "status", "--max-age", "30m").code == 3
        assert run("outbox", "status", "--max-age", "30m", "--json").json["late"] is True
        assert run("outbox", "status", "--max-age", "1h").code == 0
        assert run("outbox", "status").code == 0

    def test_a_digest_is_late_after_its_moment_only(
        self, run: Run, chain: Callable[[datetime], None], ledger: Ledger
    ) -> None:
        for notice in ("2.1", "2.2", "2.3"):
            post(ledger, notice, "sent")
        chain(datetime(2026, 11, 23, 11, 59, tzinfo=UTC))  # Monday, just before the digest
        assert run("outbox", "status", "--json").json["oldest_due"] is None
        assert run("outbox", "status", "--max-age", "30m").code == 0
        chain(datetime(2026, 11, 23, 12, 30, tzinfo=UTC))
        assert run("outbox", "status", "--json").json["oldest_due"] == "2026-11-23T12:00:00.000000Z"
        assert run("outbox", "status", "--max-age", "30m").code == 0
        chain(datetime(2026, 11, 23, 12, 31, tzinfo=UTC))
        assert run("outbox", "status", "--max-age", "30m").code == 3
        post(ledger, "2.4", "sent")
        assert run("outbox", "status", "--max-age", "30m").code == 0

    @pytest.mark.parametrize("state", ["failed", "held"])
    def test_what_waits_for_a_person_is_said(self, run: Run, ledger: Ledger, state: NoticeState) -> None:
        post(ledger, "2.1", state)
        assert run("outbox", "status", "--max-age", "1d").code == 3
        run("outbox", "cancel", "2.1", *BY)
        assert run("outbox", "status", "--max-age", "1d").code == 0

    def test_what_a_dead_run_had_in_hand_is_in_doubt_once_its_time_is_over(
        self, run: Run, chain: Callable[[datetime], None], ledger: Ledger
    ) -> None:
        post(ledger, "2.1", "sending")
        assert run("outbox", "status", "--max-age", "1d").code == 0
        chain(NOW + timedelta(minutes=11))
        assert run("outbox", "status", "--max-age", "1d").code == 3
        assert run("outbox", "status", "--json").json["in_doubt"] == 1

    def test_what_is_no_duration_is_refused(self, run: Run) -> None:
        for text in ("", "30", "m", "-5m", "1w", "1h30", "99999999d", "½h"):
            assert run("outbox", "status", "--max-age", text).code == 2, text

    def test_durations(self, run: Run, chain: Callable[[datetime], None]) -> None:
        chain(NOW + timedelta(minutes=30))
        for text in ("1801s", "31m", "2h", "1d", " 2H "):
            assert run("outbox", "status", "--max-age", text).code == 0, text
        for text in ("1799s", "29m", "0d"):
            assert run("outbox", "status", "--max-age", text).code == 3, text

    def test_on_a_terminal_it_is_a_table(
        self, run: Run, chain: Callable[[datetime], None], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post(ledger, "2.1", "sending")
        chain(NOW + timedelta(hours=1))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        ran = run("outbox", "status")
        assert "waiting to be sent" in ran.out
        assert "in doubt" in ran.out
        assert "Due for the longest: since 2026-11-20 09:30" in ran.out
        assert "bounced" not in ran.out

    def test_what_is_put_off_again_and_again_is_late(
        self, run: Run, ledger: Ledger, chain: Callable[[datetime], None]
    ) -> None:
        for notice in ("2.2", "2.3", "2.4"):
            post(ledger, notice, "sent")
        post(ledger, "2.1", "queued")  # tried once, and put off
        chain(NOW + timedelta(minutes=5))
        assert run("outbox", "status", "--max-age", "30m").code == 0
        chain(NOW + timedelta(hours=2))
        assert run("outbox", "status", "--max-age", "30m").code == 3
