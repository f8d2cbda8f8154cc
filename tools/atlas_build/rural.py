"""Points of rural codes: the village's core where it is known, else what the source gives and its likeness confirms.

Rural codes are one a post office: real addresses lie in and around its village. The source's points are 3 km off in the
median and 15 km one time in ten, and many are only the area's middle, so a known core is preferred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from atlas_build.geometry import distance_km
from atlas_build.sources import RawCode
from atlas_build.tables import Point

ROUTE_KM = 8.0
"""A subdivided code (1R2, not 1R0) covers a part of a place: its own point is kept within this distance of the core."""
AGREEMENT_KM = 5.0
"""The source's own point confirms a core from which it is not further."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a code means: ``core`` is the village's, or the municipality's where the village has none of its own."""

    municipality_code: str
    place: str
    core: Point | None
    confirmed: bool = False
    """Whether the core rests on more than one origin."""
    elsewhere: tuple[Point, ...] = ()
    """Cores of other villages that share the name, when nothing tells which of them this code is."""


@dataclass(frozen=True, slots=True)
class RuralPoint:
    """``confirmed`` when two origins agree; ``reach_km`` to villages that it may be instead.

    ``basis``: ``core`` (the village's), ``route`` or ``given`` (the code's own in the source), ``place`` (other codes
    of that place), ``area`` (the area's middle).
    """

    latitude: float
    longitude: float
    basis: str
    confirmed: bool
    reach_km: float = 0.0


def rural_points(codes: Sequence[RawCode], meaning: Mapping[str, Assigned]) -> dict[str, RuralPoint]:
    """The point of each rural code. ``meaning`` has every code."""
    usable = {code.code: (code.latitude, code.longitude) for code in _with_own_point(codes, meaning)}
    by_place: dict[tuple[str, str], list[Point]] = defaultdict(list)
    by_area: dict[str, list[Point]] = defaultdict(list)
    for code in codes:
        if code.code in usable:
            found = meaning[code.code]
            by_place[found.municipality_code, found.place].append(usable[code.code])
            by_area[code.fsa].append(usable[code.code])
    return {code.code: _point(code, meaning[code.code], usable, by_place, by_area) for code in codes}


def _point(
    code: RawCode,
    found: Assigned,
    usable: Mapping[str, Point],
    by_place: Mapping[tuple[str, str], list[Point]],
    by_area: Mapping[str, list[Point]],
) -> RuralPoint:
    own = usable.get(code.code)
    if found.core is not None:
        apart = None if own is None else float(distance_km(*own, *found.core))
        if own is not None and apart is not None and apart <= ROUTE_KM and is_route(code.code):
            return RuralPoint(*own, "route", confirmed=True)
        confirmed = found.confirmed or (apart is not None and apart <= AGREEMENT_KM)
        reach = max((float(distance_km(*found.core, *other)) for other in found.elsewhere), default=0.0)
        return RuralPoint(*found.core, "core", confirmed, reach)
    if own is not None:
        return RuralPoint(*own, "given", confirmed=False)
    if others := by_place.get((found.municipality_code, found.place)):
        return RuralPoint(*_median(others), "place", confirmed=False)
    middle = _median(by_area.get(code.fsa, [(code.latitude, code.longitude)]))
    return RuralPoint(*middle, "area", confirmed=False)


def is_route(code: str) -> bool:
    """Whether the code is a subdivision of an original one (``1R2`` of ``1R0``); ``0A1`` and the like are not."""
    return code[3] != "0" and code[5] != "0"


def _with_own_point(codes: Sequence[RawCode], meaning: Mapping[str, Assigned]) -> list[RawCode]:
    """Codes whose point the source did not repeat for another place of the area."""
    places: dict[tuple[str, float, float], set[str]] = defaultdict(set)
    for code in codes:
        places[code.fsa, code.latitude, code.longitude].add(meaning[code.code].municipality_code)
    return [code for code in codes if len(places[code.fsa, code.latitude, code.longitude]) == 1]


def _median(points: Sequence[Point]) -> Point:
    lat, lon = np.median(np.array(points), axis=0)
    return float(lat), float(lon)
