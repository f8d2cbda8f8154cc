"""A CSV that people keep, as rows that know their lines, under the names of our columns; ``csv_cells`` reads them.

Accepts what Excel makes of a CSV that it saves again: a byte order mark, ``;`` or a tab for ``,``, a first line
``sep=;``, blank rows, delimiters trailing at the end of rows, or left out there where a block of rows has nothing in
the last columns; spaces that do not break, and characters that cannot be seen. Columns may have their French names.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from innoveici.characters import visible
from innoveici.directory.csv_columns import Columns
from innoveici.directory.file_problems import ProblemReport, shown
from innoveici.messages import N_, Message

_DELIMITERS = (",", ";", "\t")
_SEP = re.compile(r'"?sep=(?P<delimiter>[^"])"?(?P<more>[,;\t]*)', re.IGNORECASE)
_LIKE_ASCII = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2011": "-"})
"""Spaces and a hyphen that only tell where a line may not break."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column, trimmed; ``line`` is the one it begins on."""

    line: int
    cells: dict[str, str]


def read_rows(text: str, columns: Columns, report: ProblemReport) -> list[Row]:
    """The rows of ``text``, blank ones left out; whatever is wrong with the table goes to ``report``.

    A faulty header makes every row doubtful: then no row is returned.
    """
    lines = _lines(text, report)
    first = next(lines, None)
    if first is None:
        if not report.failed:
            report.error(1, "", Message(N_("the file is empty")), columns.listed)
        return []
    header_line, header = first
    names = read_header(header, header_line, columns, report)
    if names is None:
        return []
    # A row of which only optional cells are left out at its end; the last one of a file that was cut is no such row.
    least = 1 + max(position for position, name in enumerate(names) if name in columns.required)
    cut = not text.endswith(("\n", "\r"))
    rows = []
    upcoming = next(lines, None)
    while upcoming is not None:
        line, cells = upcoming
        upcoming = next(lines, None)
        shortest = len(names) if cut and upcoming is None else least
        if any(cells) and _fits(cells, names, shortest, line, report):
            cells += [""] * (len(names) - len(cells))
            rows.append(Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name}))
    return rows


@dataclass(frozen=True, slots=True)
class Layout:
    """``start``: where in the text the first line with cells begins; ``skipped``: lines before it; what is between
    cells.
    """

    start: int
    skipped: int
    delimiter: str


def layout_of(text: str) -> Layout:
    """As a first line ``sep=;`` says, else as the first line looks."""
    stream = io.StringIO(text, newline="")
    skipped = 0
    start, first = 0, stream.readline()
    if said := _SEP.fullmatch(_visible(first).rstrip("\r\n")):
        skipped, start, first = 1, stream.tell(), stream.readline()
    # With more after it some program took the line for a row, and delimits as it likes.
    delimiter = said["delimiter"] if said and not said["more"] else max(_DELIMITERS, key=first.count)
    return Layout(start, skipped, delimiter)


def _lines(text: str, report: ProblemReport) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of each row. A quote that is never closed ends it, with the line it opened on."""
    layout = layout_of(text)
    stream = io.StringIO(text, newline="")
    stream.seek(layout.start)
    reader = csv.reader(stream, delimiter=layout.delimiter, strict=True)
    while True:
        line = reader.line_num + layout.skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            report.error(
                line,
                "",
                Message(N_("the row that begins here cannot be read: {detail}"), detail=str(fault)),
                Message(N_("look for a quote that is not closed or not doubled")),
            )
            return
        yield line, [trimmed(cell) for cell in cells]


def trimmed(cell: str) -> str:
    """A cell as it is read."""
    return _visible(cell).strip()


def _visible(text: str) -> str:
    """``text`` without what cannot be seen, with plain spaces and hyphens, and each letter with its accent as one."""
    return text if text.isascii() else unicodedata.normalize("NFC", visible(text).translate(_LIKE_ASCII))


def _fits(cells: list[str], names: list[str], shortest: int, line: int, report: ProblemReport) -> bool:
    if len(cells) >= shortest and not any(cells[len(names) :]):
        return True
    report.error(
        line,
        "",
        Message(N_("the row has {count} cells, the first line has {expected}"), count=len(cells), expected=len(names)),
        Message(N_("look for a delimiter too many or missing; a cell that holds one needs quotes")),
    )
    return False


@dataclass(frozen=True, slots=True)
class _HeaderFault:
    field: str
    message: Message
    remedy: Message
    wants_list: bool = False
    """Whether it helps to see what columns there are."""


def read_header(cells: list[str], line: int, columns: Columns, report: ProblemReport) -> list[str] | None:
    """The names of columns in the order of ``cells``, those at the end without one left out; None with faults reported.

    Each fault has one line, and only the first for which it helps lists the columns there are. ``report`` learns under
    which names the file has them.
    """
    written = list(cells)
    while written and not written[-1]:
        written.pop()
    names = [columns.called(cell) for cell in written]
    meant = {cell: _meant_by(cell, columns) for cell, name in zip(written, names, strict=True) if cell and not name}
    found = {*filter(None, names), *filter(None, meant.values())}
    if not found:
        report.error(line, "", Message(N_("the first line does not name the columns")), columns.listed)
        return None
    faults = [fault for position in range(len(names)) if (fault := _fault_of(names, written, position, meant))]
    faults += _missing(found, columns)
    remedy_with_list: Message | None = columns.listed
    for fault in sorted(faults, key=lambda fault: fault.field):  # the order they are shown in
        remedy = fault.remedy
        if fault.wants_list and remedy_with_list:
            remedy, remedy_with_list = remedy_with_list, None
        report.error(line, fault.field, fault.message, remedy)
    if faults:
        return None
    known = [name for name in names if name]  # all of them: a cell without one would be a fault
    report.headers = {name: shown(cell) for name, cell in zip(known, written, strict=True) if cell.lower() != name}
    return known


def _fault_of(
    names: list[str | None], cells: list[str], position: int, meant: Mapping[str, str | None]
) -> _HeaderFault | None:
    name, field = names[position], shown(cells[position])
    if not field:
        return _HeaderFault(
            "",
            Message(N_("column {position} has no name"), position=position + 1),
            Message(N_("name it or remove it")),
            wants_list=True,
        )
    if name and name in names[:position]:
        first = shown(cells[names.index(name)])
        if first.lower() == field.lower():
            message = Message(N_("the column “{name}” is there twice"), name=field)
        else:
            message = Message(N_("“{name}” and “{other}” are the same column"), name=field, other=first)
        return _HeaderFault(field, message, Message(N_("keep one of the two")))
    if name:
        return None
    column = meant[cells[position]]
    if column and column not in names:
        return _HeaderFault(
            field,
            Message(N_("“{name}” is not a column; here it is called {column}"), name=field, column=column),
            Message(N_("rename it in the first line")),
        )
    return _HeaderFault(
        field,
        Message(N_("there is no column “{name}”"), name=field),
        Message(N_("rename it or remove it")),
        wants_list=True,
    )


def _missing(found: set[str], columns: Columns) -> Iterator[_HeaderFault]:
    for name in columns.required:
        if name not in found:
            yield _HeaderFault(
                name, Message(N_("the column is missing")), Message(N_("add it to the first line")), wants_list=True
            )


def _meant_by(name: str, columns: Columns) -> str | None:
    """The column that somebody who writes ``name`` may mean, to hint."""
    close = get_close_matches(name.lower(), columns.names, n=1, cutoff=0.75)
    return close[0] if close else None
