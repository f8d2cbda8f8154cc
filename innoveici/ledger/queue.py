"""The queue: handoffs as a line each, with what a person at triage looks for first. Costs what is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, exists, func, or_, select, union_all

from innoveici.ledger import schema
from innoveici.ledger.actor import Actor
from innoveici.ledger.engine import OpenedLedger
from innoveici.ledger.event import utc_text
from innoveici.ledger.first_contact import Workload, consent_given, consent_of, received_at, workloads
from innoveici.ledger.reading import check_told
from innoveici.ledger.schema import as_value, json_text, one_of_given
from innoveici.ledger.shared import whole
from innoveici.ledger.states import OPEN, consent_after, handoff_id_of, opened_seq_of
from innoveici.ledger.visibility import may_see_personal
from innoveici.quebec import waits
from innoveici.reasons import Reason
from innoveici.routing.record import reasons_of
from innoveici.steps import STATES, State

FIRST, MORE = 100, 5_000
"""Lines read at once: few to begin with, for who looks at the first ones."""
_SAID_WHY = ("held", "rejected")
"""States whose reason is part of the line."""
_SAYS_MORE = ("reopened", "corrected", "undone", *_SAID_WHY)


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


class Page(NamedTuple):
    """``last``: the number that the next page follows; None where there is no more."""

    lines: list[Line]
    last: int | None


def page(
    connection: Connection,
    after: int,
    size: int,
    *,
    states: Collection[State],
    erac_id: str | None = None,
    advisor_id: str | None = None,
    waiting_before: datetime | None = None,
    company: Callable[[str], bool] | None = None,
    viewer: Actor | None = None,
) -> Page:
    """Of the handoffs in these states that were opened after number ``after`` the first ``size``, as recorded.

    ``waiting_before``: only those whose company waits for its first contact since before it. ``company``: only those
    whose company's name, as last known, it accepts. ``viewer``: only those of which it may see the company. With these
    the page may be shorter.
    """
    if not states:
        return Page([], None)
    handoffs = schema.handoffs.c
    limit = utc_text(waiting_before) if waiting_before else None
    asked = select(handoffs.opened_seq).where(handoffs.opened_seq > after)
    if erac_id is not None:
        asked = asked.where(handoffs.erac_id == erac_id)
    if advisor_id is not None:
        asked = asked.where(handoffs.advisor_id == advisor_id)
    if viewer is not None:
        asked = _told(asked, viewer)
    if limit is not None:  # what was reopened since waits from then: looked at below
        asked = asked.join(schema.events, schema.events.c.seq == handoffs.opened_seq)
        asked = asked.where(func.coalesce(received_at(connection), handoffs.opened_at) < limit)
    # Of one state the index has them in order: SQLite merges these and sorts nothing, so that the first come at once.
    query = union_all(*_parts(asked, states))
    with connection.execute(query.order_by("opened_seq").limit(size)) as numbers:  # as the driver gives them
        opened = [number for (number,) in numbers.cursor.fetchall()]
    lines = [_by_hand(line, states) for line in _Reader(connection).lines(opened)] if opened else []
    if limit is not None:
        lines = [line for line in lines if line.is_late(limit)]
    if company is not None:
        lines = [line for line in lines if company(line.company)]
    if viewer is not None:
        lines = [line for line in lines if may_see_personal(line, viewer)]
    return Page(lines, opened[-1] if len(opened) == size else None)


def _parts(asked: Select[Any], states: Collection[State]) -> list[Select[Any]]:
    """By state; who asks for all that is open has what must be handed over, too."""
    parts = [asked.where(schema.handoffs.c.state == state) for state in sorted(states)]
    return [*parts, _to_hand_over(asked)] if set(states) >= OPEN else parts


def _to_hand_over(asked: Select[Any]) -> Select[Any]:
    """Those at a partner to whom nobody could write, until somebody says that it has the request."""
    handoffs, notices = schema.handoffs.c, schema.notices.c
    opening, referred, said, undone = (schema.events.alias() for _ in range(4))
    nobody_wrote = (
        select(notices.event_seq)
        .join(referred, referred.c.seq == notices.event_seq)
        .join(opening, opening.c.handoff_id == referred.c.handoff_id)
        .where(opening.c.seq == handoffs.opened_seq, referred.c.type == "referred")
        .where(notices.recipient.like("partner:%"), notices.state == "no_address")
    )
    taken_back = exists().where(
        undone.c.handoff_id == said.c.handoff_id, undone.c.type == "undone", undone.c.seq > said.c.seq
    )
    handed_over = (
        select(said.c.seq)
        .join(opening, opening.c.handoff_id == said.c.handoff_id)
        .where(opening.c.seq == handoffs.opened_seq, said.c.type == "handed_over", ~taken_back)
    )
    return asked.where(handoffs.state == "referred", nobody_wrote.exists(), ~handed_over.exists())


def _by_hand(line: Line, states: Collection[State]) -> Line:
    """One that is listed without its state being asked for says why."""
    return line if line.state in states else line._replace(reasons=(Reason("routing.by_hand"),))


def _told(asked: Select[Any], viewer: Actor) -> Select[Any]:
    """Only what ``viewer`` was ever told of; the council is told of everything."""
    handoffs, involved = schema.handoffs.c, schema.involved.c
    if viewer.role == "council":
        return asked
    if viewer.role == "company":
        return asked.where(handoffs.request_id == viewer.id)
    return asked.where(handoffs.opened_seq.in_(select(involved.opened_seq).where(involved.actor == str(viewer))))


def lines_of(connection: Connection, opened: Collection[int]) -> list[Line]:
    """The handoffs that these events opened, oldest first; those that are none are left out."""
    return _Reader(connection).lines(opened)


class _Reader:
    """Its statements are made once: that takes SQLAlchemy as long as SQLite to read some hundred lines."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lines = _lines_among(connection)
        self._later = _later_among(connection)

    def lines(self, opened: Collection[int]) -> list[Line]:
        """See :func:`lines_of`."""
        rows = self._rows(self._lines, opened)
        make, id_of = tuple.__new__, handoff_id_of  # twice as soon as Line(…), which looks at defaults
        lines = [
            make(Line, (id_of(seq), request, state, region, erac, who, since, name, place, last, consent_of(said), ()))
            for seq, request, state, region, erac, who, since, name, place, last, said, _ in rows
        ]
        more = {lines[at].handoff_id: at for at, row in enumerate(rows) if row[-1]}
        later = self._rows(self._later, more) if more else ()
        undone = {seq for _, seq, type_, _, payload, *_ in later if type_ == "undone" for seq in _taken_back(payload)}
        for id_, seq, *said in later:
            if seq not in undone:
                lines[more[id_]] = _after(lines[more[id_]], *said)
        return lines

    def _rows(self, statement: Select[Any], values: Collection[Any]) -> Sequence[Any]:
        """As the driver gives them: SQLAlchemy would make a row of each again."""
        with self._connection.execute(statement, {"values": as_value(self._connection, values)}) as result:
            return result.cursor.fetchall()


