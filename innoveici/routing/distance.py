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
    """From the company to one office: km, error in km, and the direction as an (east, north) unit vector.

    ``direction`` is None when the company's point is so uncertain, or so near, that it might lie on any side.
    """

    distance_km: float
    error_km: float
    office_uncertainty_km: float
    direction: tuple[float, float] | None


def leg(company: Point, company_uncertainty_km: float, office: Point, office_uncertainty_km: float) -> Leg:
    """The leg between two points given with their uncertainties in km."""
    distance = company.distance_km(office)
    error = math.hypot(company_uncertainty_km, office_uncertainty_km)
    direction = None
    if distance > error:
        # Flat geometry is enough for a direction that weighs an error.
        east = (office.longitude - company.longitude + 180) % 360 - 180
        east *= math.cos(math.radians((office.latitude + company.latitude) / 2))
        north = office.latitude - company.latitude
        length = math.hypot(east, north)
        direction = (east / length, north / length) if length else None
    return Leg(distance, error, office_uncertainty_km, direction)


def difference_error_km(one: Leg, other: Leg, company_uncertainty_km: float) -> float:
    """Error of the difference between two distances from the same company.

    Moving the company changes both distances: not their difference when the offices lie in the same direction, by
    twice the move when they lie on opposite sides; in general by the difference of the unit vectors. Unknown directions
    count as opposite. The offices' own errors are independent and add by squares.
    """
    spread = 2.0
    if one.direction is not None and other.direction is not None:
        spread = math.dist(one.direction, other.direction)
    return math.hypot(spread * company_uncertainty_km, one.office_uncertainty_km, other.office_uncertainty_km)


def too_close_to_call(one: Leg, other: Leg, company_uncertainty_km: float) -> bool:
    """Whether the difference between two distances is within its own error, so that either may truly be the nearer."""
    gap = abs(one.distance_km - other.distance_km)
    return gap <= difference_error_km(one, other, company_uncertainty_km)
