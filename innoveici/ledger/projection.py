"""The tables that keep what events add up to: written with them; folded again from events as they pass, and compared.

Rows are compared as the database gives them, texts as bytes. Most requests have two events, one after the other: those
are compared without making values of them. A handoff is let go with its last event, so that a long ledger takes little
more memory than a short one.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast, get_args

from sqlalchemy import Connection, bindparam, delete, func, select, update

from innoveici.ledger import schema
from innoveici.ledger.entry import Status
from innoveici.ledger.event import Event, utc_text
from innoveici.ledger.schema import json_text
from innoveici.ledger.shared import parsed, told_by, whole
from innoveici.ledger.states import ASSIGNS, HandoffState, apply, opened_seq_of
from innoveici.steps import EventType

SEEN_BY_TELLING = ("advisor:", "erac:", "partner:")
"""Roles that may see a handoff because they were told of it; the council sees all, a company its own."""

_BLOCK = 500


class Projection:
    """Collects what events change, then writes it with a few statements."""

    def __init__(self) -> None:
        self._moved: list[dict[str, Any]] = []
        self._involved: list[tuple[str, int]] = []
        self._loads: dict[str, tuple[int, int]] = {}
        self._left: list[tuple[str, int]] = []
        self._relieved: set[str] = set()

    def follow(self, before: HandoffState, *events: Event) -> None:
        """Take a handoff from ``before`` through ``events``."""
        state = before
        for event in events:
            if event.type == "undone" and state.advisor_id is not None:
                self._relieved.add(state.advisor_id)
            state = apply(state, event)
            if event.type in ASSIGNS and state.advisor_id is not None:
                self._load(state.advisor_id, 0, event.seq)
        held_by = before.holder
        if state.holder != held_by:
            if held_by:
                self._load(held_by, -1)
            if state.holder:
                self._load(state.holder, +1)
        self._moved.append(handoff_row(state))
        self._involved += [(actor, state.opened_seq) for actor in seeing(state) if actor not in before.involved]
        self._left += [(actor, state.opened_seq) for actor in seeing(before) if actor not in state.involved]

    def write(self, connection: Connection) -> None:
        """Send the changes to the database."""
        if self._moved:
            connection.execute(_MOVE, [{"_" + k: v for k, v in row.items()} for row in self._moved])
        schema.insert_rows(connection, schema.involved, self._involved)
        for actor, opened_seq in self._left:
            involved = schema.involved.c
            connection.execute(
                delete(schema.involved).where(involved.actor == actor, involved.opened_seq == opened_seq)
            )
        add_loads(connection, self._loads)
        for advisor_id in sorted(self._relieved):
            _set_last_assigned(connection, advisor_id)

    def _load(self, advisor_id: str, delta: int, assigned: int = 0) -> None:
        open_, last = self._loads.get(advisor_id, (0, 0))
        self._loads[advisor_id] = (open_ + delta, max(last, assigned))


def _set_last_assigned(connection: Connection, advisor_id: str) -> None:
    """As it is without the assignments that were taken back; an advisor who was never given any has no load."""
    events, loads = schema.events.c, schema.loads
    given = func.coalesce(
        json_text(connection, events.payload, "advisor_id"), json_text(connection, schema.shared.c.body, "advisor_id")
    )
    query = (
        select(events.seq, events.type, events.payload)
        .outerjoin(schema.shared, schema.shared.c.id == events.shared)
        .where((events.type == "undone") | (events.type.in_(sorted(ASSIGNS)) & (given == advisor_id)))
        .order_by(events.seq.desc())  # what takes back comes after what it takes back
    )
    undone: set[int] = set()
    last = 0
    with connection.execute(query, execution_options={"yield_per": _BLOCK}) as rows:
        for row in rows:
            if row.type == "undone":
                undone.update(json.loads(row.payload)["undoes"])
            elif row.seq not in undone:
                last = row.seq
                break
    his = loads.c.advisor_id == advisor_id
    connection.execute(update(loads).where(his).values(last_assigned=last) if last else delete(loads).where(his))


def add_loads(connection: Connection, changes: Mapping[str, tuple[int, int]]) -> None:
    """Add to ``loads``, by advisor: how many more are open, and the last event that assigned one (0: none did)."""
    if changes:
        rows = [(advisor_id, *change) for advisor_id, change in changes.items()]
        connection.exec_driver_sql(schema.insert_text(schema.loads, connection) + _ADD_LOAD, rows)


_MOVE = (
    update(schema.handoffs)
    .where(schema.handoffs.c.opened_seq == bindparam("_opened_seq"))
    .values({name: bindparam("_" + name) for name in ("state", "region_code", "erac_id", "advisor_id", "updated_seq")})
)
# SQLite and PostgreSQL share this form of it.
_ADD_LOAD = """
ON CONFLICT (advisor_id) DO UPDATE SET open = loads.open + excluded.open, last_assigned =
CASE WHEN excluded.last_assigned > loads.last_assigned THEN excluded.last_assigned ELSE loads.last_assigned END
"""


def handoff_row(state: HandoffState) -> dict[str, Any]:
    """A row of ``handoffs``, in the table's order of columns."""
    return {
        "opened_seq": state.opened_seq,
        "request_id": state.request_id,
        "state": state.state,
        "region_code": state.region_code,
        "erac_id": state.erac_id,
        "advisor_id": state.advisor_id,
        "opened_at": utc_text(state.opened_at),
        "updated_seq": state.updated_seq,
    }


