"""Cells of one row of advisors.csv changed in the file's own bytes: its encoding, its delimiter, its quotes, its ends
of lines; everything else stays as it is, to the byte. Pure.

What a cell is is what ``csv_rows`` reads; here it is where in the text each one stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from innoveici.directory.advisor_columns import COLUMNS
from innoveici.directory.csv_rows import layout_of, read_header, trimmed
from innoveici.directory.file_problems import ProblemReport
from innoveici.directory.file_text import CSV, decoded
from innoveici.directory.folding import fold

_ROW_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Cell:
    """``text[start:end]``, with its quotes."""

    start: int
    end: int
    quoted: bool
    value: str


@dataclass(frozen=True, slots=True)
class _Row:
    """``end``: after its last cell, before the end of the line. ``is_last``: the text ends there, without one."""

    cells: tuple[_Cell, ...]
    end: int
    is_last: bool

    @property
    def is_blank(self) -> bool:
        return not any(cell.value for cell in self.cells)

    @property
    def all_quoted(self) -> bool:
        """As some programs write every cell."""
        return all(cell.quoted for cell in self.cells)


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def with_cells(content: bytes, advisor_id: str, cells: Mapping[str, str]) -> bytes:
    """``content``, an advisors.csv without faults, with other cells in the row of ``advisor_id``, which it has.

    Columns that it lacks are added after the others, in the file's language, where something is to stand in them: to
    the first line, and to every row that was as long as that.

    :param cells: by our names of columns; ASCII on one line.
    """
    report = ProblemReport(Path())
    found = decoded(content, CSV, report)
    assert found is not None, "it was read before"
    body, layout = found.body, layout_of(found.body)
    header, *rows = _rows(body, layout.start, layout.delimiter)
    names = read_header([cell.value for cell in header.cells], 1, COLUMNS, report)
    assert names is not None, "it was read before"
    row = next(r for r in rows if len(r.cells) > names.index("id") and r.cells[names.index("id")].value == advisor_id)
    columns = _Columns(names, header, [name for name in COLUMNS.names if cells.get(name)])
    edits = [*_edits(header, columns.titles, columns.width, layout.delimiter)]
    for other in rows:
        own = columns.values_of(row, cells) if other is row else {}
        width = max([columns.width_of(other), *(position + 1 for position in own)])
        edits += _edits(other, own, width, layout.delimiter)
    return found.encoded(_edited(found.text, edits))


class _Columns:
    """The columns there are and those that are added. ``titles``: what the header says of these, by position."""

    def __init__(self, names: Sequence[str], header: _Row, needed: Sequence[str]) -> None:
        missing = [name for name in needed if name not in names]
        self._position = {name: position for position, name in enumerate([*names, *missing])}
        self.titles = {self._position[name]: _title(name, header) for name in missing}
        self._was_named, self._was = len(names), len(header.cells)
        self.width = max(self._was, len(self._position))

    def values_of(self, row: _Row, cells: Mapping[str, str]) -> dict[int, str]:
        """By position what is to stand in a row; no cell is added for nothing to stand in it."""
        found = {self._position[name]: text for name, text in cells.items() if name in self._position}
        return {position: text for position, text in found.items() if text or position < len(row.cells)}

    def width_of(self, row: _Row) -> int:
        """How many cells a row is to have: with columns added a table stays a table; what Excel left out stays so.

        The last row of a file without an end of line may lack none, or it would be taken for cut.
        """
        length = len(row.cells)
        if row.is_blank or not self.titles:
            return length
        is_whole = length >= self._was or (row.is_last and length >= self._was_named)
        return max(length, self.width) if is_whole else length


def _title(name: str, header: _Row) -> str:
    """What an added column is called: as the most of the others, in French or as we do."""
    others = [cell.value for cell in header.cells if cell.value]
    ours = sum(fold(other).replace(" ", "_") in COLUMNS.names for other in others)
    column = next(column for column in COLUMNS if column.name == name)
    return name if 2 * ours >= len(others) else column.also_called[0]


def _rows(text: str, start: int, delimiter: str) -> Iterator[_Row]:
    """As :mod:`csv` reads them, strictly."""
    one = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(delimiter)}\r\n]*')
    position = start
    while position < len(text):
        cells = []
        while True:
            found = one.match(text, position)
            assert found is not None, "the pattern matches nothing, too"
            written, quoted = found[0], found[0].startswith('"')
            value = written[1:-1].replace('""', '"') if quoted else written
            cells.append(_Cell(found.start(), found.end(), quoted, trimmed(value)))
            position = found.end()
            if not text.startswith(delimiter, position):
                break
            position += len(delimiter)
        ending = _ROW_END.match(text, position)
        yield _Row(tuple(cells), position, ending is None)
        if ending is None:
            return
        position = ending.end()


def _edits(row: _Row, values: Mapping[int, str], width: int, delimiter: str) -> Iterator[_Edit]:
    """Those of one row: cells that are there are replaced, those up to ``width`` added at its end."""
    for position, cell in enumerate(row.cells):
        if position in values:
            yield _Edit(cell.start, cell.end, _written(values[position], delimiter, quoted=cell.quoted))
    added = range(len(row.cells), width)
    cells = (_written(values.get(position, ""), delimiter, quoted=row.all_quoted) for position in added)
    if text := "".join(delimiter + cell for cell in cells):
        yield _Edit(row.end, row.end, text)


def _written(value: str, delimiter: str, *, quoted: bool) -> str:
    return f'"{value}"' if quoted or delimiter in value else value


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    pieces, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])
