"""Entries by words, as people type them."""

from __future__ import annotations

import pytest

from innoveici.orientation.entry_index import EntryIndex, open_index
from innoveici.orientation.entry_search import Found, missing_words, search

THEMES = """id,name_fr,name_en,words_fr,words_en
énergie,énergie,energy,éolien|hydrogène,wind power
agroalimentaire,agroalimentaire,agri-food,fromagerie|bouffe,cheese
"""
ORGANIZATIONS = """id,name_fr,description_fr,helps,themes
soudure-plus,Soudure Plus (exemple),Robotisation de la soudure en petite série,expertise,
vent,Centre du vent (exemple),Essais de pales,expertise|research,énergie
terroir,Terroir (exemple),Mise en marché,guidance,agroalimentaire
"""
PROGRAMS = """id,name_fr,description_fr,operator,helps,themes
pret-vert,Prêt vert (exemple),Bâtiments,vent,loan,énergie
essor-robots,Essor robots (exemple),Robots en usine,Ministère (exemple),grant,
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> EntryIndex:
    folder = tmp_path_factory.mktemp("catalogue")
    for name, text in (("themes", THEMES), ("organizations", ORGANIZATIONS), ("programs", PROGRAMS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return open_index(folder, folder / "cache")


def found(index: EntryIndex, text: str, kind: str = "organization") -> Found:
    return search(index, kind, text, lambda _entry: True, 10)


def ids(index: EntryIndex, text: str, kind: str = "organization") -> list[str]:
    return [hit.entry.id for hit in found(index, text, kind).hits]


@pytest.mark.parametrize("text", ["soudure", "SOUDURES", "robotiser la soudure", "robotisé la soudur", "robot soud"])
def test_endings_accents_case_and_beginnings_of_words_do_not_count(index: EntryIndex, text: str) -> None:
    assert ids(index, text) == ["soudure-plus"]


@pytest.mark.parametrize(
    ("text", "first"), [("éolien", "vent"), ("eoliennes", "vent"), ("wind power", "vent"), ("bouffe", "terroir")]
)
def test_synonyms_of_a_theme_find_what_is_about_it(index: EntryIndex, text: str, first: str) -> None:
    assert ids(index, text)[0] == first


def test_the_kind_of_help_is_found_in_both_languages(index: EntryIndex) -> None:
    assert ids(index, "prêt", "program") == ids(index, "loan", "program") == ["pret-vert"]


def test_who_runs_a_programme_finds_it(index: EntryIndex) -> None:
    assert ids(index, "Centre du vent", "program") == ["pret-vert"]
    assert ids(index, "ministère", "program") == ["essor-robots"]


def test_an_id_finds_its_entry(index: EntryIndex) -> None:
    assert ids(index, "essor-robots", "program") == ["essor-robots"]


def test_a_slip_is_read_as_the_word_that_is_meant_and_said(index: EntryIndex) -> None:
    result = found(index, "fromajerie")

    assert [hit.entry.id for hit in result.hits] == ["terroir"]
    assert result.read_as == {"fromajerie": "fromagerie"}


def test_more_of_the_words_come_first(index: EntryIndex) -> None:
    result = found(index, "essais soudure robotisation")

    assert [(hit.entry.id, hit.words) for hit in result.hits] == [
        ("soudure-plus", ("soudure", "robotisation")),
        ("vent", ("essais",)),
    ]


def test_words_that_nothing_has_are_named(index: EntryIndex) -> None:
    result = found(index, "soudure xyzzyq")

    assert [hit.entry.id for hit in result.hits] == ["soudure-plus"]
    assert [word.text for word in result.missing] == ["xyzzyq"]


@pytest.mark.parametrize("text", ["", "  ", '"', "AND OR NOT", "a*b", "NEAR(x y)", "name:x", "' OR 1=1 --", "-"])
def test_what_a_database_would_take_for_its_own_words_is_words(index: EntryIndex, text: str) -> None:
    assert found(index, text).hits == ()


def test_only_what_is_wanted_is_found_and_no_more_than_is_asked(index: EntryIndex) -> None:
    result = search(index, "organization", "expertise", lambda entry: entry.id != "vent", 1)

    assert [hit.entry.id for hit in result.hits] == ["soudure-plus"]


def test_words_that_no_entry_of_any_kind_has_are_known(index: EntryIndex) -> None:
    missing = missing_words(index, "prêt pour la soudure de xyzzyq")

    assert [word.text for word in missing] == ["xyzzyq"]
