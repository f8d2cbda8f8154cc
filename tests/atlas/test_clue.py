"""What a code says by itself, from the full code down to its first letter."""

from __future__ import annotations

import pytest

from innoveici.atlas.clue import Clue, clue_of
from innoveici.atlas.store import Atlas
from innoveici.postal import Fsa, PostalCode, parse


def clue(code: str, atlas: Atlas) -> Clue | None:
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
    found = clue(code, small)
    assert found is not None
    assert (found.known, found.mrc_codes, found.area_mrc_codes) == (known, mrc_codes, area_mrc_codes)
    assert found.fsa == code[:3]
    assert (found.reason is None) == (known == "exact")
    assert (found.point is None) == (known == "nothing")


def test_a_code_of_another_province_says_nothing_of_quebec(small: Atlas) -> None:
    assert clue("M5V 2T6", small) is None
