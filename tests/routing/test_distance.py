from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.location import Point
from innoveici.routing.distance import Start
from tests.routing.builders import at

points = st.builds(Point, st.floats(44, 63), st.floats(-80, -56))
uncertainties = st.floats(0, 60)


def test_independent_errors_add_by_squares() -> None:
    assert Start(at(0), 3).leg(at(50), 4).error_km == 5


@pytest.mark.parametrize(
    ("office", "expected"),
    [(at(60), 0.0), (at(-50), 4.0)],
    ids=["behind the first: the company's error cancels", "opposite: it counts twice"],
)
def test_the_companys_error_counts_by_where_the_offices_lie(office: Point, expected: float) -> None:
    here = Start(at(0), 2)
    assert here.difference_error_km(here.leg(at(50), 0), here.leg(office, 0)) == pytest.approx(expected, abs=1e-6)


def test_at_a_right_angle_it_counts_by_the_root_of_two() -> None:
    here = Start(at(0), 2)
    east = Point(46, -73 + 50 / (111.195 * math.cos(math.radians(46))))
    error = here.difference_error_km(here.leg(at(50), 0), here.leg(east, 0))
    assert error == pytest.approx(2 * math.sqrt(2), rel=0.01)


def test_the_offices_errors_count_whatever_the_direction() -> None:
    here = Start(at(0), 2)
    assert here.difference_error_km(here.leg(at(50), 3), here.leg(at(60), 4)) == pytest.approx(5)


def test_a_company_that_may_be_on_any_side_of_an_office_counts_fully() -> None:
    here = Start(at(0), 2)
    near, far = here.leg(at(1), 0), here.leg(at(4.9), 0)
    assert here.difference_error_km(near, far) == 4
    assert here.too_close_to_call(near, far)


def test_equal_distances_are_always_too_close_to_call() -> None:
    here = Start(at(0), 0)
    assert here.too_close_to_call(here.leg(at(5), 0), here.leg(at(5), 0))


@given(points, points, points, uncertainties, uncertainties)
def test_figures_are_finite_and_the_same_both_ways(a: Point, b: Point, c: Point, u: float, v: float) -> None:
    here = Start(a, u)
    one, other = here.leg(b, v), here.leg(c, v)
    assert math.isfinite(one.distance_km)
    assert one.distance_km >= 0
    assert one.distance_km == pytest.approx(Start(b, v).leg(a, u).distance_km)
    error = here.difference_error_km(one, other)
    assert 0 <= error <= math.hypot(2 * u, v, v) + 1e-9
    assert error == here.difference_error_km(other, one)
    gap = abs(one.distance_km - other.distance_km)
    assert here.too_close_to_call(one, other) == here.too_close_to_call(other, one) == (gap <= error)
