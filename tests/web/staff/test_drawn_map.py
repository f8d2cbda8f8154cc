"""A map puts everything where it is, hides nobody, and stays a small picture."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.location import Point
from innoveici.region_points import RegionPoints, points_of
from innoveici.web.staff.drawn_map import RADIUS, WIDTH, Pin, draw_map
from tests.casework.conftest import shipped_desk

points = st.builds(Point, st.floats(45.0, 62.0), st.floats(-79.0, -57.0))
NOWHERE = RegionPoints(np.empty(0), np.empty(0))


@cache
def region(code: str) -> RegionPoints:
    desk = shipped_desk()
    return points_of(desk.atlas, desk.directory.regions[code].mrc_codes)


def pins_of(found: list[Point]) -> list[Pin]:
    return [Pin(str(n), point, "advisor", f"n° {n}") for n, point in enumerate(found, start=1)]


@pytest.mark.parametrize("code", sorted(shipped_desk().directory.regions))
def test_every_region_with_its_advisors_is_a_small_picture(code: str) -> None:
    offices = [advisor.point for advisor in shipped_desk().directory.advisors_of(code)]
    drawn = draw_map(region(code), pins_of(offices[:9]))
    assert drawn is not None
    assert len(drawn.pins) == len(offices[:9])
    assert 0 < len(drawn.land) < 30_000
    assert 0 < drawn.bar <= drawn.width / 3


@given(st.lists(points, min_size=1, max_size=20))
def test_no_pin_lies_on_another_or_outside_and_each_points_to_its_place(found: list[Point]) -> None:
    drawn = draw_map(NOWHERE, pins_of(found))
    assert drawn is not None
    assert [one.pin.label for one in drawn.pins] == [str(n) for n in range(1, len(found) + 1)]
    for n, one in enumerate(drawn.pins):
        assert RADIUS - 0.1 <= one.x <= WIDTH - RADIUS + 0.1
        assert RADIUS - 0.1 <= one.y <= drawn.height - RADIUS + 0.1
        for other in drawn.pins[:n]:
            assert math.hypot(one.x - other.x, one.y - other.y) >= 2 * RADIUS - 0.2


@given(points, points)
def test_two_points_lie_as_they_do_on_the_ground(one: Point, other: Point) -> None:
    drawn = draw_map(NOWHERE, pins_of([one, other]))
    assert drawn is not None
    first, second = drawn.pins
    if abs(one.latitude - other.latitude) > 0.2:
        assert (first.at_y < second.at_y) == (one.latitude > other.latitude)
    if abs(one.longitude - other.longitude) > 0.2:
        assert (first.at_x < second.at_x) == (one.longitude < other.longitude)
    north = math.radians(one.latitude - other.latitude) * 6371
    assert (second.at_y - first.at_y) * drawn.km / drawn.bar == pytest.approx(north, abs=1 + abs(north) * 0.05)


def test_there_is_no_map_of_nothing() -> None:
    assert draw_map(NOWHERE, []) is None