def seeing(state: HandoffState) -> list[str]:
    """The actors that ``involved`` lists for a handoff."""
    return [actor for actor in state.involved if actor.startswith(SEEN_BY_TELLING)]


BETWEEN = b"\x1f"
"""Stands between recipients that are compared as one text; no actor has it in it."""
_COMPANY = b"\x1e"
_STATUSES = frozenset(status.encode() for status in get_args(Status))
_Row = tuple[Any, ...]


class EventRow(NamedTuple):
    """The columns of ``events`` that say what happened."""

    seq: int
    handoff_id: bytes
    request_id: bytes
    type: bytes
    at: bytes
    actor: bytes
    payload: bytes


class Common:
    """What several outcomes share: the bytes that their handoffs' rows hold, who was told, whom it makes involved."""

    __slots__ = ("advisor", "body", "digest", "involved", "place", "told")

    def __init__(self, body: str, digest: bytes, refolded: Refolded) -> None:
        shared = parsed(body)
        told = told_by(shared, _COMPANY.decode())
        self.body, self.digest = body, digest
        self.told = BETWEEN.join(actor.encode() for actor in told)
        names = [shared.get(name) for name in ("region_code", "erac_id", "advisor_id")]
        self.place = tuple(None if name is None else name.encode() for name in names)
        self.advisor = refolded.loads[names[2]] if names[2] is not None else None
        self.involved = [refolded.involved[actor] for actor in dict.fromkeys(told) if actor.startswith(SEEN_BY_TELLING)]

    def told_of(self, request_id: bytes) -> bytes:
        """The recipients of the notices of a request's outcome, one after the other."""
        return self.told.replace(_COMPANY, request_id)


class _Story:
    """A handoff whose last event has not come yet. ``row``: of the table; None where it has none."""

    __slots__ = ("assigned", "first", "row", "state")

    def __init__(self, first: EventRow, row: _Row | None) -> None:
        self.first, self.row = first, row
        self.state: HandoffState | None = None
        self.assigned: list[tuple[int, str]] = []


