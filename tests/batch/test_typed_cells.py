"""A cell that holds something unread is not empty, and what a spreadsheet made of a text is not the text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.export import Export, open_export
from innoveici.batch.results import RowFault
from innoveici.batch.write.rejects import RejectsOutput
from innoveici.errors import DataError
from innoveici.request import CUT, Request
from tests.batch.workbooks import Cell, Error, Formula, write_binary_workbook, write_open_document, write_workbook

Rows = Sequence[Sequence[Cell]]
HEADER: list[Cell] = ["No de demande", "Entreprise", "Code postal", "Ville", "Courriel", "Besoin", "Reçu le", "Oui?"]
GOOD: list[Cell] = ["D-1", "Scierie du Pont", "J0K 2M0", "Joliette", "a@scierie.example", "Tri", None, None]


def xlsx(folder: Path, rows: Rows, **more: object) -> str:
    return str(write_workbook(folder / "e.xlsx", {"Demandes": rows}, **more))  # type: ignore[arg-type]


def ods(folder: Path, rows: Rows, **more: object) -> str:
    return str(write_open_document(folder / "e.ods", rows, **more))  # type: ignore[arg-type]


def xlsb(folder: Path, rows: Rows, **more: object) -> str:
    return str(write_binary_workbook(folder / "e.xlsb", rows, **more))  # type: ignore[arg-type]


Write = Callable[..., str]


def row(**cells: Cell) -> list[Cell]:
    """GOOD, but for ``cells``, by letter of their column."""
    return [cells.get(letter, cell) for letter, cell in zip("ABCDEFGH", GOOD, strict=True)]


def reasons(name: str) -> list[str]:
    """Of each row the code of what is wrong with it."""
    with open_export(name, mapping={"consent": "Oui?"}) as export:
        (block,) = export.blocks()
        fields = Fields(block, export.columns)
        read = [fields.request(at) for at in range(len(block))]
    return ["" if isinstance(one, Request) else one[0].reason.code for one in read]


@pytest.mark.parametrize("write", [xlsx, ods])
@pytest.mark.parametrize("column", "ABCDEFG")
def test_a_formula_without_its_value_has_its_row_refused(write: Write, column: str, tmp_path: Path) -> None:
    rows = [HEADER, GOOD, row(**{column: Formula("LOWER(X1)")}), row(**{column: Formula('""', "")}), row()]
    name = write(tmp_path, rows)
    assert reasons(name)[1] == "row.formula"
    assert reasons(name)[2] != "row.formula"  # a text that is empty is a value
    assert (reasons(name)[0], reasons(name)[3]) == ("", "")
    with open_export(name) as export:
        (block,) = export.blocks()
        assert block.odd[1].reason.params["field"] == HEADER["ABCDEFG".index(column)]


def test_one_in_a_column_that_serves_no_field_is_carried_along(tmp_path: Path) -> None:
    rows = [[*HEADER[:7], "Note"], row(H=Formula("NOW()"))]
    with open_export(xlsx(tmp_path, rows)) as export:
        (block,) = export.blocks()
        assert not block.odd


def test_a_zero_that_a_program_wrote_for_a_formula_is_no_value(tmp_path: Path) -> None:
    rows = [HEADER, row(B=Formula("A1", "0")), row(E=Formula("A1", "12")), row()]
    assert reasons(xlsx(tmp_path, rows, stale=True))[0] == "row.formula"
    assert reasons(xlsx(tmp_path, rows))[0] == ""


@pytest.mark.parametrize("write", [xlsx, ods, xlsb])
def test_a_date_or_a_truth_is_no_text(write: Write, tmp_path: Path) -> None:
    day = date(2026, 3, 3)
    rows = [HEADER, row(), *(row(**{column: day}) for column in "ABCDEF"), *(row(**{c: True}) for c in "ABCDEF")]
    assert reasons(write(tmp_path, rows)) == ["", *["row.date"] * 6, *["row.truth"] * 6]


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_time_is_no_text_either_and_moments_and_consents_are_what_they_are(write: Write, tmp_path: Path) -> None:
    rows = [HEADER, row(B=time(10, 15)), row(G=date(2026, 3, 3)), row(H=True), row(H=False), row(H=1), row(G=True)]
    assert reasons(write(tmp_path, rows)) == ["row.date", "", "", "", "", "row.truth"]


def test_a_moment_with_its_hour_is_read(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2026-03-03T09:30")
    assert reasons(xlsx(tmp_path, [HEADER, row(G=moment), row(B=moment)])) == ["", "row.date"]


@pytest.mark.parametrize("write", [xlsx, ods, xlsb])
def test_numbers_are_read_as_their_digits(write: Write, tmp_path: Path) -> None:
    rows = [HEADER, row(A=100000, B=1984), row(A=12345678901), row(A=1.5), row(B=12.5), row(A=1e15), row(F=12.5)]
    name = write(tmp_path, rows)
    assert reasons(name) == ["", "", "row.number", "row.number", "row.number", ""]
    with open_export(name) as export:
        (block,) = export.blocks()
        assert (block.cells(0)[:2], block.cells(1)[0]) == (("100000", "1984"), "12345678901")


@pytest.mark.parametrize("write", [xlsx, ods, xlsb])
def test_errors_are_seen_in_each_kind_of_workbook(write: Write, tmp_path: Path) -> None:
    rows = [HEADER, row(E=Error("#N/A")), row(B=Error("#REF!")), row()]
    assert reasons(write(tmp_path, rows)) == ["field.spreadsheet_error", "field.spreadsheet_error", ""]


@pytest.mark.parametrize("write", [xlsx, ods, xlsb])
def test_hidden_rows_and_columns_are_read_and_told(write: Write, tmp_path: Path) -> None:
    rows = [HEADER, row(), row(A="D-2"), [], row(A="D-3")]

    def hidden(**more: object) -> tuple[int, tuple[str, ...]]:
        with open_export(write(tmp_path, rows, **more)) as export:
            (block,) = export.blocks()
            assert len(block) == 4
            return export.hidden_rows, export.hidden_columns

    assert hidden() == (0, ())
    assert hidden(hidden_rows=[1, 3, 4]) == (1, ())
    assert hidden(hidden_columns=[5, 2]) == (0, ("Entreprise", "Courriel"))
    assert hidden(hidden_rows=[2, 5], hidden_columns=[8]) == (2, ("Oui?",))


def test_in_a_table_that_begins_elsewhere_what_is_noted_is_noted_of_its_columns(tmp_path: Path) -> None:
    rows: Rows = [
        [],
        [None, None, "Entreprise", "CP"],
        [None, None, Formula("x"), "J0K 2M0"],
        [None, None, "b", "J0K 2M0"],
    ]
    for write in (xlsx, ods):
        with open_export(write(tmp_path, rows, hidden_rows=[4], hidden_columns=[1, 3])) as export:
            (block,) = export.blocks()
            assert {at: odd.reason.params["field"] for at, odd in block.odd.items()} == {0: "Entreprise"}
            assert (export.hidden_rows, export.hidden_columns) == (1, ("Entreprise",))


def marked(export: Export) -> list[list[str]]:
    """The rows of the rejects file, its header apart."""
    file = BytesIO()
    (block,) = export.blocks()
    rejects = RejectsOutput(file, export.headers, export.columns)
    rejects.write(block, [RowFault(at, "", "", "", "", "") for at in sorted(block.odd)])
    return list(csv.reader(file.getvalue().decode().splitlines()))[1:]


def test_in_the_rejects_each_such_cell_is_marked_so_that_it_is_refused_until_it_is_mended(tmp_path: Path) -> None:
    day = date(2026, 3, 3)
    rows = [HEADER, row(B=day, F=day), row(E=Formula("x")), row(A=1e15)]
    with open_export(xlsx(tmp_path, rows)) as export:
        told = marked(export)
        (block,) = export.blocks()
    assert [line[:6] for line in told] == [
        ["D-1", f"2026-03-03 {CUT}", "J0K 2M0", "Joliette", "a@scierie.example", f"2026-03-03 {CUT}"],
        ["D-1", "Scierie du Pont", "J0K 2M0", "Joliette", CUT, "Tri"],
        [f"1000000000000000 {CUT}", "Scierie du Pont", "J0K 2M0", "Joliette", "a@scierie.example", "Tri"],
    ]
    assert block.odd[0].reason.params["field"] == "Entreprise, Besoin"
    assert block.odd[0].reason.params["value"] == "2026-03-03, 2026-03-03"


def test_typed_columns_of_parquet_are_judged_alike(tmp_path: Path) -> None:
    table = pa.table(
        {
            "request_id": pa.array([1, 2, 3], pa.int64()),
            "company": pa.array([date(2026, 3, 3), None, None]),
            "postal_code": ["J0K 2M0"] * 3,
            "contact_name": pa.array([None, True, None]),
            "phone": pa.array([None, None, 1.5]),
        }
    )
    pa.parquet.write_table(table, tmp_path / "e.parquet")
    with open_export(str(tmp_path / "e.parquet")) as export:
        (block,) = export.blocks()
    assert [odd.reason.code for odd in block.odd.values()] == ["row.date", "row.truth", "row.number"]


@pytest.mark.parametrize("write", [ods, xlsb])
def test_a_workbook_that_is_damaged_is_named_as_what_it_is(write: Write, tmp_path: Path) -> None:
    name = write(tmp_path, [HEADER, row()])
    whole = Path(name).read_bytes()
    Path(name).write_bytes(whole.replace(b"</table:table>", b"</table:tabl!>").replace(b"sheet1.bin", b"sheet2.bin"))
    with pytest.raises(DataError), open_export(name):
        pass
