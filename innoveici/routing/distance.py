"""Distances with what can be said against them. Pure.

A point's uncertainty is the radius inside which about 90 % of real addresses fall. For errors that are independent and
round (normal in both directions) the 90 % radius of their sum is exactly the root of the sum of squares, and a distance
never changes by more than its end points move: so the root of squares is the error of a distance, on the safe side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from innoveici.atlas.location import Point


@dataclass(frozen=True, slots=True)
class Leg:
    """From the company to one office: km, its error in km, and the office with its own uncertainty in km."""

    distance_km: float
    error_km: float
    office: Point
    office_uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Start:
    """Where the company is, with its uncertainty in km."""

    point: Point
    uncertainty_km: float

    def leg(self, office: Point, uncertainty_km: float) -> Leg:
        """To one office."""
        distance = self.point.distance_km(office)
        return Leg(distance, math.hypot(self.uncertainty_km, uncertainty_km), office, uncertainty_km)

    def difference_error_km(self, one: Leg, other: Leg) -> float:
        """Error of the difference between two distances from here.

        Moving the company changes both distances: not their difference when the offices lie in the same direction, by
        twice the move when they lie on opposite sides; in general by the difference of the unit vectors. Where the
        error leaves the direction open, it counts as opposite. The offices' own errors add by squares.
        """
        return math.hypot(
            self._spread(one, other) * self.uncertainty_km, one.office_uncertainty_km, other.office_uncertainty_km
        )

    def too_close_to_call(self, one: Leg, other: Leg) -> bool:
        """Whether the difference between two distances is within its own error: either may truly be the nearer."""
        gap = abs(one.distance_km - other.distance_km)
        at_most = math.hypot(2 * self.uncertainty_km, one.office_uncertainty_km, other.office_uncertainty_km)
        return gap <= at_most and gap <= self.difference_error_km(one, other)

    def _spread(self, one: Leg, other: Leg) -> float:
        if one.distance_km <= one.error_km or other.distance_km <= other.error_km:
            return 2.0
        return math.dist(self._direction(one.office), self._direction(other.office))

    def _direction(self, office: Point) -> tuple[float, float]:
        """(east, north) unit vector; flat geometry is enough to weigh an error."""
        east = (office.longitude - self.point.longitude + 180) % 360 - 180
        east *= math.cos(math.radians((office.latitude + self.point.latitude) / 2))
        north = office.latitude - self.point.latitude
        length = math.hypot(east, north) or 1.0
        return east / length, north / length
