"""What kind of file was sent, told by its first bytes: CSV, a workbook, Parquet; others are refused by their name."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import Literal

from innoveici.batch.source import Source
from innoveici.errors import DataError
from innoveici.messages import N_, Message

Kind = Literal["csv", "xlsx", "parquet"]

_ZIP, _PARQUET, _OLE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"%PDF-": "PDF",
    b"PK\x05\x06": "ZIP",
    b"SQLite format 3\0": "SQLite",
    b"\x89PNG": "PNG",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
}
_TEXT_NAMES = (".csv", ".txt", ".tsv")
_SAVE = N_("open it in a spreadsheet and save it as .xlsx or “CSV UTF-8”")


def kind_of(source: Source) -> Kind:
    """Raises DataError for a file of another kind, or a workbook under a CSV file's name."""
    head = source.at(0, 16)
    if head.startswith(_ZIP):
        _check_workbook(source)
        return "xlsx"
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_OLE):
        raise DataError(
            Message(N_("{file} is an old .xls workbook or one protected by a password"), file=source.shown),
            Message(_SAVE),
        )
    for mark, kind in _FOREIGN.items():
        if head.startswith(mark):
            raise DataError(
                Message(N_("{file} is a {kind} file, not an export of requests"), file=source.shown, kind=kind),
                Message(N_("give a CSV, .xlsx or Parquet file")),
            )
    return "csv"


def _check_workbook(source: Source) -> None:
    try:
        with source.view() as view, zipfile.ZipFile(view) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        names = None
    if names is None:
        raise DataError(
            Message(N_("{file} is a damaged or incomplete .xlsx or zip file"), file=source.shown),
            Message(N_("transfer the file again")),
        )
    if "xl/workbook.xml" not in names:
        raise DataError(
            Message(N_("{file} is a zip file but no Excel workbook"), file=source.shown),
            Message(_SAVE),
        )
    if PurePath(source.shown).suffix.lower() in _TEXT_NAMES:
        raise DataError(
            Message(N_("{file} is an Excel workbook under the name of a CSV file"), file=source.shown),
            Message(N_("rename it to .xlsx, or open it in Excel and save it as “CSV UTF-8”")),
        )
