"""What a code says by itself, from the full code down to its first letter; what a name given beside it may mean."""

from __future__ import annotations

import pytest

from innoveici.atlas.clues import Clue, Given, clue_of, given_with
from innoveici.atlas.store import Atlas
from innoveici.postal import Fsa, PostalCode, parse


def clue_or_none(code: str, atlas: Atlas) -> Clue | None:
    parsed = parse(code, "CA")
    assert isinstance(parsed, PostalCode | Fsa)
    return clue_of(parsed, atlas)


@pytest.mark.parametrize(
    ("code", "known", "mrc_codes", "area_mrc_codes"),
    [
        ("J0K 2M0", "exact", ("62",), ("51", "52", "61", "62", "63")),
        ("J0K 9Z9", "area", ("51", "52", "61", "62", "63"), ("51", "52", "61", "62", "63")),
        ("J0K", "area", ("51", "52", "61", "62", "63"), ("51", "52", "61", "62", "63")),
        ("H9Z 1A1", "nothing", ("65", "66"), ()),
        ("K1A 0C9", "nothing", ("81",), ()),
    ],
)
def test_a_code_leaves_the_mrcs_that_the_atlas_knows_of_it(
    code: str, known: str, mrc_codes: tuple[str, ...], area_mrc_codes: tuple[str, ...], small: Atlas
) -> None:
    found = clue_or_none(code, small)
    assert found is not None
    assert (found.known, found.mrc_codes, found.area_mrc_codes) == (known, mrc_codes, area_mrc_codes)
    assert found.fsa == code[:3]
    assert (found.reason is None) == (known == "exact")
    assert (found.point is None) == (known == "nothing")


def test_a_code_of_another_province_says_nothing_of_quebec(small: Atlas) -> None:
    assert clue_or_none("M5V 2T6", small) is None


def given(code: str, municipality: str | None, atlas: Atlas) -> Given | None:
    return given_with(clue(code, atlas), municipality, atlas)


def clue(code: str, atlas: Atlas) -> Clue:
    found = clue_or_none(code, atlas)
    assert found is not None
    return found


@pytest.mark.parametrize("blank", [None, "", "  ", " - "])
def test_a_blank_cell_says_nothing(blank: str | None, small: Atlas) -> None:
    assert given("J0K 2M0", blank, small) is None


@pytest.mark.parametrize("name", ["Saint-Félix-de-Valois", "ST-FELIX-DE-VALOIS", "Saint-Félix"])
def test_the_codes_own_place_agrees_and_nothing_else_is_asked(name: str, small: Atlas) -> None:
    assert given("J0K 2M0", name, small) == Given((), agrees=True)


def test_a_short_form_of_a_place_of_the_area_is_among_the_meanings(small: Atlas) -> None:
    found = given("J0K 9Z9", "Saint-Félix", small)
    assert found is not None
    assert [m.code for m in found.meanings] == ["62007"]
    assert found.local == {"62007"}
    assert found.official == frozenset()


def test_a_short_form_of_a_place_elsewhere_is_not(small: Atlas) -> None:
    assert given("J6E 9Z9", "Saint-Félix", small) == Given(())


def test_a_name_in_the_codes_own_mrc_keeps_the_area_out_of_it(small: Atlas) -> None:
    found = given("J0K 9B0", "Saint-Alexis", small)  # a code of MRC 63, where Saint-Alexis is
    assert found is not None
    assert [m.code for m in found.meanings] == ["63040"]


def test_whole_official_names_are_told_from_others(small: Atlas) -> None:
    official, other = given("J6E 9Z9", "Gatineau (Québec)", small), given("J6E 9Z9", "Hull", small)
    assert official is not None
    assert other is not None
    assert (official.official, other.official) == ({"81017"}, frozenset())
    assert official.name == other.name == "Gatineau"


def test_where_not_even_the_area_is_known_only_whole_names_count(small: Atlas) -> None:
    found = given("J9Z 1A1", "Saint-Félix", small)
    assert found is not None
    assert found.meanings == ()
    assert [m.code for m in found.rivals] == ["62007"]  # a short form settles nothing, it only leaves a doubt


def test_another_town_in_the_same_cell_is_a_rival(small: Atlas) -> None:
    found = given("J0K 9Z9", "Joliette, Longueuil", small)
    assert found is not None
    assert [m.code for m in found.meanings] == ["58227", "61025"]
    assert [m.code for m in found.rivals] == ["58227"]


def test_the_sector_of_a_town_is_none(small: Atlas) -> None:
    found = given("J0K 9Z9", "Gatineau (Hull)", small)
    assert found is not None
    assert ([m.code for m in found.meanings], found.rivals) == (["81017"], ())
