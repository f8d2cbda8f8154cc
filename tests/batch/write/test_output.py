from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.batch.blocks import Odd
from innoveici.batch.cells import restored
from innoveici.batch.planned import PlanTexts
from innoveici.batch.results import RESULT_COLUMNS, Results
from innoveici.batch.write.output import CsvOutput, JsonOutput, keys_of
from innoveici.reasons import Reason
from tests.batch.written import HEADERS, block, read, results

_OF_ROWS = ("request_id", "distance_km", "distance_error_km")
ROWS = [["Scierie des Pins", "J0K 2M0", "Séchage, bois"], ["Affinage", "G1R 2B5", 'dit « 12" »\nde plus']]


def written(
    rows: Any, found: Results, *, excel: bool = False, plan: PlanTexts | None = None, **more: Any
) -> list[list[str]]:
    file = io.BytesIO()
    CsvOutput(file, HEADERS, excel=excel, plan=plan).write(block(rows, **more), found)
    return read(file, excel=excel)


@pytest.mark.parametrize("excel", [False, True])
def test_the_input_comes_first_untouched_then_the_results_in_the_contracts_order(excel: bool) -> None:
    header, *rows = written(ROWS, results(2, advisor_name=["Conseillère; Joliette", None]), excel=excel)
    assert header == [*HEADERS, *RESULT_COLUMNS]
    assert [row[:3] for row in rows] == ROWS
    assert rows[0][3:] == ["R-0", "assigned", "", "", "", "", "", "Conseillère; Joliette", "", ""]


def test_a_french_excel_gets_its_mark_its_delimiter_and_its_decimals() -> None:
    file = io.BytesIO()
    found = results(2, distance_km=[3.2, None], distance_error_km=[12.0, 0.25])
    CsvOutput(file, HEADERS, excel=True).write(block(ROWS), found)
    assert file.getvalue().startswith(b"\xef\xbb\xbfEntreprise;Code postal;Besoin;request_id;")
    assert [row[-2:] for row in read(file, excel=True)[1:]] == [["3,2", "12,0"], ["", "0,25"]]


def test_an_empty_file_has_its_header_line() -> None:
    file = io.BytesIO()
    CsvOutput(file, HEADERS).write(block([]), results(0))
    assert read(file) == [[*HEADERS, *RESULT_COLUMNS]]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_distances_are_written_as_python_writes_them(hundredths: list[int]) -> None:
    distances = [n / 100 for n in hundredths]
    rows = written([["a", "b", "c"]] * len(distances), results(len(distances), distance_km=distances))
    assert [row[-2] for row in rows[1:]] == [repr(distance) for distance in distances]


def test_a_plan_says_once_what_it_is_and_in_each_other_row_that_it_is_of_it() -> None:
    plan = PlanTexts("2026-11-21, a1b2;c3", "rows 2; plan")
    header, *rows = written(ROWS, results(2), plan=plan)
    assert header[-1] == "plan"
    assert [row[-1] for row in rows] == [*plan]


def test_a_plan_says_what_it_is_up_to_the_first_row_that_is_not_blank() -> None:
    file = io.BytesIO()
    output = CsvOutput(file, HEADERS, plan=PlanTexts("all", "mark"))
    for blank in ([True, True], [False, True], [False, False]):
        output.write(block(ROWS), replace(results(2), blank=np.array(blank)))
    assert [row[-1] for row in read(file)[1:]] == ["all", "all", "all", "mark", "mark", "mark"]


def test_formulas_in_any_column_are_neutral() -> None:
    file = io.BytesIO()
    found = results(1, advisor_name=["@SUM(A1)"], reason=["-1+A1"])
    CsvOutput(file, ["=Entête", "b", "c"]).write(block([["=1+1", "+1 450 555-0100 poste 22", "-12,5"]]), found)
    header, row = read(file)
    assert header[0] == "'=Entête"
    assert row[:3] == ["'=1+1", "+1 450 555-0100 poste 22", "-12,5"]
    assert (row[5], row[10]) == ("'-1+A1", "'@SUM(A1)")


def test_a_row_is_copied_as_it_stands_where_that_is_safe() -> None:
    rows = written([["a", "b", "c"]], results(1), raw=['"a",b , c'])
    assert rows[1][:3] == ["a", "b ", " c"]  # the raw row, as it is quoted and spaced in the file
    assert rows[1][3] == "R-0"


@pytest.mark.parametrize("excel", [False, True])
def test_a_row_is_not_copied_where_it_holds_a_formula_or_the_dialect_differs(excel: bool) -> None:
    cell = "=1" if not excel else "a;b"
    rows = written([[cell, "b", "c"]], results(1), raw=[f"{cell},b,c"], excel=excel)
    assert rows[1][0] == ("a;b" if excel else "'=1")


def test_columns_that_are_no_input_are_left_out() -> None:
    rows = written([["a", "b", "c", "old"]], results(1), raw=["a,b,c,old"], width=4)
    assert rows[1][:4] == ["a", "b", "c", "R-0"]


