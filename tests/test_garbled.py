"""Text that no French or English word holds is told from what people really write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.garbled import MARKS, garbled, likelier, looks_twice

REAL = (
    "ÉCOLE À L’ÉTÉ", "PÂTISSERIE « ÂGE D’OR »", "Crêperie « L’Œuf »", "« CAFÉ»", "CAFÉ®", "CAFÉ™ inc.", "Café•Bar",
    "Noël ‘Bob’ Côté", "O‘Brien", "5 M€", "BelŒil", "MonÉpicerie", "IRMÃ SOUSA", "« MANHÃ »", "SÃO JOÃO", "Ângela",
    "BLÅ™", "Løkke Å/S", "GÖTEBORG Ä", "Šumperk", "Božidar", "Ağaoğlu", "Łódź", "Straße", "Nguyễn Thị Ánh", "AÏOLI",
    "L’HAŸ", "3½ po", "½ tasse", "100 ‰", "à l’œuvre…", "10 °C", "Ça va ?", "Haïti", "√2", "├── dossier", "‚Wort‘",
    "2×4", "Vente “directe”", "x² + y²", "Société Générale®", "1 000 $", "–", "…", "😀 inc.",
)  # fmt: skip


@pytest.mark.parametrize("text", REAL)
def test_what_people_write_is_not_doubted(text: str) -> None:
    assert garbled(text) == ""


ACCENTED = st.text("abdeinrst", min_size=1, max_size=5).flatmap(
    lambda start: st.tuples(st.sampled_from("àâçéèêëîïôûùœ’"), st.text("abdeinrst", min_size=1, max_size=5)).map(
        lambda end: f"{start}{end[0]}{end[1]}"
    )
)


@given(ACCENTED)
def test_any_french_word_encoded_twice_is_told(word: str) -> None:
    for between in ("cp1252", "latin-1", "mac-roman", "cp850"):
        try:
            twice = word.encode().decode(between)
        except UnicodeDecodeError:  # a byte that Windows-1252 has no character for
            continue
        assert garbled(twice)
        assert looks_twice(twice)
        assert not garbled(word)


@given(ACCENTED)
def test_capitals_encoded_twice_are_told(word: str) -> None:
    assert garbled(word.upper().encode().decode("latin-1"))
    assert not garbled(word.upper())


@pytest.mark.parametrize("text", ["Côté", "Laiterie d’été", "Québec", "Fromagerie Bélanger", "Forêt", "Noël à Gaspé"])
@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_another_code_page_is_told_and_named(text: str, encoding: str) -> None:
    read = text.encode(encoding, "replace").decode("cp1252", "replace")
    assert garbled(read)
    assert not looks_twice(read)
    if "\ufffd" not in read:
        assert likelier(read.encode("cp1252")) == encoding


def test_a_euro_alphabet_and_what_a_program_could_not_read_are_told() -> None:
    assert garbled("c½ur")
    assert likelier("c½ur".encode("cp1252")) == "iso8859-15"
    assert garbled("Qu\ufffdbec") == "\ufffd"


def test_where_windows_1252_reads_french_nothing_else_is_named() -> None:
    for text in ("Crêperie « L’Œuf »", "ÉCOLE À CÔTÉ", "Forêt", "«»", "plain"):
        assert likelier(text.encode("cp1252")) is None


@given(st.text(st.sampled_from("aEé" + MARKS + "€©«»\xa0’\x80™½"), max_size=8) | st.text(max_size=8))
def test_whatever_is_found_has_a_mark_and_is_in_the_text(text: str) -> None:
    found = garbled(text)
    assert found in text
    if found:
        assert re.search(f"[{MARKS}]", text)
