"""Countries and markets as people write them."""

from __future__ import annotations

from string import ascii_uppercase

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from innoveici.spellings.countries import PROVINCES, Country, country_of, is_country, is_place, market_of


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Canada ", "CA"), ("CAN", "CA"), ("Canada (CA)", "CA"), ("Québec, Canada", "CA"), ("Canada - Québec", "CA"),
        ("É.-U.", "US"), ("USA", "US"), ("U.S.A.", "US"), ("United States of America", "US"), ("ETATS-UNIS", "US"),
        ("FRA", "FR"), ("Royaume-Uni", "GB"), ("UK", "GB"), ("Côte d’Ivoire", "CI"), ("bel", "BE"), ("Pays-Bas", "NL"),
        ("Bosnia & Herzegovina", "BA"), ("Congo-Kinshasa", "CD"), ("MEX", "MX"), ("Allemagne", "DE"),
    ],
)  # fmt: skip
def test_a_country_is_read_by_any_of_its_names(written: str, code: str) -> None:
    assert country_of(written) == Country(code)


@pytest.mark.parametrize("written", ["QC", "PQ", "Québec", "Quebec", "Qc.", "Ontario", "N.-B.", "province de Québec"])
def test_a_province_is_no_country_but_is_in_one(written: str) -> None:
    assert country_of(written) == Country("CA", of_province=True)


@pytest.mark.parametrize("written", ["", "123", "XX", "Kanado", "Canada/USA", "Québec, France", "Atlantide"])
def test_what_names_no_country_or_several_is_none(written: str) -> None:
    assert country_of(written) is None


def test_two_letters_of_a_province_that_are_a_countrys_too_are_told_apart_by_the_code_beside_them() -> None:
    for code in ("NL", "PE", "SK"):
        assert country_of(code) == Country(code)
        assert country_of(code, in_canada=True) == Country("CA", of_province=True)
    assert all(country_of(code, in_canada=True) == Country("CA", of_province=True) for code in PROVINCES)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("fr-ges", "FR-GES"), ("FR", "FR"), ("France", "FR"), ("Grand Est", "FR-GES"), ("Québec", "CA-QC"),
        ("États-Unis", "US"), ("Nouvelle-Aquitaine", "FR-NAQ"), ("Ontario", "CA-ON"), ("us-ny", "US-NY"),
        ("Europe", None), ("ZZ-TOP", None), ("", None), ("XX", None),
    ],
)  # fmt: skip
def test_a_market_is_a_code_or_a_name(written: str, code: str | None) -> None:
    assert market_of(written) == code


@given(st.text(max_size=20))
def test_any_text_is_read_without_raising(text: str) -> None:
    country_of(text)
    assert (found := market_of(text)) is None or market_of(found) == found


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
    pairs = {a + b for a in ascii_uppercase for b in ascii_uppercase}

    assert {code for code in pairs if is_country(code)} == named - not_countries
