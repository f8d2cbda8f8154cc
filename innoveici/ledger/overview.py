"""All regions in figures, and handoffs as lines without a word of a company: what the Conseil sees.

Nothing here reads the erasable part of an event.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, Select, func, select

from innoveici.ledger import schema
from innoveici.ledger.engine import OpenedLedger
from innoveici.ledger.event import utc_text
from innoveici.ledger.first_contact import received_at, waiting
from innoveici.ledger.schema import one_of
from innoveici.ledger.states import handoff_id_of, opened_seq_of
from innoveici.quebec import quebec_moment
from innoveici.steps import State


class FirstContact(NamedTuple):
    """A company that was contacted. ``region_code`` is None where its place was open to the end."""

    region_code: str | None
    since: datetime
    contacted: datetime


class PlainLine(NamedTuple):
    """A handoff without anything of its company. ``received``, ``changed``: when it came in, when it was touched
    last."""

    handoff_id: str
    state: State
    region_code: str | None
    erac_id: str | None
    received: datetime
    changed: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """``counts``: handoffs by region and state. ``overdue``: by region, those whose company waits for too long.

    ``contacts``: every first contact that holds. A region is None while it is open.
    """

    counts: Mapping[tuple[str | None, State], int]
    overdue: Mapping[str | None, int]
    contacts: tuple[FirstContact, ...]


def _bounds(year: int) -> tuple[str, str]:
    """Its first moment in Québec, and that of the next one, as events say moments."""
    first, after = (utc_text(quebec_moment(datetime(at, 1, 1))) for at in (year, year + 1))  # noqa: DTZ001 - Québec's
    return first, after


class OverviewLedger(OpenedLedger):
    """The part of a ledger that the Conseil's pages ask."""

    def led_to_partnership(self, id_: str, year: int) -> int:
        """How many requests that came in this year, in Québec, went to a partnership."""
        first, after = _bounds(year)
        handoffs, involved = schema.handoffs.c, schema.involved.c
        asked = (
            select(func.count())
            .select_from(schema.involved)
            .join(schema.handoffs, handoffs.opened_seq == involved.opened_seq)
            .where(involved.actor == f"partner:{id_}", handoffs.opened_at >= first, handoffs.opened_at < after)
        )
        with self._reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def directed_to(self, id_: str, year: int) -> int:
        """How many requests were directed this year, in Québec, to an entry of the catalogue; each counts once, and
        what was taken back does not."""
        first, after = _bounds(year)
        events = schema.events.c
        asked = select(events.handoff_id, events.seq, events.type, events.payload).where(
            events.type.in_(("oriented", "closed", "undone")), events.at >= first, events.at < after
        )
        with self._reading() as connection:
            rows = connection.execute(asked).all()
        undone = {seq for _, _, type_, payload in rows if type_ == "undone" for seq in json.loads(payload)["undoes"]}
        told = ((handoff, json.loads(payload)) for handoff, seq, _, payload in rows if seq not in undone)
        return len({handoff for handoff, said in told if any(e["id"] == id_ for e in said.get("entries", ()))})

    def overview(self, late: datetime, since: datetime | None = None) -> Overview:
        """:param late: who waits since before this moment is overdue. :param since: only of requests since then."""
        with self._reading() as connection:
            return Overview(
                _counts(connection, since), _overdue(connection, late, since), tuple(_contacts(connection, since))
            )

    def plain_lines(
        self, states: Collection[State], region_code: str | None, first: int, count: int
    ) -> tuple[list[PlainLine], int]:
        """From number ``first`` (from 0) so many, oldest first; and how many there are. ``region_code``: only its."""
        handoffs, opening, last = schema.handoffs, schema.events, schema.events.alias("last")
        condition: ColumnElement[bool] = handoffs.c.state.in_(sorted(states))
        if region_code is not None:
            condition = condition & (handoffs.c.region_code == region_code)
        with self._reading() as connection:
            received = func.coalesce(received_at(connection), handoffs.c.opened_at)
            query = (
                select(
                    handoffs.c.opened_seq, handoffs.c.state, handoffs.c.region_code, handoffs.c.erac_id,
                    received.label("received"), last.c.at,
                )
                .join(opening, opening.c.seq == handoffs.c.opened_seq)
                .join(last, last.c.seq == handoffs.c.updated_seq)
                .where(condition)
                .order_by(handoffs.c.opened_seq)
                .offset(first)
                .limit(count)
            )  # fmt: skip
            total = connection.execute(select(func.count()).select_from(handoffs).where(condition)).scalar_one()
            return [_line(*row) for row in connection.execute(query)], total


def _line(opened: int, state: State, region: str | None, erac: str | None, received: str, changed: str) -> PlainLine:
    times = datetime.fromisoformat(received), datetime.fromisoformat(changed)
    return PlainLine(handoff_id_of(opened), state, region, erac, *times)


def _since(connection: Connection, query: Select[Any], since: datetime | None) -> Select[Any]:
    """Joined with the events that opened them; only what came in since then."""
    handoffs = schema.handoffs.c
    query = query.join(schema.events, schema.events.c.seq == handoffs.opened_seq)
    if since is None:
        return query
    second = utc_text(since)[: len("2026-11-21T14:30:00")]  # before all that begins so, with a fraction or a zone
    return query.where(func.coalesce(received_at(connection), handoffs.opened_at) >= second)


def _counts(connection: Connection, since: datetime | None) -> dict[tuple[str | None, State], int]:
    handoffs = schema.handoffs.c
    query = select(handoffs.region_code, handoffs.state, func.count()).select_from(schema.handoffs)
    query = _since(connection, query, since).group_by(handoffs.region_code, handoffs.state)
    return {(region, cast(State, state)): count for region, state, count in connection.execute(query)}


def _overdue(connection: Connection, late: datetime, since: datetime | None) -> Counter[str | None]:
    handoffs = schema.handoffs.c
    found = [one.handoff_id for one in waiting(connection, late) if since is None or one.since >= since]
    query = select(handoffs.region_code).where(one_of(connection, handoffs.opened_seq, [*map(opened_seq_of, found)]))
    return Counter(connection.execute(query).scalars()) if found else Counter()


def _contacts(connection: Connection, since: datetime | None) -> list[FirstContact]:
    """The first that was not taken back, of each handoff, from when its request came in."""
    handoffs, events, contact = schema.handoffs.c, schema.events.c, schema.events.alias("contact")
    query = select(
        handoffs.opened_seq,
        handoffs.region_code,
        func.coalesce(received_at(connection), handoffs.opened_at).label("begun"),
        contact.c.seq,
        contact.c.at,
    ).select_from(schema.handoffs)
    query = _since(connection, query, since).join(contact, contact.c.handoff_id == events.handoff_id)
    found = connection.execute(query.where(contact.c.type == "contacted").order_by(contact.c.seq))
    rows: Sequence[Any] = found.all()
    taken_back = _taken_back(connection) if rows else frozenset()
    first: dict[int, FirstContact] = {}
    for opened, region, begun, seq, at in rows:
        if seq not in taken_back:
            first.setdefault(opened, FirstContact(region, datetime.fromisoformat(begun), datetime.fromisoformat(at)))
    return [*first.values()]


def _taken_back(connection: Connection) -> frozenset[int]:
    payloads = connection.execute(select(schema.events.c.payload).where(schema.events.c.type == "undone")).scalars()
    return frozenset(seq for payload in payloads for seq in json.loads(payload)["undoes"])
