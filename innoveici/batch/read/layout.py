"""How a CSV file is laid out: a ``sep=`` line, the delimiter, the header row and where the data begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from innoveici.batch.read.doubt import refuse_illegible
from innoveici.batch.read.encoding import Text
from innoveici.batch.read.headers import Headers, read_headers, recognisable
from innoveici.batch.read.rows import open_quote, row_pattern, split_row
from innoveici.errors import DataError, UsageError
from innoveici.messages import N_, Message

_HEAD = 1 << 20
_SEP = re.compile(rb'"?sep=([^\r\n"A-Za-z0-9])"?[^\r\n]*(?:\r\n|\n|\r)', re.IGNORECASE)
_EMPTY_LINES = re.compile(rb"(?:[ \t]*(?:\r\n|\n|\r))*")
_BREAK = re.compile(rb"\r\n|\n|\r")
_USUAL = (b";", b",", b"\t")


@dataclass(frozen=True, slots=True)
class Layout:
    """``start``: the byte at which the first data row begins; ``first_line``: its line, from 1."""

    delimiter: bytes
    headers: Headers
    start: int
    first_line: int


def read_layout(text: Text, delimiter: str | None, mapping: Mapping[str, str]) -> Layout:
    """The layout of ``text``. Raises DataError (headers, nothing but a header), UsageError (--delimiter, --map)."""
    given = _one_character(delimiter) if delimiter is not None else None
    head = text.source.at(text.start, _HEAD)
    if len(head) < _HEAD:
        head += b"\n"  # where the last line has no end
    separated = _SEP.match(head)
    position = separated.end() if separated else 0
    position = _end_of_empty_lines(head, position)
    chosen = separated[1] if separated else given or _likeliest(head, position, mapping)
    line = 1 + len(_BREAK.findall(head, 0, position))
    row = row_pattern(chosen).match(head, position)
    if row is None or position >= text.source.size - text.start:
        raise _no_header(text, head, position, chosen, line)
    cells = _cells(row[0], chosen)
    if not text.trusted:
        refuse_illegible(cells, file=text.source.shown, line=line, encoding=text.encoding)
    headers = read_headers(cells, mapping, file=text.source.shown, line=line)
    if not text.source.at(text.start + row.end(), _HEAD).strip(b"\r\n \t" + chosen):
        raise only_a_header(text.source.shown)
    return Layout(chosen, headers, text.start + row.end(), line + len(_BREAK.findall(row[0])))


def only_a_header(shown: str) -> DataError:
    """For a file without any row under its header."""
    return DataError(
        Message(N_("{file} has a header and no row under it"), file=shown),
        Message(N_("export the requests again; if there are none, there is nothing to route")),
    )


def _one_character(delimiter: str) -> bytes:
    """What --delimiter says."""
    name = {"tab": "\t", "\\t": "\t"}.get(delimiter.lower(), delimiter)
    if len(name) != 1 or not name.isascii() or name.isalnum() or name in '"\r\n\0':
        raise UsageError(
            Message(N_("--delimiter: “{delimiter}” cannot separate cells"), delimiter=delimiter),
            Message(N_("give one character, as in --delimiter ';', or tab")),
        )
    return name.encode()


def _likeliest(head: bytes, position: int, mapping: Mapping[str, str]) -> bytes:
    """Of the usual delimiters the one that makes most known headers, then most headers."""

    first_line = _BREAK.split(head[position:], maxsplit=1)[0]

    def score(delimiter: bytes) -> tuple[int, int]:
        row = row_pattern(delimiter).match(head, position)
        cells = _cells(row[0] if row else first_line, delimiter, errors="replace")  # it may be cut in a character
        return recognisable(cells, mapping), len(cells)

    return max(_USUAL, key=score)


def _cells(row: bytes, delimiter: bytes, errors: str = "strict") -> list[str]:
    return [cell.decode(errors=errors) for cell in split_row(row.rstrip(b"\r\n"), delimiter)]


def _end_of_empty_lines(head: bytes, position: int) -> int:
    match = _EMPTY_LINES.match(head, position)
    return match.end() if match else position


def _no_header(text: Text, head: bytes, position: int, delimiter: bytes, line: int) -> DataError:
    if position >= text.source.size - text.start:
        return DataError(
            Message(N_("{file} has only blank lines"), file=text.source.shown),
            Message(N_("export the requests again and look at the file's size")),
        )
    return (
        unclosed_quote(text.source.shown, line)
        if open_quote(head[position:], delimiter) is not None
        else not_a_table(text.source.shown, line)
    )


def unclosed_quote(shown: str, line: int) -> DataError:
    """For a quote that opens on ``line`` and never closes."""
    return DataError(
        Message(N_("{file}:{line}: a quotation mark opens a cell here and none closes it"), file=shown, line=line),
        Message(N_("close the quotation, or double the mark inside a quoted cell; nothing was recorded")),
    )


def not_a_table(shown: str, line: int) -> DataError:
    """For a line that does not end."""
    return DataError(
        Message(N_("{file}:{line}: this line is too long for a row of a table"), file=shown, line=line),
        Message(N_("check that the right file was named")),
    )
