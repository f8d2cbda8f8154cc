"""The whole path on the atlas in the package: the inputs of the edge cases that only real places can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Located, Location, Unknown
from innoveici.atlas.municipality_names import municipalities_of, places_in
from innoveici.atlas.store import Area, Atlas
from innoveici.atlas.verdict import CONTRADICTIONS
from innoveici.directory.load import load_regions

REGIONS_FILE = Path(__file__).parents[2] / "regions.yaml"


@pytest.fixture(scope="module")
def quebec() -> Mapping[str, str]:
    """MRC to region, as the project's own regions.yaml has it."""
    return load_regions(REGIONS_FILE).region_of_mrc


def region_of(location: Location) -> str | None:
    return location.region_code if isinstance(location, Located) else None


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("J0K 2M0", "14"),  # Saint-Félix-de-Valois
        ("J0K 0A1", "04"),  # Saint-Alexis-des-Monts, in an area that is mostly Lanaudière's
        ("G0X 1C0", "04"),  # Champlain
        ("J0E 1V0", "05"),  # Lac-Brome, Estrie since 2021
        ("J3V 4P6", "16"),  # Saint-Bruno-de-Montarville
        ("G4T 1A1", "11"),  # Îles-de-la-Madeleine
        ("J0M 1C0", "10"),  # Nunavik
        ("K1A 0C9", "07"),  # a federal office in Gatineau, under Ottawa's letter
    ],
)
def test_codes_that_others_get_wrong_are_in_their_region(
    code: str, region: str, real: Atlas, quebec: Mapping[str, str]
) -> None:
    location = locate(code, real, quebec)
    assert isinstance(location, Located)
    assert (location.verdict, location.region_code) == ("exact", region)


def test_a_rural_area_of_two_regions_is_ambiguous_an_urban_one_is_not(real: Atlas, quebec: Mapping[str, str]) -> None:
    straddling = locate("J0K", real, quebec)
    assert isinstance(straddling, Ambiguous)
    assert [c.region_code for c in straddling.candidates] == ["04", "14"]
    assert "Saint-Alexis-des-Monts" in straddling.candidates[0].places
    assert all(0 < len(c.places) <= 5 for c in straddling.candidates)
    whole = locate("J6E", real, quebec)
    assert isinstance(whole, Located)
    assert (whole.verdict, whole.region_code) == ("area", "14")


def test_the_islands_are_not_in_the_woods_of_mauricie(real: Atlas, quebec: Mapping[str, str]) -> None:
    location = locate("G4T 1A1", real, quebec)
    assert isinstance(location, Located)
    assert -62.5 < location.point.longitude < -61.0


def test_santa_claus_has_no_advisor(real: Atlas, quebec: Mapping[str, str]) -> None:
    assert isinstance(locate("H0H 0H0", real, quebec), Unknown)


def test_every_area_of_the_atlas_gets_a_verdict(real: Atlas, quebec: Mapping[str, str]) -> None:
    for area in real.areas():
        location = locate(area.fsa, real, quebec)
        assert isinstance(location, Located | Ambiguous), area.fsa
        assert isinstance(location, Located) == (len({quebec[mrc] for mrc in area.mrc_codes}) == 1), area.fsa


@pytest.mark.parametrize(
    ("code", "municipality", "region"),
    [
        ("H4S", "St Laurent", "06"),
        ("H1B", "Montréal-est", "06"),
        ("G1M", "Vanier", "03"),
        ("G2E", "L'Ancienne-Lorette", "03"),
        ("H9A", "Dollard des Ormeaux", "06"),
        ("H8N", "LaSalle", "06"),
        ("J3Y", "Saint-Hubert", "16"),
        ("G7P", "Shipshaw", "02"),
        ("J1X", "Canton d'Orford", "05"),
        ("G0X 1C0", "CHAMPLAIN (PAROISSE)", "04"),
        ("J9P", "Val-d’Or", "08"),
        ("H2X", "MONTREAL, QC, CANADA", "06"),
        ("G1R 2B5", "Québec (La Cité-Limoilou)", "03"),
        ("G7X", "Saguenay (arr. Jonquière)", "02"),
        ("J8Z", "Hull", "07"),
        ("H8R", "Ville Saint-Pierre", "06"),
        ("H2M", "Saint-Michel", "06"),
        ("J5X", "Ville de L’Assomption", "14"),
    ],
)
def test_towns_as_exports_write_them_never_hold_a_good_code(
    code: str, municipality: str, region: str, real: Atlas, quebec: Mapping[str, str]
) -> None:
    assert region_of(locate(code, real, quebec, municipality=municipality)) == region


@pytest.mark.parametrize(
    ("code", "municipality", "region"),
    [
        ("J0K 9Z9", "Saint-Alexis-des-Monts", "04"),
        ("J0K 9Z9", "St-Félix-de-Valois", "14"),
        ("G0X 9Z9", "Champlain", "04"),
        ("G0S 9Z9", "Laurierville", "17"),
        ("J0E 9Z9", "Knowlton", "05"),
        ("K1A 9Z9", "Gatineau (Hull)", "07"),
    ],
)
def test_a_town_settles_what_the_code_leaves_open(
    code: str, municipality: str, region: str, real: Atlas, quebec: Mapping[str, str]
) -> None:
    assert region_of(locate(code, real, quebec)) is None
    assert region_of(locate(code, real, quebec, municipality=municipality)) == region


