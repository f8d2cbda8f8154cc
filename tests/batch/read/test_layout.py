"""The delimiter and where the data begins."""

from __future__ import annotations

import pytest

from innoveici.batch.read.export import open_export
from innoveici.errors import DataError, UsageError
from tests.batch.conftest import Write


def delimiter_of(name: str, delimiter: str | None = None) -> str | None:
    with open_export(name, delimiter=delimiter) as export:
        assert export.columns == {"company": 0, "postal_code": 1}
        (block,) = export.blocks()
        assert block.cells(0) == ("a", "J0K 2M0")
        return export.delimiter


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_it_is_seen_in_the_header_or_said(write: Write, delimiter: str) -> None:
    said = delimiter if delimiter == "|" else None
    assert delimiter_of(write(f"Entreprise{delimiter}CP\na{delimiter}J0K 2M0\n"), said) == delimiter


def test_one_inside_a_quoted_header_does_not_count(write: Write) -> None:
    assert delimiter_of(write('"Entreprise (nom, ville, pays)";"CP"\na;J0K 2M0\n')) == ";"


@pytest.mark.parametrize("first", ["sep=|", "SEP=|\r", '"sep=|"', "sep=|;;;"])
def test_a_sep_line_wins(write: Write, first: str) -> None:
    assert delimiter_of(write(f"{first}\nEntreprise|CP\na|J0K 2M0\n"), ",") == "|"


@pytest.mark.parametrize(("said", "meant"), [("tab", "\t"), ("\\t", "\t"), (";", ";")])
def test_it_can_be_named(write: Write, said: str, meant: str) -> None:
    assert delimiter_of(write(f"Entreprise{meant}CP\na{meant}J0K 2M0\n"), said) == meant


@pytest.mark.parametrize("said", ["", ";;", "a", '"', "é", "\n"])
def test_what_cannot_separate_is_a_usage_error(write: Write, said: str) -> None:
    with pytest.raises(UsageError, match="--delimiter"):
        delimiter_of(write("Entreprise;CP\na;J0K 2M0\n"), said)


@pytest.mark.parametrize(
    "content", ["Entreprise,CP", "Entreprise,CP\n", "Entreprise,CP\r\n,\r\n\r\n", "sep=,\nEntreprise,CP"]
)
def test_a_header_alone_has_its_own_message(write: Write, content: str) -> None:
    with pytest.raises(DataError, match="has a header and no row under it"):
        delimiter_of(write(content))


def test_blank_lines_alone_have_their_own_message(write: Write) -> None:
    with pytest.raises(DataError, match="only blank lines"):
        delimiter_of(write("\n\r\n  \n"))


def test_a_line_without_end_is_no_table(write: Write) -> None:
    with pytest.raises(DataError, match="too long for a row"):
        delimiter_of(write("Entreprise" * 200_000))