def _lines_among(connection: Connection) -> Select[Any]:
    handoffs, events, personal = schema.handoffs.c, schema.events.c, schema.personal.c
    return (
        select(
            handoffs.opened_seq,
            handoffs.request_id,
            handoffs.state,
            handoffs.region_code,
            handoffs.erac_id,
            handoffs.advisor_id,
            func.coalesce(received_at(connection), handoffs.opened_at),
            func.coalesce(json_text(connection, personal.body, "company"), ""),
            func.coalesce(json_text(connection, personal.body, "municipality"), ""),
            handoffs.updated_seq,
            consent_given(connection),
            # Whether later events say more: those of handoffs with more than two, and why one is held.
            or_(handoffs.state.in_(_SAID_WHY), handoffs.updated_seq > handoffs.opened_seq + 1),
        )
        .join(schema.events, events.seq == handoffs.opened_seq)
        .outerjoin(schema.personal, personal.seq == handoffs.opened_seq)
        .where(one_of_given(connection, handoffs.opened_seq, "values"))
        .order_by(handoffs.opened_seq)
    )


def _later_among(connection: Connection) -> Select[Any]:
    events, personal = schema.events.c, schema.personal.c
    return (
        select(
            events.handoff_id,
            events.seq,
            events.type,
            events.at,
            events.payload,
            schema.shared.c.body,
            personal.body,
        )
        .outerjoin(schema.shared, schema.shared.c.id == events.shared)
        .outerjoin(schema.personal, personal.seq == events.seq)
        .where(one_of_given(connection, events.handoff_id, "values"), events.type.in_(_SAYS_MORE))
        .order_by(events.seq)
    )


