"""What became of a block's rows, as columns: the contract's ten, and what a person must mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

TEXT_COLUMNS = (
    "request_id",
    "status",
    "reason",
    "verdict",
    "region_code",
    "erac_id",
    "advisor_id",
    "advisor_name",
)
DISTANCE_COLUMNS = ("distance_km", "distance_error_km")
RESULT_COLUMNS = (*TEXT_COLUMNS, *DISTANCE_COLUMNS)
"""What is appended to the input's columns, in the contract's order."""
PLAN_COLUMN = "plan"
"""What follows them in the output of a dry run."""
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

    ``columns``: RESULT_COLUMNS; texts are string or dictionary arrays, distances float64 in km with at most two
    decimals; null where there is nothing to say. ``blank``: rows left out of the accounting. ``details``: more keys of
    one row for JSON.
    """

    columns: tuple[pa.Array, ...]
    blank: NDArray[np.bool_]
    problems: Sequence[RowFault] = ()
    details: Callable[[int], Mapping[str, Any]] | None = None