@pytest.mark.parametrize(
    ("code", "municipality"),
    [
        ("J0K 2M0", "Trois-Rivières"),
        ("H7C", "Sherbrooke"),
        ("G1R 2B5", "Lévis"),
        ("J6E 1A1", "Repentigny"),  # the same region, 35 km away
        ("J6E", "Repentigny"),
        ("G0R", "Rimouski"),  # one of the area's regions, but far from where the area is
        ("J0E", "Saint-Damase"),  # as well
    ],
)
def test_a_town_where_the_code_cannot_be_holds_the_request(
    code: str, municipality: str, real: Atlas, quebec: Mapping[str, str]
) -> None:
    location = locate(code, real, quebec, municipality=municipality)
    assert isinstance(location, Ambiguous)
    assert location.reason.code in CONTRADICTIONS


@pytest.mark.parametrize(
    ("area", "municipality", "place", "region"),
    [
        ("G0R", "Saint-Damase", "Saint-Damase-de-L'Islet", "12"),  # two municipalities are just Saint-Damase, elsewhere
        ("G0X", "St-Prosper", "Saint-Prosper-de-Champlain", "04"),  # Saint-Prosper is in Chaudière-Appalaches
        ("G0R", "Saint-Camille", "Saint-Camille-de-Lellis", "12"),  # Saint-Camille is in Estrie
        ("J0K", "Saint-Alexis", "Saint-Alexis", "14"),  # not short for Saint-Alexis-des-Monts where both have codes
        ("J0E", "South Bolton", "Bolton-Est", "05"),  # a post office, by no other name in the atlas
    ],
)
def test_a_name_means_a_place_of_the_area_before_a_namesake(
    area: str, municipality: str, place: str, region: str, real: Atlas, quebec: Mapping[str, str]
) -> None:
    for code in (area, f"{area} 9Z9"):
        location = locate(code, real, quebec, municipality=municipality)
        assert isinstance(location, Located)
        assert (location.place, location.region_code) == (place, region)


@pytest.mark.parametrize(
    ("code", "municipality", "regions"),
    [
        ("J0K 9Z9", "Joliette, Trois-Rivières", {"04", "14"}),  # two towns in one cell
        ("J0K 9Z9", "Saint-Félix, Montréal", {"06", "14"}),
        ("G9Z 9Z9", "Saint-Prosper", {"04", "12"}),  # an area nobody knows: of one, or of Saint-Prosper-de-Champlain
        ("G9Z 9Z9", "Lévis, Saguenay", {"02", "12"}),
    ],
)
def test_a_name_that_may_be_in_another_region_leaves_the_question_open(
    code: str, municipality: str, regions: set[str], real: Atlas, quebec: Mapping[str, str]
) -> None:
    location = locate(code, real, quebec, municipality=municipality)
    assert isinstance(location, Ambiguous)
    assert {c.region_code for c in location.candidates} == regions


@pytest.mark.parametrize(
    ("code", "municipality", "region"),
    [
        ("G9Z 9Z9", "Rimouski", "01"),
        ("G9Z 9Z9", "Québec (Sainte-Foy)", "03"),
        ("J0K 9Z9", "Saint-Gabriel / Saint-Gabriel-de-Brandon", "14"),
        ("J0K 9Z9", "Joliette, Lanaudière", "14"),
    ],
)
def test_several_names_of_one_region_settle_it(
    code: str, municipality: str, region: str, real: Atlas, quebec: Mapping[str, str]
) -> None:
    assert region_of(locate(code, real, quebec, municipality=municipality)) == region


def _straddling(real: Atlas, quebec: Mapping[str, str]) -> list[Area]:
    return [area for area in real.areas() if len({quebec[mrc] for mrc in area.mrc_codes}) > 1]


def _check_reach(area: Area, name: str, real: Atlas, quebec: Mapping[str, str]) -> None:
    location = locate(area.fsa, real, quebec, municipality=name)
    if isinstance(location, Located):
        assert location.region_code in {quebec[mrc] for mrc in area.mrc_codes}
        served = {quebec_code[:2] for quebec_code in municipalities_of(real, area.fsa)}
        assert location.mrc_code in {None, *area.mrc_codes, *served}


def test_a_namesake_never_settles_an_area_that_does_not_reach_it(real: Atlas, quebec: Mapping[str, str]) -> None:
    names = Counter(municipality.name for municipality in real.municipalities())
    shared = [name for name, count in names.items() if count > 1]
    assert len(shared) > 15
    for area in _straddling(real, quebec):
        for name in shared:
            _check_reach(area, name, real, quebec)


@given(data=st.data())
def test_no_municipality_settles_an_area_that_does_not_reach_it(
    data: st.DataObject, real: Atlas, quebec: Mapping[str, str]
) -> None:
    area = data.draw(st.sampled_from(real.areas()))
    municipality = data.draw(st.sampled_from(real.municipalities()))
    _check_reach(area, municipality.name, real, quebec)


def test_every_place_of_a_straddling_area_settles_it_in_its_own_region_or_not_at_all(
    real: Atlas, quebec: Mapping[str, str]
) -> None:
    settled = held = 0
    for area in _straddling(real, quebec):
        for mrc in area.mrc_codes:
            for place in places_in(real, area.fsa, [mrc], limit=1000):
                location = locate(area.fsa, real, quebec, municipality=place)
                if isinstance(location, Located):
                    settled += 1
                    owners = {m for m in area.mrc_codes if place in places_in(real, area.fsa, [m], limit=1000)}
                    assert location.region_code in {quebec[m] for m in owners}, (area.fsa, place)
                else:
                    held += 1
    assert held < settled / 100
