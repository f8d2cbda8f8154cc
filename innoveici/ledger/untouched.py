"""Requests to which nothing has happened since they were recorded: their very texts, in one query.

A file that is run again meets a hundred thousand of them; texts are compared before anything is read into values.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from innoveici.ledger import schema
from innoveici.ledger.recall import BLOCK, roster_in, rosters_of
from innoveici.ledger.schema import one_of
from innoveici.ledger.shared import parsed, whole
from innoveici.ledger.states import CORRECTABLE, handoff_id_of


class Untouched(NamedTuple):
    """``received`` and ``outcome`` are the payloads of its two events, without what the second ``shared`` with others;
    ``personal`` and ``private`` what can be erased, all as stored. ``roster`` is what the outcome refers to, None once
    erased, empty where there is none."""

    handoff_id: str
    state: str
    received: str
    personal: str
    outcome: str
    shared: str | None
    private: str
    roster: Mapping[str, Any] | None

    def __repr__(self) -> str:
        return f"Untouched({self.handoff_id!r})"  # nothing personal in a traceback

    @property
    def common(self) -> Mapping[str, Any]:
        """What its decision says as those of other requests do; see ``record.split_common``."""
        common: Mapping[str, Any] = parsed(self.shared)["decision"] if self.shared is not None else {}
        return common

    @property
    def decision(self) -> tuple[dict[str, Any], dict[str, Any], Mapping[str, Any] | None]:
        """As ``Ledger.decision`` gives it."""
        return whole(self.outcome, self.shared, "")["decision"], json.loads(self.private), self.roster

    def says(self, received: bytes, personal: bytes) -> bool:
        """Whether it was recorded with these very texts, in whatever batch."""
        return personal == self.personal.encode() and received == self.received.encode()


def untouched(connection: Connection, request_ids: Collection[str]) -> dict[str, Untouched]:
    """Those of ``request_ids`` that are recorded and as they were decided, by request id.

    Left out is what may be corrected, what was erased, and whatever has another event.
    """
    found: dict[str, Untouched] = {}
    shared: dict[int | None, _Shared] = {None: (None, {})}
    ids = iter(dict.fromkeys(request_ids))
    while block := list(islice(ids, BLOCK)):
        found |= _untouched(connection, block, shared)
    return found


_Shared = tuple[str | None, Mapping[str, Any] | None]
"""A text, and the roster it refers to."""


def _untouched(
    connection: Connection, request_ids: list[str], shared: dict[int | None, _Shared]
) -> dict[str, Untouched]:
    """``shared``: those met so far, by number; added to, so that each is read once."""
    handoffs, first, second = schema.handoffs, schema.events.alias(), schema.events.alias()
    personal, private = schema.personal.alias(), schema.personal.alias()
    query = (
        select(
            handoffs.c.request_id, handoffs.c.opened_seq, handoffs.c.state,
            first.c.payload, personal.c.body, second.c.payload, second.c.shared, private.c.body,
        )
        .join(first, first.c.seq == handoffs.c.opened_seq)
        .join(personal, personal.c.seq == first.c.seq)
        .join(second, second.c.seq == handoffs.c.updated_seq)
        .join(private, private.c.seq == second.c.seq)
        .where(
            one_of(connection, handoffs.c.request_id, request_ids),
            handoffs.c.updated_seq == handoffs.c.opened_seq + 1,
            handoffs.c.state.not_in(sorted(CORRECTABLE)),
        )
    )  # fmt: skip
    rows = connection.execute(query).all()
    _read_shared(connection, {id_ for *_, id_, _ in rows} - shared.keys(), shared)
    found = {}
    for request_id, seq, state, received, own, outcome, id_, hidden in rows:
        text, roster = shared[id_]
        found[request_id] = Untouched(handoff_id_of(seq), state, received, own, outcome, text, hidden, roster)
    return found


def _read_shared(connection: Connection, ids: set[int], shared: dict[int | None, _Shared]) -> None:
    table = schema.shared.c
    rows = connection.execute(select(table.id, table.body).where(table.id.in_(ids))).all() if ids else []
    texts = {row.id: row.body for row in rows}
    rosters = rosters_of(connection, {roster_in(text) for text in texts.values()} - {None})
    for id_, text in texts.items():
        roster = roster_in(text)
        shared[id_] = text, rosters.get(roster) if roster else {}
