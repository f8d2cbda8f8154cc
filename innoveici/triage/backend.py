"""What stands behind the screen: the ledger as it asks it, and the desk by the two files as they are now.

The methods of :class:`Backend` wait for the database: the screen calls them in threads. Each may raise what the ledger
raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from innoveici.atlas.location import Ambiguous
from innoveici.casework.case import Case
from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.directory.load import load_directory
from innoveici.errors import StorageError
from innoveici.ledger.event import utc_text
from innoveici.ledger.first_contact import waiting_since
from innoveici.messages import N_, Message
from innoveici.quebec import WorkingDays, overdue_before, quebec_day, waits
from innoveici.routing.appointing import nearest_of
from innoveici.triage.queue_lines import Today, handoff_id_in

if TYPE_CHECKING:
    from innoveici.atlas.geonames import GeoNames
    from innoveici.atlas.store import Atlas
    from innoveici.directory.model import Region
    from innoveici.ledger.access import LedgerUrl
    from innoveici.ledger.alike import Alike
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.queue import Line
    from innoveici.ledger.reading import Shown
    from innoveici.reasons import Reason
    from innoveici.routing.decision import Decision, Ranked
    from innoveici.steps import State
    from innoveici.triage.region_map import HandoffMap, MapMaker

Written = TypeVar("Written")
MANY = 2_000
"""Events beyond which reading everything again is less work than following each."""


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """One handoff with its story; ``decision`` is the last one recorded, ``region`` its region as in the files now.

    ``known``: every field of the request as last known. ``remarks``: by event, the reason or note that a person gave.
    ``away``: why who has it may not be looking after it. ``map``: what its map shows. ``alike``: other requests that
    may be the same.
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

    def __repr__(self) -> str:
        return f"Details({self.shown.handoff.handoff_id!r})"  # nothing personal in a traceback


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added up to event ``head``: the events, and the handoffs they changed. Both None: too many to tell."""

    head: int
    events: tuple[Event, ...] | None
    lines: tuple[Line, ...] | None


@dataclass(frozen=True, slots=True)
class AdvisorChoice:
    """Who could take a handoff now: ranked where its place is known; ``nearest``: whom the rule would choose.

    ``others``: names of everybody else by id, those of the regions where it may be first.
    """

    ranked: tuple[Ranked, ...]
    nearest: str | None
    others: Mapping[str, str]


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
        from innoveici.triage.region_map import MapMaker  # numpy: the queue shows before it is loaded

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
        )

    def candidates(self, handoff_id: str) -> AdvisorChoice:
        """As of now: who has no room left or is absent today is not eligible. None where the place is not known."""
        handoff = self.ledger.show(handoff_id).handoff
        case = Case(handoff, self.ledger.recall((handoff.request_id,))[handoff.request_id], ())
        if case.request is None:  # erased: nobody could be asked
            return AdvisorChoice((), None, {})
        passed_over = frozenset({*handoff.declined_by, *filter(None, (handoff.advisor_id,))})
        decision = self._desk().decide(case.request, self.ledger.loads(), passed_over)
        nearest = nearest_of(decision)
        possible = (
            {c.region_code for c in decision.location.candidates} if isinstance(decision.location, Ambiguous) else ()
        )
        ranked = {r.advisor_id for r in decision.ranking}
        others = [advisor for id_, advisor in self._desk().directory.advisors.items() if id_ not in ranked]
        others.sort(key=lambda advisor: (advisor.region_code not in possible, advisor.id))
        return AdvisorChoice(
            decision.ranking, nearest.advisor_id if nearest else None, {advisor.id: advisor.name for advisor in others}
        )

    def known(self, line: Line) -> Mapping[str, Any]:
        """Every field of a handoff's request as last known."""
        return self.ledger.recall((line.request_id,))[line.request_id].known


class CurrentDesk:
    """Call it for the desk as of now: made again when a day begins or one of the two files was changed.

    Raises what loading the files raises.
    """

    def __init__(
        self,
        regions: Path,
        advisors: Path,
        atlas: Atlas,
        clock: Callable[[], datetime],
        geonames: GeoNames | None = None,
    ) -> None:
        self._files = (regions, advisors)
        self._atlas = atlas
        self._geonames = geonames
        self._clock = clock
        self._made: tuple[tuple[object, ...], Desk] | None = None
        self._lock = Lock()  # several threads of a screen ask

    def __call__(self) -> Desk:
        today = quebec_day(self._clock())
        with self._lock:
            key = (today, *map(_version, self._files))
            if self._made is None or self._made[0] != key:
                self._made = key, self._make(today)
            return self._made[1]

    def _make(self, today: date) -> Desk:
        return Desk(self._atlas, load_directory(*self._files, self._atlas), today, geonames=self._geonames)


def _version(file: Path) -> tuple[int, int] | None:
    """Changes when the file does; None while there is none: loading it says so."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class LedgerFile:
    """The ledger's file as it was when this was made, just after it was opened. Nothing to compare on PostgreSQL.

    A file that was removed can be written to for hours.
    """

    def __init__(self, url: LedgerUrl) -> None:
        self._url = url
        self._opened = _identity(url)

    def check(self) -> None:
        """:raises StorageError: it was removed, moved or replaced; what is written now would be lost."""
        if _identity(self._url) != self._opened:
            raise StorageError(
                Message(N_("the ledger is gone; {ledger} was removed, moved or replaced"), ledger=self._url),
                Message(N_("nothing is written any more: put it back, or quit (q) and look for it")),
            )


def _identity(url: LedgerUrl) -> tuple[int, int] | None:
    """Device and number of the file; None where there is none, or none that can be looked at."""
    if url.kind != "sqlite":
        return None
    try:
        status = url.file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
