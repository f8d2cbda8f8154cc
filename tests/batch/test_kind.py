"""A file is what its bytes say; each thing that is no export has its own message."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from innoveici.batch.export import open_export
from innoveici.errors import DataError
from tests.batch.conftest import Write
from tests.batch.workbooks import write_workbook

ROWS = [["Entreprise", "CP"], ["a", "J0K 2M0"]]


def kind(name: str) -> str:
    with open_export(name) as export:
        (block,) = export.blocks()
        assert block.cells(0) == ("a", "J0K 2M0")
        return export.kind


def test_a_workbook_is_read_under_any_name_but_a_csv_files(tmp_path: Path) -> None:
    assert kind(str(write_workbook(tmp_path / "export.xlsx", {"A": ROWS}))) == "xlsx"
    assert kind(str(write_workbook(tmp_path / "export", {"A": ROWS}))) == "xlsx"
    with pytest.raises(DataError, match="an Excel workbook under the name of a CSV file") as refused:
        kind(str(write_workbook(tmp_path / "export.CSV", {"A": ROWS})))
    assert ".xlsx" in str(refused.value.remedy)


def test_a_csv_file_is_read_under_any_name(write: Write) -> None:
    assert kind(write("Entreprise,CP\na,J0K 2M0\n", "export.xlsx")) == "csv"
    assert kind(write(gzip.compress(b"Entreprise,CP\na,J0K 2M0\n"), "export.csv.gz")) == "csv"


def test_a_zip_that_is_no_workbook_is_told(write: Write) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("export.csv", "a,b")
    with pytest.raises(DataError, match="a zip file but no Excel workbook"):
        kind(write(content.getvalue(), "export.zip"))
    with pytest.raises(DataError, match=r"damaged or incomplete \.xlsx"):
        kind(write(content.getvalue()[:-30], "export.xlsx"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old .xls workbook"),
        (b"%PDF-1.7\n", "is a PDF file"),
        (b"SQLite format 3\0" + bytes(100), "is a SQLite file"),
        (b"PAR1" + bytes(40), "a Parquet file that cannot be read"),
    ],
)
def test_other_kinds_are_refused_by_their_name(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        kind(write(content))
