"""The queue: handoffs as a line each, with what a person at triage looks for first. Costs what is shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from innoveici.ledger import schema
from innoveici.ledger.among import among
from innoveici.ledger.event import utc_text
from innoveici.ledger.promised import consent_given, consent_of, json_text, received_at
from innoveici.ledger.states import State, consent_after, handoff_id_of
from innoveici.promise import waits
from innoveici.reasons import Reason
from innoveici.routing.record import reasons_of

_BLOCK = 2_000
_SAID_WHY = ("held", "rejected")
"""States whose reason is part of the line."""
_SAYS_MORE = ("reopened", "corrected", *_SAID_WHY)


class Line(NamedTuple):
    """``since`` (UTC text): the moment from which the company waits. ``reasons``: why it is held or was rejected.

    ``consent``: the company's, to its request being passed on, as last given; None when it was not asked.
    """

    handoff_id: str
    request_id: str
    state: State
    region_code: str | None
    erac_id: str | None
    advisor_id: str | None
    since: str
    company: str
    municipality: str
    updated_seq: int
    consent: bool | None = None
    reasons: tuple[Reason, ...] = ()

    def is_late(self, before: str) -> bool:
        """Whether its company waits for its first contact since before this moment (UTC text)."""
        return self.since < before and waits(self.state, self.consent)

    def __repr__(self) -> str:
        return f"Line({self.handoff_id!r})"  # nothing personal in a traceback


def queue(
    connection: Connection,
    *,
    states: Collection[State],
    erac_id: str | None = None,
    advisor_id: str | None = None,
    waiting_before: datetime | None = None,
) -> Iterator[Line]:
    """Handoffs in these states, in the order they were recorded, read as they are used.

    ``waiting_before``: only those whose company waits for its first contact since before it.
    """
    handoffs = schema.handoffs.c
    query = select(handoffs.opened_seq).where(handoffs.state.in_(sorted(states))).order_by(handoffs.opened_seq)
    if erac_id is not None:
        query = query.where(handoffs.erac_id == erac_id)
    if advisor_id is not None:
        query = query.where(handoffs.advisor_id == advisor_id)
    limit = utc_text(waiting_before) if waiting_before else None
    if limit is not None:  # what was reopened since waits from then: looked at below
        query = query.join(schema.events, schema.events.c.seq == handoffs.opened_seq)
        query = query.where(func.coalesce(received_at(connection), handoffs.opened_at) < limit)
    # Numbers alone are sorted; a line, with its company out of JSON, is made when its turn comes.
    opened = connection.execute(query).scalars().all()
    for start in range(0, len(opened), _BLOCK):
        for line in lines_of(connection, opened[start : start + _BLOCK]):
            if limit is None or line.is_late(limit):
                yield line


def lines_of(connection: Connection, opened: Collection[int]) -> list[Line]:
    """The handoffs that these events opened, oldest first; those that are none are left out."""
    handoffs, events, personal = schema.handoffs.c, schema.events.c, schema.personal.c
    query = (
        select(
            handoffs.opened_seq,
            handoffs.request_id,
            handoffs.state,
            handoffs.region_code,
            handoffs.erac_id,
            handoffs.advisor_id,
            func.coalesce(received_at(connection), handoffs.opened_at).label("since"),
            func.coalesce(json_text(connection, personal.body, "company"), "").label("company"),
            func.coalesce(json_text(connection, personal.body, "municipality"), "").label("municipality"),
            handoffs.updated_seq,
            consent_given(connection),
        )
        .join(schema.events, events.seq == handoffs.opened_seq)
        .outerjoin(schema.personal, personal.seq == handoffs.opened_seq)
        .where(among(connection, handoffs.opened_seq, opened))
        .order_by(handoffs.opened_seq)
    )
    return list(_lines(connection, connection.execute(query).all()))


def _lines(connection: Connection, rows: Sequence[Any]) -> Iterator[Line]:
    later = _later(connection, rows)
    for row in rows:
        line = Line._make((handoff_id_of(row[0]), *row[1:-1], consent_of(row[-1]), ()))
        yield _as_it_is_now(line, later[row[0]]) if row[0] in later else line


def _as_it_is_now(line: Line, later: Sequence[Any]) -> Line:
    for event in later:
        if event.type == "reopened":
            line = line._replace(since=event.at)  # it waits anew
        elif event.type == line.state and line.state in _SAID_WHY:
            line = line._replace(reasons=_why(event))
        elif event.type == "corrected":
            given = json.loads(event.body) if event.body is not None else {}
            line = line._replace(**{name: given[name] for name in ("company", "municipality") if name in given})
            line = line._replace(consent=consent_after(line.consent, json.loads(event.payload)))
    return line


def _later(connection: Connection, rows: Sequence[Any]) -> dict[int, list[Any]]:
    """By opening event the later ones that matter to a line: those of handoffs with more than two, and of held ones."""
    asked = [opened for opened, _, state, *_, updated, _ in rows if state in _SAID_WHY or updated > opened + 1]
    if not asked:
        return {}
    events, personal = schema.events.c, schema.personal.c
    opened = {handoff_id_of(seq): seq for seq in asked}
    query = (
        select(events.handoff_id, events.type, events.at, events.payload, personal.body)
        .outerjoin(schema.personal, personal.seq == events.seq)
        .where(among(connection, events.handoff_id, opened), events.type.in_(_SAYS_MORE))
        .order_by(events.seq)
    )
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(opened[row.handoff_id], []).append(row)
    return found


def _why(event: Any) -> tuple[Reason, ...]:
    return reasons_of(json.loads(event.payload)["decision"], json.loads(event.body) if event.body is not None else None)
