"""``innoveici bounce`` as a mail server runs it: whatever comes, it is not answered by another bounce."""

from __future__ import annotations

import io
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL
from innoveici.ledger.outbox import Claim, Settled
from innoveici.notify.addresses import ENVELOPE_KEY, envelope_sender
from tests.cli.conftest import Run, rows_of
from tests.notify.parts import NOW, context
from tests.notify.test_bounces import came_to

ROUTE = ("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--email", "x@fromagerie.example")


@pytest.fixture
def address(run: Run, ledger_file: Path) -> str:
    """Where a letter to a company that was routed would come back to."""
    from dataclasses import replace

    run(*ROUTE)
    with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
        ledger.step(None, Claim("2.1", ((2, 1),), "run-1", NOW + timedelta(minutes=10)))
        ledger.step(Settled("2.1", "run-1", "sent"))
        return envelope_sender("2.1", replace(context(), key=ledger.key(ENVELOPE_KEY)))


def give(monkeypatch: pytest.MonkeyPatch, content: bytes) -> io.BytesIO:
    stream = io.BytesIO(content)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream, encoding="utf-8"))
    return stream


def states(ledger_file: Path) -> list[str]:
    return [state for (state,) in rows_of(ledger_file, "SELECT state FROM notices WHERE event_seq = 2 AND ordinal = 1")]


def test_a_bounce_is_marked_and_said_in_one_line(
    run: Run, address: str, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, came_to(address))
    ran = run("bounce")
    assert (ran.code, ran.out, ran.err) == (0, "", "the letter 2.1 came back (5.1.1): it is marked\n")
    assert states(ledger_file) == ["bounced"]


def test_the_recipient_may_be_given(run: Run, address: str, ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, came_to("avis@innoveici.example"))
    assert run("bounce", "--recipient", address).code == 0
    assert states(ledger_file) == ["bounced"]


@pytest.mark.parametrize("content", [b"", b"\xff" * 100, b"From: a@b.example\n\nBonjour\n", b"x" * 20_000_000])
@pytest.mark.usefixtures("address")
def test_whatever_comes_is_read_to_its_end_and_ends_with_0(
    run: Run, ledger_file: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    stream = give(monkeypatch, content)
    ran = run("bounce")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (0, "", 1)
    assert ran.err.startswith("nothing was changed: ")
    assert stream.closed or stream.tell() == len(content)
    assert states(ledger_file) == ["sent"]


def test_a_letter_that_is_still_being_sent_asks_the_server_to_keep_the_message(
    run: Run, address: str, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
        with ledger.writing() as tx:
            tx.mark_bounced("2.1", "5.1.1")
            tx.change_notices(["2.1"], "retry", actor=COUNCIL, reason=None)
        assert ledger.step(None, Claim("2.1", ((2, 1),), "run-2", NOW + timedelta(minutes=10)))
        give(monkeypatch, came_to(address))
        ran = run("bounce")
        assert (ran.code, states(ledger_file)) == (75, ["sending"])
        assert "is being sent" in ran.err
        ledger.step(Settled("2.1", "run-2", "sent"))
    give(monkeypatch, came_to(address))
    assert (run("bounce").code, states(ledger_file)) == (0, ["bounced"])


def test_a_ledger_that_is_busy_or_gone_asks_the_server_to_keep_the_message(
    run: Run, address: str, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innoveici.ledger.PATIENCE_S", 0.1)
    other = sqlite3.connect(ledger_file)
    try:
        other.execute("BEGIN IMMEDIATE")
        give(monkeypatch, came_to(address))
        assert run("bounce").code == 75
    finally:
        other.close()
    assert states(ledger_file) == ["sent"]
    monkeypatch.setenv("INNOVEICI_LEDGER", f"sqlite:///{ledger_file}.gone")
    give(monkeypatch, came_to(address))
    assert run("bounce").code == 75
