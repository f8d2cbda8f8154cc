"""The notices that a slice's rows cause, or would: counted by who is told what, and whether there is an address.

Tests hold the count to the notices that the ledger has afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.text import coded, lengths
from innoveici.ledger.audience import Told, who_hears
from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.text import Flags

Noticed = Counter[tuple[str, str, str]]
"""Notices by recipient, template and state; companies, of which there are as many as rows, are one: ``company``."""
COMPANY = "company"


def noticed(decided: Decided, decider: Decider) -> Noticed:
    """What the rows of a decided slice add."""
    adds = np.array([answer.status not in ("duplicate", "blank") for answer in decided.answers], bool)[decided.which]
    adds[list(decided.faults)] = False
    counts: Noticed = Counter()
    rows = np.flatnonzero(adds & decided.on_table)
    which, keys = coded(pa.array(decider.keys(decided, rows)))
    some = np.empty(len(keys), np.int64)
    some[which] = decided.row[rows]  # of each key any
    told = [decider.told(key, row) for key, row in zip(keys.to_pylist(), some.tolist(), strict=True)]
    _count(counts, told, which, _reachable(decided, rows))
    rows = np.flatnonzero(adds & decided.unplaced)
    decisions = [decided.stories[row].decision for row in rows.tolist()]
    each = {id(decision): decision for decision in decisions}  # one of those who say the same
    position = {id_: at for at, id_ in enumerate(each)}
    which = np.array([position[id(decision)] for decision in decisions], np.int32)
    _count(counts, list(map(decider.hearers, each.values())), which, _reachable(decided, rows))
    for row in np.flatnonzero(adds & ~decided.on_table & ~decided.unplaced).tolist():
        hearers: Iterable[Told] | None = decided.told.get(row)
        if hearers is None:
            story = decided.stories[row]
            hearers = who_hears(story.decision.status, decider.desk.contacts(story.request, story.decision))
        counts.update(map(_key, hearers))
    return counts


def _count(counts: Noticed, told: Sequence[tuple[Told, ...]], which: NDArray[np.int32], reachable: Flags) -> None:
    """Rows of which ``which`` says who is told: the same, but for their companies' addresses."""
    times = np.bincount(which, minlength=len(told)).tolist()
    reached = np.bincount(which[reachable], minlength=len(told)).tolist()
    for (company, *others), all_, some in zip(told, times, reached, strict=True):
        for other in others:
            counts[_key(other)] += all_
        for state, number in (("queued", some), ("no_address", all_ - some)):
            if number:
                counts[COMPANY, company.template, state] += number


def _reachable(decided: Decided, rows: NDArray[np.int64]) -> Flags:
    """The companies with an e-mail address."""
    fields = decided.fields
    column = fields.column("email")
    if column is None:
        return np.zeros(len(rows), bool)
    found: Flags = lengths(column.take(pa.array(rows))) > 0
    for position in np.flatnonzero(~(fields.identified & fields.certain["email"])[rows]).tolist():
        request = fields.doubtful(int(rows[position]))
        found[position] = isinstance(request, Request) and bool(request.email)
    return found


def _key(told: Told) -> tuple[str, str, str]:
    recipient = COMPANY if told.recipient.role == "company" else str(told.recipient)
    return recipient, told.template, told.state
