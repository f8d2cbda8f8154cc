"""A small map of a region, of braille dots: the atlas' own points, the company on them, and the candidates.

:class:`MapMaker` finds what the map of a handoff shows: the company and the candidates, and of the region what is
around them. :func:`draw` draws it: equirectangular about the middle of what is shown, north is up; a dot is square on a
terminal whose characters are twice as high as wide. Pure. Loads numpy: imported only once a map is to be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.text import Span, Text

from innoveici.atlas.location import EARTH_RADIUS_KM, Ambiguous, Located, Point
from innoveici.messages import N_, _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from innoveici.atlas.location import Candidate, Location
    from innoveici.atlas.store import Atlas
    from innoveici.desk import Desk
    from innoveici.routing.decision import Decision

COMPANY = "●"
NUMBERED = 9
"""Candidates with a number on the map: those whose number has one figure."""
_KM_PER_DEGREE = math.radians(EARTH_RADIUS_KM)
_AROUND = 0.25
"""How much of the region is shown on each side, as a share of what the company and the candidates span."""
_LEAST_KM = 8.0
"""Nearer than this the atlas' points, a few hundred metres wrong, say nothing."""
_VAGUE_KM = 10.0
"""The middle of an area that is larger than this in two regions is a point where nobody is."""
_WIDE, _HIGH = 2, 4
"""Dots of a braille character."""
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint16)
_BLANK = 0x2800
_NEXT_CELLS = ((0, 0), (0, 1), (0, -1), (-1, 0), (1, 0))
_WINDS = (N_("N"), N_("NE"), N_("E"), N_("SE"), N_("S"), N_("SW"), N_("W"), N_("NW"))


@dataclass(frozen=True, slots=True, eq=False)
class RegionPoints:
    """Where codes and municipalities of a region are, in degrees."""

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]


class Mark(NamedTuple):
    """What is written on the map at a point: a candidate's number, a region's code; two characters at most."""

    label: str
    point: Point


def points_of(atlas: Atlas, mrc_codes: Collection[str]) -> RegionPoints:
    """The points of all codes that are in these MRCs for certain, and of their municipalities."""
    arrays, wanted = atlas.arrays(), frozenset(mrc_codes)
    inside = np.array([bool(mrcs) and wanted.issuperset(mrcs) for mrcs in arrays.mrc_sets])
    rows = inside[arrays.mrcs]
    villages = [m.point for m in atlas.municipalities() if m.mrc_code in wanted and m.point]
    return RegionPoints(
        np.concatenate([arrays.latitude[rows], [point.latitude for point in villages]]),
        np.concatenate([arrays.longitude[rows], [point.longitude for point in villages]]),
    )


@dataclass(frozen=True, slots=True, repr=False)
class HandoffMap:
    """What the map of one handoff shows.

    ``company`` is None where its place is not known, or was erased. ``offices``: where advisors are, by id.

    ``marks``: the first candidates by their rank; while several regions are possible, the code of each in its middle.
    """

    region: RegionPoints
    company: Point | None
    marks: tuple[Mark, ...]
    offices: Mapping[str, Point]


class MapMaker:
    """Keeps the points of the regions it was asked for: finding them takes longer than drawing them."""

    def __init__(self) -> None:
        self._found: dict[frozenset[str], RegionPoints] = {}

    def of(self, decision: Decision, desk: Desk, *, erased: bool) -> HandoffMap | None:
        """None where there is no region to draw. Offices are where the directory has them now."""
        known = desk.directory.advisors
        offices = {r.advisor_id: known[r.advisor_id].point for r in decision.ranking if r.advisor_id in known}
        company = None if erased else _point(decision.location)
        region = desk.directory.regions.get(decision.region_code or "")
        if region is not None:
            first = enumerate(decision.ranking[:NUMBERED], start=1)
            marks = [Mark(str(n), offices[r.advisor_id]) for n, r in first if r.advisor_id in offices]
            return HandoffMap(self._points(desk.atlas, region.mrc_codes), company, tuple(marks), offices)
        if isinstance(decision.location, Ambiguous) and not erased:
            possible = decision.location.candidates
            points = self._points(desk.atlas, [mrc for candidate in possible for mrc in candidate.mrc_codes])
            middles = (self._middle_of(desk.atlas, candidate) for candidate in possible)
            return HandoffMap(points, company, tuple(mark for mark in middles if mark), offices)
        return None

    def _points(self, atlas: Atlas, mrc_codes: Collection[str]) -> RegionPoints:
        asked = frozenset(mrc_codes)
        if asked not in self._found:
            self._found[asked] = points_of(atlas, asked)
        return self._found[asked]

    def _middle_of(self, atlas: Atlas, candidate: Candidate) -> Mark | None:
        points = self._points(atlas, candidate.mrc_codes)
        if not len(points.latitude):
            return None
        return Mark(candidate.region_code, Point(float(np.median(points.latitude)), float(np.median(points.longitude))))


