"""Where rows begin and end in a stretch of CSV text, quoted line breaks minded.

Plain text is cut with numpy: outside quotes is where an even number of them came before. That is true when every quote
stands at an edge of its cell; text where one does not (12" in an unquoted cell) is cut row by row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.read.rows import open_quote, quote_left_open, row_pattern

LONGEST_QUOTED = 1 << 20
"""Bytes after which a quoted cell is taken for one whose closing quote is missing."""
LONGEST_ROW = 1 << 24

_LONGEST_KEPT = np.iinfo(np.uint16).max
_QUOTE, _LF, _CR = 34, 10, 13


class OpenQuote(Exception):
    """A quote opens at ``position`` and never closes."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


@dataclass(frozen=True, eq=False)
class Cut:
    """``starts``: shape (rows + 1,), where each row begins, and where the last one ends. ``breaks``: where all line
    breaks end, those in quotes too. ``plain``: every quote stands at an edge of its cell.
    """

    starts: NDArray[np.int64]
    breaks: NDArray[np.int64]
    plain: bool

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def end(self) -> int:
        """Bytes cut."""
        return int(self.starts[-1])

    @property
    def breaks_in_cells(self) -> bool:
        """Whether some quoted cell holds a line break."""
        return len(self.breaks) != len(self)


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """A cut, to be made again without looking, in six bytes a row at most. ``breaks``: those inside cells."""

    widths: NDArray[np.uint16]
    breaks: NDArray[np.int32]
    plain: bool

    @classmethod
    def of(cls, cut: Cut) -> Kept | None:
        """None where that would take more: a row is too long, or too many line breaks are in cells."""
        widths, ends = np.diff(cut.starts), cut.starts[1:]
        if widths.max() > _LONGEST_KEPT or len(cut.breaks) > 2 * len(cut):
            return None
        breaks = np.delete(cut.breaks, np.searchsorted(cut.breaks, ends))
        return cls(widths.astype(np.uint16), breaks.astype(np.int32), cut.plain)

    def cut(self) -> Cut:
        """The same as at first."""
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.widths, dtype=np.int64)])
        ends = starts[1:]
        return Cut(starts, np.insert(ends, np.searchsorted(ends, self.breaks), self.breaks), self.plain)


def cut(text: bytes, delimiter: bytes, most_rows: int, *, last: bool) -> Cut | None:
    """The whole rows at the beginning of ``text``, ``most_rows`` at most; None when not even one ends.

    ``last``: nothing follows ``text``, which ends in a line break. Raises OpenQuote.
    """
    octets = np.frombuffer(text, np.uint8)
    breaks = np.flatnonzero(octets == _LF) + 1
    plain = b"\r" not in text or _only_crlf(octets, breaks)
    ends = breaks
    if plain:
        quotes = np.flatnonzero(octets == _QUOTE)
        if len(quotes):
            plain = _at_edges(octets, quotes, delimiter[0])
            ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    if not plain:
        ends, breaks = _cut_by_row(text, delimiter, most_rows, last=last)
    elif (last and len(quotes) % 2) or (len(quotes) % 2 and len(text) - int(quotes[-1]) > LONGEST_QUOTED):
        raise OpenQuote(int(quotes[-1]))
    ends = ends[:most_rows]
    if not len(ends):
        return None
    starts = np.concatenate([np.zeros(1, np.int64), ends])
    return Cut(starts, breaks[: np.searchsorted(breaks, starts[-1], side="right")], plain)


def _only_crlf(octets: NDArray[np.uint8], breaks: NDArray[np.int64]) -> bool:
    """Whether every CR comes before an LF (one at the very end may)."""
    before_lf = octets[breaks[breaks > 1] - 2] == _CR
    return bool(np.count_nonzero(octets == _CR) == np.count_nonzero(before_lf) + (octets[-1] == _CR))


def _at_edges(octets: NDArray[np.uint8], quotes: NDArray[np.int64], delimiter: int) -> bool:
    """Whether opening quotes begin a cell and closing ones end it; doubled ones count as closed and opened again."""
    before, after = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
    before[[delimiter, _LF, _CR, _QUOTE]] = True
    after[[delimiter, _LF, _CR, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    opening = opening[1:] if opening[0] == 0 else opening
    closing = closing[:-1] if len(closing) and closing[-1] == len(octets) - 1 else closing
    return bool(before[octets[opening - 1]].all() and after[octets[closing + 1]].all())


def _cut_by_row(
    text: bytes, delimiter: bytes, most_rows: int, *, last: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ends of rows and of line breaks, read row by row."""
    ends: list[int] = []
    position, row = 0, row_pattern(delimiter)
    while len(ends) < most_rows and (match := row.match(text, position)):
        if not last and match.end() == len(text) and text.endswith(b"\r"):
            break  # an LF may follow
        if b'"' in match[0] and (opened := quote_left_open(match[0], delimiter)) is not None:
            raise OpenQuote(position + opened)
        position = match.end()
        ends.append(position)
    if position < len(text) and len(ends) < most_rows:
        opened = open_quote(text[position:], delimiter)
        if opened is not None and (last or len(text) - position - opened > LONGEST_QUOTED):
            raise OpenQuote(position + opened)
    octets = np.frombuffer(text, np.uint8)
    breaks = np.flatnonzero(octets == _LF) + 1
    bare = np.flatnonzero(octets == _CR) + 1
    bare = bare[bare < len(octets)]
    bare = bare[octets[bare] != _LF]
    if last and text.endswith(b"\r"):
        bare = np.append(bare, len(text))
    return np.array(ends, np.int64), np.union1d(breaks, bare)
