"""Words that nothing in the catalogue has: counted, and nothing personal among them."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.orientation.gaps import count_missing, forget, gaps, kept
from innoveici.orientation.word_forms import words_of

TODAY = date(2026, 11, 21)


def counted(file: Path, text: str, day: date = TODAY, kind: str = "program") -> None:
    count_missing(file, kind, text, words_of(text), day)


def test_words_are_counted_with_the_month_they_were_last_met(tmp_path: Path) -> None:
    file = tmp_path / "data" / "gaps.db"
    counted(file, "drones agricoles", date(2026, 10, 3))
    counted(file, "Drones drones")

    assert [(gap.word, gap.times, gap.last_month) for gap in gaps(file, ["program"])] == [
        ("drones", 2, "2026-11"),
        ("agricoles", 1, "2026-10"),
    ]
    assert gaps(file, ["organization"]) == ()


def test_the_file_is_its_owners_to_read(tmp_path: Path) -> None:
    counted(tmp_path / "data" / "gaps.db", "drones")

    assert stat.S_IMODE((tmp_path / "data" / "gaps.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "text",
    [
        "lucie@ferme.example",
        "lucie.tremblay@ferme.example",
        "https://ferme.example/lucie",
        "ferme.example",
        "450 555-0100",
        "j0k2m0",
        "Lucie TREMBLAY",
        "ab",
        "x" * 31,
    ],
)
def test_addresses_numbers_and_names_are_not_kept(text: str) -> None:
    assert kept(text, words_of(text)) == ()


def test_words_that_are_known_to_be_personal_are_not_kept() -> None:
    text = "la fromagerie tremblay cherche un robot"

    assert kept(text, words_of(text), ["Fromagerie Tremblay inc.", "Lucie Robot"]) == ("cherche",)


@given(st.text())
def test_what_is_kept_are_words_in_small_letters_that_were_there(text: str) -> None:
    plain = {word.plain for word in words_of(text)}
    for word in kept(text, words_of(text)):
        assert word in plain
        assert word.isalpha()
        assert 3 <= len(word) <= 30


def test_words_are_forgotten_after_two_years_and_on_demand(tmp_path: Path) -> None:
    file = tmp_path / "gaps.db"
    counted(file, "vieux", date(2024, 10, 31))
    counted(file, "récent", date(2024, 11, 1))
    counted(file, "tremblay drones")
    assert {gap.word for gap in gaps(file, ["program"])} == {"recent", "tremblay", "drones"}

    assert forget(file, ["Tremblay", "inconnu"]) == 1
    assert {gap.word for gap in gaps(file, ["program"])} == {"recent", "drones"}
    assert b"tremblay" not in file.read_bytes()


def test_a_file_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", "utf-8")
    counted(tmp_path / "data" / "gaps.db", "drones")
    (tmp_path / "gaps.db").write_text("no database at all, but a long text" * 40, "utf-8")
    counted(tmp_path / "gaps.db", "drones")

    assert forget(tmp_path / "none.db", ["drones"]) == 0
    assert gaps(tmp_path / "none.db", ["program"]) == ()
