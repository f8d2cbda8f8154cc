"""A CSV file as rows that know their lines. Knows nothing of advisors.

Accepts what Excel makes of a CSV that it saves again: a byte order mark, ``;`` or a tab for ``,``, a first line
``sep=;``, blank rows, delimiters trailing at the end of rows, or left out there where a block of rows has nothing in
the last columns; spaces that do not break, and characters that cannot be seen.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from innoveici.characters import visible
from innoveici.directory.header import Columns, read_header
from innoveici.directory.report import Report
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


def _lines(text: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of each row. A quote that is never closed ends it, with the line it opened on."""
    stream = io.StringIO(text, newline="")
    skipped = 0
    start, first = 0, stream.readline()
    if said := _SEP.fullmatch(_visible(first).rstrip("\r\n")):
        skipped, start, first = 1, stream.tell(), stream.readline()
    stream.seek(start)
    # With more after it some program took the line for a row, and delimits as it likes.
    delimiter = said["delimiter"] if said and not said["more"] else max(_DELIMITERS, key=first.count)
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
        yield line, [_visible(cell).strip() for cell in cells]


def _visible(text: str) -> str:
    """``text`` without what cannot be seen, with plain spaces and hyphens, and each letter with its accent as one."""
    return text if text.isascii() else unicodedata.normalize("NFC", visible(text).translate(_LIKE_ASCII))


def _fits(cells: list[str], names: list[str], shortest: int, line: int, report: Report) -> bool:
    if len(cells) >= shortest and not any(cells[len(names) :]):
        return True
    report.error(
        line,
        "",
        Message(N_("the row has {count} cells, the first line has {expected}"), count=len(cells), expected=len(names)),
        Message(N_("look for a delimiter too many or missing; a cell that holds one needs quotes")),
    )
    return False
