"""Names of municipalities, as forms and exports really write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.municipality_names import (
    OTHER_NAMES,
    Gazetteer,
    gazetteer,
    is_short_for,
    key,
    municipalities_of,
    names_in,
    parts,
    places_in,
)
from innoveici.atlas.store import Atlas


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("ST-FELIX DE VALOIS", "Saint-Félix-de-Valois"),
        ("Ste-Thérèse", "Sainte-Thérèse"),
        ("St. Jérôme", "Saint-Jérôme"),
        ("Val-d’Or", "Val-d'Or"),
        ("Dollard des Ormeaux", "Dollard-Des Ormeaux"),
        ("LaSalle", "La Salle"),
        ("Contrecoeur", "Contrecœur"),
        ("Saint-Louis-du-Ha Ha", "Saint-Louis-du-Ha! Ha!"),
        ("N.D. de Lourdes", "N D de Lourdes"),
        ("ND-de-Lourdes", "Notre-Dame-de-Lourdes"),
        ("Métabetchouan—Lac-à-la-Croix", "Métabetchouan–Lac-à-la-Croix"),
        ("Montre\u0301al", "Montréal"),
    ],
)
def test_spellings_of_one_name_share_a_key(written: str, official: str) -> None:
    assert key(written) == key(official)


def test_names_that_differ_keep_different_keys() -> None:
    assert key("Saint-Alexis") != key("Saint-Alexis-des-Monts")
    assert key("Sainte-Perpétue") != key("Saint-Perpétue")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Québec (Charlesbourg)", ("Charlesbourg",)),
        ("Montréal, QC, Canada", ("Montréal",)),
        ("Québec", ("Québec",)),
        ("Saguenay (arr. Jonquière)", ("Saguenay", "arr. Jonquière")),
        ("Magog (Ville)", ("Magog",)),
        ("Rock Forest / Sherbrooke", ("Rock Forest", "Sherbrooke")),
        ("Trois-Rivières", ("Trois-Rivières",)),
        (" - ", ()),
    ],
)
def test_a_cell_is_split_into_the_names_it_holds(cell: str, found: tuple[str, ...]) -> None:
    assert parts(cell) == found


@pytest.mark.parametrize(
    ("name", "longer", "short"),
    [
        ("Saint-Félix", "Saint-Félix-de-Valois", True),
        ("St-Félix-de-Valois", "Saint-Félix-de-Valois", True),
        ("Saint", "Saint-Félix-de-Valois", False),
        ("Notre-Dame", "Notre-Dame-de-Lourdes", False),
        ("Saint-Félix-de-Valois", "Saint-Félix", False),
        ("Saint-Fé", "Saint-Félix-de-Valois", False),
        ("", "Saint-Félix", False),
    ],
)
def test_a_short_form_is_whole_words_with_one_that_tells(name: str, longer: str, short: bool) -> None:
    assert is_short_for(name, longer) is short


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Montreal", ["66023"]),
        ("Ville de Montréal", ["66023"]),
        ("Montréal QC", ["66023"]),
        ("Ville Québec", ["23027"]),
        ("Ville St-Laurent", ["66023"]),
        ("St-Damase", ["07105", "54017"]),
        ("Ancienne-Lorette", ["23057"]),
        ("Greenfield Park", ["58227"]),
        ("Hull", ["81017"]),
        ("Saint-Michel", ["66023", "68055"]),
        ("Saint-Michel (Montréal)", ["66023"]),
        ("Clermont (Montréal)", ["15035", "66023", "87110"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_a_name_finds_what_it_may_mean_and_no_more(text: str, codes: list[str], small: Atlas) -> None:
    assert [municipality.code for municipality in gazetteer(small).find(text)] == codes


@pytest.mark.parametrize(
    ("text", "mrc_codes", "codes"),
    [
        ("St-Alexis", None, ["51020", "63040"]),
        ("St-Alexis", ["51"], ["51020"]),
        ("Saint-Alexis (Montréal)", ["66"], ["66023"]),
        ("Saint", None, []),
        ("Alexis", None, []),
    ],
)
def test_a_short_form_finds_the_names_it_begins(
    text: str, mrc_codes: list[str] | None, codes: list[str], small: Atlas
) -> None:
    assert [municipality.code for municipality in gazetteer(small).short(text, mrc_codes)] == codes


def test_other_names_are_all_filed_under_municipalities_that_exist(real: Atlas) -> None:
    for line in OTHER_NAMES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, rest = line.partition(" ")
            name = rest.partition(":")[0]
            municipality = real.municipality(code)
            assert municipality is not None, line
            assert key(municipality.name) == key(name), line


def test_every_municipality_is_found_by_its_own_name_with_or_without_its_article(real: Atlas) -> None:
    names = gazetteer(real)
    for municipality in real.municipalities():
        for written in (municipality.name, municipality.name.upper(), f"Municipalité de {municipality.name}"):
            assert municipality in names.find(written), written


@given(st.text())
def test_no_text_makes_the_search_raise(text: str) -> None:
    assert Gazetteer((), "").find(text) == ()


@given(st.text(alphabet="abcdestz éèêôîçœ-'’.()"))
def test_case_accents_and_punctuation_do_not_change_a_key(text: str) -> None:
    plain = text.replace("é", "e").replace("è", "e").replace("ê", "e").replace("ô", "o").replace("î", "i")
    assert key(text) == key(text.upper()) == key(plain) == key(text.replace("-", " ").replace("’", "'"))


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
