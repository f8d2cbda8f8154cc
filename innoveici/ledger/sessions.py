"""Secrets that let somebody in for a while: the link of a sign-in letter, which is used once, and the session that
it begins.

Of each only a hash is kept, beside the ledger's other secrets, so that whoever reads a copy cannot come in with it;
and nothing personal: who comes in is named by whoever makes them.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal, get_args

from sqlalchemy import Connection, delete, or_, select

from innoveici.ledger import schema
from innoveici.ledger.event import utc_text
from innoveici.ledger.posting import PostingLedger

PassUse = Literal["sign-in", "session"]
_BYTES = 32
_KEYS = schema.keys.c


@dataclass(frozen=True, slots=True)
class Pass:
    """What a secret stands for until ``expires_at`` (UTC). ``holder``: whom it lets in; ``page``: where they were
    going."""

    holder: str
    page: str
    expires_at: datetime


class SessionLedger(PostingLedger):
    """The part of a ledger that keeps who may come in for how long."""

    def add_pass(self, use: PassUse, holder: str, lives: timedelta, *, page: str = "") -> str:
        """A secret, 43 letters, digits, ``-`` and ``_``, that is kept nowhere. What has expired is swept out."""
        with self._posting() as connection:
            return self._added(connection, use, holder, lives, page)

    def pass_of(self, use: PassUse, secret: str) -> Pass | None:
        """What it stands for; None for one that was never made, is used up, has ended or expired."""
        with self._reading() as connection:
            return self._found(connection, _name(use, secret))

    def begin_session(self, secret: str, lives: timedelta) -> tuple[str, Pass] | None:
        """The secret of a new session for the one of a sign-in link, which is used up by it: of two at once, one wins.

        With it what the link stood for. None where the link opens nothing, or not any more.
        """
        name = _name("sign-in", secret)
        with self._posting() as connection:
            found = self._found(connection, name)
            used_up = connection.execute(delete(schema.keys).where(_KEYS.name == name)).rowcount == 1
            if found is None or not used_up:
                return None
            return self._added(connection, "session", found.holder, lives, ""), found

    def end_pass(self, use: PassUse, secret: str) -> None:
        """It opens nothing any more."""
        with self._posting() as connection:
            connection.execute(delete(schema.keys).where(_KEYS.name == _name(use, secret)))

    def _found(self, connection: Connection, name: str) -> Pass | None:
        kept = connection.execute(select(_KEYS.value).where(_KEYS.name == name)).scalar()
        if kept is None:
            return None
        said = json.loads(kept)
        found = Pass(said["holder"], said["page"], datetime.fromisoformat(said["expires_at"]))
        return found if self._clock() < found.expires_at else None

    def _added(self, connection: Connection, use: PassUse, holder: str, lives: timedelta, page: str) -> str:
        now, secret = self._clock(), secrets.token_urlsafe(_BYTES)
        _sweep(connection, utc_text(now))
        kept = {"holder": holder, "page": page, "expires_at": utc_text(now + lives)}
        row = (_name(use, secret), json.dumps(kept))
        connection.exec_driver_sql(schema.insert_text(schema.keys, connection), row)
        return secret


def _name(use: PassUse, secret: str) -> str:
    return f"{use}:{sha256(secret.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _sweep(connection: Connection, now: str) -> None:
    ours = or_(*(_KEYS.name.like(f"{use}:%") for use in get_args(PassUse)))
    kept = connection.execute(select(_KEYS.name, _KEYS.value).where(ours)).all()
    over = [name for name, value in kept if json.loads(value)["expires_at"] <= now]
    if over:
        connection.execute(delete(schema.keys).where(_KEYS.name.in_(over)))
