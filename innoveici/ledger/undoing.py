"""Taking back a batch: each handoff that it decided, and that nobody has acted on since, is closed as undone; what it
only corrected waits again, as the run before had left it.

A handoff was decided by a batch when the last of its events that open or reopen a decision (``states.OPENS``) bears the
batch's id. What somebody has acted on, or what was decided again since, stays as it is and is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, case, false, func, select

from innoveici.errors import Refused
from innoveici.ledger import notice_changes, schema
from innoveici.ledger.audience import Told, who_hears
from innoveici.ledger.entry import Step
from innoveici.ledger.reading import Handoff, handoff_of
from innoveici.ledger.recall import recall
from innoveici.ledger.recipients import told_of, written_to
from innoveici.ledger.schema import json_text, one_of
from innoveici.ledger.states import (
    CORRECTABLE,
    OPENS,
    UNDOABLE,
    HandoffState,
    fold,
    handoff_id_of,
    opened_seq_of,
    restores,
)
from innoveici.messages import N_, Message
from innoveici.reasons import Reason
from innoveici.steps import UNDONE, State

BLOCK = 2_500
"""Handoffs taken back by one transaction."""

_SAYS_NOTHING = frozenset({"noted", "erased"})
"""Events after which a handoff is still as the batch left it."""


@dataclass(frozen=True, slots=True)
class Left:
    """A handoff that was not taken back, its state, and why."""

    handoff_id: str
    state: State
    why: Reason


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of a batch's handoffs, in the order of its rows. ``already``: how many had been undone before.

    ``restored``: of ``undone``, how many were only corrected by the batch, and wait again. ``withdrawn``: notices that
    had not been sent, and are not any more; ``corrections``: those that say that what was sent does not hold.
    """

    undone: tuple[str, ...] = ()
    refused: tuple[Left, ...] = ()
    already: int = 0
    restored: int = field(default=0, compare=False)
    withdrawn: int = field(default=0, compare=False)
    corrections: int = field(default=0, compare=False)

    def __add__(self, other: Undone) -> Undone:
        return Undone(
            self.undone + other.undone,
            self.refused + other.refused,
            self.already + other.already,
            self.restored + other.restored,
            self.withdrawn + other.withdrawn,
            self.corrections + other.corrections,
        )


def decided_by(connection: Connection, batch_id: str) -> list[str]:
    """The ids of the handoffs that the batch decided, then or last, in the order of its rows.

    Reads every event's type and batch. :raises Refused: no event bears this batch's id.
    """
    events = schema.events.c
    query = (
        select(events.handoff_id)
        .where(events.type.in_(OPENS), events.batch == batch_id, events.batch != "")
        .order_by(events.seq)
    )
    found = list(dict.fromkeys(connection.execute(query).scalars()))
    if not found:
        raise Refused(
            Message(N_("no batch is called “{id}”"), id=batch_id),
            Message(N_("see them with `innoveici batch list`; `innoveici log --json` shows each event's as “batch”")),
        )
    return found


def take_back(
    connection: Connection, batch_id: str, handoff_ids: Sequence[str], reason: str | None
) -> tuple[list[tuple[HandoffState, Step]], Undone]:
    """The steps that take back those of ``handoff_ids`` that can be, each with its handoff, and what to say of all.

    What was still to be sent about them is cancelled here; who was sent nothing yet then needs no correction, and the
    notice of it is cancelled from the beginning. ``reason`` is free text, and so can be erased.

    A request that waited before this run corrected it (rejects, fed back) is nothing that this run brought in: only
    the correction is taken back.
    """
    handoffs = _handoffs(connection, handoff_ids)
    stories = _stories(connection, handoff_ids, batch_id)
    undone, refused, already = [], [], 0
    payload = {"outcome": UNDONE, "batch": batch_id}
    private = {"reason": reason} if reason else None
    for id_ in handoff_ids:
        handoff, story = handoffs[id_], stories[id_]
        opening = next(i for i in reversed(range(len(story))) if story[i].type in OPENS)
        since = [event for event in story[opening + 1 :] if event.type not in _SAYS_NOTHING]
        if not any(row.ours for row in story if row.type in OPENS):
            already += 1  # its correction was: what the batch decided does not stand any more
        elif not story[opening].ours:
            refused.append(Left(id_, handoff.state, Reason("undo.decided_since")))
        elif since and since[-1].undone:
            already += 1
        elif len(since) != 1 or handoff.state not in UNDOABLE:
            refused.append(Left(id_, handoff.state, Reason("undo.acted_on")))
        else:
            undone.append(id_)
    only_corrected = {id_: seqs for id_ in undone if (seqs := _its_corrections(stories[id_]))}
    moves, withdrawn = _restored(connection, handoffs, only_corrected, batch_id, private)
    hears, unsent = _who_hears(connection, {id_: stories[id_] for id_ in undone if id_ not in only_corrected})
    for id_, hear in hears.items():
        moves[id_] = _state(handoffs[id_], hear), Step("closed", payload, private, hear)
    corrections = sum(notice.state == "queued" for _, step in moves.values() for notice in step.told)
    steps = [moves[id_] for id_ in undone]
    return steps, Undone(tuple(undone), tuple(refused), already, len(only_corrected), withdrawn + unsent, corrections)


