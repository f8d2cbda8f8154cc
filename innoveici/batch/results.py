"""What became of a block's rows, as columns: the contract's ten, and what a person must mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block

SAID_COLUMNS = ("status", "reason", "verdict", "region_code", "erac_id", "advisor_id", "advisor_name")
"""What many rows have in common."""
TEXT_COLUMNS = ("request_id", *SAID_COLUMNS)
DISTANCE_COLUMNS = ("distance_km", "distance_error_km")
RESULT_COLUMNS = (*TEXT_COLUMNS, *DISTANCE_COLUMNS)
"""What is appended to the input's columns, in the contract's order."""
PLAN_COLUMN = "plan"
"""What follows them in the output of a dry run."""
BETWEEN = " | "
"""Between the problems of a row."""
REJECT_COLUMNS = ("line", "field", "value", "reason", "remedy")
"""What is appended to rejected rows, after ``request_id`` where the input has none."""


@dataclass(frozen=True, slots=True, repr=False)
class RowFault:
    """One thing wrong with one row; ``row`` is its index in the block. ``reason`` and ``remedy`` are worded."""

    row: int
    request_id: str
    field: str
    value: str
    reason: str
    remedy: str

    def __repr__(self) -> str:
        return f"RowFault({self.row}, {self.field!r})"  # nothing personal in a traceback


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """One block's rows, in its order.

    ``request_id``: texts, null where there is none. ``said``: SAID_COLUMNS over distinct answers, null where there is
    nothing to say, and ``which``: of each row its answer. Distances in km with at most two decimals, or null.
    ``blank``: rows left out of the accounting. ``find_problems``: what a person must mend, in row order. ``details``:
    more keys of one row for JSON.
    """

    request_id: pa.StringArray
    said: tuple[pa.StringArray, ...]
    which: NDArray[np.int32]
    distance_km: pa.DoubleArray
    distance_error_km: pa.DoubleArray
    blank: NDArray[np.bool_]
    find_problems: Callable[[], Iterable[RowFault]] = tuple
    details: Callable[[int], Mapping[str, Any]] | None = None

    @cached_property
    def problems(self) -> Sequence[RowFault]:
        """What a person must mend; worded only when somebody asks."""
        return tuple(self.find_problems())

    @property
    def columns(self) -> tuple[pa.Array, ...]:
        """RESULT_COLUMNS, a row a row."""
        which = pa.array(self.which)
        texts = (column.take(which) for column in self.said)
        return (self.request_id, *texts, self.distance_km, self.distance_error_km)


class Output(Protocol):
    """Where rows go as they are settled."""

    def write(self, block: Block, results: Results) -> None:
        """A slice, in order."""
        ...
