"""Columns of codes and municipalities mean what each cell means by itself."""

from __future__ import annotations

from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.atlas.arrays import codes_of
from innoveici.atlas.locate import locate
from innoveici.atlas.names import OTHER_NAMES
from innoveici.batch.decide.codes import Codes
from innoveici.batch.decide.places import PlaceTable
from innoveici.postal import PostalCode, parse
from innoveici.routing.decide import Router
from tests.batch import samples

ALPHABET = "GHJ012459ABKM \u00a0-.gjkéＧ１\u200bO٠"


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    router = Router(samples.shipped(), samples.DAY, atlas_fingerprint="a")
    return PlaceTable(samples.atlas(), router)


@pytest.fixture(scope="module")
def codes(table: PlaceTable) -> Codes:
    return Codes(table)


REAL = st.integers(0, 225_000).map(lambda n: str(codes_of(samples.atlas().arrays().keys[n : n + 1])[0], "ascii"))
WRITTEN = st.builds(
    lambda code, between, change: change(f"{code[:3]}{between}{code[3:]}"),
    REAL,
    st.sampled_from([" ", " ", " ", "", "\u00a0", "-", "  "]),
    st.sampled_from([str, str, str.lower, lambda code: f" {code}", lambda code: f"{code}.", lambda code: code[:-1]]),
)


@given(
    st.lists(
        WRITTEN | st.text(ALPHABET, max_size=8) | st.text(max_size=8) | st.from_regex(r"\A.{3} .{3}\Z"), min_size=1
    )
)
@settings(deadline=None, max_examples=200)
def test_rows_of_codes_are_those_that_reading_each_finds(table: PlaceTable, codes: Codes, cells: list[str]) -> None:
    rows = codes.rows_of(pa.array(cells, pa.string()))
    for cell, row in zip(cells, rows.tolist(), strict=True):
        code = parse(cell)
        known = isinstance(code, PostalCode) and samples.atlas().lookup(code.compact) is not None
        assert (row >= 0) == known
        if isinstance(code, PostalCode) and known:
            assert str(table.codes[row], "ascii") == code.compact


def test_cells_after_the_first_of_a_slice_are_read_where_they_are(codes: Codes) -> None:
    cells = pa.array(["J0K 2M0", "é", "G1R 2B5", "j0k 2m0", "J0K2M0"])
    alone = codes.rows_of(cells)
    assert (codes.rows_of(cells.slice(2, 3)) == alone[2:]).all()
    assert alone[0] == alone[3] == alone[4] >= 0


def test_a_certain_code_is_located_as_by_itself(table: PlaceTable) -> None:
    regions = samples.shipped().region_of_mrc
    chosen = Random(3).sample(range(len(table.region)), 1500)
    for row in chosen:
        found = locate(str(table.codes[row], "ascii"), samples.atlas(), regions)
        if table.region[row] >= 0:
            assert found == table.located(row)
    assert (table.region[chosen] >= 0).mean() > 0.9


def names() -> list[str]:
    found = [m.name for m in samples.atlas().municipalities()]
    for line in OTHER_NAMES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            found += line.split(": ", 1)[1].split(", ")
    return found


NAMES = names()


def test_a_municipality_that_adds_nothing_changes_nothing(table: PlaceTable, codes: Codes) -> None:
    random, regions, atlas = Random(5), samples.shipped().region_of_mrc, samples.atlas()
    arrays = table.arrays
    near: dict[int, list[str]] = {}
    of_mrc: dict[str, list[str]] = {}
    for municipality in atlas.municipalities():
        of_mrc.setdefault(municipality.mrc_code, []).append(municipality.name)
    chosen = [row for row in random.sample(range(len(table.region)), 1200) if table.region[row] >= 0]
    for row in chosen:
        mrc = arrays.mrc_sets[arrays.mrcs[row]][0]
        near[row] = [table.place(row), *of_mrc.get(mrc, [])]
    rows, given_ = [], []
    for row in chosen:
        own = table.place(row)
        for text in (
            own, own.upper(), own.split("-")[0], f"{own} (Québec)", random.choice(near[row]), random.choice(NAMES),
            f"{random.choice(near[row])}, {random.choice(NAMES)}", own.replace("Saint", "St"), " ", "\u00a0-",
        ):  # fmt: skip
            rows.append(row)
            given_.append(text)
    nothing = codes.adds_nothing(pa.array(given_), np.array(rows, np.int64))
    assert 0 < nothing.sum() < len(rows)
    for row, text, adds_nothing in zip(rows, given_, nothing.tolist(), strict=True):
        if adds_nothing:
            code = str(table.codes[row], "ascii")
            assert locate(code, atlas, regions, municipality=text) == table.located(row), (code, text)
    assert not codes.adds_nothing(pa.array(["", "x"]), np.array([-1, -1])).any()
