"""Rosters, kept once for all the events that refer to who was considered: looked up, made, still there or not."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from innoveici.ledger import schema
from innoveici.ledger.event import commit_to

Row = tuple[str, bytes, str]
"""Id, salt and body: a row of the table."""


def kept_as(connection: Connection, body: str) -> str | None:
    """The id under which a roster of this text is kept; None where none is."""
    table = schema.rosters
    id_: str | None = connection.execute(select(table.c.id).where(table.c.body == body).limit(1)).scalar()
    return id_


def new_row(body: str) -> Row:
    """A row for a roster that is not kept yet."""
    salt = secrets.token_bytes(16)  # so that names cannot be guessed back from the id
    return commit_to(salt, body.encode()).hex(), salt, body
