from __future__ import annotations

import io

import pyarrow as pa
import pytest

from innoveici.batch.blocks import Odd
from innoveici.batch.results import REJECT_COLUMNS, RowFault
from innoveici.batch.write.rejects import RejectsOutput, _openable
from innoveici.reasons import Reason
from tests.batch.written import HEADERS, block, read

ROWS = [["Ferme", "J0K 2M0", "a"], ["=Ruche", "GIR 2B5", "b;c"], ["Scierie", "J0K", "d"]]


TWICE = "what to do | what to do"


def fault(row: int, field: str = "postal_code", value: str = "GIR 2B5", **more: str) -> RowFault:
    return RowFault(row, more.get("request_id", f"R-{row}"), field, value, more.get("reason", "why"), "what to do")


def test_a_row_with_problems_stands_once_with_all_of_them() -> None:
    file = io.BytesIO()
    rejects = RejectsOutput(file, HEADERS, {"company": 0})
    rejects.write(block(ROWS), [fault(1), fault(1, "email", "a@b", reason="not an address"), fault(2, value="J0K")])
    assert read(file) == [
        [*HEADERS, "request_id", *REJECT_COLUMNS],
        [
            "'=Ruche",
            "GIR 2B5",
            "b;c",
            "R-1",
            "3",
            "postal_code | email",
            "GIR 2B5 | a@b",
            "why | not an address",
            TWICE,
        ],
        ["Scierie", "J0K", "d", "R-2", "4", "postal_code", "J0K", "why", "what to do"],
    ]


def test_a_request_id_of_the_input_is_not_repeated() -> None:
    file = io.BytesIO()
    RejectsOutput(file, ["request_id", "b", "c"], {"request_id": 0, "company": 1}).write(block(ROWS), [fault(0)])
    header, row = read(file)
    assert header == ["request_id", "b", "c", *REJECT_COLUMNS]
    assert row[:4] == ["Ferme", "J0K 2M0", "a", "2"]


def test_a_file_without_faults_has_its_header_line_only() -> None:
    file = io.BytesIO()
    RejectsOutput(file, HEADERS, {"company": 0}, excel=True).write(block(ROWS), [])
    assert read(file, excel=True) == [[*HEADERS, "request_id", *REJECT_COLUMNS]]


@pytest.mark.parametrize("excel", [False, True])
def test_what_is_told_of_a_row_is_safe_to_open(excel: bool) -> None:
    file = io.BytesIO()
    rejects = RejectsOutput(file, HEADERS, {"company": 0}, excel=excel)
    rejects.write(block(ROWS), [fault(1, value='=cmd|"/C calc"'), fault(2, value="a,b;c\r\nd", reason="« ; »")])
    _, first, second = read(file, excel=excel)
    assert first[-3] == '\'=cmd|"/C calc"'
    assert second[-3:-1] == ["a,b;c\r\nd", "« ; »"]


def test_an_odd_row_shows_its_own_cells() -> None:
    file = io.BytesIO()
    odd = {1: Odd(("x", "y", "z", "zz"), Reason("row.cells"))}
    RejectsOutput(file, HEADERS, {"company": 0}).write(block(ROWS, odd=odd), [fault(1, "", "x,y,z,zz")])
    assert read(file)[1][:3] == ["x #####", "y", "z"]  # refused again until somebody has looked at it


@pytest.mark.parametrize(("column", "company"), [("Besoin", "x"), ("Notes", "x #####")])
def test_a_row_with_a_cell_cut_where_nobody_looks_is_marked_where_somebody_does(column: str, company: str) -> None:
    file = io.BytesIO()
    odd = {1: Odd(("x", "y" * 40_000, "z"), Reason("row.cell_too_long", {"field": column}))}
    RejectsOutput(
        file, ["Firme", column, "CP"], {"company": 0, "postal_code": 2} | ({"need": 1} if company == "x" else {})
    ).write(block(ROWS, odd=odd), [fault(1)])
    assert read(file)[1][:3] == [company, "y" * 200 + " #####", "z"]


def test_a_fault_shows_nothing_personal_in_a_traceback() -> None:
    assert "GIR" not in repr(fault(1))


def test_a_cell_that_a_spreadsheet_would_spill_is_shortened() -> None:
    assert _openable(pa.array(["x" * 32_768, "court", None])).to_pylist() == ["x" * 200 + " #####", "court", None]
