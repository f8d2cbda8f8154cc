"""Rows read apart stand where they belong."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read.parsing import harmful, is_harmless, placed, spread
from innoveici.request_reading import Reading, read_request

_ROWS = st.lists(st.none() | st.text(min_size=1, max_size=3), max_size=12)


@given(_ROWS)
@settings(deadline=None)
def test_missing_rows_are_empty_and_the_others_keep_their_order(rows: list[str | None]) -> None:
    there = pa.table({"0": pa.array([row for row in rows if row is not None], pa.string())})
    missing = [position for position, row in enumerate(rows) if row is None]
    assert spread(there, missing).column("0").to_pylist() == [row or "" for row in rows]


@given(_ROWS)
@settings(deadline=None)
def test_rows_that_were_mended_replace_what_was_there(rows: list[str | None]) -> None:
    table = pa.table({"1": pa.array([row or "?" for row in rows], pa.string())})
    cells = {position: ("no", f"mended {position}") for position, row in enumerate(rows) if row is None}
    expected = [row or f"mended {position}" for position, row in enumerate(rows)]
    assert placed(table, cells).column("1").to_pylist() == expected
    assert placed(table, dict.fromkeys(cells, ())).column("1").to_pylist() == [row or "" for row in rows]


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
