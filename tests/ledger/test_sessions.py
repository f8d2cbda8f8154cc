"""A sign-in link is used once and for a while; of it and of the session only a hash is kept, and only so long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger

QUARTER, SHIFT = timedelta(minutes=15), timedelta(hours=12)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def kept(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger._reading() as connection:
        rows = connection.execute(
            text("SELECT name, value FROM keys WHERE name LIKE 'sign-in:%' OR name LIKE 'session:%'")
        )
        return [(name, value) for name, value in rows]


def test_a_link_begins_one_session_and_no_other(ledger: Ledger) -> None:
    secret = ledger.add_pass("sign-in", "somebody", QUARTER, page="/queue")
    assert ledger.pass_of("sign-in", secret) is not None  # to look at it does not use it up
    begun = ledger.begin_session(secret, SHIFT)
    assert begun is not None
    session, link = begun
    assert (link.holder, link.page) == ("somebody", "/queue")
    found = ledger.pass_of("session", session)
    assert found is not None
    assert found.holder == "somebody"
    assert ledger.begin_session(secret, SHIFT) is None
    assert ledger.pass_of("sign-in", secret) is None


def test_of_two_who_use_a_link_at_once_one_comes_in(ledger: Ledger) -> None:
    for _ in range(10):
        secret = ledger.add_pass("sign-in", "somebody", QUARTER)
        with ThreadPoolExecutor(4) as pool:
            begun = list(pool.map(lambda secret: ledger.begin_session(secret, SHIFT), [secret] * 4))
        assert sum(one is not None for one in begun) == 1


def test_a_session_ends_when_it_is_ended(ledger: Ledger) -> None:
    secret = ledger.add_pass("session", "somebody", SHIFT)
    other = ledger.add_pass("session", "somebody", SHIFT)
    ledger.end_pass("session", secret)
    assert ledger.pass_of("session", secret) is None
    assert ledger.pass_of("session", other) is not None
    ledger.end_pass("session", secret)  # twice is no fault


def test_one_use_is_no_other(ledger: Ledger) -> None:
    link, session = ledger.add_pass("sign-in", "x", QUARTER), ledger.add_pass("session", "x", SHIFT)
    assert ledger.pass_of("session", link) is None
    assert ledger.pass_of("sign-in", session) is None
    assert ledger.begin_session(session, SHIFT) is None
    assert ledger.pass_of("session", session) is not None


@pytest.mark.parametrize("secret", ["", "x", "é", "\udcff", "%", "sign-in:", "A" * 10_000])
def test_what_was_never_made_opens_nothing(ledger: Ledger, secret: str) -> None:
    ledger.add_pass("sign-in", "x", QUARTER)
    assert ledger.pass_of("sign-in", secret) is None
    assert ledger.pass_of("session", secret) is None
    assert ledger.begin_session(secret, SHIFT) is None
    ledger.end_pass("session", secret)


def test_only_a_hash_is_kept(ledger: Ledger) -> None:
    link, session = ledger.add_pass("sign-in", "x", QUARTER), ledger.add_pass("session", "x", SHIFT)
    assert len({link, session}) == 2
    assert len(kept(ledger)) == 2
    assert not [row for row in kept(ledger) if link in str(row) or session in str(row)]


def test_what_has_expired_opens_nothing_and_is_swept_out(url: str) -> None:
    now = NOON
    with open_ledger(url, clock=lambda: now) as ledger:
        link = ledger.add_pass("sign-in", "x", QUARTER)
        session = ledger.add_pass("session", "x", SHIFT)
        now = NOON + QUARTER - timedelta(seconds=1)
        assert ledger.pass_of("sign-in", link) is not None
        now = NOON + QUARTER
        assert ledger.pass_of("sign-in", link) is None
        assert ledger.begin_session(link, SHIFT) is None
        now = NOON + SHIFT
        assert ledger.pass_of("session", session) is None
        ledger.add_pass("session", "y", SHIFT)
        assert len(kept(ledger)) == 1


def test_the_other_secrets_of_the_ledger_stay(ledger: Ledger) -> None:
    keys, secret = ledger.signing_keys(), ledger.key("envelopes")
    ledger.add_program_key("site-web", "api")
    ledger.add_pass("session", "x", timedelta(0))
    ledger.add_pass("session", "x", SHIFT)
    assert ledger.signing_keys() == keys
    assert ledger.key("envelopes") == secret
    assert [key.name for key in ledger.program_keys()] == ["site-web"]
