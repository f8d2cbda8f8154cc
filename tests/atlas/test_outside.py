from __future__ import annotations

from innoveici.atlas.outside import PROVINCE_OF_LETTER, province_of
from innoveici.postal import FIRST_LETTERS, QUEBEC_LETTERS
from innoveici.reasons import REASONS


def test_every_first_letter_is_quebec_s_or_another_province_s() -> None:
    assert QUEBEC_LETTERS | set(PROVINCE_OF_LETTER) == set(FIRST_LETTERS)
    assert not QUEBEC_LETTERS & set(PROVINCE_OF_LETTER)


def test_every_province_has_a_name_in_words() -> None:
    provinces = {province_of(letter + "0A") for letter in PROVINCE_OF_LETTER} | {"NT"}
    assert {f"province.{province}" for province in provinces} <= set(REASONS)
    assert len(provinces) == 12


def test_nunavut_shares_its_letter_with_the_northwest_territories() -> None:
    assert [province_of(area) for area in ("X0A", "X0B", "X0C", "X0E", "X0G", "X1A")] == ["NU"] * 3 + ["NT"] * 3
