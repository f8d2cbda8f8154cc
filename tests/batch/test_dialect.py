from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.batch.dialect import neutral, quoted, restored, would_run

ALPHABET = "=+-@\t\r\n '\"＝＋－＠\u00a0\u202fé,;0123456789.ax\U0001f600"
texts = st.text(st.sampled_from(ALPHABET) | st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
cells = st.lists(texts, min_size=1, max_size=20)


def strings(*values: str | None) -> pa.StringArray:
    return pa.array(values, pa.string())


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1;2)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "  =1+1",
        "\u00a0=1+1",
        "-",
        "+1 450 555-0100 & A1",
        '=HYPERLINK("http://x.example";"cliquez")',
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert neutral(strings("a", cell)).to_pylist() == ["a", "'" + cell]
    assert would_run(strings("a", cell))


@pytest.mark.parametrize(
    "cell",
    [
        "+1 450 555-0100 poste 22",
        "+1 450 555-0100, poste 22",
        "+14505550100",
        "+1 (450) 555-0100 ext. 22",
        "+1-450-555-0100 x22",
        "+33 1 23 45 67 89",
        "-12,5",
        "-12.5",
        "+3",
        "-1 234,50 $",
        "-5 %",
        "-1.5E+10",
        "",
        "L'Artisan",
        "Québec = province",
        "« = »",
    ],
)
def test_telephone_numbers_and_numbers_and_plain_text_keep_their_value(cell: str) -> None:
    assert neutral(strings(cell)).to_pylist() == [cell]
    assert not would_run(strings(cell))


def test_an_apostrophe_already_there_survives_writing_and_reading() -> None:
    there = strings("'=1", "''=1", "'+1 450 555-0100", "'tis")
    assert neutral(there).to_pylist() == ["''=1", "'''=1", "''+1 450 555-0100", "'tis"]
    assert restored(neutral(there)).equals(there)


def test_reading_takes_the_apostrophe_from_before_a_telephone_number_too() -> None:
    assert restored(strings("'+1 450 555-0100", "'-12,5", "'90")).to_pylist() == ["+1 450 555-0100", "-12,5", "'90"]


@given(cells)
def test_reading_gives_back_what_was_made_neutral(values: list[str]) -> None:
    assert restored(neutral(strings(*values))).to_pylist() == values


@given(cells)
def test_no_neutral_cell_begins_as_a_formula_unless_it_is_only_digits_and_signs(values: list[str]) -> None:
    for cell in neutral(strings(*values)).to_pylist():
        if cell.lstrip(" \u00a0")[:1] in tuple("=@\t\r\n＝＋－＠"):
            pytest.fail(f"{cell!a} would be run")
        if cell.lstrip(" \u00a0")[:1] in ("+", "-"):
            assert any(sign.isdigit() for sign in cell)
            assert not set(cell) & set("=@!|\"'&:\t\r\n")


@given(cells, st.sampled_from(",;\t"), st.integers(0, 3))
def test_python_reads_the_quoted_cells_back_whatever_they_hold(values: list[str], delimiter: str, skipped: int) -> None:
    array = strings(*values).slice(min(skipped, len(values)))  # a slice has its own offset
    row = delimiter.join([*quoted(array, delimiter).to_pylist(), "end"])
    assert list(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter)) == [[*array.to_pylist(), "end"]]


def test_only_cells_that_need_it_are_quoted() -> None:
    given_ = strings("a b", "a,b", 'dit "12"', "x\ny", "x\ry", " a", "a ", "", "a;b", None)
    assert quoted(given_, ",").to_pylist() == [
        "a b",
        '"a,b"',
        '"dit ""12"""',
        '"x\ny"',
        '"x\ry"',
        '" a"',
        '"a "',
        "",
        "a;b",
        "",
    ]
    assert quoted(strings("a,b", "a;b"), ";").to_pylist() == ["a,b", '"a;b"']


@pytest.mark.parametrize("empty", [strings(), strings(None), strings("", None), strings("=1").slice(1)])
def test_nothing_stays_nothing(empty: pa.StringArray) -> None:
    nothing = [""] * len(empty)
    assert neutral(empty).to_pylist() == nothing
    assert restored(empty).to_pylist() == nothing
    assert quoted(empty, ",").to_pylist() == nothing
    assert not would_run(empty)
