"""The notices that a slice's rows cause, or would: counted by who is told what, and whether there is an address.

Tests hold the count to the notices that the ledger has afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.text import lengths
from innoveici.ledger.audience import Told, who_hears
from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider

Noticed = Counter[tuple[str, str, str]]
"""Notices by recipient, template and state; companies, of which there are as many as rows, are one: ``company``."""
COMPANY = "company"
_ANYBODY = Request("anybody", "—", "—")


def noticed(decided: Decided, decider: Decider) -> Noticed:
    """What the rows of a decided slice add."""
    adds = np.array([answer.status not in ("duplicate", "blank") for answer in decided.answers], bool)[decided.which]
    adds[list(decided.faults)] = False
    counts: Noticed = Counter()
    _of_table(counts, decided, decider, np.flatnonzero(adds & decided.on_table))
    for row in np.flatnonzero(adds & ~decided.on_table).tolist():
        told: Iterable[Told] | None = decided.told.get(row)
        if told is None:
            story = decided.stories[row]
            told = who_hears(story.decision.status, decider.desk.contacts(story.request, story.decision))
        counts.update(map(_key, told))
    return counts


def _of_table(counts: Noticed, decided: Decided, decider: Decider, rows: NDArray[np.int64]) -> None:
    """Rows of one key tell the same, but for their companies' addresses."""
    keys, at, which = np.unique(decider.keys(decided, rows), return_index=True, return_inverse=True)
    reachable = np.bincount(which, _reachable(decided, rows), minlength=len(keys))
    times = np.bincount(which, minlength=len(keys))
    for key, row, some, all_ in zip(keys.tolist(), decided.row[rows[at]].tolist(), reachable, times, strict=True):
        decision = decider.representative(key, row)
        company, *others = who_hears(decision.status, decider.desk.contacts(_ANYBODY, decision))
        for told in others:
            counts[_key(told)] += int(all_)
        for state, number in (("queued", int(some)), ("no_address", int(all_ - some))):
            if number:
                counts[COMPANY, company.template, state] += number


def _reachable(decided: Decided, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """1 for a company with an e-mail address, else 0."""
    fields = decided.fields
    column = fields.column("email")
    found = np.zeros(len(rows)) if column is None else (lengths(column.take(pa.array(rows))) > 0).astype(float)
    for position in np.flatnonzero(~fields.ordinary[rows]).tolist():
        request = fields.request(int(rows[position]))
        found[position] = isinstance(request, Request) and bool(request.email)
    return found


def _key(told: Told) -> tuple[str, str, str]:
    recipient = COMPANY if told.recipient.role == "company" else str(told.recipient)
    return recipient, told.template, told.state
