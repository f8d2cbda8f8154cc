"""``is_harmless`` never says yes to what a request refuses or what normalising would change."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read.harmless import harmful, is_harmless
from innoveici.request import Reading, read_request

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@settings(deadline=None)
@given(_TEXT, _TEXT)
def test_harmless_text_is_neither_refused_nor_changed(first: str, second: str) -> None:
    both = f"a{first}b,{second}c"
    if is_harmless(both.encode(), but=b""):
        assert unicodedata.is_normalized("NFC", both)
        request = read_request({"company": both, "postal_code": "H2X 1Y4"}, Reading(trusted=True))
        assert not isinstance(request, tuple)
        assert request.company == both


def test_every_single_character_is_judged_right() -> None:
    for code in (*range(0xD800), *range(0xE000, 0x3000 + 0x10000)):
        character = chr(code)
        plain = (
            unicodedata.is_normalized("NFC", "e" + character)
            and not unicodedata.combining(character)
            and unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp")
        )
        assert plain or not is_harmless(character.encode(), but=b""), hex(code)


@given(st.lists(_TEXT | st.text("aé\n\t\u0301😀"), max_size=4), st.sampled_from(["", "\n"]))
def test_a_column_has_the_cells_that_are_not_harmless_by_themselves(cells: list[str], but: str) -> None:
    found = harmful(pa.array(cells, pa.string()), but=but).tolist()
    assert found == [not is_harmless(cell.encode(), but=but.encode()) for cell in cells]


def test_what_real_exports_hold_is_harmless() -> None:
    assert is_harmless("Crêperie « L’Œuf » – 12 % à 20 €…\u00a0!".encode(), but=b"")


def test_separators_are_harmless_only_where_they_separate() -> None:
    assert is_harmless(b"a\r\nb", but=b"\r\n")
    assert not is_harmless(b"a\r\nb", but=b"")
    assert not is_harmless(b"a\tb", but=b"\r\n")
