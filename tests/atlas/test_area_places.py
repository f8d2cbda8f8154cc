from __future__ import annotations

from innoveici.atlas.area_places import places_in
from innoveici.atlas.store import Atlas


def test_places_come_from_the_codes_of_the_area_in_those_mrcs(small: Atlas) -> None:
    assert places_in(small, "J0K", ["51"]) == ("Saint-Alexis-des-Monts",)
    assert places_in(small, "J0K", ["51", "62"]) == ("Saint-Alexis-des-Monts", "Saint-Félix-de-Valois")
    assert places_in(small, "J6E", ["51"]) == ()


def test_a_code_of_several_mrcs_speaks_for_none(small: Atlas) -> None:
    assert "Saint-Gabriel" not in places_in(small, "J0K", ["51", "52"])


def test_the_places_with_most_codes_come_first_and_are_few(real: Atlas) -> None:
    many = places_in(real, "J0K", ["52", "60", "61", "62", "63"], limit=1000)
    assert places_in(real, "J0K", ["52", "60", "61", "62", "63"]) == many[:5]
    assert len(many) > 20
    assert len(many) == len(set(many))
