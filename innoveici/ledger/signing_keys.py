"""The keys that sign links, and those by which other programs come in: in the ledger, beside its other secrets.

A signing key that was rotated still verifies what it signed until that has expired; one that was revoked verifies
nothing from that moment on. Of a program's key only a hash is kept.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, delete, select

from innoveici.errors import Refused
from innoveici.ledger import schema
from innoveici.ledger.event import utc_text
from innoveici.ledger.posting import PostingLedger
from innoveici.links import SigningKey
from innoveici.messages import N_, Message

KeyUse = Literal["api"]
"""What a program's key is for."""
_LINK, _PROGRAM = "link:", "program:"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class ProgramKey:
    """A program that may come in. ``name``: who it is, ``site-web``."""

    name: str
    use: KeyUse
    made_at: datetime


class KeyLedger(PostingLedger):
    """The part of a ledger that keeps keys. Times are UTC."""

    def signing_keys(self, *, make: bool = True) -> dict[str, SigningKey]:
        """Those that verify, by id, the one that signs last. ``make``: the first one, where there is none."""
        with self._reading() as connection:
            keys = _signing_keys(connection)
        if not keys and make:
            with self._posting() as connection:
                _add(connection, {}, self._clock())  # adds nothing where another process has just added it
                keys = _signing_keys(connection)
        return keys

    def rotate_signing_key(self, lives: timedelta) -> SigningKey:
        """A new key signs from now on; those before verify for ``lives`` more, what a link lives at most."""
        with self._posting() as connection:
            now = self._clock()
            before = _signing_keys(connection)
            for key in before.values():
                if key.expires_at is None:
                    _put(connection, SigningKey(key.id, key.secret, key.made_at, now + lives))
            return [*_add(connection, before, now).values()][-1]

    def revoke_signing_key(self, key_id: str) -> None:
        """What it signed opens nothing any more; another signs from now on. :raises Refused: none has this id."""
        with self._posting() as connection:
            before = _signing_keys(connection)
            if key_id not in before:
                raise _no_such_key(key_id)
            now = self._clock()
            _put(connection, SigningKey(key_id, before[key_id].secret, before[key_id].made_at, now))
            if all(key.expires_at is not None or key.id == key_id for key in before.values()):
                _add(connection, before, now)

    def add_program_key(self, name: str, use: KeyUse) -> str:
        """A key for a program, to be shown once. :raises Refused: the name is taken."""
        with self._posting() as connection:
            if name in _programs(connection):
                raise Refused(
                    Message(N_("there is a key called “{name}” already"), name=name),
                    Message(N_("revoke it first: innoveici keys revoke {name}"), name=name),
                )
            key = f"innoveici_{secrets.token_urlsafe(_BYTES)}"
            kept = {"use": use, "made_at": utc_text(self._clock()), "sha256": sha256(key.encode()).hexdigest()}
            _insert(connection, _PROGRAM + name, kept)
        return key

    def program_keys(self) -> list[ProgramKey]:
        """Those that there are, by name."""
        with self._reading() as connection:
            return [_program(name, kept) for name, kept in sorted(_programs(connection).items())]

    def program_of(self, key: str) -> ProgramKey | None:
        """Whose key it is; None for one that is not, or not any more."""
        digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        with self._reading() as connection:
            found = [
                _program(name, kept)
                for name, kept in _programs(connection).items()
                if hmac.compare_digest(kept["sha256"], digest)
            ]
        return found[0] if found else None

    def revoke_program_key(self, name: str) -> None:
        """It lets nobody in any more. :raises Refused: there is none of this name."""
        with self._posting() as connection:
            if name not in _programs(connection):
                raise _no_such_key(name)
            connection.execute(delete(schema.keys).where(schema.keys.c.name == _PROGRAM + name))


def _no_such_key(name: str) -> Refused:
    return Refused(
        Message(N_("there is no key “{name}”"), name=name), Message(N_("see them all with `innoveici keys list`"))
    )


def _kept(connection: Connection, prefix: str) -> dict[str, Mapping[str, Any]]:
    keys = schema.keys.c
    rows = connection.execute(select(keys.name, keys.value).where(keys.name.like(f"{prefix}%")))
    return {name.removeprefix(prefix): json.loads(value) for name, value in rows}


def _programs(connection: Connection) -> dict[str, Mapping[str, Any]]:
    return _kept(connection, _PROGRAM)


def _program(name: str, kept: Mapping[str, Any]) -> ProgramKey:
    return ProgramKey(name, kept["use"], datetime.fromisoformat(kept["made_at"]))


def _signing_keys(connection: Connection) -> dict[str, SigningKey]:
    kept = _kept(connection, _LINK)
    return {
        id_: SigningKey(
            id_,
            bytes.fromhex(kept[id_]["secret"]),
            datetime.fromisoformat(kept[id_]["made_at"]),
            datetime.fromisoformat(kept[id_]["expires_at"]) if kept[id_]["expires_at"] else None,
        )
        for id_ in sorted(kept, key=int)
    }


def _add(connection: Connection, before: Mapping[str, SigningKey], now: datetime) -> dict[str, SigningKey]:
    key = SigningKey(str(max(map(int, before), default=0) + 1), secrets.token_bytes(_BYTES), now)
    _put(connection, key)
    return {**before, key.id: key}


def _put(connection: Connection, key: SigningKey) -> None:
    ends = utc_text(key.expires_at) if key.expires_at else ""
    kept = {"secret": key.secret.hex(), "made_at": utc_text(key.made_at), "expires_at": ends}
    connection.execute(delete(schema.keys).where(schema.keys.c.name == _LINK + key.id))
    _insert(connection, _LINK + key.id, kept)


def _insert(connection: Connection, name: str, kept: Mapping[str, Any]) -> None:
    """Unless another process was there first."""
    once = schema.insert_text(schema.keys, connection) + " ON CONFLICT (name) DO NOTHING"
    connection.exec_driver_sql(once, (name, json.dumps(kept)))