def _its_corrections(story: Sequence[Row[Any]]) -> list[int]:
    """The events by which the batch corrected a request that had waited before, and decided it anew; none when the
    request came in, or came back, with the batch itself."""
    life = next((i + 1 for i in reversed(range(len(story))) if story[i].undone), 0)
    opens = [i for i in range(life, len(story)) if story[i].type in OPENS]
    first = next((n for n in reversed(range(len(opens))) if not story[opens[n]].ours), -1) + 1
    begun = opens[first]
    outcomes = [row.type for row in story[life:begun] if row.type not in _SAYS_NOTHING]
    if first == 0 or story[begun].type != "corrected" or outcomes[-1] not in CORRECTABLE:
        return []
    return [row.seq for row in story[begun:] if row.type not in _SAYS_NOTHING]


def _restored(
    connection: Connection,
    handoffs: Mapping[str, Handoff],
    corrections: Mapping[str, Sequence[int]],
    batch_id: str,
    private: Mapping[str, Any] | None,
) -> tuple[dict[str, tuple[HandoffState, Step]], int]:
    """By handoff the step that takes back these events of it, and how many of their notices had not been sent."""
    recalled = recall(connection, [handoffs[id_].request_id for id_ in corrections])
    events = {known.handoff_id: known.events for known in recalled.values()}
    whose = {seq: id_ for id_, seqs in corrections.items() for seq in seqs}
    erased = {id_ for id_ in corrections if any(event.type == "erased" for event in events[id_])}
    told = told_of(connection, whose, erased)
    # Cancelled first, asked then who was written to: a run may be taking a letter at this moment.
    withdrawn = notice_changes.withdraw_of(connection, whose)
    of_these = written_to(connection, whose)
    of_any = written_to(connection, {event.seq: id_ for id_ in corrections for event in events[id_]})
    moves = {}
    for id_, seqs in corrections.items():
        payload = restores(events[id_], seqs, {actor for of, actor in of_any if of == id_})
        reached = [contact for contact in told.get(id_, ()) if (id_, str(contact.actor)) in of_these]
        step = Step("undone", {"batch": batch_id} | payload, private, who_hears("undone", reached))
        moves[id_] = fold(events[id_]), step
    return moves, withdrawn


def _handoffs(connection: Connection, handoff_ids: Sequence[str]) -> dict[str, Handoff]:
    table = schema.handoffs
    opened = [opened_seq_of(id_) for id_ in handoff_ids]
    rows = connection.execute(select(table).where(one_of(connection, table.c.opened_seq, opened)))
    return {handoff_id_of(row.opened_seq): handoff_of(row) for row in rows}


def _stories(connection: Connection, handoff_ids: Sequence[str], batch_id: str) -> dict[str, list[Row[Any]]]:
    """By handoff its events: ``seq``, ``type``, whether it bears the batch's id, whether it undid. Not the steps that
    were taken back: they are as if they had not been."""
    events = schema.events.c
    outcome = case((events.type == "closed", json_text(connection, events.payload, "outcome")), else_="")
    taking_back = case((events.type == "undone", events.payload), else_="")
    query = (
        select(
            events.handoff_id,
            events.seq,
            events.type,
            (events.batch == batch_id).label("ours"),
            func.coalesce(outcome == UNDONE, false()).label("undone"),
            taking_back.label("taking_back"),
        )
        .where(one_of(connection, events.handoff_id, handoff_ids))
        .order_by(events.seq)
    )
    stories: dict[str, list[Row[Any]]] = {id_: [] for id_ in handoff_ids}
    rows = connection.execute(query).all()
    steps = {seq for row in rows if row.taking_back for seq in json.loads(row.taking_back)["undoes"]}
    for row in rows:
        if row.seq not in steps and not row.taking_back:
            stories[row.handoff_id].append(row)
    return stories


def _who_hears(
    connection: Connection, stories: Mapping[str, Sequence[Row[Any]]]
) -> tuple[dict[str, tuple[Told, ...]], int]:
    """By handoff the notices for everyone told since it was last undone; what they were still to be sent is cancelled,
    and counted.

    Cancelled first, asked then who was written to: a run may be taking a letter at this moment.
    """
    whose: dict[int, str] = {}
    for id_, story in stories.items():
        begin = next((row.seq for row in reversed(story) if row.undone), 0)
        whose |= {row.seq: id_ for row in story if row.seq > begin}
    erased = {id_ for id_, story in stories.items() if any(row.type == "erased" for row in story)}
    told = told_of(connection, whose, erased)
    withdrawn = notice_changes.withdraw(connection, stories)
    reached = written_to(connection, whose)
    hears = {
        id_: tuple(
            notice if (id_, str(notice.recipient)) in reached else replace(notice, state="cancelled")
            for notice in who_hears("closed", told.get(id_, ()), undone=True)
        )
        for id_ in stories
    }
    return hears, withdrawn


def _state(handoff: Handoff, told: Sequence[Told]) -> HandoffState:
    """As much of it as closing needs. Everyone who will be told was told before, and so is involved already."""
    return HandoffState(
        handoff.handoff_id,
        handoff.request_id,
        handoff.state,
        handoff.opened_seq,
        handoff.opened_at,
        handoff.updated_seq,
        handoff.region_code,
        handoff.erac_id,
        handoff.advisor_id,
        involved=tuple(str(notice.recipient) for notice in told),
    )
