"""A CSV file block by block: a ``sep=`` line, the delimiter, the header row; then its rows, read, cut, parsed.

A few bytes a row are kept, however long the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from innoveici.batch.blocks import Block
from innoveici.batch.read.doubt import refuse_illegible
from innoveici.batch.read.encoding import Text
from innoveici.batch.read.headers import Headers, read_headers, recognisable
from innoveici.batch.read.headings import Headings
from innoveici.batch.read.parsing import Shape, parse
from innoveici.batch.read.rows import LONGEST_ROW, Cut, Kept, OpenQuote, cut, open_quote, row_pattern, split_row
from innoveici.batch.read.source import Source
from innoveici.batch.threads import one_ahead
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


BLOCK_BYTES = 6 << 20
BLOCK_ROWS = 40_000


@dataclass(frozen=True, eq=False)
class CsvRows:
    """``source`` is UTF-8, and ``trusted`` to be what it says. A block has about ``block_bytes`` and at most
    ``block_rows`` rows.

    What was cut is remembered: a file is read twice, and finding its rows is a fifth of the work.
    """

    source: Source
    layout: Layout
    trusted: bool = False
    block_bytes: int = BLOCK_BYTES
    block_rows: int = BLOCK_ROWS
    _cuts: dict[int, Kept] = field(default_factory=dict, init=False, repr=False)

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """All rows in their order, with the columns ``wanted``. Raises DataError, StorageError, TryAgain."""
        headers = self.layout.headers
        shape = Shape(
            delimiter=self.layout.delimiter,
            headers=headers.names,
            added=headers.added,
            nameless=headers.nameless,
            postal_code=headers.columns["postal_code"],
            headings=Headings(headers),
        )
        row, line = 1, self.layout.first_line
        for text, rows in one_ahead(self._stretches()):
            block = parse(text, rows, shape, first_row=row, first_line=line, wanted=wanted)
            yield replace(block, trusted=self.trusted)
            row += len(rows)
            line += len(rows.breaks)

    def _stretches(self) -> Iterator[tuple[bytes, Cut]]:
        """The text from its first data row on, in stretches, each with where its rows are."""
        position, size, line = self.layout.start, self.block_bytes, self.layout.first_line
        while position < self.source.size:
            known = self._cuts[position].cut() if position in self._cuts else None
            text = self.source.at(position, known.end if known else size)
            last = position + len(text) >= self.source.size
            if last and not text.endswith(b"\n"):
                text += b"\n"
            rows = known or self._cut(text, line, last=last)
            if rows is None:
                if last or size > LONGEST_ROW:
                    raise not_a_table(self.source.shown, line)
                size *= 2
                continue
            if known is None and (kept := Kept.of(rows)):
                self._cuts[position] = kept
            yield text, rows
            position += rows.end
            line += len(rows.breaks)
            # Narrow rows: no more is read than makes a block.
            size = min(self.block_bytes, max(rows.end * self.block_rows // len(rows) * 9 // 8, 4096))

    def _cut(self, text: bytes, line: int, *, last: bool) -> Cut | None:
        try:
            return cut(text, self.layout.delimiter, self.block_rows, last=last)
        except OpenQuote as quote:
            raise unclosed_quote(self.source.shown, line + _breaks(text[: quote.position])) from None


def _breaks(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")
