"""Languages, consents and lists as people and forms write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.spellings.short_answers import CONSENT_WORDS, LANGUAGE_WORDS, consent_of, items_of, language_of


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("fr-CA", "fr"), ("FR_CA", "fr"), ("F", "fr"), ("Français (Canada)", "fr"),
        ("Français / French", "fr"), ("French, français", "fr"), ("en-ca", "en"), ("EN_US", "en"),
        ("E", "en"), ("A", "en"), ("English (Canada)", "en"), ("Anglais", "en"),
        ("Bilingue", None), ("both", None), ("Français / English", None), ("de-CH", None), ("()", None), ("-", None),
    ],
)  # fmt: skip
def test_a_language_is_read_however_a_form_writes_it(written: str, meant: str | None) -> None:
    assert language_of(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("X", True), ("J’accepte", True), ("J'accepte.", True), ("I agree", True), ("Oui, j'accepte", True),
        ("Oui / Yes", True), ("Yes - I agree", True), ("coché", True), ("Accepté", True), ("TRUE", True), ("1", True),
        ("Non / No", False), ("Je refuse", False), ("I do not agree", False), ("Non, je refuse", False),
        ("peut-être", None), ("oui et non", None), ("Oui / Non", None), ("oui, mais pas par courriel", None),
        ("à confirmer", None), ("2026-11-20", None), (",", None), ("☐", None),
    ],
)  # fmt: skip
def test_a_consent_is_yes_or_no_for_certain_or_neither(written: str, meant: bool | None) -> None:
    assert consent_of(written) is meant


@given(st.text(max_size=20))
def test_any_text_is_an_answer_or_none(text: str) -> None:
    assert consent_of(text) in (True, False, None)
    assert language_of(text) in ("fr", "en", None)


def test_the_words_that_columns_are_read_by_mean_the_same_one_by_one() -> None:
    assert all(consent_of(word.upper()) is meant for word, meant in CONSENT_WORDS.items())
    assert all(language_of(word.upper()) == meant for word, meant in LANGUAGE_WORDS.items())


WORDS = ("bois", "santé", "intelligence artificielle")


def known(text: str) -> bool:
    return text.strip().casefold() in WORDS


@pytest.mark.parametrize(
    "between", ["|", " | ", ";", "; ", ";#", ", ", ",", "\n", "\r\n"], ids=lambda between: between.encode().hex()
)
def test_words_of_a_list_stand_between_any_of_the_usual_signs(between: str) -> None:
    assert items_of(between.join(WORDS), known) == list(WORDS)


def test_an_array_of_json_is_a_list_and_so_is_one_of_python() -> None:
    assert items_of(json.dumps(WORDS), known) == list(WORDS)
    assert items_of("['bois', 'santé']", known) == ["bois", "santé"]
    assert items_of("[bois]", known) == ["bois"]
    assert items_of("[1, 2]", known) == ["[1, 2]"]


def test_a_comma_inside_a_name_that_nobody_knows_separates_nothing() -> None:
    assert items_of("Meubles, lits et divans", known) == ["Meubles, lits et divans"]
    assert items_of("Bois, meubles", known) == ["Bois", "meubles"]
    assert items_of("a, b", lambda text: text == "a, b") == ["a, b"]


def test_the_numbers_of_a_look_up_column_are_no_words() -> None:
    assert items_of("4;#bois;#17;#santé", known) == ["bois", "santé"]
    assert items_of("4;5", known) == ["4", "5"]
