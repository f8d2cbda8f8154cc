"""What a person must mend: each row with problems once, in a form that can be corrected and fed back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.read.origin import cell_of
from innoveici.batch.read.parsing import LONGEST_CELL
from innoveici.batch.results import BETWEEN, REJECT_COLUMNS, RowFault
from innoveici.batch.write.dialect import EXCEL, PLAIN, Sink, input_columns
from innoveici.request import CUT

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block

_SHOWN = 200


class RejectsOutput:
    """One row for each row with problems: the input's cells, where they are from if they do not say it themselves,
    ``request_id`` if the input has none, REJECT_COLUMNS.

    The problems of a row stand in the same order in each of ``field``, ``value``, ``reason`` and ``remedy``, with
    `` | `` between them. The header line is written at once. What is not shown as it was ends in ``CUT``, so that the
    row is refused again unless somebody has looked at it. ``columns``: request field to position; ``origin``: the name
    of the column that says under which id each row goes, empty for none.
    """

    def __init__(
        self,
        sink: Sink,
        headers: Sequence[str],
        columns: Mapping[str, int],
        *,
        excel: bool = False,
        origin: str = "",
    ) -> None:
        self._sink = sink
        self._company = columns["company"]
        self._fields = frozenset(headers[position] for position in columns.values())
        self._headers = tuple(headers)
        self._width = len(headers)
        self._has_request_id = "request_id" in columns
        self._dialect = EXCEL if excel else PLAIN
        self._says_origin = bool(origin)
        added = [*([origin] if origin else []), *([] if self._has_request_id else ["request_id"])]
        names = [*headers, *added, *REJECT_COLUMNS]
        sink.write(self._dialect.mark + self._dialect.row(names))

    def write(self, block: Block, faults: Sequence[RowFault]) -> None:
        """The rows of ``block`` that ``faults`` names; ``faults`` is in row order."""
        if not faults:
            return
        grouped = [(row, list(of_row)) for row, of_row in groupby(faults, key=lambda fault: fault.row)]
        rows = np.array([row for row, _ in grouped], dtype=np.int64)
        assert np.all(np.diff(rows) > 0), "faults are in row order"
        texts: list[Sequence[str]] = []
        if self._says_origin:
            texts.append([cell_of(of_row[0].request_id) for _, of_row in grouped])
        if not self._has_request_id:
            texts.append([of_row[0].request_id for _, of_row in grouped])
        texts.append([str(line) for line in block.lines[rows].tolist()])
        texts += [
            [BETWEEN.join(getattr(fault, name) for fault in of_row) for _, of_row in grouped]
            for name in REJECT_COLUMNS[1:]
        ]
        given = [column.take(pa.array(rows)) for column in input_columns(block, self._width)]
        misleading = [self._misleading(block, row) for row in rows.tolist()]
        for position in {position for of_row in misleading for position in of_row}:
            given[position] = _marked(given[position], [position in of_row for of_row in misleading])
        columns = [*given, *(pa.array(text, pa.string()) for text in texts)]
        self._dialect.write(self._sink, [self._dialect.cells(_openable(column)) for column in columns])

    def _misleading(self, block: Block, row: int) -> Sequence[int]:
        """The cells to be marked: those that are not what was typed; the company, where nobody knows which cell belongs
        to which column, or a cell is cut in a column that is no field."""
        odd = block.odd.get(row)
        if odd is None:
            return ()
        if "cells" in odd.reason.params:
            return [self._headers.index(header) for header in odd.reason.params["cells"]]
        cut = odd.reason.code == "row.cell_too_long" and odd.reason.params["field"] not in self._fields
        return [self._company] if cut or odd.reason.code == "row.cells" else ()


def _marked(column: pa.StringArray, which: Sequence[bool]) -> pa.StringArray:
    marked = pc.if_else(pc.equal(column, ""), CUT, pc.binary_join_element_wise(column, CUT, " "))
    return pc.if_else(pa.array(which), marked, column)


def _openable(column: pa.StringArray) -> pa.StringArray:
    """``column`` with the beginning only of cells that a spreadsheet would spill over others."""
    long = pc.greater(pc.utf8_length(column), LONGEST_CELL)
    if not pc.any(long).as_py():
        return column
    shown = pc.utf8_slice_codeunits(column, 0, _SHOWN)
    return pc.if_else(long, pc.binary_join_element_wise(shown, CUT, " "), column)