def _taken_back(payload: str) -> list[int]:
    """The steps that an ``undone`` event takes back."""
    return list(json.loads(payload)["undoes"])


def _after(line: Line, type_: str, at: str, payload: str, shared: str | None, body: str | None) -> Line:
    """The line as it is once this happened."""
    if type_ == "reopened":
        return line._replace(since=at)  # it waits anew
    if type_ == line.state and line.state in _SAID_WHY:
        private = json.loads(body) if body is not None else None
        return line._replace(reasons=reasons_of(whole(payload, shared, line.request_id)["decision"], private))
    if type_ == "corrected":
        given = json.loads(body) if body is not None else {}
        line = line._replace(**{name: given[name] for name in ("company", "municipality") if name in given})
        return line._replace(consent=consent_after(line.consent, json.loads(payload)))
    return line


class TriageLedger(OpenedLedger):
    """The part of a ledger that ``queue``, ``advisors load`` and the triage screen ask."""

    def queue(
        self,
        *,
        states: Collection[State],
        erac_id: str | None = None,
        advisor_id: str | None = None,
        waiting_before: datetime | None = None,
        company: Callable[[str], bool] | None = None,
        viewer: Actor | None = None,
    ) -> Generator[Line]:
        """Handoffs in these states, oldest first, streamed; ``waiting_before``: only those since before it.

        ``company``: only those whose company's name it accepts; ``viewer``: only those of which it may see the company.
        Each page is as it is when it is read: whoever looks at one for an hour keeps nobody's log from being emptied.
        """
        after: int | None = 0
        size = FIRST
        while after is not None:
            with self._reading() as connection:
                lines, after = page(
                    connection,
                    after,
                    size,
                    states=states,
                    erac_id=erac_id,
                    advisor_id=advisor_id,
                    waiting_before=waiting_before,
                    company=company,
                    viewer=viewer,
                )
            yield from lines
            size = MORE

    def of_company(self, company: Callable[[str], bool], viewer: Actor | None = None) -> Iterator[Line]:
        """Every handoff whose company's name is accepted and ``viewer``'s to see, whatever its state, oldest first.

        :raises Refused: a viewer that was never told of anything. :raises UsageError: one outside the chain.
        """
        with self._reading() as connection:
            if viewer is not None:
                check_told(connection, viewer)
        yield from self.queue(states=STATES, company=company, viewer=viewer)

    def lines(self, handoff_ids: Collection[str]) -> list[Line]:
        """These handoffs as lines of the queue, oldest first, whatever their state."""
        with self._reading() as connection:
            return lines_of(connection, [opened_seq_of(id_) for id_ in handoff_ids])

    def census(self) -> list[tuple[State, str | None, int]]:
        """How many handoffs are in each state, by region; in order."""
        handoffs = schema.handoffs.c
        query = select(handoffs.state, handoffs.region_code, func.count()).group_by(
            handoffs.state, handoffs.region_code
        )
        with self._reading() as connection:
            rows = [(state, region, count) for state, region, count in connection.execute(query)]
        return sorted(rows, key=lambda row: (row[0], row[1] or ""))

    def workloads(self) -> dict[str, Workload]:
        """By advisor, of everyone who ever had a handoff in hand."""
        with self._reading() as connection:
            return workloads(connection)
