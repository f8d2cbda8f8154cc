from __future__ import annotations

from innoveici.atlas.area_places import municipalities_of, names_in, places_in
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


def test_the_names_of_an_area_are_those_of_its_places_and_of_their_municipalities(small: Atlas) -> None:
    assert [m.code for m in names_in(small, "H4L").find("Saint-Laurent")] == ["66023"]
    assert [m.code for m in names_in(small, "H4L").find("Montréal")] == ["66023"]
    assert names_in(small, "H4L").find("Westmount") == ()
    assert names_in(small, "J9Z").find("Montréal") == ()


def test_every_area_has_codes_in_municipalities_of_its_mrcs(real: Atlas) -> None:
    for area in real.areas()[::10]:
        assert {code[:2] for code in municipalities_of(real, area.fsa)} & set(area.mrc_codes), area.fsa
