"""One region's candidates as seen from many places at once: the decision of ``ranking``, as arrays. Pure.

Who may serve is asked of the same :class:`~innoveici.routing.eligibility.Roster`; here only distances are worked out,
for all places together. Wherever distance alone does not decide, the place is not ``sure``: then the one that decides
is ``Router.decide``. A property test holds the two together. Arrays are (n,) for n places or (n, m) for m candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innoveici.atlas.location import EARTH_RADIUS_KM
from innoveici.directory.model import Region
from innoveici.routing.eligibility import Eligibility, Member
from innoveici.routing.ranking import SAME_DISTANCE_KM

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DOUBT_KM = 1e-6
"""Distances here and those of ``Point.distance_km`` may differ in their last bits; so near a limit, the one decides."""
_LAST = 1e9


@dataclass(frozen=True, slots=True)
class Places:
    """Points in degrees with their uncertainty in km, (n,) each."""

    latitude: Floats
    longitude: Floats
    uncertainty_km: Floats


@dataclass(frozen=True, slots=True)
class Nearest:
    """``first``: position among the candidates, -1 where nobody is eligible; km as recorded, to 10 m. ``sure``: nobody
    counts as equally near as the first."""

    first: NDArray[np.int32]
    distance_km: Floats
    error_km: Floats
    sure: Flags


@dataclass(frozen=True, slots=True)
class RankedPlaces:
    """``order``: positions among the candidates, (n, m), the eligible ones first; distances and errors in that order,
    in units of 10 m. ``sure``: distance alone put them in that order."""

    order: NDArray[np.intp]
    distance_10m: NDArray[np.int64]
    error_10m: NDArray[np.int64]
    close_call: Flags
    sure: Flags


class RegionCandidates:
    """Those considered for one region while nobody else becomes full, by id."""

    def __init__(self, region: Region, members: Sequence[Member], who: Eligibility) -> None:
        self.region = region
        self.members = tuple(sorted(members, key=lambda member: member.advisor.id))
        self.eligibility = who
        advisors = [member.advisor for member in self.members]
        self.eligible = np.array([a.id in who.eligible for a in advisors], dtype=bool)
        self._latitude = np.radians([a.point.latitude for a in advisors])
        self._longitude = np.radians([a.point.longitude for a in advisors])
        self._uncertainty = np.array([a.uncertainty_km for a in advisors], dtype=float)
        self._margin = max(region.policy.tie_margin_km, SAME_DISTANCE_KM) + _DOUBT_KM

    def nearest(self, places: Places) -> Nearest:
        """Who is first at each place."""
        count = len(places.latitude)
        if not self.eligible.any():
            nothing = np.full(count, np.nan)
            return Nearest(np.full(count, -1, np.int32), nothing, nothing, np.ones(count, bool))
        distance = self._distance_km(places)
        distance[:, ~self.eligible] = _LAST
        first = distance.argmin(axis=1)
        shortest = distance[np.arange(count), first]
        equal = (distance <= (shortest + self._margin)[:, None]).sum(axis=1) > 1
        error = np.hypot(places.uncertainty_km, self._uncertainty[first])
        return Nearest(first.astype(np.int32), _to_10m(shortest) / 100, _to_10m(error) / 100, ~equal)

    def rank(self, places: Places) -> RankedPlaces:
        """Everybody in order, as seen from each place."""
        distance = self._distance_km(places)
        order = np.argsort(distance, axis=1, kind="stable")
        refused_last = np.argsort(~self.eligible[order], axis=1, kind="stable")
        order = np.take_along_axis(order, refused_last, axis=1)
        distance = np.take_along_axis(distance, order, axis=1)
        error = np.hypot(places.uncertainty_km[:, None], self._uncertainty[order])
        eligible = int(self.eligible.sum())
        step = np.diff(distance, axis=1)
        sure: Flags = np.all(step[:, : max(eligible - 1, 0)] > self._margin, axis=1)
        sure &= np.all((step[:, eligible:] > _DOUBT_KM) | self._same_office(order[:, eligible:]), axis=1)
        close = self._too_close(places, order[:, :eligible], distance[:, :eligible], error[:, :eligible])
        return RankedPlaces(order, _to_10m(distance), _to_10m(error), close, sure)

    def _same_office(self, order: NDArray[np.intp]) -> Flags:
        """Whether each and the next one are at the very same point."""
        latitude, longitude = self._latitude[order], self._longitude[order]
        same: Flags = (np.diff(latitude, axis=1) == 0) & (np.diff(longitude, axis=1) == 0)
        return same

    def _distance_km(self, places: Places) -> Floats:
        """As ``Point.distance_km``, (n, m)."""
        latitude, longitude = np.radians(places.latitude)[:, None], np.radians(places.longitude)[:, None]
        h = np.sin((self._latitude - latitude) / 2) ** 2
        h += np.cos(latitude) * np.cos(self._latitude) * np.sin((self._longitude - longitude) / 2) ** 2
        km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
        return km

    def _too_close(self, places: Places, order: NDArray[np.intp], distance: Floats, error: Floats) -> Flags:
        """As ``Start.too_close_to_call`` of the first with any other; all in order of preference."""
        if order.shape[1] < 2:
            return np.zeros(len(order), bool)
        own = places.uncertainty_km[:, None]
        office = self._uncertainty[order]
        gap = distance[:, 1:] - distance[:, :1]
        inside = distance <= error
        east, north = self._directions(places, order)
        apart = np.hypot(east[:, 1:] - east[:, :1], north[:, 1:] - north[:, :1])
        spread = np.where(inside[:, 1:] | inside[:, :1], 2.0, apart)
        offices = np.hypot(office[:, :1], office[:, 1:])
        close: Flags = np.any(gap <= np.hypot(spread * own, offices), axis=1)
        return close

    def _directions(self, places: Places, order: NDArray[np.intp]) -> tuple[Floats, Floats]:
        latitude, longitude = np.degrees(self._latitude)[order], np.degrees(self._longitude)[order]
        east = (longitude - places.longitude[:, None] + 180) % 360 - 180
        east *= np.cos(np.radians((latitude + places.latitude[:, None]) / 2))
        north = latitude - places.latitude[:, None]
        length = np.hypot(east, north)
        length[length == 0] = 1.0
        return east / length, north / length


def _to_10m(km: Floats) -> NDArray[np.int64]:
    return np.rint(km * 100).astype(np.int64)
