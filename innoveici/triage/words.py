"""Short words for the columns of the queue: French ones that fit in 80 of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from innoveici.characters import clean
from innoveici.ledger.queue import Line
from innoveici.ledger.states import OPEN, STATE_WORDS, State
from innoveici.messages import N_, _, ngettext
from innoveici.quebec import quebec_day
from innoveici.triage.listing import Column
from innoveici.triage.today import Today

SHORT_STATE: Mapping[State, str] = {
    "received": STATE_WORDS["received"],
    "held": STATE_WORDS["held"],
    "assigned": STATE_WORDS["assigned"],
    "accepted": STATE_WORDS["accepted"],
    "declined": STATE_WORDS["declined"],
    "contacted": N_("reached"),
    "escalated": N_("with ERAC"),
    "referred": N_("at partner"),
    "rejected": STATE_WORDS["rejected"],
    "closed": STATE_WORDS["closed"],
}
"""A handoff's state in one or two words."""

HEADINGS: Mapping[Column, str] = {
    "handoff": N_("Handoff"),
    "state": N_("State"),
    "since": N_("Waits"),
    "company": N_("Company"),
    "region": N_("Rg"),
    "advisor": N_("Adv."),
    "why": N_("Why"),
}

NOTHING = "–"
"""In a column, of what has no such thing."""

EVERY: frozenset[State] = frozenset(SHORT_STATE)
STATES: Mapping[str, tuple[str, frozenset[State]]] = {
    "open": (N_("open"), OPEN),
    **{
        state: (word, frozenset({state}))
        for state, word in SHORT_STATE.items()
        if state not in ("received", "declined")
    },
    "all": (N_("all"), EVERY),
}
"""What the filter of states offers: a name, its word, the states."""


def cell(line: Line, column: Column, today: Today) -> str:
    """What a column says of a line; "!" marks the overdue."""
    match column:
        case "handoff":
            return line.handoff_id
        case "state":
            return _(SHORT_STATE[line.state])
        case "since":
            days = max(0, (today.day - quebec_day(datetime.fromisoformat(line.since))).days)
            text = ngettext("{days} d", "{days} d", days).format(days=days)
            return f"{text} !" if today.is_late(line) else text
        case "company":
            return clean(line.company) or NOTHING
        case "region":
            return line.region_code or NOTHING
        case "advisor":
            return line.advisor_id or NOTHING
        case "why":
            return clean("; ".join(reason.text() for reason in today.reasons(line)))
