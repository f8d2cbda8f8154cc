from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.folding import fold

if TYPE_CHECKING:
    from tests.directory.conftest import Files


@pytest.mark.parametrize("text", ["Énergie", " ENERGIE ", "énergie\u00a0", "e\u0301nergie", "énergie."])
def test_case_accents_and_punctuation_do_not_count(text: str) -> None:
    assert fold(text) == "energie"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_sector_has_one_name_however_it_is_written(files: Files) -> None:
    directory = files.load()

    assert directory.sector("ai") == "intelligence artificielle"
    assert directory.sector("Intelligence-Artificielle") == "intelligence artificielle"
    assert directory.sector(" Astrologie ") == "Astrologie"
