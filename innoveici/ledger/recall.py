"""Many recorded requests at once: what the desk needs to say whether one that comes again is known, in a few queries.

A file that is run again meets a hundred thousand ids that the ledger knows; each is read into values as far as it is
asked. Who changes one says as what it was read: whether it still is that, and what is said when it is not, is here too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Row, select

from innoveici.errors import Refused
from innoveici.ledger import schema
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import Contact, Language
from innoveici.ledger.content import known_fields
from innoveici.ledger.event import Event
from innoveici.ledger.reading import EVENTS_WHOLE, Handoff, event_of, handoff_of, payload_of, unknown
from innoveici.ledger.schema import one_of
from innoveici.ledger.shared import parsed
from innoveici.ledger.states import (
    CORRECTABLE,
    HandoffState,
    fold,
    handoff_id_of,
    listed,
    not_undone,
    steps_undone,
    worded,
)
from innoveici.messages import N_, Message
from innoveici.routing.decision import Decision
from innoveici.routing.record import join
from innoveici.steps import State

BLOCK = 1000
"""Ids asked for at once; bounds what is read ahead."""
_Rosters = Mapping[str, Mapping[str, Any]]


class Recalled:
    """One recorded request, as it was when it was read: its handoff's row, its events, its personal data.

    ``told``: who was told of the last outcome, while the request may still be corrected; language and address as then.
    """

    __slots__ = ("__dict__", "_rosters", "_rows", "handoff_id", "request_id", "state", "told")

    def __init__(
        self, opened_seq: int, request_id: str, state: State, rows: Sequence[Row[Any]], rosters: _Rosters
    ) -> None:
        self.handoff_id = handoff_id_of(opened_seq)
        self.request_id = request_id
        self.state = state
        self.told: tuple[Contact, ...] = ()
        self._rows = rows  # of events, each with the body of its private part
        self._rosters = rosters

    def __repr__(self) -> str:
        return f"Recalled({self.handoff_id!r})"  # nothing personal in a traceback

    @property
    def begins_again(self) -> bool:
        """It was undone, and is decided anew when it comes again; so is what a person reopened after that."""
        return self.state == "received" or (self.state == "closed" and self.folded.undone)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Its story, in order."""
        return tuple(map(event_of, self._rows))

    @property
    def with_private_parts(self) -> list[tuple[Event, dict[str, Any]]]:
        """Its events, each with its erasable part; empty when there was none, or it was erased, or the step was taken
        back: what it said is not shown any more."""
        undone = _undone_by(self._rows)
        bodies = (json.loads(row.body) if row.body is not None and row.seq not in undone else {} for row in self._rows)
        return list(zip(self.events, bodies, strict=True))

    @cached_property
    def _standing(self) -> list[Row[Any]]:
        """Rows of the events that hold; the others were taken back as steps."""
        undone = _undone_by(self._rows)
        return [row for row in self._rows if row.seq not in undone and row.type != "undone"]

    @property
    def not_undone(self) -> list[Event]:
        """Its story without the steps that were taken back."""
        return not_undone(self.events)

    @cached_property
    def folded(self) -> HandoffState:
        """What its events add up to."""
        return fold(self.events)

    @cached_property
    def personal(self) -> dict[str, Any] | None:
        """The company's personal fields as last known, as JSON; None after erasure."""
        parts = [
            json.loads(r.body) for r in self._standing if r.type in ("received", "corrected") and r.body is not None
        ]
        return {name: value for part in parts for name, value in part.items()} if parts else None

    @cached_property
    def known(self) -> dict[str, Any]:
        """Every field as last known, as JSON; after erasure those that events keep."""
        said = (event_of(row) for row in self._standing if row.type in ("received", "corrected"))
        return known_fields(said, self.personal or {})

    @property
    def decision(self) -> tuple[dict[str, Any], dict[str, Any] | None, Mapping[str, Any] | None]:
        """The last decision, as ``Ledger.decision`` gives it."""
        row, payload = next(
            (row, payload) for row in reversed(self._standing) if "decision" in (payload := payload_of(row))
        )
        private = json.loads(row.body) if row.body is not None else None if row.commitment else {}
        roster = payload.get("roster")
        return payload["decision"], private, self._rosters.get(roster) if roster else {}

    def private_at(self, position: int) -> dict[str, Any] | None:
        """The private part of one of its events; None when it has none or was erased."""
        body = self._rows[position].body
        return json.loads(body) if body is not None else None

    def decision_at(self, position: int) -> tuple[dict[str, Any], dict[str, Any], Mapping[str, Any] | None] | None:
        """As :attr:`decision`, the last one up to one of its events; None where there is none, or it was erased."""
        undone = steps_undone(self.events[: position + 1])  # by then
        for i in range(position, -1, -1):
            payload = self.events[i].payload
            if "decision" in payload and self.events[i].seq not in undone:
                private = self.private_at(i)
                if private is None and self.events[i].commitment:
                    return None
                roster = payload.get("roster")
                return payload["decision"], private or {}, self._rosters.get(roster) if roster else {}
        return None

    @property
    def decided(self) -> Decision:
        """The last decision."""
        return join(*self.decision)


def recall(connection: Connection, request_ids: Collection[str]) -> dict[str, Recalled]:
    """Those of ``request_ids`` that are recorded, by request id; some five queries a thousand."""
    found: dict[str, Recalled] = {}
    ids = iter(dict.fromkeys(request_ids))
    while block := list(islice(ids, BLOCK)):
        found |= _recall(connection, block)
    return found


