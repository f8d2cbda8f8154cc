from __future__ import annotations

import pytest
from babel import Locale

from innoveici.directory.codes import COUNTRIES, LANGUAGES, is_place


@pytest.mark.parametrize("code", ["CA", "CA-QC", "CA-ON", "FR", "FR-GES", "FR-2A", "US-NY"])
def test_a_country_or_a_part_of_one_is_a_place(code: str) -> None:
    assert is_place(code)


@pytest.mark.parametrize(
    "code", ["XX", "XX-QC", "ZZ", "QC", "CA-", "CA-XX", "ca-qc", "FR-ges", "FR-", "FR-ABCD", "FRA", ""]
)
def test_what_is_only_formed_like_one_is_not(code: str) -> None:
    assert not is_place(code)


def test_every_country_has_a_name_and_none_is_missing() -> None:
    named = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    not_countries = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}

    assert named - not_countries <= COUNTRIES
    assert not COUNTRIES - named


def test_every_language_of_two_letters_has_a_name_and_none_is_missing() -> None:
    named = {code for code in Locale("en").languages if len(code) == 2}

    assert {code for code in LANGUAGES if len(code) == 2} == named - {"sh"}  # withdrawn