def _point(location: Location) -> Point | None:
    match location:
        case Located(point=point):
            return point
        case Ambiguous(point=point, uncertainty_km=float(km)) if km <= _VAGUE_KM:
            return point
    return None


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


def direction(start: Point, end: Point) -> str:
    """Which way ``end`` lies from ``start``, to an eighth of a turn: ``NE``; empty where they are one place."""
    if start == end:
        return ""
    east = (end.longitude - start.longitude) * math.cos(math.radians((start.latitude + end.latitude) / 2))
    turn = math.atan2(east, end.latitude - start.latitude) / math.tau
    return _(_WINDS[round(turn * len(_WINDS)) % len(_WINDS)])


def _dim(text: str) -> Text:
    """Not as the style of the whole: what is written into it would be dim, too."""
    return Text(text, spans=[Span(0, len(text), "dim")])


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the Earth that is shown; ``west``, ``north`` in km, ``dot`` the km that a dot is wide and high."""

    columns: int
    rows: int
    west: float
    north: float
    dot: float
    shrink: float
    """Of a degree of longitude, beside one of latitude."""

    @classmethod
    def around(cls, region: RegionPoints, focus: Sequence[Point], columns: int, rows: int) -> _Frame | None:
        """What holds all of ``focus`` and what is around it; the whole region where there is none."""
        latitudes = np.array([point.latitude for point in focus]) if focus else region.latitude
        longitudes = np.array([point.longitude for point in focus]) if focus else region.longitude
        if not len(latitudes):
            return None
        shrink = math.cos(math.radians(float(latitudes.min() + latitudes.max()) / 2))
        per_degree = _KM_PER_DEGREE * shrink
        west, east = _side(longitudes * per_degree, region.longitude * per_degree)
        south, north = _side(latitudes * _KM_PER_DEGREE, region.latitude * _KM_PER_DEGREE)
        # A dot less each way: the last point is in the last dot, not beyond it.
        dot = max((east - west) / (columns * _WIDE - 1), (north - south) / (rows * _HIGH - 1))
        west -= (columns * _WIDE * dot - (east - west)) / 2
        north += (rows * _HIGH * dot - (north - south)) / 2
        return cls(columns, rows, west, north, dot, shrink)

    def dots(self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.int64]:
        """Row and column of each point's dot, from the upper left; some may lie outside."""
        down = (self.north - latitude * _KM_PER_DEGREE) / self.dot
        right = (longitude * _KM_PER_DEGREE * self.shrink - self.west) / self.dot
        return np.floor(np.stack([down, right])).astype(np.int64)


def _side(focus: NDArray[np.float64], region: NDArray[np.float64]) -> tuple[float, float]:
    """From where to where to show, in km: the focus with some of the region on both sides, LEAST_KM at least."""
    low, high = float(focus.min()), float(focus.max())
    around = (high - low) * _AROUND
    if len(region):  # beyond the region there is nothing to see
        low, high = min(low, max(low - around, float(region.min()))), max(high, min(high + around, float(region.max())))
    wanting = max(0.0, _LEAST_KM - (high - low)) / 2
    return low - wanting, high + wanting


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
    """A bar as long as it says: the longest of 1, 2, 5, 10 … km that fits a third of the width."""
    cell = shown.dot * _WIDE
    power = 10 ** math.floor(math.log10(shown.columns / 3 * cell))
    length = max((m * power for m in (1, 2, 5) if m * power <= shown.columns / 3 * cell), default=power)
    bar = "├" + "─" * (round(length / cell) - 2) + "┤"
    return f"{bar} {length:g}\u00a0km"[: shown.columns]
