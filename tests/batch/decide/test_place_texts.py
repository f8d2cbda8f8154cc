"""Where a code is, as texts by the thousand, is what ``record.split`` says of one."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from innoveici.batch.decide.place_texts import PlaceTexts, tenths
from innoveici.batch.decide.places import PlaceTable
from innoveici.batch.text import floats
from innoveici.ledger.event import canonical
from innoveici.request import Request
from innoveici.routing.record import split, split_common
from tests.batch import samples

REQUEST = Request("R-1", "Scierie (exemple)", "—")


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    desk = samples.desk(Random(0))
    return PlaceTable(desk.atlas, desk.router)


def test_a_place_is_said_as_of_one(table: PlaceTable) -> None:
    desk = samples.desk(Random(0))
    rows = np.flatnonzero(table.region >= 0)[::400]
    shown, hidden = PlaceTexts(table).of(rows)
    for row, public, private in zip(rows.tolist(), shown.to_pylist(), hidden.to_pylist(), strict=True):
        event, own, _ = split(desk.router.decide(REQUEST, table.located(row), {}))
        assert public == canonical(split_common(event)[0]["location"])
        assert private == canonical(own["location"])


def test_every_point_of_the_atlas_is_written_and_rounded_as_one(table: PlaceTable) -> None:
    for degrees in (table.arrays.latitude, table.arrays.longitude):
        distinct = np.unique(degrees)
        assert floats(distinct).to_pylist() == list(map(repr, distinct.tolist()))
        assert tenths(distinct).tolist() == [round(value, 1) for value in distinct.tolist()]