def test_a_blank_row_stays_in_its_place_and_says_so() -> None:
    # the empty line in the file has fewer cells than the header, so it cannot be copied as it stands
    found = results(3, blank=[1], reason=["near"] * 3, distance_km=[1.0] * 3)
    rows = written([["a", "b", "c"], ["", "", ""], ["Total", "", "2"]], found, blank=[1], raw=["a,b,c", "", "Total,,2"])
    assert rows[2] == ["", "", "", "", "blank", *[""] * 8]
    assert rows[3][:5] == ["Total", "", "2", "R-2", "assigned"]


def test_an_odd_row_shows_its_own_cells_as_far_as_the_header_goes() -> None:
    odd = {0: Odd(("x",), Reason("row.cells")), 2: Odd(("1", "2", "=3", "4"), Reason("row.cells"))}
    rows = written([["", "", ""], ["a", "b", "c"], ["", "", ""]], results(3), odd=odd)
    assert [row[:3] for row in rows[1:]] == [["x", "", ""], ["a", "b", "c"], ["1", "2", "'=3"]]
    assert {len(row) for row in rows} == {13}


def test_rows_of_one_answer_say_the_same() -> None:
    found = results(2, status=["held", "assigned"], reason=["=a, b", None])
    shared = replace(found, which=np.array([0, 1, 0], np.int32), **dict.fromkeys(_OF_ROWS, pa.nulls(3)))
    rows = written([["a", "b", "c"]] * 3, replace(shared, blank=np.array([False, False, True])))
    assert [row[4:6] for row in rows[1:]] == [["held", "'=a, b"], ["assigned", ""], ["blank", ""]]


def test_a_slice_of_a_block_writes_its_own_rows() -> None:
    file = io.BytesIO()
    whole = block([[str(n), "x,y", "=z"] for n in range(9)], raw=[f'{n},"x,y",=z' for n in range(9)])
    found = results(9)
    output = CsvOutput(file, HEADERS)
    for start in (0, 4):
        here = {name: getattr(found, name)[start : start + 4] for name in ("which", "blank", *_OF_ROWS)}
        output.write(whole.slice(start, start + 4), replace(found, **here))
    assert [row[:4] for row in read(file)[1:]] == [[str(n), "x,y", "'=z", f"R-{n}"] for n in range(8)]


cell = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.sampled_from(
    ["=1", "'=1", '"', "\r\n"]
)


@given(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=8), st.booleans())
def test_whatever_the_cells_hold_the_file_has_them_back(rows: list[tuple[str, str, str]], excel: bool) -> None:
    back = written(rows, results(len(rows)), excel=excel)
    assert [restored(pa.array(row[:3], pa.string())).to_pylist() for row in back[1:]] == [list(row) for row in rows]


def json_lines(rows: Any, found: Results, **more: Any) -> list[dict[str, Any]]:
    file = io.BytesIO()
    JsonOutput(file, HEADERS).write(block(rows, **more), found)
    return [json.loads(line) for line in file.getvalue().decode().split("\n")[:-1]]


def test_json_keeps_every_value_and_tells_numbers_from_nothing() -> None:
    found = results(2, distance_km=[3.2, None])
    first, second = json_lines([["=1+1", "J0K 2M0", "\x1b[31m"], ["b", "", "d"]], found)
    assert list(first) == ["line", "input", *RESULT_COLUMNS]
    assert first["line"] == 2
    assert first["input"] == {"Entreprise": "=1+1", "Code postal": "J0K 2M0", "Besoin": "\x1b[31m"}
    assert (first["distance_km"], second["distance_km"], first["advisor_id"]) == (3.2, None, None)


def test_json_lets_nothing_reach_a_terminal_unescaped() -> None:
    file = io.BytesIO()
    JsonOutput(file, HEADERS).write(block([["\x1b]0;x\x07", "\u202e", "\x9b31m\u2028"]]), results(1))
    assert all(char.isprintable() for char in file.getvalue().decode().rstrip("\n"))


def test_json_tells_of_blank_rows_extra_cells_and_details() -> None:
    odd = {0: Odd(("1", "2", "3", "4", "5"), Reason("row.cells"))}
    plain = results(2, blank=[1])
    found = replace(plain, details=lambda row: {"reason_code": f"code-{row}"})
    first, second = json_lines([["", "", ""], ["", "", ""]], found, odd=odd)
    assert list(first["input"].values()) == ["1", "2", "3"]
    assert (first["extra_cells"], first["reason_code"]) == (["4", "5"], "code-0")
    assert (second["status"], second["request_id"]) == ("blank", None)
    assert "reason_code" not in second


def test_json_keeps_the_cells_of_repeated_and_nameless_columns_apart() -> None:
    assert keys_of(["", "Autre", "Firme", "Autre", "Autre (2)", "Autre", ""]) == (
        "column 1", "Autre", "Firme", "Autre (3)", "Autre (2)", "Autre (4)", "column 7",
    )  # fmt: skip
