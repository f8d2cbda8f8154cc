"""What a map of a handoff shows: the atlas' own points of a region, the company on them, the candidates around it.

:class:`MapMaker` finds it, :class:`Extent` says which part of the Earth holds it: equirectangular about its middle.
Drawing is for whoever has a screen or a page. Pure. Loads numpy: imported only once a map is to be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from innoveici.atlas.location import EARTH_RADIUS_KM, Ambiguous, Located, Point
from innoveici.messages import N_, _

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from innoveici.atlas.location import Candidate, Location
    from innoveici.atlas.store import Atlas
    from innoveici.desk import Desk
    from innoveici.routing.decision import Decision

NUMBERED = 9
"""Candidates with a number on the map: those whose number has one figure."""
_KM_PER_DEGREE = math.radians(EARTH_RADIUS_KM)
_AROUND = 0.25
"""How much of the region is shown on each side, as a share of what the company and the candidates span."""
_LEAST_KM = 8.0
"""Nearer than this the atlas' points, a few hundred metres wrong, say nothing."""
_VAGUE_KM = 10.0
"""The middle of an area that is larger than this in two regions is a point where nobody is."""
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
        company = None if erased else company_point(decision.location)
        region = desk.directory.regions.get(decision.region_code or "")
        if region is not None:
            first = enumerate(decision.ranking[:NUMBERED], start=1)
            marks = [Mark(str(n), offices[r.advisor_id]) for n, r in first if r.advisor_id in offices]
            return HandoffMap(self.points(desk.atlas, region.mrc_codes), company, tuple(marks), offices)
        if isinstance(decision.location, Ambiguous) and not erased:
            possible = decision.location.candidates
            points = self.points(desk.atlas, [mrc for candidate in possible for mrc in candidate.mrc_codes])
            middles = (self._middle_of(desk.atlas, candidate) for candidate in possible)
            return HandoffMap(points, company, tuple(mark for mark in middles if mark), offices)
        return None

    def points(self, atlas: Atlas, mrc_codes: Collection[str]) -> RegionPoints:
        """As :func:`points_of`."""
        asked = frozenset(mrc_codes)
        if asked not in self._found:
            self._found[asked] = points_of(atlas, asked)
        return self._found[asked]

    def _middle_of(self, atlas: Atlas, candidate: Candidate) -> Mark | None:
        points = self.points(atlas, candidate.mrc_codes)
        if not len(points.latitude):
            return None
        return Mark(candidate.region_code, Point(float(np.median(points.latitude)), float(np.median(points.longitude))))


def company_point(location: Location) -> Point | None:
    """Where a company is, where that can be said of one point."""
    match location:
        case Located(point=point):
            return point
        case Ambiguous(point=point, uncertainty_km=float(km)) if km <= _VAGUE_KM:
            return point
    return None


def direction(start: Point, end: Point) -> str:
    """Which way ``end`` lies from ``start``, to an eighth of a turn: ``NE``; empty where they are one place."""
    if start == end:
        return ""
    east = (end.longitude - start.longitude) * math.cos(math.radians((start.latitude + end.latitude) / 2))
    turn = math.atan2(east, end.latitude - start.latitude) / math.tau
    return _(_WINDS[round(turn * len(_WINDS)) % len(_WINDS)])


@dataclass(frozen=True, slots=True)
class Extent:
    """A part of the Earth, its sides in km from the equator and the meridian of Greenwich.

    ``shrink``: of a degree of longitude, beside one of latitude.
    """

    west: float
    east: float
    south: float
    north: float
    shrink: float

    @classmethod
    def around(cls, region: RegionPoints, focus: Sequence[Point]) -> Extent | None:
        """What holds all of ``focus`` and what is around it; the whole region where there is none."""
        latitudes = np.array([point.latitude for point in focus]) if focus else region.latitude
        longitudes = np.array([point.longitude for point in focus]) if focus else region.longitude
        if not len(latitudes):
            return None
        shrink = math.cos(math.radians(float(latitudes.min() + latitudes.max()) / 2))
        per_degree = _KM_PER_DEGREE * shrink
        west, east = _side(longitudes * per_degree, region.longitude * per_degree)
        south, north = _side(latitudes * _KM_PER_DEGREE, region.latitude * _KM_PER_DEGREE)
        return cls(west, east, south, north, shrink)

    def km(
        self, latitude: NDArray[np.float64], longitude: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """East and north of points, in km, as its sides are."""
        return longitude * _KM_PER_DEGREE * self.shrink, latitude * _KM_PER_DEGREE


def _side(focus: NDArray[np.float64], region: NDArray[np.float64]) -> tuple[float, float]:
    """From where to where to show, in km: the focus with some of the region on both sides, LEAST_KM at least."""
    low, high = float(focus.min()), float(focus.max())
    around = (high - low) * _AROUND
    if len(region):  # beyond the region there is nothing to see
        low, high = min(low, max(low - around, float(region.min()))), max(high, min(high + around, float(region.max())))
    wanting = max(0.0, _LEAST_KM - (high - low)) / 2
    return low - wanting, high + wanting


def scale_km(room_km: float) -> float:
    """How long the bar of a scale is that has room for so many km: the longest of 1, 2, 5, 10 …"""
    power = 10 ** math.floor(math.log10(room_km))
    return float(max((m * power for m in (1, 2, 5) if m * power <= room_km), default=power))
