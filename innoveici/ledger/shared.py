"""What the outcomes of many requests say alike, kept once: reasons, partnerships, fingerprints, who was told; rosters.

An event's payload is stored in two JSON objects: its own, and the one it shares, which are merged again when it is
read (:func:`whole`). An event refers to the shared one by a number; its hash covers the shared text's SHA-256, so that
neither can be changed. Nothing shared is personal, and nothing of it is ever erased.

A roster (who was considered, with names) is kept once for all the events that refer to it, by a commitment to it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from innoveici.ledger.event import commit_to
from innoveici.routing.record import split_common

if TYPE_CHECKING:
    from sqlalchemy import Connection


RosterRow = tuple[str, bytes, str]
"""Id, salt and body: a row of the table of rosters."""

_COMPANY = "company"
"""In a shared list of those told, the request's own company, whichever request it is."""


class SharedText(NamedTuple):
    """``id``: under which a text is kept; ``digest``: its SHA-256."""

    id: int
    digest: bytes


def parted(payload: Mapping[str, Any], request_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an event that decides says of its request alone, and what it shares; any other shares nothing."""
    if "decision" not in payload:
        return dict(payload), {}
    own, common = split_common(payload["decision"])
    shared = {**payload, "decision": common}
    if "told" in payload:
        company = f"{_COMPANY}:{request_id}"
        shared["told"] = [_COMPANY if actor == company else actor for actor in payload["told"]]
    return {"decision": own}, shared


def whole(own: str, shared: str | None, request_id: str) -> dict[str, Any]:
    """The payload that was parted; keys are sorted."""
    payload: dict[str, Any] = json.loads(own)
    if shared is not None:
        common = parsed(shared)
        payload = _merged(payload, common)
        if "told" in common:
            payload["told"] = told_by(common, request_id)
    return payload


@lru_cache(maxsize=4096)
def parsed(shared: str) -> Mapping[str, Any]:
    """A shared text's object; not to be written to."""
    found: Mapping[str, Any] = json.loads(shared)
    return found


def told_by(shared: Mapping[str, Any], request_id: str) -> list[str]:
    """The recipients that a shared object names, for the event of this request."""
    company = f"{_COMPANY}:{request_id}"
    return [company if actor == _COMPANY else actor for actor in shared.get("told", ())]


def _merged(own: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**common, **own}
    for name in own.keys() & common.keys():
        merged[name] = _merged(own[name], common[name])
    return dict(sorted(merged.items()))


class SharedTexts:
    """Numbers for shared texts within one transaction.

    ``known``: those of some that are kept already; the others are looked up on the connection that ``connect`` gives.
    ``found``: those that were asked for.
    """

    def __init__(self, known: Mapping[bytes, SharedText], connect: Callable[[], Connection]) -> None:
        self.found: dict[bytes, SharedText] = {}
        self._known = known
        self._connect = connect
        self._next: int | None = None
        self._new: list[Any] = []

    def of(self, body: bytes) -> SharedText:
        """The number of a canonical JSON text, as UTF-8: the one it is kept under, or a new one."""
        text = self.found.get(body)
        if text is None:
            text = self.found[body] = self._known.get(body) or self._looked_up(body)
        return text

    def take_new(self) -> list[Any]:
        """The rows to insert before any event that refers to them, values one after the other; each is given once."""
        new, self._new = self._new, []
        return new

    def _looked_up(self, body: bytes) -> SharedText:
        from sqlalchemy import func, select  # a dry run makes these texts, too, and needs no database

        from innoveici.ledger import schema

        table, digest = schema.shared.c, sha256(body).digest()
        connection = self._connect()
        id_ = connection.execute(select(table.id).where(table.digest == digest)).scalar()
        if id_ is None:
            if self._next is None:
                self._next = connection.execute(select(func.coalesce(func.max(table.id), 0) + 1)).scalar_one()
            id_, self._next = self._next, self._next + 1
            self._new += (id_, digest, body)
        return SharedText(id_, digest)


def roster_id_of(connection: Connection, body: str) -> str | None:
    """The id under which a roster of this text is kept; None where none is."""
    from sqlalchemy import select

    from innoveici.ledger import schema

    table = schema.rosters
    id_: str | None = connection.execute(select(table.c.id).where(table.c.body == body).limit(1)).scalar()
    return id_


def new_roster(body: str) -> RosterRow:
    """A row for a roster that is not kept yet."""
    salt = secrets.token_bytes(16)  # so that names cannot be guessed back from the id
    return commit_to(salt, body.encode()).hex(), salt, body
