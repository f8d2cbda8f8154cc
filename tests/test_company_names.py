from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.company_names import fold, named_like


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fromagerie", "Fromagerie de l’Étang inc."),
        ("ETANG", "Fromagerie de l’Étang inc."),
        ("étang froma", "Fromagerie de l’Étang inc."),
        ("Fromagerie de l'Étang ltée", "Fromagerie de l’Étang inc."),
        ("Cuisines Alavoine inc.", "Cuisines Alavoine"),
        ("Gagnon S.E.N.C.R.L.", "Gagnon & fils"),
        ("abc", "A.B.C. Découpe"),
        ("A B C découpe", "ABC Découpe"),
        ("soeurs", "Les Sœurs du Pain"),
        ("3M", "3M Québec"),
        ("coop 21", "Coop du 21e Rang"),
        ("Inc.", "Incubateur Boréal"),
    ],
)
def test_a_name_is_found_whatever_its_case_accents_and_legal_form(text: str, name: str) -> None:
    accepts = named_like(text)

    assert accepts is not None
    assert accepts(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [("fromagerie lac", "Fromagerie du Mont"), ("R-10", "Garage 10 Roues"), ("a", ""), ("21e", "221e Rue")],
)
def test_another_name_is_not(text: str, name: str) -> None:
    accepts = named_like(text)

    assert accepts is not None
    assert not accepts(name)


@pytest.mark.parametrize("text", ["", "  ", "…", "-/_"])
def test_without_a_word_there_is_nothing_to_look_for(text: str) -> None:
    assert named_like(text) is None


@given(st.text(max_size=30))
def test_every_name_is_found_by_itself(name: str) -> None:
    accepts = named_like(name)

    assert accepts is None or accepts(name)
    assert fold(fold(name)) == fold(name)
