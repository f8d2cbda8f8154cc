"""A rotated key still verifies what it signed; a revoked one, and a program's that was revoked, nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from innoveici.errors import Refused
from innoveici.ledger.ledger import Ledger


def test_the_first_key_is_made_when_it_is_asked_for(ledger: Ledger) -> None:
    assert ledger.signing_keys(make=False) == {}
    keys = ledger.signing_keys()
    assert [*keys] == ["1"]
    assert ledger.signing_keys() == keys
    assert len(keys["1"].secret) == 32
    assert keys["1"].secret.hex() not in repr(keys)


def test_a_rotated_key_lives_on_until_what_it_signed_has_expired(ledger: Ledger) -> None:
    first = ledger.signing_keys()["1"]
    ledger.rotate_signing_key(timedelta(days=30))
    keys = ledger.signing_keys()
    assert [*keys] == ["1", "2"]
    assert keys["2"].expires_at is None
    ended = keys["1"].expires_at
    assert ended is not None
    assert ended - keys["2"].made_at == timedelta(days=30)
    assert keys["1"].secret == first.secret


def test_a_revoked_key_ends_at_once_and_another_takes_over(ledger: Ledger) -> None:
    ledger.signing_keys()
    ledger.revoke_signing_key("1")
    keys = ledger.signing_keys()
    assert keys["1"].expires_at == keys["2"].made_at
    assert keys["2"].expires_at is None
    with pytest.raises(Refused):
        ledger.revoke_signing_key("9")


def test_a_program_comes_in_by_its_key_until_that_is_revoked(ledger: Ledger) -> None:
    key = ledger.add_program_key("site-web", "api")
    assert [one.name for one in ledger.program_keys()] == ["site-web"]
    found = ledger.program_of(key)
    assert found is not None
    assert found.name == "site-web"
    assert ledger.program_of(key + "x") is None
    assert ledger.program_of("é\udcff") is None
    with pytest.raises(Refused):
        ledger.add_program_key("site-web", "api")
    ledger.revoke_program_key("site-web")
    assert ledger.program_of(key) is None
    with pytest.raises(Refused):
        ledger.revoke_program_key("site-web")
