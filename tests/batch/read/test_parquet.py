"""A Parquet file, whatever its columns' types, as text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.export import open_export
from innoveici.batch.read.parquet import ParquetRows
from innoveici.errors import DataError
from innoveici.request import Request

MOMENT = datetime.fromisoformat("2026-01-02T09:30")


def written(path: Path, **columns: Any) -> str:
    pq.write_table(pa.table(columns), path)
    return str(path)


def test_columns_of_any_type_are_text(tmp_path: Path) -> None:
    name = written(
        tmp_path / "e.parquet",
        company=pa.array(["a", "b"]).dictionary_encode(),
        postal_code=pa.array(["J0K 2M0", None], pa.large_string()),
        received_at=pa.array([MOMENT, None]),
        neq=[1_144_556_677, None],
        consent=[True, None],
        sector=[["x", "y"], None],
        km=[2.0, 2.5],
        day=[date(2026, 1, 2), None],
        seen=pa.array([1_767_346_200_000_000_001, None], pa.timestamp("ns", "UTC")),
        sent=[MOMENT.replace(tzinfo=UTC), None],
    )
    with open_export(name) as export:
        assert (export.kind, export.columns["sectors"]) == ("parquet", 5)
        for _ in range(2):
            (block,) = export.blocks()
            assert block.cells(0) == (
                *("a", "J0K 2M0", "2026-01-02 09:30:00", "1144556677", "true", "x|y", "2", "2026-01-02"),
                *("2026-01-02 09:30:00+00:00", "2026-01-02 09:30:00+00:00"),
            )
            assert block.cells(1) == ("b", "", "", "", "", "", "2.5", "", "", "")
    assert block.clean


def test_rows_are_numbered_through_all_blocks(tmp_path: Path) -> None:
    name = written(tmp_path / "e.parquet", company=list("abcde"), postal_code=["J0K 2M0"] * 4 + [""])
    with open_export(name) as export:
        assert isinstance(export.rows, ParquetRows)
        blocks = list(ParquetRows(export.rows.source, export.rows.headers, block_rows=2).blocks([0]))
    assert [(block.first_row, block.lines.tolist()) for block in blocks] == [(1, [1, 2]), (3, [3, 4]), (5, [5])]


def test_long_cells_and_nul_make_their_rows_odd(tmp_path: Path) -> None:
    name = written(tmp_path / "e.parquet", company=["a", "b\0", "c"], postal_code=["x" * 40_000, "J0K 2M0", "J0K 2M0"])
    with open_export(name) as export:
        (block,) = export.blocks()
    assert {row: odd.reason.code for row, odd in block.odd.items()} == {0: "row.cell_too_long", 1: "row.nul"}
    assert block.table.column(0).to_pylist() == ["", "", "c"]


def test_a_value_that_python_does_not_have_is_a_matter_of_its_row(tmp_path: Path) -> None:
    name = written(
        tmp_path / "e.parquet",
        company=["a", "b"],
        postal_code=["J0K 2M0"] * 2,
        received_at=pa.array([10**15, 0], pa.timestamp("s")),
        day=pa.array([2**30, 0], pa.date32()),
        hour=pa.array([1, 2], pa.time64("ns")),
        took=pa.array([1, 2], pa.duration("ns")),
        seen=pa.array([[1], None], pa.list_(pa.timestamp("ns"))),
        zoned=pa.array([1, 2], pa.timestamp("us", "Foo/Bar")),
    )
    with open_export(name) as export:
        (block,) = export.blocks()
        fields = Fields(block, export.columns)
    request = fields.request(0)
    assert isinstance(request, Request)
    assert [(remark.field, remark.reason.code) for remark in request.remarks] == [("received_at", "field.moment")]
    assert isinstance(fields.request(1), Request)


@pytest.mark.parametrize("damage", ["footer", "pages"])
def test_what_arrow_cannot_decode_is_a_damaged_file(tmp_path: Path, damage: str) -> None:
    name = written(tmp_path / "e.parquet", company=["a" * 50] * 500, postal_code=["J0K 2M0"] * 500)
    whole = Path(name).read_bytes()
    broken = b"PAR1" + bytes(100) + b"PAR1" if damage == "footer" else b"PAR1" + b"\xff" * 60 + whole[64:]
    Path(name).write_bytes(broken)
    with pytest.raises(DataError, match="damaged"), open_export(name) as export:
        list(export.blocks())


def test_faults_of_the_file_are_said(tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match="no column for postal_code"),
        open_export(written(tmp_path / "a.parquet", company=["a"], place=["b"])),
    ):
        pass
    empty = pa.array([], pa.string())
    with (
        pytest.raises(DataError, match="no row under it"),
        open_export(written(tmp_path / "b.parquet", company=empty, postal_code=empty)),
    ):
        pass


def test_text_that_is_no_utf_8_whatever_the_file_says_is_refused(tmp_path: Path) -> None:
    bytes_ = pa.array([b"\xc9t\xe9", b"b"], pa.binary())
    said = pa.StringArray.from_buffers(len(bytes_), bytes_.buffers()[1], bytes_.buffers()[2])
    pq.write_table(pa.table({"Entreprise": said, "Code postal": pa.array(["J0K 2M0", "J0K"])}), tmp_path / "a.parquet")
    with pytest.raises(DataError), open_export(str(tmp_path / "a.parquet")) as export:
        list(export.blocks())
