"""Routed rows as people and programs read them: CSV for a spreadsheet, or one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.cells import would_run
from innoveici.batch.dialect import EXCEL, PLAIN, Sink, input_columns, plain
from innoveici.batch.results import DISTANCE_COLUMNS, PLAN_COLUMN, RESULT_COLUMNS, TEXT_COLUMNS, Results
from innoveici.safe_text import to_json

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block

_STATUS = TEXT_COLUMNS.index("status")


def _columns(results: Results) -> list[pa.Array]:
    """The result columns; of a row left out of the accounting only ``status``, which says ``blank``."""
    if not results.blank.any():
        return list(results.columns)
    blank = pa.array(results.blank)
    columns = [pc.if_else(blank, pa.scalar(None, column.type), column) for column in map(_texts, results.columns)]
    columns[_STATUS] = pc.if_else(blank, "blank", columns[_STATUS])
    return columns


def _texts(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


class CsvOutput:
    """The input's columns as they came, then the result columns; then ``plan``, in a file that may be applied.

    ``headers`` are the input's; the header line is written at once. ``plan`` is the same text in each row.
    """

    def __init__(self, sink: Sink, headers: Sequence[str], *, excel: bool = False, plan: str | None = None) -> None:
        self._sink = sink
        self._width = len(headers)
        self._dialect = EXCEL if excel else PLAIN
        self._as_it_stands = not excel
        self._plan = None if plan is None else self._dialect.cell(plan)
        names = [*headers, *RESULT_COLUMNS, *([] if plan is None else [PLAN_COLUMN])]
        sink.write(self._dialect.mark + self._dialect.row(names))

    def write(self, block: Block, results: Results) -> None:
        """A block's rows, in its order."""
        if not len(block):
            return
        *texts, distance, error = _columns(results)
        assert len(texts) == len(TEXT_COLUMNS), "the columns of results are RESULT_COLUMNS"
        columns = self._input(block)
        columns += [self._dialect.cells(column) for column in texts]
        columns += [self._dialect.distances(distance), self._dialect.distances(error)]
        if self._plan is not None:
            columns.append(pa.repeat(self._plan, len(block)))
        self._dialect.write(self._sink, columns)

    def _input(self, block: Block) -> list[pa.StringArray]:
        """The input's part of each row: the row as it stands where that is safe, else its cells."""
        # a blank row may stand in the file as an empty line, which has fewer cells than the header
        if self._as_it_stands and block.raw is not None and not block.blank.any():
            columns = map(plain, block.table.columns)
            if block.table.num_columns == self._width and not any(would_run(column) for column in columns):
                return [block.raw]
        return [self._dialect.cells(column) for column in input_columns(block, self._width)]


class JsonOutput:
    """One JSON object a row: ``line``, ``input`` (header to cell, as read), the result columns, ``results.details``.

    A number is a number, what is empty is null; the cells that an odd row has too many are listed in ``extra_cells``.
    """

    def __init__(self, sink: Sink, headers: Sequence[str]) -> None:
        self._sink = sink
        self._headers = tuple(headers)

    def write(self, block: Block, results: Results) -> None:
        """A block's rows, in its order."""
        if len(block):
            self._sink.write("".join(to_json(row) + "\n" for row in self._rows(block, results)).encode())

    def _rows(self, block: Block, results: Results) -> Iterator[dict[str, Any]]:
        width = len(self._headers)
        cells = zip(*(column.to_pylist() for column in input_columns(block, width)), strict=True)
        columns = _columns(results)
        distances = [pc.round(column, 2) for column in columns[len(TEXT_COLUMNS) :]]
        assert len(distances) == len(DISTANCE_COLUMNS), "the columns of results are RESULT_COLUMNS"
        found = zip(*(column.to_pylist() for column in (*columns[: len(TEXT_COLUMNS)], *distances)), strict=True)
        lines = block.lines.tolist()
        for index, (line, given, values) in enumerate(zip(lines, cells, found, strict=True)):
            row: dict[str, Any] = {"line": line, "input": dict(zip(self._headers, given, strict=True))}
            if index in block.odd and len(block.odd[index].cells) > width:
                row["extra_cells"] = list(block.odd[index].cells[width:])
            row |= zip(RESULT_COLUMNS, values, strict=True)
            if results.details is not None and not results.blank[index]:
                row |= results.details(index)
            yield row
