"""When two requests, or two names of companies, may be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.likeness import company_key, fold, named_like, number_key

CODE = "J0K 2M0"


@pytest.mark.parametrize(
    ("one", "other"), [("0012", "12"), ("INN-0012", "inn-12"), ("A/007.08", "a/7.8"), ("000", "0"), (" R-01 ", "r-1")]
)
def test_case_and_leading_zeros_of_a_number_do_not_count(one: str, other: str) -> None:
    assert number_key(one) == number_key(other)


@pytest.mark.parametrize(("one", "other"), [("12", "120"), ("INN-12", "INN12"), ("1-2", "12"), ("R-10", "R-1")])
def test_other_numbers_are_other_numbers(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@pytest.mark.parametrize(
    "name",
    ["CUISINES MOREL INC.", "Les Cuisines Morel", "cuisines morel, ltée", "Cuisines  Morel enr.",
     "Cuisinés-Morel S.E.N.C.",     "Cuisines Morel (inc)", "Cuisines Morel s.e.n.c.r.l."],
)  # fmt: skip
def test_legal_forms_case_and_accents_of_a_name_do_not_count(name: str) -> None:
    assert company_key(name, "j0k2m0") == company_key("Cuisines Morel", CODE)


@pytest.mark.parametrize(
    ("one", "other"), [("L’Œuvre Fictive", "l'oeuvre fictive"), ("Marque™ Bidon", "Marque TM Bidon"), ("№ 5", "no 5")]
)
def test_signs_of_two_letters_are_these_letters(one: str, other: str) -> None:
    assert company_key(one, CODE) == company_key(other, CODE)


def test_another_name_or_another_place_is_another_company() -> None:
    assert company_key("Cuisines Morel", CODE) != company_key("Cuisines Moreau", CODE)
    assert company_key("Cuisines Morel", CODE) != company_key("Cuisines Morel", "G1R 2B5")
    assert company_key("Cuisines Morel", "", "Rawdon") == company_key("Cuisines Morel inc.", "", "RAWDON")


def test_without_a_place_or_a_name_nothing_is_alike() -> None:
    assert company_key("Cuisines Morel", "") == company_key("!!!", CODE) == ""
    assert company_key("Inc.", CODE) == company_key("INC", CODE) != ""


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_texts_have_a_key(company: str, code: str) -> None:
    assert company_key(company, code) == company_key(company.upper().lower(), code) or not company.isascii()
    assert number_key(number_key(company)) == number_key(company)


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
