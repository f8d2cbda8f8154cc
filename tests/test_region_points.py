"""What a map shows lies where it is, and its scale is no longer than the room there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.location import Point
from innoveici.messages import speaking
from innoveici.region_points import Extent, RegionPoints, direction, scale_km

points = st.builds(Point, st.floats(45.0, 62.0), st.floats(-79.0, -57.0))
NOWHERE = RegionPoints(np.empty(0), np.empty(0))


@pytest.mark.parametrize(
    ("north", "east", "expected"), [(1, 0, "N"), (1, 1.5, "NE"), (-1, -1.5, "SW"), (0, -1, "W"), (0, 0, "")]
)
def test_directions(north: float, east: float, expected: str) -> None:
    with speaking("en"):
        assert direction(Point(46.0, -73.0), Point(46.0 + north, -73.0 + east)) == expected


@given(st.lists(points, min_size=1, max_size=9), st.lists(points, max_size=9))
def test_all_that_is_looked_at_is_inside_with_some_of_what_is_around(focus: list[Point], around: list[Point]) -> None:
    region = RegionPoints(np.array([p.latitude for p in around]), np.array([p.longitude for p in around]))
    extent = Extent.around(region, focus)
    assert extent is not None
    east, north = extent.km(np.array([p.latitude for p in focus]), np.array([p.longitude for p in focus]))
    assert extent.west - 1e-6 <= east.min() <= east.max() <= extent.east + 1e-6
    assert extent.south - 1e-6 <= north.min() <= north.max() <= extent.north + 1e-6
    assert min(extent.east - extent.west, extent.north - extent.south) >= 8.0 - 1e-6


def test_there_is_nothing_to_see_of_nothing() -> None:
    assert Extent.around(NOWHERE, []) is None


@given(st.floats(0.2, 5000.0))
def test_a_scale_is_a_round_number_of_km_that_fits(room: float) -> None:
    length = scale_km(room)
    assert length <= room < 3 * length
    assert f"{length:e}"[0] in "125"
