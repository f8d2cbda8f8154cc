"""A small map of a region, of braille dots: what ``region_points`` finds, drawn on a terminal.

North is up; a dot is square on a terminal whose characters are twice as high as wide. Pure. Loads numpy: imported only
once a map is to be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rich.text import Span, Text

from innoveici.region_points import Extent, Mark, RegionPoints, scale_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from innoveici.atlas.location import Point

COMPANY = "●"
_WIDE, _HIGH = 2, 4
"""Dots of a braille character."""
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint16)
_BLANK = 0x2800
_NEXT_CELLS = ((0, 0), (0, 1), (0, -1), (-1, 0), (1, 0))


def draw(
    region: RegionPoints, company: Point | None, candidates: Sequence[Mark], width: int, height: int
) -> list[Text]:
    """``height`` lines of ``width`` characters, the last one the scale. The company is COMPANY.

    Where two marks fall on one character, the first one has it (the company before all), the other one stands beside
    it, or is left out where there is no room. Nothing to show: no lines.
    """
    marks = [*([Mark(COMPANY, company)] if company else []), *candidates]
    shown = _Frame.around(region, [mark.point for mark in marks], width, height - 1)
    if shown is None:
        return []
    lines = [_dim(line) for line in _dots(region, shown)]
    for label, row, column in _settled(marks, shown):
        line = lines[row]
        style = "bold" if label == COMPANY else "bold reverse"
        lines[row] = line[:column].append(label, style).append_text(line[column + len(label) :])
    return [*lines, _dim(_scale(shown))]


def _dim(text: str) -> Text:
    """Not as the style of the whole: what is written into it would be dim, too."""
    return Text(text, spans=[Span(0, len(text), "dim")])


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the Earth that is shown: ``extent``, and what is left of the room around it; ``dot`` is the km that a
    dot is wide and high."""

    columns: int
    rows: int
    west: float
    north: float
    dot: float
    extent: Extent

    @classmethod
    def around(cls, region: RegionPoints, focus: Sequence[Point], columns: int, rows: int) -> _Frame | None:
        """What holds all of ``focus`` and what is around it; the whole region where there is none."""
        extent = Extent.around(region, focus)
        if extent is None:
            return None
        wide, high = extent.east - extent.west, extent.north - extent.south
        # A dot less each way: the last point is in the last dot, not beyond it.
        dot = max(wide / (columns * _WIDE - 1), high / (rows * _HIGH - 1))
        west = extent.west - (columns * _WIDE * dot - wide) / 2
        north = extent.north + (rows * _HIGH * dot - high) / 2
        return cls(columns, rows, west, north, dot, extent)

    def dots(self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.int64]:
        """Row and column of each point's dot, from the upper left; some may lie outside."""
        right, up = self.extent.km(latitude, longitude)
        return np.floor(np.stack([(self.north - up) / self.dot, (right - self.west) / self.dot])).astype(np.int64)


def _dots(region: RegionPoints, shown: _Frame) -> list[str]:
    rows, columns = shown.rows * _HIGH, shown.columns * _WIDE
    down, right = shown.dots(region.latitude, region.longitude)
    inside = (down >= 0) & (down < rows) & (right >= 0) & (right < columns)
    dots = np.zeros((rows, columns), dtype=np.uint16)
    dots[down[inside], right[inside]] = 1
    cells = (dots.reshape(shown.rows, _HIGH, shown.columns, _WIDE) * _BITS[:, None, :]).sum(axis=(1, 3))
    return ["".join(chr(_BLANK + bits) if bits else " " for bits in row) for row in cells.tolist()]


def _settled(marks: Sequence[Mark], shown: _Frame) -> list[tuple[str, int, int]]:
    """Label, row and column of the marks that have a place, none over another."""
    taken: set[tuple[int, int]] = set()
    settled = []
    for label, point in marks:
        down, right = shown.dots(np.array([point.latitude]), np.array([point.longitude])).ravel().tolist()
        for below, beside in _NEXT_CELLS:
            row, column = down // _HIGH + below, right // _WIDE + beside
            column = min(column, shown.columns - len(label))
            cells = {(row, column + i) for i in range(len(label))}
            if 0 <= row < shown.rows and column >= 0 and not cells & taken:
                taken |= cells
                settled.append((label, row, column))
                break
    return settled


def _scale(shown: _Frame) -> str:
    """A bar as long as it says, a third of the width at most."""
    cell = shown.dot * _WIDE
    length = scale_km(shown.columns / 3 * cell)
    bar = "├" + "─" * (round(length / cell) - 2) + "┤"
    return f"{bar} {length:g}\u00a0km"[: shown.columns]
