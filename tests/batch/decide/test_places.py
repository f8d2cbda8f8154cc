"""The table of places says of a sure code what the router says of it, also after somebody became full or free."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from innoveici.batch.decide.places import PlaceTable, PlaceTexts, tenths
from innoveici.batch.text import floats
from innoveici.ledger.event import canonical
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.routing.record import split, split_common
from tests.batch import samples

REQUEST = Request("R-1", "Scierie (exemple)", "—")


@pytest.mark.parametrize("seed", range(25))
def test_who_is_first_is_who_the_router_picks_whatever_the_loads(seed: int) -> None:
    random = Random(seed)
    desk = samples.desk(random)
    table = PlaceTable(desk.atlas, desk.router)
    codes = [spot.code.replace(" ", "").encode() for spots in samples.spots().values() for spot in spots]
    rows = table.arrays.find(np.array(codes, "S6"))
    rows = rows[table.region[rows] >= 0]
    for _ in range(4):  # fuller, and free again
        loads = {id_: Load(random.randint(0, 6), random.randint(0, 9)) for id_ in desk.directory.advisors}
        table.follow(loads)
        some = rows[random.randint(0, 20) :]
        table.ask(some)
        for row in some.tolist():
            decision = desk.router.decide(REQUEST, table.located(row), loads)
            if not table.sure[row]:
                continue
            members = table.spots[table.spot[row]].candidates.members
            first = members[table.first[row]].advisor.id if table.first[row] >= 0 else None
            assert first == decision.advisor_id
            if first is not None:
                assert (table.distance_km[row], table.error_km[row]) == (
                    decision.distance_km, decision.distance_error_km,
                )  # fmt: skip
                assert decision.tie_break is None


def test_what_was_asked_is_asked_again_only_where_somebody_became_full() -> None:
    desk = samples.desk(Random(1))
    table = PlaceTable(desk.atlas, desk.router)
    table.follow({})
    rows = np.flatnonzero(table.region >= 0)[::5000]
    table.ask(rows)
    assert (table.spot[rows] >= 0).all()
    limited = next(a for a in desk.directory.advisors.values() if a.capacity)
    table.follow({limited.id: Load(limited.capacity or 0)})
    again = table.spot[rows] < 0
    assert again.any()
    assert not again.all()


def test_the_area_of_letters_to_santa_claus_is_nowhere() -> None:
    desk = samples.desk(Random(1))
    table = PlaceTable(desk.atlas, desk.router)
    assert (table.region[np.char.startswith(table.codes, b"H0H")] == -1).all()


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