class Refolded:
    """``handoffs``: the table's rows by number. ``wrong``: numbers of those that differ; ``missing``: of those that
    have no row; filled as events are taken."""

    def __init__(self, handoffs: Iterator[_Row]) -> None:
        self.involved: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self.loads: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.wrong: set[int] = set()
        self.missing: set[int] = set()
        self._handoffs = handoffs
        self._next = next(handoffs, None)
        self._stories: dict[bytes, _Story] = {}

    def take(self, event: EventRow, own: Mapping[str, Any], common: Common | None) -> None:
        """The next event; ``own`` is its own payload, ``common`` what it shares."""
        story = self._stories.get(event.handoff_id)
        if story is None:
            self._begin(event, own)
            return
        row = story.row
        ends = row is not None and row[7] == event.seq
        # Exactly received and decided, as nearly all are: no value is made of them.
        if ends and common and story.state is None and len(own) == 1 and "decision" in own and event.type in _STATUSES:
            del self._stories[event.handoff_id]
            opened = story.first.seq
            if row != (opened, event.request_id, event.type, *common.place, story.first.at, event.seq):
                self.wrong.add(opened)
            for numbers in common.involved:
                numbers.append(opened)
            if event.type == b"assigned" and common.advisor is not None:
                common.advisor[0] += 1
                common.advisor[1] = max(event.seq, common.advisor[1])
            return
        if story.state is None:
            self._follow(story, story.first, json.loads(story.first.payload))
        self._follow(
            story, event, whole(event.payload.decode(), common.body if common else None, event.request_id.decode())
        )
        if ends:
            self._end(event.handoff_id)

    def first_difference(self, involved: Iterable[_Row], loads: Iterable[_Row]) -> int | None:
        """Once all events are taken: the event at which a table differs from them, None when all agree."""
        for handoff_id in list(self._stories):
            self._end(handoff_id)
        self._skip_to(None)
        kept: dict[str, array[int]] = defaultdict(lambda: array("q"))
        for actor, opened_seq in involved:
            kept[actor.decode()].append(opened_seq)
        for actor in self.involved.keys() | kept.keys():
            numbers = sorted(self.involved[actor])
            if array("q", numbers) != kept[actor]:
                self.wrong.update(set(numbers) ^ set(kept[actor]))
        if self.wrong - self.missing:
            return min(self.wrong - self.missing)
        if self.missing:
            return min(self.missing)
        have = {actor.decode(): [open_, last] for actor, open_, last in loads}
        # Whoever only shares a text was never given anything.
        due = {advisor_id: load for advisor_id, load in self.loads.items() if load != [0, 0]}
        wrong = {id_ for id_ in have | due if have.get(id_) != due.get(id_)}
        return max(have.get(id_, due.get(id_, [0, 0]))[1] for id_ in wrong) if wrong else None

    def _begin(self, event: EventRow, own: Mapping[str, Any]) -> None:
        self._skip_to(event.seq)
        row = None
        if self._next is not None and self._next[0] == event.seq:
            row, self._next = self._next, next(self._handoffs, None)
        else:
            self.missing.add(event.seq)
        if event.handoff_id != b"H-%06d" % event.seq or event.type != b"received":
            self.wrong.add(event.seq)  # of a handoff that had ended, or never began
        story = self._stories[event.handoff_id] = _Story(event, row)
        if own.get("told"):
            self._follow(story, event, own)
        if row is not None and row[7] == event.seq:
            self._end(event.handoff_id)

    def _skip_to(self, seq: int | None) -> None:
        """Rows before this number whose handoffs no event opened."""
        while self._next is not None and (seq is None or self._next[0] < seq):
            self.wrong.add(self._next[0])
            self._next = next(self._handoffs, None)

    def _follow(self, story: _Story, row: EventRow, payload: Mapping[str, Any]) -> None:
        handoff_id, request_id, type_, at, actor = (column.decode() for column in row[1:6])
        moment = datetime.fromisoformat(at)
        event = Event(row.seq, handoff_id, request_id, cast(EventType, type_), moment, actor, payload, "", "", "")
        if event.type == "undone":
            story.assigned = [each for each in story.assigned if each[0] not in payload["undoes"]]
        elif event.type in ASSIGNS and payload.get("advisor_id"):
            story.assigned.append((event.seq, payload["advisor_id"]))
        story.state = apply(story.state, event)

    def _end(self, handoff_id: bytes) -> None:
        story = self._stories.pop(handoff_id)
        if story.state is None:
            self._follow(story, story.first, json.loads(story.first.payload))
        state = story.state
        assert state is not None
        if story.row is not None:
            as_text = tuple(value.decode() if isinstance(value, bytes) else value for value in story.row)
            if as_text != tuple(handoff_row(state).values()):
                self.wrong.add(opened_seq_of(state.handoff_id))
        for actor in dict.fromkeys(seeing(state)):
            self.involved[actor].append(state.opened_seq)
        for seq, advisor_id in story.assigned:
            load = self.loads[advisor_id]
            load[1] = max(seq, load[1])
        if state.holder:
            self.loads[state.holder][0] += 1
