"""Cells that show an error, and how far a sheet reaches: found however the sheet is written."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from innoveici.batch.read.export import open_export
from innoveici.batch.read.sheet_xml import room_for, sheet_marks
from innoveici.errors import DataError
from tests.batch.workbooks import Cell, Error, write_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_errors_are_found_in_the_sheet_that_was_asked_for(tmp_path: Path) -> None:
    first: list[list[Cell]] = [["a", Error("#REF!")]]
    second: list[list[Cell]] = [[], ["b", None, Error("#N/A")], [Error("#VALUE!"), 2]]
    with write_workbook(tmp_path / "e.xlsx", {"Été & hiver": first, "B": second}).open("rb") as file:
        assert sheet_marks(file, "Été & hiver").errors == {1: {1: "#REF!"}}
        assert sheet_marks(file, "B").errors == {2: {2: "#N/A"}, 3: {0: "#VALUE!"}}
        assert sheet_marks(file, "C").errors == {}


def test_a_row_whose_cells_show_errors_says_so_in_a_table_that_begins_elsewhere(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        [],
        [None, None, "Entreprise", "Code postal", "Courriel"],
        [None, None, "a", "J0K 2M0", Error("#N/A")],
        [None, None, "b", Error("#REF!"), "b@scierie.example"],
    ]
    with open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": rows}))) as export:
        (block,) = export.blocks()
    assert [block.cells(row) for row in range(2)] == [("a", "J0K 2M0", "#N/A"), ("b", "#REF!", "b@scierie.example")]


def workbook(sheet: str) -> io.BytesIO:
    """With one sheet, as other programs may write it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<x:workbook xmlns:x="{MAIN}" xmlns:r="urn:r"><x:sheets><x:sheet name="A" r:id="R7"/></x:sheets>'
            "</x:workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="urn:p"><Relationship Id="R7" Target="/xl/worksheets/one.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/one.xml", sheet)
    return file


@pytest.mark.parametrize("padding", [0, (1 << 20) - 200, (1 << 20) - 120])
def test_prefixes_quotes_and_cells_without_places_are_read(padding: int) -> None:
    sheet = (
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData>{' ' * padding}<x:row><x:c><x:v>1</x:v></x:c>"
        "<x:c t='e'><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row><x:row><x:c r='AB2' t='e'/></x:row>"
        "</x:sheetData></x:worksheet>"
    )
    assert sheet_marks(workbook(sheet), "A").errors == {1: {1: "#DIV/0!"}, 2: {27: "#N/A"}}


@pytest.mark.parametrize("sheet", ["", "<a", "<a t='e'>", '<c r="A1" t="e"><v>#N/A</v></c><c'])
def test_what_is_no_sheet_holds_none(sheet: str) -> None:
    assert sheet_marks(workbook(sheet), "A").errors == {}
    assert sheet_marks(io.BytesIO(b"PK"), "A").errors == {}


FAR = "<row r='3'><c r='B3'><v>1</v></c></row><row r='1048576'><c r='C1048576'/><c r='XFD1048576'>{}</c></row>"


@pytest.mark.parametrize(
    ("said", "rows", "room"),
    [
        ("<dimension ref='A1:G501'/>", "", ("G501", 7 * 501)),
        ('<x:dimension ref="B2"/>', "", ("B2", 4)),
        ('<dimension ref="A1:XFD1048576"/>', "<row><c><v>1</v></c><c t='inlineStr'><is/></c></row>", ("B1", 2)),
        ('<dimension ref="A1:XFD1048576"/>', FAR.format(""), ("B3", 1)),
        ('<dimension ref="A1:XFD1048576"/>', FAR.format("<v>1</v>"), ("XFD1048576", 16_383 * 1_048_574)),
        ("", FAR.format("<v>1</v>"), ("", 0)),
        ('<dimension ref="?"/>', "", ("", 0)),
    ],
)
def test_the_room_for_a_sheet_is_that_of_the_cells_that_hold_something(
    said: str, rows: str, room: tuple[str, int]
) -> None:
    file = workbook(f"<x:worksheet xmlns:x='urn:x'>{said}<sheetData>{rows}</sheetData></x:worksheet>")
    assert room_for(file, "A", 10_000) == room
    assert room_for(file, "B", 10_000) == ("", 0)
    assert room_for(io.BytesIO(b"PK"), "A", 10_000) == ("", 0)


def test_a_cell_lost_far_away_is_said_before_room_is_made_up_to_it(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Entreprise", "CP"], ["a", "J0K 2M0"]]
    path = write_workbook(tmp_path / "e.xlsx", {"Demandes": rows}, lost="XFD1048576")
    with pytest.raises(DataError, match=r"\(Demandes\) reaches to the cell XFD1048576"), open_export(str(path)):
        pass
