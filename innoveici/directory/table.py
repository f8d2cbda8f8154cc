"""A CSV file as rows that know their lines. Knows nothing of advisors.

Accepts what Excel makes of a CSV that it saves again: a byte order mark, ``;`` for ``,``, a first line ``sep=;``, blank
rows, delimiters trailing at the end of rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from innoveici.directory.header import Columns, read_header
from innoveici.directory.report import Report
from innoveici.invisible import visible
from innoveici.messages import N_, Message

_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column, trimmed; ``line`` is the one it begins on."""

    line: int
    cells: dict[str, str]


def read_rows(text: str, columns: Columns, report: Report) -> list[Row]:
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
    rows = []
    for line, cells in lines:
        if any(cells) and _fits(cells, names, line, report):
            rows.append(Row(line, {name: cell for name, cell in zip(names, cells, strict=False) if name}))
    return rows


def _lines(text: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of each row. A quote that is never closed ends it, with the line it opened on."""
    stream = io.StringIO(text, newline="")
    first = stream.readline()
    skipped = 0
    if first[:4].lower() == "sep=" and len(first.strip()) == 5:
        delimiter = first[4]
        skipped = 1
    else:
        delimiter = max(_DELIMITERS, key=first.count)
        stream.seek(0)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + skipped + 1
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
        yield line, [visible(cell).strip() for cell in cells]


def _fits(cells: list[str], names: list[str], line: int, report: Report) -> bool:
    if len(cells) >= len(names) and not any(cells[len(names) :]):
        return True
    report.error(
        line,
        "",
        Message(N_("the row has {count} cells, the first line has {expected}"), count=len(cells), expected=len(names)),
        Message(N_("look for a delimiter too many or missing; a cell that holds one needs quotes")),
    )
    return False
