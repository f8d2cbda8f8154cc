"""Requests that may be recorded twice under numbers of their own. Read when asked for; nothing more is kept for it.

No column of the ledger says what a company is called, not even as a hash: names are read from the erasable part, and
are gone from here once they are erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select

from innoveici.ledger import schema
from innoveici.ledger.schema import json_text
from innoveici.ledger.states import HandoffState, handoff_id_of
from innoveici.likeness import company_key, number_key
from innoveici.postal import PostalCode, parse

Why = Literal["number", "company"]
"""``number``: but for case and leading zeros the same; ``company``: the same name at the same code."""


class Named(NamedTuple):
    """A handoff that is not closed, with what tells whether it is another's twin. Personal, but for the ids."""

    handoff_id: str
    request_id: str
    company: str
    postal_code: str
    municipality: str


class Alike(NamedTuple):
    """Another request that may be the same."""

    handoff_id: str
    request_id: str
    why: Why


def named(connection: Connection, where: ColumnElement[bool] | None = None) -> Iterator[Named]:
    """Those that are not closed, as they came in, streamed."""
    handoffs, body = schema.handoffs.c, schema.personal.c.body
    texts = (func.coalesce(json_text(connection, body, key), "") for key in Named._fields[2:])
    query = (
        select(handoffs.opened_seq, handoffs.request_id, *texts)
        .outerjoin(schema.personal, schema.personal.c.seq == handoffs.opened_seq)
        .where(handoffs.state != "closed")
        .order_by(handoffs.opened_seq)
    )
    with connection.execute(query if where is None else query.where(where)) as result:
        for seq, *rest in result:
            yield Named(handoff_id_of(seq), *rest)


def alike_of(connection: Connection, handoff: HandoffState, personal: dict[str, str]) -> list[Alike]:
    """The requests that may be the same as one, which is not closed itself."""
    company = company_key(*(personal.get(key, "") for key in Named._fields[2:]))
    number = number_key(handoff.request_id)
    found = []
    for other in named(connection, _may_be_alike(connection, number, personal if company else {})):
        if other.handoff_id == handoff.handoff_id:
            continue
        if number_key(other.request_id) == number:
            found.append(Alike(other.handoff_id, other.request_id, "number"))
        elif company and company_key(*other[2:]) == company:
            found.append(Alike(other.handoff_id, other.request_id, "company"))
    return found


def _may_be_alike(connection: Connection, number: str, personal: dict[str, str]) -> ColumnElement[bool]:
    """What the database can tell by itself; everything that is alike passes."""
    pattern = "".join(f"%{char}" if char.isdigit() else _literal(char) for char in number)
    tests: list[ColumnElement[bool]] = [func.lower(schema.handoffs.c.request_id).like(pattern, escape="!")]
    code = parse(personal.get("postal_code", ""))
    if isinstance(code, PostalCode):
        written = func.lower(json_text(connection, schema.personal.c.body, "postal_code"))
        tests.append(written.like(f"%{'%'.join(code.compact.lower())}%"))
    elif personal:
        tests.append(schema.handoffs.c.opened_seq >= 0)
    return or_(*tests)


def _literal(char: str) -> str:
    return f"!{char}" if char in "%_!" else char
