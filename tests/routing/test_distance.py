from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.location import Point
from innoveici.routing.distance import difference_error_km, leg, too_close_to_call
from routing.builders import at

points = st.builds(Point, st.floats(44, 63), st.floats(-80, -56))
uncertainties = st.floats(0, 60)


def test_independent_errors_add_by_squares() -> None:
    assert leg(at(0), 3, at(50), 4).error_km == 5


@pytest.mark.parametrize(
    ("office", "expected"),
    [(at(60), 0.0), (at(-50), 4.0)],
    ids=["behind the first: the company's error cancels", "opposite: it counts twice"],
)
def test_the_companys_error_counts_by_where_the_offices_lie(office: Point, expected: float) -> None:
    one, other = leg(at(0), 2, at(50), 0), leg(at(0), 2, office, 0)
    assert difference_error_km(one, other, 2) == pytest.approx(expected, abs=1e-6)


def test_at_a_right_angle_it_counts_by_the_root_of_two() -> None:
    east = Point(46, -73 + 50 / (111.195 * math.cos(math.radians(46))))
    one, other = leg(at(0), 2, at(50), 0), leg(at(0), 2, east, 0)
    assert difference_error_km(one, other, 2) == pytest.approx(2 * math.sqrt(2), rel=0.01)


def test_a_company_that_may_be_on_any_side_of_an_office_counts_fully() -> None:
    one, other = leg(at(0), 2, at(1), 0), leg(at(0), 2, at(4.9), 0)
    assert difference_error_km(one, other, 2) == 4
    assert too_close_to_call(one, other, 2)


def test_equal_distances_are_always_too_close_to_call() -> None:
    one, other = leg(at(0), 0, at(5), 0), leg(at(0), 0, at(5), 0)
    assert too_close_to_call(one, other, 0)


@given(points, points, points, uncertainties, uncertainties)
def test_figures_are_finite_and_the_same_both_ways(a: Point, b: Point, c: Point, u: float, v: float) -> None:
    one, other = leg(a, u, b, v), leg(a, u, c, v)
    assert math.isfinite(one.distance_km)
    assert one.distance_km >= 0
    assert one.distance_km == pytest.approx(leg(b, v, a, u).distance_km)
    error = difference_error_km(one, other, u)
    assert 0 <= error <= math.hypot(2 * u, v, v) + 1e-9
    assert error == difference_error_km(other, one, u)
