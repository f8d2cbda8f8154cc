"""Routed rows as people and programs read them: CSV for a spreadsheet, or one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.cells import would_run
from innoveici.batch.planned import PlanTexts
from innoveici.batch.results import PLAN_COLUMN, RESULT_COLUMNS, SAID_COLUMNS, Results
from innoveici.batch.write.dialect import EXCEL, PLAIN, Sink, input_columns, plain
from innoveici.safe_text import to_json

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.text import Flags

_JSON_AT_ONCE = 1_000
"""Rows, of some kilobytes each."""
_BLANK = ("blank", *[""] * (len(SAID_COLUMNS) - 1))


class CsvOutput:
    """The input's columns as they came, then the result columns; then ``plan``, in a file that may be applied.

    ``headers`` are the input's; the header line is written at once.
    """

    def __init__(
        self, sink: Sink, headers: Sequence[str], *, excel: bool = False, plan: PlanTexts | None = None
    ) -> None:
        self._sink = sink
        self._width = len(headers)
        self._dialect = EXCEL if excel else PLAIN
        self._as_it_stands = not excel
        self._plan = None if plan is None else PlanTexts(*map(self._dialect.cell, plan))
        self._basis_said = False
        names = [*headers, *RESULT_COLUMNS, *([] if plan is None else [PLAN_COLUMN])]
        sink.write(self._dialect.mark + self._dialect.row(names))

    def write(self, block: Block, results: Results) -> None:
        """A block's rows, in its order."""
        if not len(block):
            return
        last = None if self._plan is None else self._of_plan(self._plan, results.blank)
        self._dialect.write(self._sink, self._input(block) + self._found(results), last)

    def _of_plan(self, plan: PlanTexts, blank: Flags) -> pa.StringArray | str:
        """The whole of it once: in each row it would be a third of the file."""
        if self._basis_said:
            return plan.mark
        if blank.all():
            return plan.basis
        self._basis_said = True
        first = int(np.argmin(blank)) + 1
        return pa.array([plan.basis] * first + [plan.mark] * (len(blank) - first))

    def _found(self, results: Results) -> list[pa.StringArray]:
        """The results' part of each row; of a row left out of the accounting only ``status``, which says ``blank``."""
        dialect = self._dialect
        answers = dialect.joined([dialect.cells(column) for column in results.said])
        columns = [
            dialect.cells(results.request_id),
            answers.take(pa.array(results.which)),
            dialect.distances(results.distance_km),
            dialect.distances(results.distance_error_km),
        ]
        if not results.blank.any():
            return columns
        nothing = ("", dialect.joined([pa.array([cell]) for cell in _BLANK])[0], "", "")
        blank = pa.array(results.blank)
        return [pc.if_else(blank, text, column) for text, column in zip(nothing, columns, strict=True)]

    def _input(self, block: Block) -> list[pa.StringArray]:
        """The input's part of each row: the row as it stands where that is safe, else its cells."""
        # a blank row may stand in the file as an empty line, which has fewer cells than the header
        if self._as_it_stands and block.raw is not None and not block.blank.any():
            columns = map(plain, block.table.columns)
            if block.table.num_columns == self._width and not any(would_run(column) for column in columns):
                return [block.raw]
        return [self._dialect.cells(column) for column in input_columns(block, self._width)]


def keys_of(headers: Sequence[str]) -> tuple[str, ...]:
    """Each header once: one that is there again has a number after it, a column without one its position."""
    keys: dict[str, None] = {}
    for position, header in enumerate(headers, 1):
        name = key = header or f"column {position}"
        number = 2
        while key in keys or (key != name and key in headers):
            key = f"{name} ({number})"
            number += 1
        keys[key] = None
    return tuple(keys)


class JsonOutput:
    """One JSON object a row: ``line``, ``input`` (header, as ``keys_of`` has it, to cell as read), the result columns,
    ``results.details``.

    A number is a number, what is empty is null; the cells that an odd row has too many are listed in ``extra_cells``.
    """

    def __init__(self, sink: Sink, headers: Sequence[str]) -> None:
        self._sink = sink
        self._headers = keys_of(headers)

    def write(self, block: Block, results: Results) -> None:
        """A block's rows, in its order."""
        rows = self._rows(block, results)
        while part := "".join(to_json(row) + "\n" for row in islice(rows, _JSON_AT_ONCE)):
            self._sink.write(part.encode())

    def _rows(self, block: Block, results: Results) -> Iterator[dict[str, Any]]:
        width = len(self._headers)
        cells = zip(*(column.to_pylist() for column in input_columns(block, width)), strict=True)
        *texts, distance, error = results.columns
        columns = [*texts, pc.round(distance, 2), pc.round(error, 2)]
        found = zip(*(column.to_pylist() for column in columns), strict=True)
        lines = block.lines.tolist()
        for index, (line, given, values) in enumerate(zip(lines, cells, found, strict=True)):
            row: dict[str, Any] = {"line": line, "input": dict(zip(self._headers, given, strict=True))}
            if index in block.odd and len(block.odd[index].cells) > width:
                row["extra_cells"] = list(block.odd[index].cells[width:])
            if results.blank[index]:
                row |= dict.fromkeys(RESULT_COLUMNS) | {"status": "blank"}
            else:
                row |= zip(RESULT_COLUMNS, values, strict=True)
                row |= results.details(index) if results.details else {}
            yield row
