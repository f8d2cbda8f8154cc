"""A slice of rows decided in their order, as ``route`` would have decided each.

Rows whose place is certain and whose request is usual are decided as columns, from the table of places; those in no
region for certain are settled before them (``unplaced.py``). The others are stops: decided one by one by the desk, with
the loads as they are at that row. Between stops order matters only where somebody reaches a limit; there the table
follows, and the rest is asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.batch.decide.answers import BLANK, Answer, of_decision, of_faults, of_outcome, remarked
from innoveici.batch.decide.codes import Codes
from innoveici.batch.decide.decided import Decided, Ledgering, Story
from innoveici.batch.decide.derived_ids import derived_ids
from innoveici.batch.decide.particulars import MOST, Particulars
from innoveici.batch.decide.places import PlaceTable
from innoveici.batch.decide.unplaced import Unplaced
from innoveici.batch.text import coded
from innoveici.ledger.audience import who_hears
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.routing.partnerships import PartnershipMatcher

if TYPE_CHECKING:
    from innoveici.batch.decide.fields import Fields
    from innoveici.batch.decide.loads import RunningLoads
    from innoveici.desk import Desk
    from innoveici.ledger.audience import Told
    from innoveici.routing.decision import Decision


_ANYBODY = Request("anybody", "—", "—")
_FIRST_BITS, _PARTICULAR_BITS, _MRC_BITS = 16, MOST.bit_length() - 1, 12


class Decider:
    """Decides slices against one desk. ``table`` is worked out once and kept from slice to slice."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.how = desk.reading(lenient=True)
        self.table = PlaceTable(desk.atlas, desk.router)
        self.codes = Codes(self.table)
        self.particulars = Particulars(PartnershipMatcher(desk.directory))
        self.advisors = tuple(desk.directory.advisors.values())
        self._representatives: dict[int, Decision] = {}
        self._answers: dict[int, Answer] = {}
        self._told: dict[int, tuple[Told, ...]] = {}
        self._places: dict[int, int] = {}
        self._unplaced = Unplaced(desk)

    def decide(self, decided: Decided, loads: RunningLoads, ledgering: Ledgering) -> Decided:
        """All rows of a slice that was begun, in their order; ``loads`` go on from row to row."""
        fields = decided.fields
        maybe = ledgering.maybe_known(decided)
        todo = (decided.which < 0) & ~fields.block.blank
        new = todo & ~maybe
        decided.on_table = new & (decided.particular >= 0) & (decided.row >= 0)
        self._unplaced.settle(decided, np.flatnonzero(new & ~decided.on_table))
        assigned = np.full(len(fields), -1, np.int32)
        start, full = 0, True
        while start < len(fields):
            if full:
                self.table.follow(loads)
                self._ask(decided, assigned, start, ledgering)
                settled = decided.on_table | decided.unplaced
                stops, others = np.flatnonzero(todo & ~settled), np.flatnonzero(settled)
            ahead = stops[np.searchsorted(stops, start) :]
            stop = int(ahead[0]) if len(ahead) else len(fields)
            rows = others[slice(*np.searchsorted(others, (start, stop)))]
            start, full = self._along(decided, assigned, rows, stop, loads, ledgering)
            if start == stop < len(fields) and not full:
                full = self._stop(decided, stop, bool(maybe[stop]), loads, ledgering)
                start += 1
        self._answer(decided)
        _remark(decided)
        return decided

    def begin(self, fields: Fields) -> Decided:
        """What is known of each row by itself: blank, at fault, usual, where its code is.

        May be asked in another thread, of one slice at a time, while an earlier one is decided.
        """
        count = len(fields)
        blank, ordinary, rows = fields.block.blank, fields.ordinary, self._rows(fields)
        _ = fields.usual  # worked out here, and kept
        particular = self.particulars.numbers_of(fields)
        decided = Decided(
            fields, {}, [BLANK], np.full(count, -1, np.int32), np.full(count, np.nan), np.full(count, np.nan),
            rows, particular, np.zeros(count, bool), np.zeros(count, bool),
            np.full(count, -1, np.int32), np.full(count, -1, np.int32), {}, {},
            lambda row: self.table.located(int(rows[row])), self._unplaced.locate,
        )  # fmt: skip
        decided.which[blank] = 0
        for row in np.flatnonzero(blank).tolist():
            decided.other_ids[row] = None  # a totals row may have its word in that column
        for row in np.flatnonzero(~blank & ~ordinary).tolist():
            request = fields.doubtful(row)
            if isinstance(request, Request):
                if not fields.identified[row]:
                    decided.other_ids[row] = request.request_id
                if request.country != "CA":
                    decided.particular[row] = -1
                elif decided.particular[row] < 0:
                    decided.particular[row] = self.particulars.number_of(request)
            else:
                decided.faults[row] = request
                decided.settle(row, of_faults(request))
        derived = np.flatnonzero(fields.identified & ~fields.own & (decided.which < 0))
        decided.other_ids |= zip(derived.tolist(), derived_ids(fields, derived), strict=True)
        return decided

    def _rows(self, fields: Fields) -> NDArray[np.int64]:
        """The atlas' row of each code that is certain and that the municipality given does not change; else -1."""
        codes = fields.column("postal_code")
        assert codes is not None  # a required column
        rows = self.codes.rows_of(codes)
        rows = np.where(self.table.region[rows] >= 0, rows, -1)
        given = fields.column("municipality")
        return rows if given is None else np.where(self.codes.adds_nothing(given, rows), rows, -1)

    def _ask(self, decided: Decided, assigned: NDArray[np.int32], start: int, ledgering: Ledgering) -> None:
        """Look the rows from ``start`` up in the table; those it is not sure of become stops.

        ``assigned``: each row's advisor, -1 for nobody. Rows where nothing changed since are left as they are.
        """
        table, rows = self.table, start + np.flatnonzero(decided.on_table[start:])
        changed = rows[table.spot[decided.row[rows]] != decided.spot[rows]] if start else rows
        places = decided.row[changed]
        table.ask(places)
        decided.spot[changed], decided.first[changed] = table.spot[places], table.first[places]
        decided.distance_km[changed], decided.error_km[changed] = table.distance_km[places], table.error_km[places]
        assigned[changed] = table.advisor[places]
        refused = changed[self.particulars.refuses(decided.particular[changed])]
        decided.distance_km[refused] = decided.error_km[refused] = np.nan  # nobody takes it
        assigned[refused] = -1
        decided.on_table[changed] = table.sure[places]
        rows = rows[decided.on_table[rows]]
        decided.on_table[rows] = ledgering.sure(decided, rows)

    def _along(
        self,
        decided: Decided,
        assigned: NDArray[np.int32],
        rows: NDArray[np.int64],
        stop: int,
        loads: RunningLoads,
        ledgering: Ledgering,
    ) -> tuple[int, bool]:
        """Take ``rows``, those before ``stop`` that are none themselves, until somebody is full; where that was, and
        whether somebody is."""
        if not len(rows):
            return stop, False
        full = loads.take(assigned[rows])
        if full is not None:
            rows = rows[: full + 1]
            stop = int(rows[-1]) + 1
        ledgering.together(decided, rows)
        return stop, full is not None

    def _stop(self, decided: Decided, row: int, maybe: bool, loads: RunningLoads, ledgering: Ledgering) -> bool:
        """Decide one row by itself; whether its advisor is full now."""
        decided.distance_km[row] = decided.error_km[row] = np.nan
        if maybe and decided.repeats(decided, row):
            return False
        request = decided.fields.request(row)
        if not isinstance(request, Request):
            raise AssertionError("an ordinary row is refused")  # `Fields.ordinary` is wrong
        outcome = ledgering.known(request, loads) if maybe else None
        if outcome is not None:
            decided.settle(row, of_outcome(outcome, decided.fields.shown), outcome.decision)
            decided.stories[row] = Story(outcome.request, outcome.decision, outcome.differs)
            decided.told[row] = outcome.told
            return outcome.status != "duplicate" and loads.record_one(outcome.decision.advisor_id)
        location = self._unplaced.locate(request.postal_code, request.municipality, request.country)
        decision = self.desk.router.decide(request, location, loads)
        decided.settle(row, of_decision(decision), decision)
        decided.stories[row] = Story(request, decision)
        ledgering.one(request, decision)
        return loads.record_one(decision.advisor_id)

    def _answer(self, decided: Decided) -> None:
        """What is said of the table's rows: the same of all that have one spot, one advisor and one ERAC."""
        rows = np.flatnonzero(decided.on_table)
        which, keys = coded(pa.array(self.keys(decided, rows)))
        some = np.empty(len(keys), np.int64)
        some[which] = decided.row[rows]  # of each key any
        first = len(decided.answers)
        decided.answers += [self._said(key, row) for key, row in zip(keys.to_pylist(), some.tolist(), strict=True)]
        decided.which[rows] = first + which

    def _said(self, key: int, row: int) -> Answer:
        if key not in self._answers:
            self._answers[key] = of_decision(self.representative(key, row))
        return self._answers[key]

    def keys(self, decided: Decided, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Equal for rows of which the same is said: one spot, one first, the same particulars, one MRC (which tells
        the ERAC)."""
        key = decided.spot[rows].astype(np.int64)
        for part, bits in (
            (decided.first[rows] + 1, _FIRST_BITS),
            (decided.particular[rows], _PARTICULAR_BITS),
            (self.table.arrays.mrcs[decided.row[rows]], _MRC_BITS),
        ):
            key = (key << bits) | part
        return key

    def representative(self, key: int, row: int) -> Decision:
        """The decision of some row of that key (``row`` is one), by the one function that decides."""
        if key not in self._representatives:
            place = key & ~((MOST - 1) << _MRC_BITS)  # whatever the particulars: who is seen from there is remembered
            self._representatives[key] = self.decision(key, self._places.setdefault(place, row))
        return self._representatives[key]

    def told(self, key: int, row: int) -> tuple[Told, ...]:
        """Who hears of a row of that key (``row`` is one), the company first, of which nothing is known."""
        if key not in self._told:
            self._told[key] = self.hearers(self.representative(key, row))
        return self._told[key]

    def hearers(self, decision: Decision) -> tuple[Told, ...]:
        """The same of a decision."""
        return who_hears(decision.status, self.desk.contacts(_ANYBODY, decision))

    def decision(self, key: int, row: int) -> Decision:
        """The decision of a row decided from the table."""
        spot, particular = key >> (_FIRST_BITS + _PARTICULAR_BITS + _MRC_BITS), (key >> _MRC_BITS) % MOST
        full = {id_: Load(open_) for id_, open_ in self.table.spots[spot].full}
        return self.desk.router.decide(self.particulars.representative(particular), self.table.located(row), full)


def _remark(decided: Decided) -> None:
    """Say of the rows that add something what could not be used of them; an ordinary row has no remarks."""
    for row in np.flatnonzero(~decided.fields.ordinary & ~decided.fields.block.blank).tolist():
        request, answer = decided.fields.doubtful(row), decided.answers[decided.which[row]]
        if isinstance(request, Request) and request.remarks and answer.status != "duplicate":
            decided.settle(row, remarked(answer, request.remarks, decided.fields.called))
