"""What became of a slice's rows as they are decided, and what is asked of whoever records or plans them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.text import Flags
from innoveici.request import Request

if TYPE_CHECKING:
    from innoveici.atlas.location import Located, Location
    from innoveici.batch.decide.answers import Answer
    from innoveici.batch.decide.fields import Fields
    from innoveici.batch.decide.loads import RunningLoads
    from innoveici.desk import Outcome
    from innoveici.ledger.audience import Told
    from innoveici.request import Fault, Request
    from innoveici.routing.decision import Decision


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """One row decided by itself; ``differs`` as in ``Outcome``."""

    request: Request
    decision: Decision
    differs: tuple[str, ...] = ()


class LateStory(ABC):
    """The same of a row that was settled with others: read only when somebody asks.

    It holds on to the row's fields, never to its slice, which would not be let go as soon as it is written.
    """

    differs: tuple[str, ...] = ()

    def __init__(self, fields: Fields, row: int) -> None:
        self._fields, self._row = fields, row

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._row})"  # nothing personal in a traceback

    @property
    def request(self) -> Request:
        """As given."""
        request = self._fields.request(self._row)
        assert isinstance(request, Request)
        return request

    @property
    @abstractmethod
    def decision(self) -> Decision:
        """As recorded, or as it will be."""


class Ledgering(Protocol):
    """What is done with rows as they are decided: recorded, or only planned."""

    def maybe_known(self, decided: Decided) -> Flags:
        """The rows whose request may be known when it is their turn: ``known`` is asked."""
        ...

    def sure(self, decided: Decided, rows: NDArray[np.int64]) -> Flags:
        """Whether the table says all of these rows that will be recorded of them."""
        ...

    def together(self, decided: Decided, rows: NDArray[np.int64]) -> None:
        """These rows, the next ones in order, are decided from the table or unplaced."""
        ...

    def one(self, request: Request, decision: Decision) -> None:
        """A new request, the next row in order, is decided."""
        ...

    def known(self, request: Request, loads: RunningLoads) -> Outcome | None:
        """What becomes of a request that is known; None when it is not."""
        ...


@dataclass(eq=False, repr=False)
class Decided:
    """A slice's rows; arrays are parallel to them.

    ``other_ids``: of rows whose request id is not what is written; None where there is none. ``which``: position in
    ``answers``. ``row``: of the atlas; ``particular``: a number of ``Particulars``, -1 where there is none;
    ``on_table``: decided from the table, ``spot`` and ``first`` being those of the table at that moment;
    ``unplaced``: new, and in no region for certain.
    ``repeats``: settles a row that only repeats an earlier one of the file, if it does.
    ``told``: of rows whose request was known and is decided anew, who is told of it.
    ``located``: where a row of the table is; ``locate``: where a code is, given a municipality and a country.
    """

    fields: Fields
    other_ids: dict[int, str | None]
    answers: list[Answer]
    which: NDArray[np.int32]
    distance_km: NDArray[np.float64]
    error_km: NDArray[np.float64]
    row: NDArray[np.int64]
    particular: NDArray[np.int16]
    on_table: Flags
    unplaced: Flags
    spot: NDArray[np.int32]
    first: NDArray[np.int32]
    faults: dict[int, tuple[Fault, ...]]
    stories: dict[int, Story | LateStory]
    located: Callable[[int], Located]
    locate: Callable[[str, str, str], Location]
    told: dict[int, tuple[Told, ...]] = field(default_factory=dict)
    repeats: Callable[[Decided, int], bool] = lambda _decided, _row: False

    @cached_property
    def ids(self) -> list[str | None]:
        """Every row's request id."""
        ids: list[str | None] = self.fields.ids.to_pylist()
        for row, id_ in self.other_ids.items():
            ids[row] = id_
        return ids

    @property
    def id_column(self) -> pa.StringArray:
        """``ids``, as a column."""
        written = self.fields.ids
        if not self.other_ids:
            return written
        rows = sorted(self.other_ids)
        mask = np.zeros(len(written), bool)
        mask[rows] = True
        others = pa.array([self.other_ids[row] for row in rows], pa.string())
        return pc.replace_with_mask(written, pa.array(mask), others)

    def id_of(self, row: int) -> str:
        """One row's request id; empty where there is none."""
        if row in self.other_ids:
            return self.other_ids[row] or ""
        return str(self.fields.ids[row].as_py())

    def ids_of(self, rows: NDArray[np.int64]) -> list[str]:
        """The same of several rows, many times as fast."""
        written = self.fields.ids.take(pa.array(rows)).to_pylist()
        return [
            (self.other_ids[row] or "") if row in self.other_ids else id_
            for row, id_ in zip(rows.tolist(), written, strict=True)
        ]

    @property
    def unsettled_ids(self) -> set[str]:
        """Request ids of rows of which nothing is said yet."""
        return {id_ for id_, which in zip(self.ids, self.which.tolist(), strict=True) if id_ and which < 0}

    @property
    def recorded(self) -> int:
        """How many rows add something to the ledger."""
        adds = np.array([answer.status not in ("duplicate", "blank") for answer in self.answers])
        return int(adds[self.which].sum()) - len(self.faults)

    def settle(self, row: int, answer: Answer, decision: Decision | None = None) -> None:
        """Note what became of one row."""
        self.which[row] = len(self.answers)
        self.answers.append(answer)
        if decision is not None and decision.distance_km is not None:
            self.distance_km[row] = decision.distance_km
            self.error_km[row] = decision.distance_error_km or 0.0
