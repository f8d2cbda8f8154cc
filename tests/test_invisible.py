"""What nobody sees is taken out; spaces and what turns a line around stay."""

from __future__ import annotations

import sys
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.atlas.names import key
from innoveici.batch.read.harmless import is_harmless
from innoveici.batch.text import visible as seen
from innoveici.directory.sectors import fold
from innoveici.invisible import INVISIBLE, visible
from innoveici.postal import parse

HIDDEN = [char for char in map(chr, range(sys.maxunicode + 1)) if INVISIBLE.match(char)]


@pytest.mark.parametrize(
    "char", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200c", "\u200d", "\u180e", "\ufe0f", "\u3164"]
)
def test_it_is_taken_out_of_a_word(char: str) -> None:
    assert visible(f"{char}Qué{char}bec{char}") == "Québec"


def test_spaces_letters_and_what_turns_a_line_stay() -> None:
    for char in (" ", "\u00a0", "\u202f", "\u2009", "\u202e", "\u202d", "\n", "\x00", "é", "\u0301", "’", "😀"):
        assert visible(char) == char
    assert not [char for char in HIDDEN if unicodedata.category(char)[0] in "ZPNS"]


@given(st.lists(st.text(st.sampled_from([*HIDDEN[:20], "a", "é", " ", "\u0301", "😀"]), max_size=6), max_size=5))
def test_a_column_is_read_as_its_cells(cells: list[str]) -> None:
    column = pa.array(cells, pa.string())
    assert seen(column).to_pylist() == [visible(cell) for cell in cells]
    assert seen(column.slice(1)).to_pylist() == [visible(cell) for cell in cells[1:]]


def test_none_of_them_is_harmless_for_a_block_of_rows() -> None:
    assert not any(is_harmless(f"a{char}".encode(), but=b"") for char in HIDDEN)


def test_names_codes_and_headers_are_compared_without_it() -> None:
    assert key("Qué\u200bbec") == key("Québec")
    assert fold("En\u00adtreprise") == fold("Entreprise")
    assert parse("J0K\u034f 2\u2060M0") == parse("J0K 2M0")
