"""Minimal workbooks (.xlsx, .xlsb, .ods) written by hand: tests read what a spreadsheet would have sent."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from string import ascii_uppercase
from xml.sax.saxutils import escape

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs>'
    "</styleSheet>"
)


class Error(str):
    """A cell that shows an error, as ``#N/A``."""

    __slots__ = ()


class Formula(str):
    """A cell with a formula; ``value``: its value as written, None where nobody worked it out."""

    __slots__ = ("value",)
    value: str | None

    def __new__(cls, text: str, value: str | None = None) -> Formula:
        self = super().__new__(cls, text)
        self.value = value
        return self


Cell = str | float | bool | date | datetime | time | Error | Formula | None


def write_workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    hidden: Sequence[str] = (),
    lost: str = "",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    stale: bool = False,
) -> Path:
    """``sheets``: name to rows; None leaves a cell out. ``lost``: the place of one more cell in each, which says so.
    ``hidden_rows``, ``hidden_columns``: from 1. ``stale``: values of formulas are left to the spreadsheet.
    """
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"'
        + (' state="hidden"' if name in hidden else "")
        + "/>"
        for number, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
            + ('<calcPr calcId="1" fullCalcOnLoad="1"/>' if stale else "")
            + "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_RELATIONS}">{relations}'
            f'<Relationship Id="rId99" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        archive.writestr("xl/styles.xml", _STYLES)
        for number, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows, lost, hidden_rows, hidden_columns))
    return path


def _sheet(rows: Sequence[Sequence[Cell]], lost: str, hidden_rows: Sequence[int], hidden_columns: Sequence[int]) -> str:
    body = "".join(
        f'<row r="{number}"{_hidden(number in hidden_rows)}>'
        + "".join(_cell(f"{chr(65 + column)}{number}", value) for column, value in enumerate(row) if value is not None)
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    if lost:
        body += f'<row r="{lost.lstrip(ascii_uppercase)}">{_cell(lost, "x")}</row>'
    reach = f'<dimension ref="A1:{lost}"/>' if lost else ""
    columns = "".join(f'<col min="{column}" max="{column}" hidden="1"/>' for column in hidden_columns)
    columns = f"<cols>{columns}</cols>" if columns else ""
    return f'<worksheet xmlns="{_MAIN}">{reach}{columns}<sheetData>{body}</sheetData></worksheet>'


def _hidden(is_hidden: bool) -> str:
    return ' hidden="1"' if is_hidden else ""


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, Error):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    if isinstance(value, Formula):
        kind = ' t="str"' if value.value == "" else ""
        return f'<c r="{place}"{kind}><f>{escape(value)}</f><v>{value.value or ""}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        days = (value.date() - date(1899, 12, 30)).days + (value.hour * 60 + value.minute) / 1440
        return f'<c r="{place}" s="2"><v>{days!r}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, time):
        return f'<c r="{place}" s="3"><v>{(value.hour * 60 + value.minute) / 1440!r}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


QUOTE = {'"': "&quot;"}
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def write_open_document(
    path: Path,
    rows: Sequence[Sequence[Cell]],
    *,
    sheet: str = "Demandes",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    media: str = _ODS,
    manifest: str = "",
) -> Path:
    """An .ods as LibreOffice lays one out, a million empty rows at its end included."""
    width = max(map(len, rows), default=0)
    columns = "".join(
        f"<table:table-column{_collapsed(column in hidden_columns, 'collapse')}/>" for column in range(1, width + 1)
    )
    body = "".join(
        f"<table:table-row{_collapsed(number in hidden_rows, 'filter')}>"
        + "".join(map(_open_cell, row))
        + "</table:table-row>"
        for number, row in enumerate(rows, 1)
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", media)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:table="{_TABLE}" '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
            'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="{escape(sheet)}">{columns}{body}{empty}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _collapsed(is_hidden: bool, how: str) -> str:
    return f' table:visibility="{how}"' if is_hidden else ""


def _open_cell(value: Cell) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case Error():
            said = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
            return f'<table:table-cell table:formula="of:=x" {said}><text:p>{value}</text:p></table:table-cell>'
        case Formula():
            kind = "" if value.value is None else f' office:value-type="string" office:string-value="{value.value}"'
            return f'<table:table-cell table:formula="of:={escape(value, QUOTE)}"{kind}/>'
        case str():
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        case bool():
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
        case date():
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        case time():
            return f'<table:table-cell office:value-type="time" office:time-value="PT{value:%H}H{value:%M}M00S"/>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def write_binary_workbook(
    path: Path,
    rows: Sequence[Sequence[Cell]],
    *,
    sheet: str = "Demandes",
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> Path:
    """An .xlsb of the records that [MS-XLSB] asks for."""
    workbook = (
        _record(131)
        + _record(153, struct.pack("<II", 0, 0) + _wide(""))
        + _record(143)
        + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet))
        + _record(144)
        + _record(132)
    )
    formats = [_record(47, struct.pack("<HHHHHHHH", 0, number, 0, 0, 0, 0, 0, 0)) for number in (0, 14)]
    styles = _record(278) + _record(617, struct.pack("<I", 2)) + b"".join(formats) + _record(618) + _record(279)
    hidden = [_record(60, struct.pack("<IIIIH", column - 1, column - 1, 0, 0, 1)) for column in hidden_columns]
    body = b""
    for number, row in enumerate(rows):
        flags = 0x10 if number + 1 in hidden_rows else 0
        body += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))
        body += b"".join(_binary_cell(column, value) for column, value in enumerate(row) if value is not None)
    width = max(map(len, rows), default=1)
    sheet_part = (
        _record(129)
        + _record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, width - 1))
        + (_record(390) + b"".join(hidden) + _record(391) if hidden else b"")
        + _record(145) + body + _record(146) + _record(130)
    )  # fmt: skip
    relations = (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/workbook.bin", workbook)
        archive.writestr("xl/worksheets/sheet1.bin", sheet_part)
        archive.writestr("xl/styles.bin", styles)
    return path


_CODES = {"#DIV/0!": 0x07, "#REF!": 0x17, "#N/A": 0x2A}


def _binary_cell(column: int, value: Cell) -> bytes:
    head = struct.pack("<II", column, int(isinstance(value, date)))
    match value:
        case Error():
            return _record(3, head + bytes([_CODES[value]]))
        case Formula():
            return _record(8, head + _wide(value.value or "") + struct.pack("<HII", 0, 0, 0))
        case str():
            return _record(6, head + _wide(value))
        case bool():
            return _record(4, head + bytes([value]))
        case date():
            return _record(5, head + struct.pack("<d", (value - date(1899, 12, 30)).days))
    assert isinstance(value, float | int)
    return _record(5, head + struct.pack("<d", value))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    """Its number and its length in groups of seven bits, then its data."""
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(data)
    while left >= 0x80:
        size += bytes([left & 0x7F | 0x80])
        left >>= 7
    return number + size + bytes([left]) + data
