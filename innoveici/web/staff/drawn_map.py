"""A map as lines of SVG: the region's own points as its shape, pins on it with letters and numbers, a scale; north is
up. Nothing comes from elsewhere. Pins never lie on each other: one that has no room stands beside, with a line to its
place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from innoveici.region_points import Extent, scale_km

if TYPE_CHECKING:
    from innoveici.atlas.location import Point
    from innoveici.region_points import RegionPoints

PinKind = Literal["company", "place", "advisor", "holder"]
WIDTH = 420.0
"""Of the picture, in its own units; a browser makes it as wide as there is room."""
_LEAST_HIGH, _MOST_HIGH = 240.0, 460.0
_MARGIN = 22.0
RADIUS = 11.0
"""Of a pin."""
_GAP = 2.0
CELL = 3.0
"""Side of the squares in which a region's points are one dot: tens of thousands of codes are a shape, not a list."""
_RINGS, _TURNS = 14, 16
"""Places that are tried for a pin around its own."""


@dataclass(frozen=True, slots=True)
class Pin:
    """``label``: a letter or a number; ``name``: what it stands for."""

    label: str
    point: Point
    kind: PinKind
    name: str


@dataclass(frozen=True, slots=True)
class DrawnPin:
    """A pin at ``x``, ``y``; its place, where that is another, at ``at_x``, ``at_y``."""

    pin: Pin
    x: float
    y: float
    at_x: float
    at_y: float

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside its place."""
        return math.hypot(self.x - self.at_x, self.y - self.at_y) > 1


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """``land``: a path in units of ``cell``. ``bar``: the length of the scale, which stands for ``km``."""

    width: float
    height: float
    land: str
    pins: tuple[DrawnPin, ...]
    bar: float
    km: float
    cell: float = CELL


def draw_map(region: RegionPoints, pins: Sequence[Pin]) -> DrawnMap | None:
    """All pins with what is around them; None where there is nothing to show. The first pins are placed first."""
    extent = Extent.around(region, [pin.point for pin in pins])
    if extent is None:
        return None
    wide, high = extent.east - extent.west, extent.north - extent.south
    room = WIDTH - 2 * _MARGIN
    height = min(max(high * room / wide + 2 * _MARGIN, _LEAST_HIGH), _MOST_HIGH)
    per_km = min(room / wide, (height - 2 * _MARGIN) / high)
    left, top = (WIDTH - wide * per_km) / 2, (height - high * per_km) / 2

    def placed(latitude: list[float], longitude: list[float]) -> tuple[list[float], list[float]]:
        east, north = extent.km(np.array(latitude), np.array(longitude))
        return (left + (east - extent.west) * per_km).tolist(), (top + (extent.north - north) * per_km).tolist()

    at = zip(*placed([pin.point.latitude for pin in pins], [pin.point.longitude for pin in pins]), strict=True)
    land = _land(*placed(region.latitude.tolist(), region.longitude.tolist()), height)
    km = scale_km(WIDTH / 3 / per_km)
    settled = tuple(_settled([*zip(pins, at, strict=True)], height))
    return DrawnMap(WIDTH, round(height, 1), land, settled, round(km * per_km, 1), km)


def _land(x: Sequence[float], y: Sequence[float], height: float) -> str:
    """The squares in which there is a point, as one path in numbers of squares; those side by side are one line."""
    shown = ((a, b) for a, b in zip(x, y, strict=True) if 0 <= a < WIDTH and 0 <= b < height)
    cells = {(int(b // CELL), int(a // CELL)) for a, b in shown}
    begins = sorted((row, column) for row, column in cells if (row, column - 1) not in cells)
    ends = sorted((row, column) for row, column in cells if (row, column + 1) not in cells)
    runs = zip(begins, ends, strict=True)
    return "".join(f"M{first} {row}h{max(last - first, 0.01):g}" for (row, first), (_row, last) in runs)


def _settled(pins: Sequence[tuple[Pin, tuple[float, float]]], height: float) -> Iterator[DrawnPin]:
    taken: list[tuple[float, float]] = []
    for pin, (at_x, at_y) in pins:
        x, y = next(
            (spot for spot in _around(at_x, at_y) if _is_inside(*spot, height) and _is_free(*spot, taken)),
            (min(max(at_x, RADIUS), WIDTH - RADIUS), min(max(at_y, RADIUS), height - RADIUS)),
        )
        taken.append((x, y))
        yield DrawnPin(pin, round(x, 1), round(y, 1), round(at_x, 1), round(at_y, 1))


def _around(x: float, y: float) -> Iterator[tuple[float, float]]:
    yield x, y
    for ring in range(1, _RINGS + 1):
        far = ring * (RADIUS + _GAP)
        for turn in range(_TURNS):
            angle = math.tau * (turn + ring / 2) / _TURNS
            yield x + far * math.cos(angle), y + far * math.sin(angle)


def _is_inside(x: float, y: float, height: float) -> bool:
    return RADIUS <= x <= WIDTH - RADIUS and RADIUS <= y <= height - RADIUS


def _is_free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> bool:
    return all(math.hypot(x - a, y - b) >= 2 * RADIUS + _GAP for a, b in taken)
