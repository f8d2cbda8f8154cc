"""The rows of a CSV file, block by block: read, cut, parsed; a few bytes a row are kept, however long the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from innoveici.batch.ahead import ahead
from innoveici.batch.blocks import Block
from innoveici.batch.read.cutting import LONGEST_ROW, Cut, Kept, OpenQuote, cut
from innoveici.batch.read.headings import Headings
from innoveici.batch.read.layout import Layout, not_a_table, unclosed_quote
from innoveici.batch.read.parsing import Shape, parse
from innoveici.batch.read.source import Source

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
        for text, rows in ahead(self._stretches()):
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
