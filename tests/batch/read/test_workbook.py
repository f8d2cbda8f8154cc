"""A workbook's sheet as rows: titles passed over, cells as the text a CSV would hold."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from innoveici.batch.read.export import open_export
from innoveici.errors import DataError
from tests.batch.workbooks import Cell, Error, write_workbook

NOON = datetime.fromisoformat("2026-01-02T12:30")


def test_cells_are_read_as_text(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Entreprise", "Code postal", "Reçu le", "NEQ", "Consentement", "Note"],
        ["Crêperie « Œuf »", "J0K 2M0", NOON, 1_144_556_677, True, 2.5],
        ["b", 75001, date(2026, 1, 2), None, False, "1\n2"],
        ["c", "J0K 2M0", None, None, None, Error("#N/A")],
    ]
    with open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": rows}))) as export:
        assert (export.encoding, export.delimiter, len(export.sha256)) == (None, None, 64)
        assert export.columns["consent"] == 4
        for _ in range(2):
            (block,) = export.blocks()
            assert [block.cells(row) for row in range(len(block))] == [
                ("Crêperie « Œuf »", "J0K 2M0", "2026-01-02 12:30:00", "1144556677", "true", "2.5"),
                ("b", "75001", "2026-01-02", "", "false", "1\n2"),
                ("c", "J0K 2M0", "", "", "", "#N/A"),
            ]
        assert not block.clean
        (some,) = export.blocks([0])
        assert some.cells(1) == ("b",)


def test_titles_above_the_header_and_columns_before_it_are_passed_over(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Demandes reçues en 2026"],
        [],
        [None, "Entreprise", "Code postal"],
        [None, "a", "J0K 2M0"],
        [],
        [None, "b", "H2X 1Y4"],
        [None, "Total", 2],
    ]
    with open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": rows}))) as export:
        (block,) = export.blocks()
    assert block.lines.tolist() == [4, 5, 6, 7]
    assert block.blank.tolist() == [False, True, False, True]
    assert block.cells(2) == ("b", "H2X 1Y4")
    assert block.clean


def test_the_first_visible_sheet_with_a_known_header_is_read(tmp_path: Path) -> None:
    good: list[list[Cell]] = [["Entreprise", "CP"], ["a", "J0K 2M0"]]
    other: list[list[Cell]] = [["Lisez-moi"], ["rien"]]
    hidden: list[list[Cell]] = [["Entreprise", "CP"], ["hidden", "J0K 2M0"]]
    sheets = {"Lisez-moi": other, "H": hidden, "Demandes": good}
    sheets |= {"Février": [["Compagnie", "CP"], ["b", "J0K 2M0"]], "Notes": [["CP", "?"]]}
    with open_export(str(write_workbook(tmp_path / "e.xlsx", sheets, hidden=["H"]))) as export:
        (block,) = export.blocks()
    assert block.cells(0) == ("a", "J0K 2M0")
    assert (export.sheet, export.left_aside) == ("Demandes", ("Février",))


def test_a_cell_beyond_the_header_makes_its_row_odd(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Entreprise", "CP"], ["a", "J0K 2M0", "x"], ["b", "J0K 2M0"]]
    with open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": rows}))) as export:
        (block,) = export.blocks()
    assert {row: odd.cells for row, odd in block.odd.items()} == {0: ("a", "J0K 2M0", "x")}
    assert block.cells(1) == ("b", "J0K 2M0")
    assert block.table.column(0).to_pylist() == ["", "b"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no sheet has a header"),
        ([["x"], ["y"]], "no sheet has a header"),
        ([["Entreprise", "CP"]], "has a header and no row under it"),
        ([["Entreprise", "Province"], ["a", "b"]], r"\(A\):1: no column for postal_code"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, rows: list[list[Cell]], message: str) -> None:
    with pytest.raises(DataError, match=message), open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": rows}))):
        pass