def _recall(connection: Connection, request_ids: list[str]) -> dict[str, Recalled]:
    handoffs = schema.handoffs.c
    known = connection.execute(
        select(handoffs.opened_seq, handoffs.request_id, handoffs.state, handoffs.updated_seq).where(
            one_of(connection, handoffs.request_id, request_ids)
        )
    ).all()
    return recalled_of(connection, known)


def recalled_of(connection: Connection, known: Sequence[Row[Any, Any, Any, Any]]) -> dict[str, Recalled]:
    """By request id; ``known``: ``opened_seq, request_id, state, updated_seq`` of handoffs."""
    if not known:
        return {}
    stories: dict[str, list[Row[Any]]] = {}
    rosters = set()
    for row in _events(connection, known):
        if row.type == "received":
            stories[row.handoff_id] = [row]
        else:
            stories[row.handoff_id].append(row)
            rosters.add(roster_in(row.shared_body))
    kept = rosters_of(connection, rosters - {None})
    found = {}
    for seq, request_id, state, _ in known:
        found[request_id] = Recalled(seq, request_id, state, stories[handoff_id_of(seq)], kept)
    _add_told(connection, [recalled for recalled in found.values() if recalled.state in CORRECTABLE])
    return found


def _events(connection: Connection, known: Sequence[Row[Any, Any, Any, Any]]) -> list[Row[Any]]:
    """Their events, each handoff's in order. Most have only their first two, which are found by number, and faster."""
    events, personal = schema.events.c, schema.personal.c
    query = EVENTS_WHOLE.add_columns(personal.body).outerjoin(schema.personal, personal.seq == events.seq)
    pairs = [seq for row in known if row.updated_seq == row.opened_seq + 1 for seq in (row.opened_seq, row.updated_seq)]
    longer = [handoff_id_of(row.opened_seq) for row in known if row.updated_seq != row.opened_seq + 1]
    found: list[Row[Any]] = []
    for column, values in ((events.seq, pairs), (events.handoff_id, longer)):
        if values:
            found += connection.execute(query.where(one_of(connection, column, values)).order_by(events.seq)).all()
    return found


def _undone_by(rows: Sequence[Row[Any]]) -> frozenset[int]:
    """As ``states.steps_undone``."""
    return frozenset(seq for row in rows if row.type == "undone" for seq in json.loads(row.payload)["undoes"])


def roster_in(shared: str | None) -> str | None:
    """The roster that an outcome refers to, from what it shares."""
    return parsed(shared).get("roster") if shared is not None else None


def rosters_of(connection: Connection, ids: Collection[str | None]) -> dict[str, Mapping[str, Any]]:
    """Those that were not erased."""
    table = schema.rosters
    rows = connection.execute(select(table.c.id, table.c.body).where(table.c.id.in_(ids))) if ids else ()
    return {row.id: json.loads(row.body) for row in rows}


def _add_told(connection: Connection, correctable: Collection[Recalled]) -> None:
    outcomes = {
        next(row.seq for row in reversed(recalled._standing) if row.type in CORRECTABLE): recalled
        for recalled in correctable
    }
    notices = schema.notices.c
    query = select(notices.event_seq, notices.recipient, notices.language, notices.state)
    query = query.where(one_of(connection, notices.event_seq, outcomes)).order_by(notices.event_seq, notices.ordinal)
    for seq, recipient, language, state in connection.execute(query).all() if outcomes else ():
        contact = Contact(Actor.parse(recipient), cast(Language, language), state != "no_address")
        outcomes[seq].told += (contact,)


def check_unchanged(connection: Connection, read: Mapping[str, HandoffState]) -> None:
    """``read``: by request id the handoff it was read as.

    :raises Refused: a request is not recorded, its handoff is another one, or it was changed since.
    """
    handoffs = schema.handoffs
    rows = connection.execute(select(handoffs).where(one_of(connection, handoffs.c.request_id, read)))
    now = {row.request_id: row for row in rows}
    for request_id, before in read.items():
        if request_id not in now:
            raise unknown(request_id)
        row = now[request_id]
        if row.opened_seq != before.opened_seq:
            raise recorded(request_id)
        if row.updated_seq != before.updated_seq:
            raise changed(handoff_of(row))


def recorded(request_id: str) -> Refused:
    """It was taken for new, or for another one."""
    return Refused(
        Message(N_("the request {id} is already recorded"), id=request_id),
        Message(N_("see it with `innoveici show {id}`"), id=request_id),
    )


def changed_by(now: HandoffState, since: Sequence[Event]) -> Refused:
    """As :func:`changed`, with what happened meanwhile: its events, in order."""
    steps = [Message(N_("{step} by {actor}"), step=worded(event.type), actor=event.actor) for event in since]
    return Refused(
        Message(
            N_("{id} was changed meanwhile ({steps}); it is now {state}"),
            id=now.handoff_id,
            steps=listed(steps),
            state=worded(now.state),
        ),
        Message(N_("look at it again with `innoveici show {id}`"), id=now.handoff_id),
    )


def changed(now: Handoff | HandoffState) -> Refused:
    """Somebody else was there between reading and writing."""
    return Refused(
        Message(N_("{id} was changed meanwhile; it is now {state}"), id=now.handoff_id, state=worded(now.state)),
        Message(N_("look at it again with `innoveici show {id}`"), id=now.handoff_id),
    )
