"""The map puts everything where it is, at the scale it states, whatever the region and the size."""

from __future__ import annotations

import math
import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from innoveici.atlas.location import Point
from innoveici.region_points import Mark, RegionPoints, points_of
from innoveici.triage.region_map import COMPANY, draw
from tests.casework.conftest import shipped_desk

SIZES = ((20, 8), (40, 12), (80, 30))
BRAILLE = re.compile("[\u2801-\u28ff]")
latitudes, longitudes = st.floats(45.0, 62.0), st.floats(-79.0, -57.0)
points = st.builds(Point, latitudes, longitudes)


@cache
def region(code: str) -> RegionPoints:
    desk = shipped_desk()
    return points_of(desk.atlas, desk.directory.regions[code].mrc_codes)


def offices(code: str) -> list[Mark]:
    found = [a.point for a in shipped_desk().directory.advisors.values() if a.region_code == code]
    return [Mark(str(number), point) for number, point in enumerate(found[:9], start=1)]


def place_of(code: str) -> Point:
    entry = shipped_desk().atlas.lookup(code)
    assert entry is not None
    return entry.point


def cell_of(label: str, lines: list[Text]) -> tuple[int, int]:
    return next((row, line.plain.index(label)) for row, line in enumerate(lines[:-1]) if label in line.plain)


def km_per_cell(lines: list[Text]) -> float:
    bar, length = re.fullmatch("(├─*┤) ([0-9.]+)\u00a0km", lines[-1].plain).groups()  # type: ignore[union-attr]
    return float(length) / len(bar)


NOWHERE = RegionPoints(np.empty(0), np.empty(0))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", sorted(shipped_desk().directory.regions))
def test_every_region_fits_with_all_its_advisors(code: str, size: tuple[int, int]) -> None:
    marks = offices(code)
    lines = draw(region(code), marks[0].point, marks, *size)
    assert len(lines) == size[1]
    assert {len(line.plain) for line in lines[:-1]} == {size[0]}
    assert COMPANY in "".join(line.plain for line in lines)
    assert BRAILLE.search("".join(line.plain for line in lines))
    assert len(lines[-1].plain) <= size[0]


def test_without_anybody_the_whole_region_is_shown() -> None:
    lines = draw(region("11"), None, [], 60, 20)
    rows = [row for row, line in enumerate(lines[:-1]) if BRAILLE.search(line.plain)]
    columns = [i for line in lines[:-1] for i, c in enumerate(line.plain) if BRAILLE.match(c)]
    assert (min(columns), max(columns)) == (0, 59) or (min(rows), max(rows)) == (0, 18)
    assert draw(NOWHERE, None, [], 40, 12) == []


def test_the_islands_are_far_from_the_mainland() -> None:
    lines = draw(region("11"), place_of("G4T 1A1"), offices("11"), 60, 20)
    row, column = cell_of(COMPANY, lines)
    assert row > 10
    assert column > 45
    assert cell_of("3", lines) < (5, 45)  # Gaspé, in the north-west


def test_nunavik_is_north_of_chibougamau_at_scale() -> None:
    lines = draw(region("10"), place_of("J0M 1C0"), offices("10"), 60, 20)
    (row, column), (other_row, other_column) = cell_of(COMPANY, lines), cell_of("1", lines)
    assert row < other_row
    assert column > other_column
    km = km_per_cell(lines) * math.hypot(2 * (other_row - row), other_column - column)
    assert km == pytest.approx(place_of("J0M 1C0").distance_km(place_of("G8P 1K2")), rel=0.15)


@given(points, points, st.sampled_from(SIZES))
def test_two_points_lie_as_they_do_on_the_ground(company: Point, other: Point, size: tuple[int, int]) -> None:
    lines = draw(NOWHERE, company, [Mark("1", other)], *size)
    (row, column), (other_row, other_column) = cell_of(COMPANY, lines), cell_of("1", lines)
    if abs(other_row - row) > 1:
        assert (other_row < row) == (other.latitude > company.latitude)
    if abs(other_column - column) > 1:
        assert (other_column > column) == (other.longitude > company.longitude)
    cell = km_per_cell(lines)
    north = math.radians(other.latitude - company.latitude) * 6371
    # A mark that stands beside another, and a bar in whole characters, may be off by one each.
    assert 2 * cell * (row - other_row) == pytest.approx(north, abs=4 * cell + abs(north) * 0.15)


@given(points, st.lists(points, max_size=9), st.sampled_from(SIZES))
def test_no_mark_is_written_over_another(company: Point, others: list[Point], size: tuple[int, int]) -> None:
    marks = [Mark(str(number), point) for number, point in enumerate(others, start=1)]
    text = "".join(line.plain for line in draw(NOWHERE, company, marks, *size)[:-1])
    assert text.count(COMPANY) == 1
    assert len(text) == size[0] * (size[1] - 1)
    assert all(text.count(mark.label) <= 1 for mark in marks)


def test_those_at_one_place_stand_side_by_side() -> None:
    here = place_of("J0K 2M0")
    lines = draw(region("14"), here, [Mark(str(n), here) for n in range(1, 9)], 40, 12)
    row, column = cell_of(COMPANY, lines)
    assert cell_of("1", lines) == (row, column + 1)
    assert cell_of("2", lines) == (row, column - 1)
    assert "8" not in "".join(line.plain for line in lines[:-1])  # there is no room for all


def test_a_mark_of_two_characters_stays_inside() -> None:
    for east in (-72.0, -74.0):
        lines = draw(NOWHERE, Point(46.0, -73.0), [Mark("14", Point(46.0, east))], 20, 8)
        assert cell_of("14", lines)
        assert {len(line.plain) for line in lines[:-1]} == {20}


def test_marks_are_told_from_dots_without_colour() -> None:
    lines = draw(region("14"), place_of("J0K 2M0"), offices("14"), 40, 12)
    styles = {str(span.style) for line in lines for span in line.spans}
    assert styles <= {"bold", "bold reverse", "dim"}
    assert "bold reverse" in styles
