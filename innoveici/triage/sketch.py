"""What the map of one handoff shows: the region's points, the company, the offices of those considered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from innoveici.atlas.location import Ambiguous, Located, Point
from innoveici.triage.details import NUMBERED
from innoveici.triage.region_map import Mark, RegionPoints, points_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from innoveici.atlas.location import Candidate, Location
    from innoveici.atlas.store import Atlas
    from innoveici.desk import Desk
    from innoveici.routing.decision import Decision

_TELLING_KM = 10.0
"""The middle of an area that is larger than this in two regions is a point where nobody is."""


@dataclass(frozen=True, slots=True, repr=False)
class Sketch:
    """``company`` is None where its place is not known, or was erased. ``offices``: where advisors are, by id.

    ``marks``: the first candidates by their rank; while several regions are possible, the code of each in its midst.
    """

    region: RegionPoints
    company: Point | None
    marks: tuple[Mark, ...]
    offices: Mapping[str, Point]


class Sketcher:
    """Keeps the points of the regions it was asked for: finding them takes longer than drawing them."""

    def __init__(self) -> None:
        self._found: dict[frozenset[str], RegionPoints] = {}

    def of(self, decision: Decision, desk: Desk, *, erased: bool) -> Sketch | None:
        """None where there is no region to draw. Offices are where the directory has them now."""
        known = desk.directory.advisors
        offices = {r.advisor_id: known[r.advisor_id].point for r in decision.ranking if r.advisor_id in known}
        company = None if erased else _point(decision.location)
        region = desk.directory.regions.get(decision.region_code or "")
        if region is not None:
            first = enumerate(decision.ranking[:NUMBERED], start=1)
            marks = [Mark(str(n), offices[r.advisor_id]) for n, r in first if r.advisor_id in offices]
            return Sketch(self._points(desk.atlas, region.mrc_codes), company, tuple(marks), offices)
        if isinstance(decision.location, Ambiguous) and not erased:
            possible = decision.location.candidates
            points = self._points(desk.atlas, [mrc for candidate in possible for mrc in candidate.mrc_codes])
            midsts = (self._midst(desk.atlas, candidate) for candidate in possible)
            return Sketch(points, company, tuple(mark for mark in midsts if mark), offices)
        return None

    def _points(self, atlas: Atlas, mrc_codes: Collection[str]) -> RegionPoints:
        asked = frozenset(mrc_codes)
        if asked not in self._found:
            self._found[asked] = points_of(atlas, asked)
        return self._found[asked]

    def _midst(self, atlas: Atlas, candidate: Candidate) -> Mark | None:
        points = self._points(atlas, candidate.mrc_codes)
        if not len(points.latitude):
            return None
        return Mark(candidate.region_code, Point(float(np.median(points.latitude)), float(np.median(points.longitude))))


def _point(location: Location) -> Point | None:
    match location:
        case Located(point=point):
            return point
        case Ambiguous(point=point, uncertainty_km=float(km)) if km <= _TELLING_KM:
            return point
    return None
