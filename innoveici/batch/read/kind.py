"""What kind of file was sent, told by its bytes and not by its name: CSV, a workbook, Parquet; others are refused by
what they are, with what to do."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from innoveici.batch.read.source import Source
from innoveici.errors import DataError
from innoveici.messages import N_, Message

Kind = Literal["csv", "xlsx", "xlsb", "ods", "parquet"]

ZIP = b"PK\x03\x04"
TEXT_NAMES = (".csv", ".txt", ".tsv")
_PARQUET, _OLE = b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_FOREIGN = {
    b"%PDF-": "PDF",
    b"PK\x05\x06": "ZIP",
    b"SQLite format 3\0": "SQLite",
    b"\x89PNG": "PNG",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"{\\rtf": "RTF",
}
_PACKED = {
    "word/document.xml": "Word",
    "ppt/presentation.xml": "PowerPoint",
    "Index/Document.iwa": "Apple iWork",
    "index.xml": "Apple iWork",
}
_SAVE = N_("open it in a spreadsheet and save it as .xlsx or “CSV UTF-8”")
_HTML = re.compile(
    r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype html|html|head|body|table|meta|style|div)\b", re.DOTALL
)
_XML = re.compile(r"<\?xml\b|<\w+[^>]*\bxmlns\b")
_JSON = re.compile(r'(?:\[\s*)?\{\s*["}]|\[\s*["\[]')
_WEB_ARCHIVE = re.compile(r"(?:from:[^\n]*\n)?(?:subject:[^\n]*\n)?(?:date:[^\n]*\n)?mime-version:")
_SHEETS_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def kind_of(source: Source) -> Kind:
    """Raises DataError for a file of another kind, or a workbook under a CSV file's name."""
    head = source.at(0, _HEAD)
    if head.startswith(ZIP):
        return _packed(source)
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_OLE):
        raise _old(source)
    for mark, kind in _FOREIGN.items():
        if head.startswith(mark):
            raise _foreign(source, kind)
    _refuse_other_text(source, head)
    return "csv"


def _foreign(source: Source, kind: str) -> DataError:
    return DataError(
        Message(N_("{file} is a {kind} file, not an export of requests"), file=source.shown, kind=kind),
        Message(N_("give a CSV, .xlsx or Parquet file")),
    )


def _packed(source: Source) -> Kind:
    """Of a zip file, as most workbooks are."""
    try:
        with source.view() as view, zipfile.ZipFile(view) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            media = archive.read("mimetype").decode(errors="replace") if "mimetype" in names else ""
            manifest = archive.read("META-INF/manifest.xml") if media and "META-INF/manifest.xml" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, EOFError, KeyError):
        raise DataError(
            Message(N_("{file} is a damaged or incomplete .xlsx or zip file"), file=source.shown),
            Message(N_("transfer the file again")),
        ) from None
    open_document = media.startswith("application/vnd.oasis.opendocument.spreadsheet")
    if open_document and b"encryption-data" in manifest:
        raise _protected(source)
    kind: Kind | None = (
        "ods" if open_document
        else "xlsx" if "xl/workbook.xml" in names
        else "xlsb" if "xl/workbook.bin" in names
        else None
    )  # fmt: skip
    if kind is None:
        raise _no_workbook(source, names, media)
    if PurePath(source.shown).suffix.lower() in TEXT_NAMES:
        raise DataError(
            Message(N_("{file} is an Excel workbook under the name of a CSV file"), file=source.shown)
            if kind != "ods"
            else Message(N_("{file} is an OpenDocument spreadsheet under the name of a CSV file"), file=source.shown),
            Message(N_("rename it to .{kind}, or open it in a spreadsheet and save it as “CSV UTF-8”"), kind=kind),
        )
    return kind


def _no_workbook(source: Source, names: list[str], media: str) -> DataError:
    other = next((kind for name, kind in _PACKED.items() if name in names), None)
    if other or media:
        return _foreign(source, other or "OpenDocument")
    if len(names) == 1:
        message = Message(N_("{file} is a zip file that holds {name}"), file=source.shown, name=names[0])
        return DataError(message, Message(N_("unzip it, and give what it holds")))
    message = Message(N_("{file} is a zip file that holds {count} files"), file=source.shown, count=len(names))
    return DataError(message, Message(N_("unzip it, and give its files one by one")))


def _protected(source: Source) -> DataError:
    return DataError(
        Message(N_("{file} is a workbook protected by a password"), file=source.shown),
        Message(N_("open it with its password, and save it without one as .xlsx")),
    )


def _old(source: Source) -> DataError:
    """Of a compound file, in whose directory names are UTF-16. So are workbooks from before 2007 or with a password."""
    before = b""
    found = set()
    for piece in source.pieces():
        text = before + piece
        found |= {name for name in ("EncryptedPackage", "WordDocument") if name.encode("utf-16-le") in text}
        before = text[-64:]
    if "EncryptedPackage" in found:
        return _protected(source)
    if "WordDocument" in found:
        return _foreign(source, "Word")
    return DataError(
        Message(
            N_("{file} is an old .xls workbook, which is not read: its cells with errors would look empty"),
            file=source.shown,
        ),
        Message(_SAVE),
    )


def _refuse_other_text(source: Source, head: bytes) -> None:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace").lstrip().lower()
    if _HTML.match(text) or _WEB_ARCHIVE.match(text):
        raise DataError(
            Message(N_("{file} is a web page (HTML), whatever its name says"), file=source.shown), Message(_SAVE)
        )
    if _XML.match(text) and _SHEETS_2003 in text:
        message = N_("{file} is an “XML Spreadsheet 2003”, whatever its name says")
        raise DataError(Message(message, file=source.shown), Message(_SAVE))
    if text.startswith("<?xml"):
        raise _foreign(source, "XML")
    if _JSON.match(text):
        raise DataError(
            Message(N_("{file} is JSON, not a table"), file=source.shown),
            Message(N_("make a CSV file of it; or give one request at a time to innoveici route --from FILE")),
        )
