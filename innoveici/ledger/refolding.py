"""What handoffs, involved actors and loads should be, folded again from events as they pass; compared with the tables.

Rows are as the database gives them, texts as bytes. Most requests have two events, one after the other: those are
compared without making values of them. A handoff is let go with its last event, so that a long ledger takes little more
memory than a short one.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast, get_args

from innoveici.ledger.entry import Status
from innoveici.ledger.event import Event
from innoveici.ledger.projection import SEEN_BY_TELLING, handoff_row, seeing
from innoveici.ledger.shared import parsed, told_by, whole
from innoveici.ledger.states import ASSIGNS, HandoffState, apply, opened_seq_of
from innoveici.steps import EventType

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
