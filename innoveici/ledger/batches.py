"""The runs of batches: how each is called, which were of the same file, what the ledger has of them.

A run is called ``B-`` and 16 hexadecimal digits: 8 of the file's fingerprint, 8 of the run. So a run can be taken back
without the one before it, and yet a file that goes on after a stop is known again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from innoveici.ledger.content import known_fields
from innoveici.ledger.event import Head, utc_text
from innoveici.ledger.states import CORRECTABLE, OPENS, steps_undone, undoes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from innoveici.ledger.recall import Recalled


_ID = re.compile(r"B-[0-9a-f]{16}")
OF_FILE = 8
"""Digits of an id that say which file it was; they begin its SHA-256."""
Version = dict[str, Any]
"""Every field as known then, as JSON."""
_OPENED_AND_DECIDED = 2
"""Events of a request that nobody has touched again: there is one version of it, the one known now."""


def new_id(fingerprint: str, head: Head | None, now: datetime) -> str:
    """The id of a run that begins now. The same only where nothing was recorded since another began, at this moment."""
    run = sha256(f"{fingerprint} {head.seq if head else 0} {utc_text(now)}".encode()).hexdigest()
    return f"B-{fingerprint[:OF_FILE]}{run[:OF_FILE]}"


def file_of(batch: str) -> str:
    """The first digits of its file's SHA-256; empty for an id that was not made here."""
    return batch[2 : 2 + OF_FILE] if _ID.fullmatch(batch) else ""


def same_file(batch: str | None, other: str) -> bool:
    """Whether two runs were of the same file."""
    return batch == other or (batch is not None and file_of(batch) == file_of(other) != "")


@dataclass(frozen=True, slots=True)
class Batch:
    """A run. ``at``: its first event, UTC; ``handoffs``: how many it decided; ``undone``: how many were taken back."""

    id: str
    at: datetime
    handoffs: int
    undone: int

    @property
    def file(self) -> str:
        """The first digits of its file's SHA-256; empty for an id that was not made here."""
        return file_of(self.id)

    @property
    def stands(self) -> bool:
        """Whether something of it was not taken back."""
        return self.undone < self.handoffs


def batches(connection: Connection, fingerprint: str = "") -> list[Batch]:
    """Every batch, or those of a file, as they began. Reads every event's type and batch."""
    from sqlalchemy import func, select  # a dry run gives its run a name, too, and needs no database

    from innoveici.ledger import schema

    events = schema.events.c
    of_file = f"B-{fingerprint[:OF_FILE]}" if fingerprint else ""
    bearing = (
        select(
            events.batch.label("id"),
            events.type.in_(("closed", "undone")).label("closed"),
            events.seq,
            events.at,
            events.handoff_id,
        )
        .where(events.batch != "", events.type.in_((*OPENS, "closed", "undone")))
        .where(func.substr(events.batch, 1, len(of_file)) == of_file)
        .subquery()
        .c
    )
    query = (
        select(bearing.id, bearing.closed, func.min(bearing.at), func.count(bearing.handoff_id.distinct()))
        .group_by(bearing.id, bearing.closed)
        .order_by(func.min(bearing.seq))
    )
    found: dict[str, Batch] = {}
    for id_, closed, at, count in connection.execute(query):
        if closed and id_ in found:  # of this file, as it opened some before
            found[id_] = replace(found[id_], undone=count)
        elif closed:
            continue
        else:
            found[id_] = Batch(id_, datetime.fromisoformat(at), count, 0)
    return list(found.values())


def versions_of(recalled: Recalled, *batches: str) -> list[Version]:
    """What several runs may have recorded of one request, row by row: a file may say it often, each time otherwise.

    Every time that a run of the file of one of ``batches`` decided it since it was last undone; first what was known
    before, if by another.

    Empty where nothing hangs on it: decided once, past correcting, erased, never decided by these batches.
    """
    events = recalled.with_private_parts
    if len(events) == _OPENED_AND_DECIDED or recalled.state not in CORRECTABLE or recalled.personal is None:
        return []
    found: list[Version] = []
    known: Version = {}
    begins, own = True, False
    undone = steps_undone(recalled.events)
    for event, private in events:
        if event.seq in undone or event.type == "undone":
            continue
        if undoes(event):
            found, begins = [], True
        elif event.type in OPENS:
            if not own and any(same_file(event.payload.get("batch"), batch) for batch in batches):
                own = True
                if not (begins or found):
                    found.append(known)
            known = known | known_fields([event], private)
        else:
            if own:
                found.append(known)
            begins = own = False
    return found
