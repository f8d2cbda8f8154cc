"""Every verdict of the contract, on a small atlas and, where only the real one will do, on the real one."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.geonames import GeoNamesPlace
from innoveici.atlas.locate import PROVINCE_OF_LETTER, heeds_municipality, locate, province_of
from innoveici.atlas.location import Ambiguous, Invalid, Located, Outside, Point, Unknown, location_to_json
from innoveici.atlas.store import Atlas
from innoveici.atlas.verdict import CONTRADICTIONS
from innoveici.postal import FIRST_LETTERS, QUEBEC_LETTERS
from innoveici.reasons import REASONS


def test_a_known_code_is_exact(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("j0k-2m0", small, regions)
    assert isinstance(location, Located)
    assert (location.verdict, location.postal_code, location.place) == ("exact", "J0K 2M0", "Saint-Félix-de-Valois")
    assert (location.municipality_code, location.mrc_code, location.region_code) == ("62007", "62", "14")
    assert location.reason is None


def test_a_code_missing_from_an_area_of_one_region_is_located_by_the_area_and_says_so(
    small: Atlas, regions: dict[str, str]
) -> None:
    location = locate("J6E 9Z9", small, regions)
    assert isinstance(location, Located)
    assert (location.verdict, location.region_code, location.municipality_code) == ("area", "14", None)
    assert location.reason is not None
    assert location.reason.code == "place.area_only"


def test_an_area_alone_is_located_when_one_region_holds_all_of_it(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J6E", small, regions)
    assert isinstance(location, Located)
    assert location.reason is not None
    assert (location.verdict, location.region_code, location.reason.code) == ("area", "14", "place.area_asked")


@pytest.mark.parametrize("code", ["J0K", "J0K 9Z9"])
def test_an_area_of_several_regions_is_ambiguous_with_its_candidates(
    code: str, small: Atlas, regions: dict[str, str]
) -> None:
    location = locate(code, small, regions)
    assert isinstance(location, Ambiguous)
    assert [(c.region_code, c.mrc_codes, c.places) for c in location.candidates] == [
        ("04", ("51",), ("Saint-Alexis-des-Monts",)),
        ("14", ("52", "61", "62", "63"), ("Saint-Félix-de-Valois",)),
    ]
    assert location.reason.code == "place.area_straddles"


def test_a_code_that_serves_several_regions_is_ambiguous(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0K 9A0", small, regions)
    assert isinstance(location, Ambiguous)
    assert [c.region_code for c in location.candidates] == ["04", "14"]
    assert location.reason.code == "place.code_straddles"


def test_a_code_of_several_mrcs_in_one_region_is_located_without_an_mrc(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0K 9B0", small, regions)
    assert isinstance(location, Located)
    assert (location.region_code, location.mrc_code) == ("14", None)


def test_a_code_whose_area_is_unknown_is_held(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J9Z 1A1", small, regions)
    assert isinstance(location, Unknown)
    assert location.reason.code == "place.unknown"


@pytest.mark.parametrize("code", ["H0H 0H0", "h0h0h0", "H0H"])
@pytest.mark.parametrize("municipality", [None, "Montréal"])
def test_santa_claus_is_held_whatever_the_municipality(
    code: str, municipality: str | None, small: Atlas, regions: dict[str, str]
) -> None:
    location = locate(code, small, regions, municipality=municipality)
    assert isinstance(location, Unknown)
    assert location.reason.code == "place.reserved"


@pytest.mark.parametrize(
    ("code", "province"),
    [("M5V 2T6", "ON"), ("K1P 1A1", "ON"), ("E1A 1A1", "NB"), ("V6B 1A1", "BC"), ("X0A 0H0", "NU"), ("X1A 1A1", "NT")],
)
def test_codes_of_other_provinces_are_outside(code: str, province: str, small: Atlas, regions: dict[str, str]) -> None:
    location = locate(code, small, regions)
    assert isinstance(location, Outside)
    assert (location.country, location.province) == ("CA", province)


def test_the_reason_names_the_province_in_words(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("E1A 1A1", small, regions)
    assert str(location.reason) == "E1A 1A1 is outside Québec (New Brunswick)"


@pytest.mark.parametrize("code", ["90210", "75001", "90210-1234"])
def test_five_digits_are_outside(code: str, small: Atlas, regions: dict[str, str]) -> None:
    assert isinstance(locate(code, small, regions), Outside)


def test_a_french_code_carries_its_department(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("67000", small, regions, country="FR")
    assert isinstance(location, Outside)
    assert location.country == "FR"
    assert location.reason.params["department"] == "67"


def test_another_country_is_outside(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("SW1A 1AA", small, regions, country="GB")
    assert isinstance(location, Outside)
    assert location.country == "GB"


def test_what_is_no_code_is_invalid_with_a_suggestion(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("GIR 2B5", small, regions)
    assert isinstance(location, Invalid)
    assert location.suggestion == "G1R 2B5"


def test_a_federal_code_is_held_until_the_municipality_settles_it(small: Atlas, regions: dict[str, str]) -> None:
    held = locate("K1A 0C9", small, regions)
    assert isinstance(held, Unknown)
    assert held.reason.code == "place.federal"
    settled = locate("K1A 0C9", small, regions, municipality="Hull")
    assert isinstance(settled, Located)
    assert (settled.region_code, settled.municipality_code) == ("07", "81017")
    assert isinstance(locate("K1A 0C9", small, regions, municipality="Montréal"), Unknown)


@pytest.mark.parametrize(
    ("municipality", "region"),
    [
        ("St-Alexis-des-Monts", "04"),
        ("SAINT ALEXIS DES MONTS (QC)", "04"),
        ("Saint-Esprit", "14"),
        ("Ville de Joliette", "14"),
    ],
)
def test_a_municipality_settles_an_ambiguous_area(
    municipality: str, region: str, small: Atlas, regions: dict[str, str]
) -> None:
    location = locate("J0K 9Z9", small, regions, municipality=municipality)
    assert isinstance(location, Located)
    assert location.region_code == region
    assert location.reason is not None
    assert location.reason.code == "place.municipality_settled"


def test_a_name_that_is_also_short_for_a_place_of_the_area_elsewhere_stays_ambiguous(
    small: Atlas, regions: dict[str, str]
) -> None:
    # Saint-Alexis has no code of its own there; Saint-Alexis-des-Monts has.
    location = locate("J0K 9Z9", small, regions, municipality="Saint-Alexis")
    assert isinstance(location, Ambiguous)
    assert location.reason.code == "place.municipality_ambiguous"
    assert [(c.region_code, c.places) for c in location.candidates] == [
        ("04", ("Saint-Alexis-des-Monts",)),
        ("14", ("Saint-Alexis",)),
    ]


def test_a_municipality_settles_an_ambiguous_code(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0K 9A0", small, regions, municipality="Saint Léon le Grand")
    assert isinstance(location, Located)
    assert (location.verdict, location.region_code, location.mrc_code) == ("exact", "04", "51")


def test_a_municipality_settles_an_unknown_code(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("H9Z 1A1", small, regions, municipality="Laval")
    assert isinstance(location, Located)
    assert (location.verdict, location.region_code) == ("area", "13")


def test_a_first_letter_chooses_among_municipalities_of_one_name(small: Atlas, regions: dict[str, str]) -> None:
    # Saint-Michel is a municipality of Montérégie and a quarter of Montréal; H is Montréal's letter.
    location = locate("H9Z 1A1", small, regions, municipality="Saint-Michel")
    assert isinstance(location, Located)
    assert location.region_code == "06"
    assert str(location.reason) == "settled by the municipality given, Montréal"


def test_a_name_of_several_regions_stays_ambiguous_when_the_code_does_not_choose(
    small: Atlas, regions: dict[str, str]
) -> None:
    location = locate("J0K 9Z9", small, regions | {"51": "04"}, municipality="Saint-Damase")
    assert isinstance(location, Ambiguous)
    assert location.reason.code == "place.area_contradicts"
    assert {c.region_code for c in location.candidates} == {"01", "04", "14", "16"}


def test_the_code_chooses_among_municipalities_of_one_name(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0H 9Z9", small, regions, municipality="Saint-Damase")
    assert isinstance(location, Located)
    assert (location.municipality_code, location.region_code) == ("54017", "16")


def test_a_contradiction_is_held_with_both_sides(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0K 2M0", small, regions, municipality="Montréal")
    assert isinstance(location, Ambiguous)
    assert [(c.region_code, c.places) for c in location.candidates] == [
        ("14", ("Saint-Félix-de-Valois",)),
        ("06", ("Montréal",)),
    ]
    assert location.reason.code == "place.municipality_contradicts"
    assert location.point == Point(46.17, -73.43)


def test_a_contradiction_with_an_area_is_held_too(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J6E 9Z9", small, regions, municipality="Gatineau")
    assert isinstance(location, Ambiguous)
    assert [c.region_code for c in location.candidates] == ["14", "07"]
    assert location.place is None
    assert str(location.reason) == (
        "the area J6E (code of region: 14) is not known to serve the municipality given, Gatineau (code of region: 07)"
    )


def test_a_municipality_far_away_in_the_same_region_is_a_contradiction_too(
    small: Atlas, regions: dict[str, str]
) -> None:
    location = locate("H4L 1A1", small, regions | {"81": "06"}, municipality="Gatineau")
    assert isinstance(location, Ambiguous)
    assert [(c.region_code, c.mrc_codes, c.places) for c in location.candidates] == [
        ("06", ("66",), ("Saint-Laurent",)),
        ("06", ("81",), ("Gatineau",)),
    ]
    assert str(location.reason) == (
        "the postal code H4L 1A1 is in Saint-Laurent but the municipality given, Gatineau, is 157 km from there, "
        "in the same region 06"
    )


@pytest.mark.parametrize(
    ("code", "municipality"),
    [
        ("H4L 1A1", "Ville St-Laurent"),
        ("H4L 1A1", "St Laurent"),
        ("H4L 1A1", "Montreal (Saint-Laurent)"),
        ("H4L 1A1", "MONTREAL, QC"),
        ("H1L 1A1", "Mercier"),
        ("H1L 1A1", "La Salle"),
        ("G7H 1A1", "Saguenay (arr. Jonquière)"),
        ("G7H 1A1", "Chicoutimi"),
        ("G1R 2B5", "Québec (Charlesbourg)"),
        ("G1R 2B5", "Quebec City"),
        ("G1R 2B5", "Sainte-Foy"),
        ("G1R 2B5", "L’Ancienne–Lorette"),
        ("J0K 2M0", "Saint-Félix"),
        ("J0K 2M0", "Paroisse de St-Félix-de-Valois"),
    ],
)
def test_names_people_really_write_do_not_contradict(
    code: str, municipality: str, small: Atlas, regions: dict[str, str]
) -> None:
    plain = locate(code, small, regions)
    assert locate(code, small, regions, municipality=municipality) == plain


def test_an_unrecognised_municipality_is_noted_and_changes_nothing_else(small: Atlas, regions: dict[str, str]) -> None:
    plain = locate("G1R 2B5", small, regions)
    location = locate("G1R 2B5", small, regions, municipality="Atlantide")
    assert isinstance(plain, Located)
    assert isinstance(location, Located)
    assert location.reason is not None
    assert location.reason.code == "place.municipality_unknown"
    assert replace(location, reason=None) == plain


@pytest.mark.parametrize("code", ["G1R 2B5", "J0K 2M0", "J0K 9Z9", "J9Z 1A1", "J0K 9A0", "J6E"])
@pytest.mark.parametrize("cell", ["12 rue du Lac, Joliette", "someone@joliette.example", "Saint-Damase, 450 555-0100"])
def test_what_was_typed_for_a_municipality_is_never_repeated(
    code: str, cell: str, small: Atlas, regions: dict[str, str]
) -> None:
    shape = json.dumps(location_to_json(locate(code, small, regions, municipality=cell)))
    assert "rue du Lac" not in shape
    assert "someone" not in shape
    assert "555" not in shape


def test_a_municipality_of_another_mrc_of_the_region_is_noted_only(small: Atlas, regions: dict[str, str]) -> None:
    plain = locate("J0K 2M0", small, regions)
    location = locate("J0K 2M0", small, regions, municipality="Joliette")
    assert isinstance(plain, Located)
    assert isinstance(location, Located)
    assert (location.point, location.mrc_code) == (plain.point, plain.mrc_code)
    assert location.reason is not None
    assert location.reason.code == "place.municipality_elsewhere"


def test_a_municipality_tells_the_mrc_of_a_code_of_several(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0K 9B0", small, regions, municipality="Saint-Esprit")
    assert isinstance(location, Located)
    assert (location.mrc_code, location.municipality_code) == ("63", "63030")


def test_a_municipality_narrows_an_area(small: Atlas, regions: dict[str, str]) -> None:
    wide = locate("J0H 9Z9", small, regions)
    narrow = locate("J0H 9Z9", small, regions, municipality="Saint-Damase")
    assert isinstance(wide, Located)
    assert isinstance(narrow, Located)
    assert narrow.uncertainty_km < wide.uncertainty_km
    assert narrow.point == Point(45.53, -73.00)


def test_an_mrc_that_no_region_has_is_held(small: Atlas, regions: dict[str, str]) -> None:
    without = {mrc: region for mrc, region in regions.items() if mrc != "62"}
    location = locate("J0K 2M0", small, without)
    assert isinstance(location, Unknown)
    assert location.reason.code == "place.mrc_without_region"


def test_a_reform_of_regions_needs_no_new_atlas(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("J0K 2M0", small, regions | {"62": "15"})
    assert isinstance(location, Located)
    assert location.region_code == "15"


class _FakeGeoNames:
    def __init__(self, answer: GeoNamesPlace | None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def place(self, country: str, code: str) -> GeoNamesPlace | None:
        self.asked.append((country, code))
        return self.answer


def test_an_area_newer_than_the_atlas_is_held_with_the_regions_in_reach(small: Atlas, regions: dict[str, str]) -> None:
    near_joliette = GeoNamesPlace("Somewhere new", Point(46.1, -73.3), 60.0)
    geonames = _FakeGeoNames(near_joliette)
    location = locate("J9Z 1A1", small, regions, geonames=geonames)
    assert geonames.asked == [("CA", "J9Z")]
    assert isinstance(location, Ambiguous)
    assert {"04", "14"} <= {c.region_code for c in location.candidates}
    assert location.point == near_joliette.point


def test_a_newer_area_with_one_region_in_reach_is_held_too(small: Atlas, regions: dict[str, str]) -> None:
    location = locate("G9Z 1A1", small, regions, geonames=_FakeGeoNames(GeoNamesPlace("New", Point(48.4, -71.0), 20.0)))
    assert isinstance(location, Unknown)
    assert "region 02" in str(location.reason)


def test_other_provinces_get_a_point_beyond_the_atlas(small: Atlas, regions: dict[str, str]) -> None:
    place = GeoNamesPlace("Toronto", Point(43.64, -79.4), 10.0)
    location = locate("M5V 2T6", small, regions, geonames=_FakeGeoNames(place))
    assert isinstance(location, Outside)
    assert (location.place, location.point, location.uncertainty_km) == ("Toronto", place.point, 10.0)
    assert "pgeocode" in str(location.reason)


def test_what_the_atlas_knows_is_never_asked_beyond_it(small: Atlas, regions: dict[str, str]) -> None:
    geonames = _FakeGeoNames(None)
    for code in ("J0K 2M0", "J6E 9Z9", "J0K", "H0H 0H0", "K1A 0C9", "GIR 2B5"):
        locate(code, small, regions, geonames=geonames)
    assert geonames.asked == []


def test_locating_does_not_import_pgeocode_or_pandas_or_numpy(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from innoveici.atlas.geonames import GeoNames\n"
        "from innoveici.atlas.locate import locate\n"
        "from innoveici.atlas.store import Atlas\n"
        f"geonames = GeoNames.at(Path({str(tmp_path)!r}))\n"
        "locate('J0K 2M0', Atlas.open(), {}, municipality='Joliette', geonames=geonames)\n"
        "print(*sorted({'pgeocode', 'pandas', 'numpy', 'urllib.request'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []


BAD_CODES = ("GIR 2B5", "12345", "", "H0H", "H0H 0H0", "à venir", "M5V 2T6", "K1A", "K1A 0A1", "67000")
SMALL_CODES = st.sampled_from(["J0K2M0", "J0K9A0", "J0K9B0", "J0K", "J0K9Z9", "J6E9Z9", "J9Z1A1", "K1A0C9", "H4L1A1"])
NAMES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["Montréal", "Saint-Damase", "Clermont", "St-Alexis", "Joliette", "Hull", "Mercier", "Québec (QC)"]
    ),
)


@given(code=st.one_of(SMALL_CODES, st.text(max_size=12)), municipality=st.none() | NAMES, country=st.text(max_size=3))
def test_no_text_makes_it_raise_and_every_verdict_keeps_its_promise(
    code: str, municipality: str | None, country: str, small: Atlas, regions: dict[str, str]
) -> None:
    for chosen in ("CA", country):
        location = locate(code, small, regions, municipality=municipality, country=chosen)
        match location:
            case Located():
                assert location.region_code in regions.values()
                assert location.mrc_code is None or regions[location.mrc_code] == location.region_code
                assert location.municipality_code is None or location.municipality_code[:2] == location.mrc_code
                assert location.uncertainty_km > 0
                assert location.verdict == "exact" or location.reason is not None
            case Ambiguous():
                assert len(location.candidates) >= 2
                if location.reason.code not in CONTRADICTIONS:
                    assert len({c.region_code for c in location.candidates}) == len(location.candidates)
                for candidate in location.candidates:
                    assert {regions[mrc] for mrc in candidate.mrc_codes} == {candidate.region_code}
            case Outside():
                assert location.province != "QC"
        if not isinstance(location, Located):
            assert location.reason.text()


@given(code=SMALL_CODES, municipality=NAMES)
def test_a_municipality_never_moves_a_code_to_a_region_that_the_code_excludes(
    code: str, municipality: str, small: Atlas, regions: dict[str, str]
) -> None:
    alone, together = locate(code, small, regions), locate(code, small, regions, municipality=municipality)
    if isinstance(alone, Located) and isinstance(together, Located):
        assert together.region_code == alone.region_code
    if isinstance(alone, Ambiguous) and isinstance(together, Located):
        assert together.region_code in {c.region_code for c in alone.candidates}


@given(
    code=st.one_of(SMALL_CODES, st.sampled_from(BAD_CODES), st.text(max_size=12)),
    municipality=NAMES,
    country=st.sampled_from(["CA", "FR", "US", "??"]),
)
def test_a_code_that_does_not_heed_the_municipality_is_located_without_it(
    code: str, municipality: str, country: str, small: Atlas, regions: dict[str, str]
) -> None:
    if not heeds_municipality(code, small, country):
        alone = locate(code, small, regions, country=country)
        assert locate(code, small, regions, municipality=municipality, country=country) == alone


@pytest.mark.parametrize(
    ("code", "country", "heeds"),
    [
        ("J0K 2M0", "CA", True), ("j0k", "CA", True), ("G9Z 9Z9", "CA", True), ("K1A 0A1", "CA", True),
        ("H0H 0H0", "CA", False), ("M5V 2T6", "CA", False), ("GIR 2B5", "CA", False), ("12345", "CA", False),
        ("", "CA", True), ("", "FR", False), ("67000", "FR", False), ("J0K 2M0", "FR", False),
    ],
)  # fmt: skip
def test_only_a_code_of_quebec_or_none_at_all_heeds_the_municipality(
    code: str, country: str, heeds: bool, small: Atlas
) -> None:
    assert heeds_municipality(code, small, country) == heeds


def test_every_first_letter_is_quebec_s_or_another_province_s() -> None:
    assert QUEBEC_LETTERS | set(PROVINCE_OF_LETTER) == set(FIRST_LETTERS)
    assert not QUEBEC_LETTERS & set(PROVINCE_OF_LETTER)


def test_every_province_has_a_name_in_words() -> None:
    provinces = {province_of(letter + "0A") for letter in PROVINCE_OF_LETTER} | {"NT"}
    assert {f"province.{province}" for province in provinces} <= set(REASONS)
    assert len(provinces) == 12


def test_nunavut_shares_its_letter_with_the_northwest_territories() -> None:
    assert [province_of(area) for area in ("X0A", "X0B", "X0C", "X0E", "X0G", "X1A")] == ["NU"] * 3 + ["NT"] * 3
