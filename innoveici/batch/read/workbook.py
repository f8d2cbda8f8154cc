"""A workbook (.xlsx, .xlsb, .ods): its first sheet under a header that is known, titles above it passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa

from innoveici.batch.blocks import Block
from innoveici.batch.read.doubt import refuse_illegible
from innoveici.batch.read.headers import Headers, Told, read_headers, recognisable
from innoveici.batch.read.layout import only_a_header
from innoveici.batch.read.marks import Marks
from innoveici.batch.read.sheet_binary import binary_marks
from innoveici.batch.read.sheet_open import open_marks
from innoveici.batch.read.sheet_xml import room_for, sheet_marks
from innoveici.batch.read.sheets import Misread, cell_text, misread, sheet_block
from innoveici.batch.read.source import Source
from innoveici.errors import DataError
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_HEADER_WITHIN = 20
_ENOUGH = 2
"""Known names that make a row a header."""
_MOST_CELLS = 20_000_000
"""Of a sheet, of some 30 bytes each: as many rows as one can have, with 19 columns."""
_BLOCK_ROWS = 20_000
Sheets = Literal["xlsx", "xlsb", "ods"]
"""Kinds of workbooks."""
_MARKS_OF = {"xlsx": sheet_marks, "xlsb": binary_marks, "ods": open_marks}


@dataclass(frozen=True, eq=False)
class WorkbookRows:
    """``header``: the sheet's row of the header, from 1. ``skipped``: columns without a name before the first.
    ``marks``: with columns of ``sheet.iter_rows``. ``left_aside``: other sheets that have such a header.
    """

    sheet: CalamineSheet
    headers: Headers
    header: int
    skipped: int
    marks: Marks = field(default_factory=Marks)
    left_aside: tuple[str, ...] = ()
    block_rows: int = _BLOCK_ROWS

    @property
    def hidden_rows(self) -> int:
        """How many of the rows read are hidden."""
        return sum(row > self.header for row in self.marks.hidden_rows)

    @property
    def hidden_columns(self) -> tuple[str, ...]:
        """The names of the columns read that are hidden."""
        return tuple(
            name for at, name in enumerate(self.headers.input) if at + self.skipped in self.marks.hidden_columns
        )

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """All rows in their order, with the columns ``wanted``."""
        rows = enumerate(self.sheet.iter_rows(), 1)
        below = ((line, self._with_errors(line, row)) for line, row in islice(rows, self.header, None))
        first_row = 1
        while part := list(islice(below, self.block_rows)):
            yield self._block(part, first_row, wanted)
            first_row += len(part)

    def _with_errors(self, line: int, row: Sequence[Any]) -> Sequence[Any]:
        """The cells of the table; what shows an error holds it as text, which no field takes."""
        errors = self.marks.errors.get(line)
        if errors:
            row = [errors.get(position, cell) for position, cell in enumerate(row)]
        return row[self.skipped :]

    def _block(self, part: Sequence[tuple[int, Sequence[Any]]], first_row: int, wanted: Collection[int]) -> Block:
        width = len(self.headers.names)
        texts = [[cell_text(cell) for cell in row] for _line, row in part]
        return sheet_block(
            [pa.array([row[position] for row in texts], pa.string()) for position in range(width)],
            np.array([line for line, _row in part], np.int64),
            self.headers,
            first_row=first_row,
            wanted=wanted,
            not_as_typed={
                index: wrong for index, (line, row) in enumerate(part) if (wrong := self._misread(line, row))
            },
            too_many={index: tuple(row[width:]) for index, row in enumerate(texts) if any(map(str.strip, row[width:]))},
        )

    def _misread(self, line: int, row: Sequence[Any]) -> list[Misread]:
        """The cells of the row that are not what was typed, or have no value."""
        formulas = self.marks.formulas.get(line, ())
        found = []
        for position, name in sorted((position, name) for name, position in self.headers.columns.items()):
            header = self.headers.names[position]
            if position + self.skipped in formulas:
                found.append(Misread(header, "row.formula"))
            elif position < len(row) and (wrong := misread(name, header, row[position])):
                found.append(wrong)
        return found


def read_workbook(source: Source, kind: Sheets, mapping: Mapping[str, str], sheet: str | None = None) -> WorkbookRows:
    """The rows of the sheet to route; ``sheet``: its name, else it is found. Raises DataError: not a workbook, no
    header, nothing under it, no such sheet."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with source.view() as view, CalamineWorkbook.from_filelike(view) as workbook:
            sheets = [
                workbook.get_sheet_by_name(_of_a_size(sheet.name, source) if kind == "xlsx" else sheet.name)
                for sheet in workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
    except CalamineError:
        raise DataError(
            Message(
                N_("{file} is an .{kind} workbook that cannot be read: damaged or incomplete"),
                file=source.shown,
                kind=kind,
            ),
            Message(N_("open it in a spreadsheet and save it again as .xlsx, or export it as “CSV UTF-8”")),
        ) from None
    usual = mapping.sheet if isinstance(mapping, Told) else ""
    if sheet and not _called(sheets, sheet):
        raise _no_sheet(sheets, sheet, source.shown)
    found = _under_a_header(_called(sheets, sheet or usual) or sheets, mapping, source.shown)
    with source.view() as view:
        marks = _MARKS_OF[kind](view, found.sheet.name)
    return replace(found, marks=marks.shifted(found.sheet.start[1] if found.sheet.start else 0))


def _of_a_size(sheet: str, source: Source) -> str:
    """:raises DataError: a cell far away from the table, for which room would be made up to it."""
    with source.view() as view:
        last, count = room_for(view, sheet, _MOST_CELLS)
    if count > _MOST_CELLS:
        raise DataError(
            Message(N_("{file} ({sheet}) reaches to the cell {cell}"), file=source.shown, sheet=sheet, cell=last),
            Message(N_("delete the rows and columns beyond the table, and save it again")),
        )
    return sheet


def _called(sheets: Sequence[CalamineSheet], name: str) -> list[CalamineSheet]:
    """The sheet of that name, case and spaces around it apart; none where there is no such one."""
    return [sheet for sheet in sheets if sheet.name.strip().casefold() == name.strip().casefold()][:1] if name else []


def _no_sheet(sheets: Sequence[CalamineSheet], name: str, shown: str) -> DataError:
    return DataError(
        Message(N_("{file} has no sheet “{sheet}”"), file=shown, sheet=name),
        Message(N_("its sheets are: {sheets}; name one with --sheet"), sheets=", ".join(one.name for one in sheets)),
    )


def _under_a_header(sheets: Sequence[CalamineSheet], mapping: Mapping[str, str], shown: str) -> WorkbookRows:
    """The first sheet that has a row with the columns looked for; else the error of the likeliest row."""
    likeliest = [_likeliest(sheet, mapping) for sheet in sheets]
    best = next((found for found in likeliest if found[0] >= _ENOUGH), None) or max(
        likeliest, key=lambda found: found[0], default=None
    )
    if best is None or not best[0]:
        raise DataError(
            Message(N_("{file}: no sheet has a header that names Company and Postal code"), file=shown),
            Message(N_("the first line of the table must name its columns")),
        )
    _known, sheet, line, cells = best
    skipped = next(position for position, cell in enumerate(cells) if cell.strip())
    first = next(islice(sheet.iter_rows(), line, None), None)
    if first is None:
        raise only_a_header(shown)
    if any(cell_text(cell).strip() for cell in first[:skipped]):
        skipped = 0  # read_headers says which column has no name
    refuse_illegible(cells, file=f"{shown} ({sheet.name})", line=line, encoding=None)
    headers = read_headers(cells[skipped:], mapping, file=f"{shown} ({sheet.name})", line=line)
    left_aside = [other.name for known, other, *_ in likeliest if known >= _ENOUGH and other is not sheet]
    return WorkbookRows(sheet, headers, line, skipped, left_aside=tuple(left_aside))


def _likeliest(sheet: CalamineSheet, mapping: Mapping[str, str]) -> tuple[int, CalamineSheet, int, list[str]]:
    """How many names of columns the likeliest header has, its sheet, row and cells; the first of equals."""
    best: tuple[int, CalamineSheet, int, list[str]] = (0, sheet, 0, [])
    for line, row in enumerate(islice(sheet.iter_rows(), _HEADER_WITHIN), 1):
        cells = [cell_text(cell) for cell in row]
        known = recognisable(cells, mapping)
        if known > best[0]:
            best = known, sheet, line, cells
    return best
