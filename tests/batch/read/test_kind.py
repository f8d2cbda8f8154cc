"""A file is what its bytes say; each thing that is no export has its own message."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from innoveici.batch.read.export import open_export
from innoveici.errors import DataError
from tests.batch.conftest import Write
from tests.batch.workbooks import Cell, write_binary_workbook, write_open_document, write_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [["Entreprise", "CP"], ["a", "J0K 2M0"]]


def kind(name: str, stdin: io.BytesIO | None = None) -> str:
    with open_export(name, stdin=stdin) as export:
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


def zipped(*names: str, **texts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, texts.get("text", "Entreprise,CP\na,J0K 2M0\n"))
    return content.getvalue()


@pytest.mark.parametrize("others", [(), ("__MACOSX/._export.csv", "dossier/"), (".DS_Store",)])
def test_a_zip_of_one_csv_file_is_read_as_that(write: Write, others: tuple[str, ...]) -> None:
    name = write(zipped("dossier/réponses.csv", *others), "export.csv.zip")
    assert kind(name) == "csv"
    with open_export(name) as export:
        assert export.shown == f"{name}/réponses.csv"
    assert kind("-", io.BytesIO(zipped("e.tsv"))) == "csv"


def test_a_zip_that_is_no_workbook_is_told(write: Write) -> None:
    for names, message in {
        ("a.csv", "b.csv"): "holds 2 files",
        ("a.xlsx",): r"holds a\.xlsx",
        ("word/document.xml", "[Content_Types].xml"): "is a Word file",
        ("Index/Document.iwa",): "Apple iWork",
        (): "is a ZIP file",
    }.items():
        with pytest.raises(DataError, match=message):
            kind(write(zipped(*names), "export.zip"))
    with pytest.raises(DataError, match=r"damaged or incomplete \.xlsx"):
        kind(write(zipped("a.csv")[:-30], "export.xlsx"))
    with pytest.raises(DataError, match=r"export\.csv is empty"):
        kind(write(zipped("export.csv", text=""), "export.zip"))
    damaged = zipped("export.csv", text="Entreprise,CP\n" * 999)
    with pytest.raises(DataError, match=r"damaged or incomplete"):
        kind(write(damaged[:50] + b"\xff\xff" + damaged[52:], "export.zip"))


def test_a_password_is_named(write: Write, tmp_path: Path) -> None:
    locked = bytearray(zipped("export.csv"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    with pytest.raises(DataError, match="a zip file protected by a password"):
        kind(write(bytes(locked), "export.zip"))
    rows: list[list[Cell]] = [["Entreprise", "CP"], ["a", "J0K 2M0"]]
    path = write_open_document(tmp_path / "e.ods", rows, manifest="<manifest:encryption-data/>")
    with pytest.raises(DataError, match="a workbook protected by a password"):
        kind(str(path))
    directory = bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    with pytest.raises(DataError, match="a workbook protected by a password"):
        kind(write(OLE + directory, "e.xlsx"))
    with pytest.raises(DataError, match="is a Word file"):
        kind(write(OLE + directory.replace(b"E\0n\0c\0", b"x\0") + "WordDocument".encode("utf-16-le")))


def test_other_workbooks_are_read_under_any_name_but_a_csv_files(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Entreprise", "CP"], ["a", "J0K 2M0"]]
    assert kind(str(write_open_document(tmp_path / "e.ods", rows))) == "ods"
    assert kind(str(write_binary_workbook(tmp_path / "e.xlsb", rows))) == "xlsb"
    for write_it in (write_open_document, write_binary_workbook):
        with pytest.raises(DataError, match="under the name of a CSV file"):
            kind(str(write_it(tmp_path / "e.csv", rows)))
    with pytest.raises(DataError, match="is a OpenDocument file"):
        kind(str(write_open_document(tmp_path / "e.odt", rows, media="application/vnd.oasis.opendocument.text")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><body><table><tr><td>Entreprise</td></tr></table></body></html>", "a web page"),
        ("\r\n <!DOCTYPE HTML>\n<html>", "a web page"),
        ("<table border=1><tr><th>Entreprise</th></tr></table>", "a web page"),
        ('<?xml version="1.0"?><html xmlns="x">', "a web page"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related", "a web page"),
        (
            '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>',
            "an “XML Spreadsheet 2003”",
        ),
        ('<?xml version="1.0"?><requests/>', "is a XML file"),
        ('{"company": "Scierie", "postal_code": "J0K 2M0"}\n{"company": "b"}\n', "is JSON"),
        ('[\n  {"company": "Scierie"}\n]', "is JSON"),
        ('{\n  "company": "Scierie"\n}', "is JSON"),
        ('["company", "postal_code"]\n["a", "J0K 2M0"]\n', "is JSON"),
    ],
)
def test_a_text_that_is_no_table_is_named(write: Write, text: str, message: str, encoding: str) -> None:
    with pytest.raises(DataError, match=message) as refused:
        kind(write(text.encode(encoding), "export.xls"))
    assert refused.value.remedy is not None


@pytest.mark.parametrize("header", ["[Entreprise],CP", "{Entreprise},CP", "<Entreprise>,CP", "Entreprise,CP"])
def test_a_header_that_only_begins_so_is_a_header(write: Write, header: str) -> None:
    try:
        kind(write(f"{header}\na,J0K 2M0\n"))
    except DataError as refused:
        assert ":1:" in str(refused)  # noqa: PT017 - what is wrong is in the header's line, not the file's kind


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (OLE + bytes(600), "an old .xls workbook"),
        (b"{\\rtf1", "is a RTF file"),
        (b"%PDF-1.7\n", "is a PDF file"),
        (b"SQLite format 3\0" + bytes(100), "is a SQLite file"),
        (b"PAR1" + bytes(40), "a Parquet file that cannot be read"),
    ],
)
def test_other_kinds_are_refused_by_their_name(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        kind(write(content))
