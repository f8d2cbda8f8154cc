"""What stands behind the screen: the ledger as it asks it, and the desk by the two files as they are now.

The methods of :class:`Backend` wait for the database: the screen calls them in threads. Each may raise what the ledger
raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from innoveici.casework.candidates import AdvisorChoice, candidates_for
from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.ledger.event import utc_text
from innoveici.ledger.first_contact import waiting_since
from innoveici.ledger.ledger_file import LedgerFile
from innoveici.orienting import fitting_known
from innoveici.quebec import WorkingDays, overdue_before, waits
from innoveici.triage.queue_lines import Today, handoff_id_in

if TYPE_CHECKING:
    from innoveici.directory.model import Region
    from innoveici.ledger.alike import Alike
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.queue import Line
    from innoveici.ledger.reading import Shown
    from innoveici.orientation.suggesting import Suggestion
    from innoveici.reasons import Reason
    from innoveici.region_points import HandoffMap, MapMaker
    from innoveici.routing.decision import Decision
    from innoveici.steps import State

Written = TypeVar("Written")
FITTING = 3
"""Entries of the catalogue that stand ready beside a request."""
MANY = 2_000
"""Events beyond which reading everything again is less work than following each."""


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """One handoff with its story; ``decision`` is the last one recorded, ``region`` its region as in the files now.

    ``known``: every field of the request as last known. ``remarks``: by event, the reason or note that a person gave.
    ``away``: why who has it may not be looking after it. ``map``: what its map shows. ``alike``: other requests that
    may be the same. ``fitting``: the first entries of the catalogue that fit its need.
    """

    shown: Shown
    decision: Decision | None
    region: Region | None
    overdue: bool
    away: Reason | None
    known: Mapping[str, Any]
    remarks: Mapping[int, str]
    map: HandoffMap | None
    alike: tuple[Alike, ...] = ()
    fitting: tuple[Suggestion, ...] = ()

    def __repr__(self) -> str:
        return f"Details({self.shown.handoff.handoff_id!r})"  # nothing personal in a traceback


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added up to event ``head``: the events, and the handoffs they changed. Both None: too many to tell."""

    head: int
    events: tuple[Event, ...] | None
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class Holder:
    """An advisor who has ``open`` handoffs in hand; ``name`` is empty where the file has no such advisor any more."""

    id: str
    name: str
    open: int


class Backend:
    """One ledger, opened when it is first asked, and the desk as it is today."""

    def __init__(self, open_ledger: Callable[[], Ledger], desk: Callable[[], Desk]) -> None:
        self._open_ledger = open_ledger
        self._desk = desk
        self._today: tuple[Desk, Today] | None = None

    @cached_property
    def _opened(self) -> tuple[Ledger, LedgerFile]:
        ledger = self._open_ledger()
        return ledger, LedgerFile(ledger.url)

    @property
    def ledger(self) -> Ledger:
        """:raises StorageError: its file is no longer the one that was opened."""
        ledger, file = self._opened
        file.check()
        return ledger

    @cached_property
    def _map_maker(self) -> MapMaker:
        from innoveici.region_points import MapMaker  # numpy: the queue shows before it is loaded

        return MapMaker()

    def close(self) -> None:
        """Give back its connections."""
        if "_opened" in self.__dict__:
            self._opened[0].close()

    def casework(self) -> Casework:
        """The steps, by the files as they are now."""
        return Casework(self.ledger, self._desk())

    def written(self, act: Callable[[Casework], Written]) -> Written:
        """What came of a step, written for certain. :raises StorageError: into a file that went meanwhile."""
        done = act(self.casework())
        self._opened[1].check()
        return done

    def eracs(self) -> dict[str, str]:
        """Names of the ERACs by id, in the order of the regions."""
        regions = self._desk().directory.regions.values()
        return {erac.id: erac.name for region in regions for erac in region.eracs}

    def holders(self) -> list[Holder]:
        """Whoever has something in hand, by id."""
        known, loads = self._desk().directory.advisors, self.ledger.loads()
        return [
            Holder(id_, known[id_].name if id_ in known else "", loads[id_].open)
            for id_ in sorted(loads)
            if loads[id_].open
        ]

    def advisors(self, regions: Collection[str]) -> dict[str, str]:
        """Names of all advisors by id, those of ``regions`` first."""
        known = self._desk().directory.advisors.values()
        return {a.id: a.name for a in sorted(known, key=lambda a: (a.region_code not in regions, a.id))}

    def today(self) -> Today:
        """By the files as they are now."""
        desk = self._desk()
        if self._today is None or self._today[0] is not desk:
            day, service = desk.router.day, desk.directory.service
            late = overdue_before(day, service.first_contact_days, WorkingDays(service.holidays))
            self._today = desk, Today(day, utc_text(late), desk.directory.advisors)
        return self._today[1]

    def head(self) -> int:
        """The number of the last event, 0 where there is none."""
        head = self.ledger.head()
        return head.seq if head else 0

    def lines(self, states: Collection[State], limit: int | None = None) -> list[Line]:
        """The queue, oldest first; with ``limit`` its beginning."""
        with closing(self.ledger.queue(states=states)) as lines:
            return list(islice(lines, limit))

    def lines_of(self, handoff_ids: Collection[str]) -> list[Line]:
        """These handoffs, whatever their state."""
        return self.ledger.lines(handoff_ids) if handoff_ids else []

    def called(self, id_: str) -> list[Line]:
        """The handoffs whose own id this is, or their request's, whatever their state."""
        by_request = self.ledger.find_request(id_.strip())
        return self.lines_of({*filter(None, (handoff_id_in(id_), by_request.handoff_id if by_request else None))})

    def changes(self, after: int) -> Changes | None:
        """What was added after event ``after``; None where nothing was."""
        head = self.head()
        if head == after:
            return None
        if head - after > MANY:
            return Changes(head, None, None)
        events = tuple(self.ledger.events(after_seq=after, limit=head - after))
        return Changes(head, events, tuple(self.ledger.lines({event.handoff_id for event in events})))

    def details(self, handoff_id: str) -> Details:
        """:raises Refused: unknown."""
        shown = self.ledger.show(handoff_id)
        handoff = shown.handoff
        since = waiting_since(shown.events) or handoff.opened_at
        recalled = self.ledger.recall((handoff.request_id,))[handoff.request_id]
        desk, decision, today = self._desk(), recalled.decided, self.today()
        return Details(
            shown,
            decision,
            desk.directory.regions.get(handoff.region_code or ""),
            waits(handoff.state, handoff.consent) and utc_text(since) < (today.late or ""),
            today.remark(handoff.advisor_id, handoff.state),
            recalled.known,
            {event.seq: part["reason"] for event, part in recalled.with_private_parts if "reason" in part},
            self._map_maker.of(decision, desk, erased=handoff.erased),
            tuple(self.ledger.alike(handoff)),
            tuple(fitting_known(recalled.known, decision, desk, FITTING)),
        )

    def fitting(self, line: Line) -> list[Suggestion]:
        """What of the catalogue fits a handoff's need."""
        recalled = self.ledger.recall((line.request_id,))[line.request_id]
        return fitting_known(recalled.known, recalled.decided, self._desk())

    def candidates(self, handoff_id: str) -> AdvisorChoice:
        """See :func:`candidates_for`."""
        return candidates_for(handoff_id, self.ledger, self._desk())

    def known(self, line: Line) -> Mapping[str, Any]:
        """Every field of a handoff's request as last known."""
        return self.ledger.recall((line.request_id,))[line.request_id].known
