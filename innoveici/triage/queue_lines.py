"""The lines of the queue: filtered, sorted, and what each column says, in French words that fit in 80 characters.

All in memory, for a screen that must answer each key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from innoveici.characters import clean
from innoveici.directory.folding import fold
from innoveici.directory.model import remark
from innoveici.ledger.queue import Line
from innoveici.ledger.states import IN_HAND, OPEN, handoff_id_of, opened_seq_of
from innoveici.messages import N_, _, ngettext
from innoveici.quebec import quebec_day
from innoveici.steps import STATES, State

if TYPE_CHECKING:
    from innoveici.directory.model import Advisor
    from innoveici.reasons import Reason

Column = Literal["handoff", "state", "since", "company", "region", "advisor", "why"]
HEADINGS: Mapping[Column, str] = {
    "handoff": N_("Handoff"),
    "state": N_("State"),
    "since": N_("Waits"),
    "company": N_("Company"),
    "region": N_("Rg"),
    "advisor": N_("Adv."),
    "why": N_("Why"),
}
COLUMNS: tuple[Column, ...] = tuple(HEADINGS)
NOTHING = "–"
"""In a column, of what has no such thing."""
SHORT_STATE: Mapping[State, str] = {state: row.short for state, row in STATES.items()}
"""A handoff's state in one or two words."""
STATE_FILTERS: Mapping[str, tuple[str, frozenset[State]]] = {
    "open": (N_("open"), OPEN),
    **{state: (row.short, frozenset({state})) for state, row in STATES.items() if row.listed},
    "all": (N_("all"), frozenset(STATES)),
}
"""What the filter of states offers: a name, its word, the states."""

_SORT_KEYS: Mapping[Column, Callable[[Line, Today], Any]] = {
    "since": lambda line, _: line.since,
    "handoff": lambda line, _: opened_seq_of(line.handoff_id),
    "state": lambda line, _: line.state,
    "company": lambda line, _: fold(line.company),
    "region": lambda line, _: (line.region_code or "", line.erac_id or ""),
    "advisor": lambda line, _: line.advisor_id or "",
    "why": lambda line, today: next((why.code for why in today.reasons(line)), "~"),  # those with one come first
}
_ID = re.compile(r"(?:[Hh]-)?([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Today:
    """What a day and the two files make of a line: whether it is overdue, and why it needs somebody.

    ``day`` is Québec's. The rest is None while the files were not read.

    ``late`` (UTC text): who waits since before it should have been contacted. ``advisors``: those of the file by id.
    """

    day: date
    late: str | None = None
    advisors: Mapping[str, Advisor] | None = None

    def is_late(self, line: Line) -> bool:
        """Whether the company should have been contacted."""
        return self.late is not None and line.is_late(self.late)

    def remark(self, advisor_id: str | None, state: State) -> Reason | None:
        """Why who has it may not be looking after it; None too for what is in nobody's hands."""
        if self.advisors is None or advisor_id is None or state not in IN_HAND:
            return None
        return remark(self.advisors.get(advisor_id), self.day)

    def reasons(self, line: Line) -> tuple[Reason, ...]:
        """Why it is held or was rejected, or why who has it may not be looking after it."""
        why = self.remark(line.advisor_id, line.state)
        return (*line.reasons, why) if why else line.reasons


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


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown; None or empty where nothing was asked.

    ``only``: these handoffs and no others, whatever else is asked: ``text`` is the id of each.
    """

    states: frozenset[State] = OPEN
    erac_id: str | None = None
    advisor_id: str | None = None
    overdue: bool = False
    text: str = ""
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Order:
    """By which column; of equals, the older one comes first, and last when it goes backwards."""

    column: Column = "handoff"
    backwards: bool = False


def handoff_id_in(text: str) -> str | None:
    """The handoff that a person means by ``H-000012``, ``h-12`` or ``12``."""
    found = _ID.fullmatch(text.strip())
    return handoff_id_of(int(found[1])) if found else None


class QueueLines:
    """The lines by handoff, as they were read last."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._folded: dict[str, tuple[Line, str]] = {}

    def __bool__(self) -> bool:
        return bool(self._lines)

    def replace(self, lines: Iterable[Line]) -> None:
        """These and no others."""
        self._lines = {line.handoff_id: line for line in lines}

    def put(self, lines: Iterable[Line]) -> None:
        """These as they are now."""
        self._lines.update((line.handoff_id, line) for line in lines)

    def get(self, handoff_id: str) -> Line | None:
        """As it was read last."""
        return self._lines.get(handoff_id)

    def rows(self, asked: Filter, order: Order, today: Today, *, keep: Collection[str] = ()) -> list[Line]:
        """The lines to show, in order. ``keep``: handoffs in view, which stay until one looks away."""
        words = fold(asked.text).split()
        found = [
            line
            for line in self._lines.values()
            if line.handoff_id in keep
            or (line.handoff_id in asked.only if asked.only else self._fits(line, asked, words, today))
        ]
        key = _SORT_KEYS[order.column]
        found.sort(key=lambda line: key(line, today))
        if order.backwards:
            found.reverse()
        return found

    def called(self, id_: str) -> frozenset[str]:
        """Handoffs whose own id this is, or their request's; none where it is only a part of one."""
        wanted, handoff_id = id_.strip().casefold(), handoff_id_in(id_)
        return frozenset(
            line.handoff_id
            for line in self._lines.values()
            if line.handoff_id == handoff_id or line.request_id.casefold() == wanted
        )

    def hidden_by(self, asked: Filter, today: Today) -> list[Line]:
        """Of the handoffs in ``asked.only`` those that its other filters would not show."""
        lines = (self._lines[id_] for id_ in sorted(asked.only) if id_ in self._lines)
        return [line for line in lines if not self._fits(line, asked, [], today)]

    def _fits(self, line: Line, asked: Filter, words: list[str], today: Today) -> bool:
        return (
            line.state in asked.states
            and (asked.erac_id is None or line.erac_id == asked.erac_id)
            and (asked.advisor_id is None or line.advisor_id == asked.advisor_id)
            and (not asked.overdue or today.is_late(line))
            and (not words or all(word in self._text(line) for word in words))
        )

    def _text(self, line: Line) -> str:
        """What a search looks at: the company, the municipality and every id."""
        known = self._folded.get(line.handoff_id)
        if known is None or known[0] is not line:
            names = (line.company, line.municipality, line.handoff_id, line.request_id, line.advisor_id, line.erac_id)
            text = " ".join(filter(None, names))
            known = self._folded[line.handoff_id] = line, text.casefold() if text.isascii() else fold(text)
        return known[1]
