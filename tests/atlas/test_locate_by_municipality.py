"""A municipality without a postal code: enough where its name lies in one region, held where it may be several."""

from __future__ import annotations

from functools import cache

import pytest

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Unknown, location_to_json
from tests.batch.samples import atlas, shipped


@cache
def regions() -> dict[str, str]:
    return dict(shipped().region_of_mrc)


def place(name: str, code: str = "", country: str = "CA") -> Location:
    return locate(code, atlas(), regions(), municipality=name, country=country)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Joliette", "14"),
        ("Ville de Rimouski", "01"),
        ("GASPÉ", "11"),
        ("Chicoutimi", "02"),
        ("St-Félix-de-Valois", "14"),
    ],
)
def test_a_name_in_one_region_is_enough(name: str, region: str) -> None:
    found = place(name)
    assert isinstance(found, Located)
    assert (found.verdict, found.region_code, found.postal_code) == ("area", region, "")
    assert found.uncertainty_km >= 15
    assert found.reason is not None
    assert found.reason.code == "place.municipality_alone"
    assert location_to_json(found)["postal_code"] == ""


@pytest.mark.parametrize("name", ["L'Ange-Gardien", "Saint-Félix", "Saint-Sauveur"])
def test_a_name_in_several_regions_is_held_with_all_of_them(name: str) -> None:
    found = place(name)
    assert isinstance(found, Ambiguous)
    assert len(found.candidates) > 1
    assert all(candidate.places for candidate in found.candidates)


def test_a_name_that_nobody_knows_is_held() -> None:
    assert isinstance(place("Xyzzy"), Unknown)


def test_a_code_that_is_there_is_never_overlooked_nor_a_country() -> None:
    assert isinstance(place("Joliette", "GIR 2B5"), Invalid)
    assert isinstance(place("Joliette", "", "FR"), Invalid)
    assert isinstance(locate("", atlas(), regions()), Invalid)


def test_every_municipality_by_its_own_name_is_where_it_is_or_held() -> None:
    for municipality in atlas().municipalities():
        region = regions().get(municipality.mrc_code)
        found = place(municipality.name)
        if region is None:
            continue
        if isinstance(found, Located):
            assert found.region_code == region, municipality.name
            assert municipality.point is None or municipality.point.distance_km(found.point) <= found.uncertainty_km
        else:
            assert isinstance(found, Ambiguous | Unknown), municipality.name
            assert not isinstance(found, Ambiguous) or region in {c.region_code for c in found.candidates}
