"""What people send comes back row by row: every delimiter, line end, quoting, encoding; odd rows in their place."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.blocks import Block
from innoveici.batch.cells import neutral
from innoveici.batch.read.csv_rows import CsvRows
from innoveici.batch.read.encoding import Text
from innoveici.batch.read.export import open_export
from innoveici.batch.read.layout import read_layout
from innoveici.batch.read.source import Source
from innoveici.errors import DataError
from tests.batch.conftest import Write

HEADER = "Entreprise,Code postal,Besoin"


def rows_of(name: str, **options: Any) -> list[tuple[str, ...]]:
    """Every row's cells, blank ones apart."""
    with open_export(name, **options) as export:
        return [block.cells(row) for block in export.blocks() for row in range(len(block)) if not block.blank[row]]


def one_block(name: str, **options: Any) -> Block:
    with open_export(name, **options) as export:
        (block,) = export.blocks()
    return block


@contextmanager
def csv_rows(content: bytes, **sizes: int) -> Iterator[CsvRows]:
    """``content``, which is UTF-8, in blocks as small as wanted."""
    source = Source(io_file(content), "export.csv")
    try:
        yield CsvRows(source, read_layout(Text(source, 0, "utf-8"), None, {}), **sizes)
    finally:
        source.close()


def io_file(content: bytes) -> Any:
    import tempfile

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the Source closes it
    file.write(content)
    file.flush()
    return file


_CELL = st.text(alphabet='aé’"; ,\t\n=', max_size=5)
_TABLE = st.lists(st.tuples(st.just("Co"), st.just("H2X 1Y4"), _CELL, _CELL), min_size=1, max_size=12)


@given(
    _TABLE,
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.integers(1, 80),
    st.integers(1, 5),
    st.booleans(),
)
@settings(deadline=None)
def test_any_table_comes_back_whatever_the_blocks(
    table: list[tuple[str, ...]],
    delimiter: str,
    end: str,
    quoting: int,
    block_bytes: int,
    block_rows: int,
    last_line_ends: bool,
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    starts = []
    for row in [("Company", "Postal code", "Besoin", "Note"), *table]:
        starts.append(stream.getvalue().count("\n") + 1)
        writer.writerow(row)
    text = stream.getvalue() if last_line_ends else stream.getvalue().removesuffix(end)
    with csv_rows(text.encode(), block_bytes=block_bytes, block_rows=block_rows) as rows:
        blocks = list(rows.blocks(range(4)))
        again = list(rows.blocks([2]))
        once_more = list(rows.blocks(range(4)))
    assert [block.cells(row) for block in blocks for row in range(len(block))] == table
    assert [line for block in blocks for line in block.lines.tolist()] == starts[1:]
    assert [block.first_row for block in blocks] == [
        1 + sum(len(block) for block in blocks[:number]) for number in range(len(blocks))
    ]
    assert max(map(len, blocks)) <= block_rows
    assert not any(block.odd or block.blank.any() for block in blocks)
    assert [block.cells(row) for block in again for row in range(len(block))] == [(row[2],) for row in table]
    assert [block.table for block in once_more] == [block.table for block in blocks]
    assert [block.lines.tolist() for block in once_more] == [block.lines.tolist() for block in blocks]
    for block in blocks:
        if block.raw is not None:
            raw = [next(csv.reader([text.as_py()])) for text in block.raw]
            assert raw == [list(block.cells(row)) for row in range(len(block))]


def test_the_companies_are_read_as_they_were_exported(write: Write) -> None:
    text = "No de demande;Nom de l’entreprise;Code postal\r\n1;Crêperie « Œuf »;J3E 1M5\r\n"
    name = write(text.encode("cp1252"))
    with open_export(name) as export:
        assert (export.kind, export.encoding, export.delimiter) == ("csv", "cp1252", ";")
        assert export.sha256 == hashlib.sha256(text.encode("cp1252")).hexdigest()
        assert export.columns == {"request_id": 0, "company": 1, "postal_code": 2}
        (block,) = export.blocks()
    assert block.cells(0) == ("1", "Crêperie « Œuf »", "J3E 1M5")
    assert block.clean
    assert block.raw is None


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (
            codecs.BOM_UTF8 + f'"{HEADER.replace(",", chr(34) + "," + chr(34))}"\r\nÉ,J0K 2M0,x\r\n'.encode(),
            "utf-8-sig",
        ),
        (codecs.BOM_UTF16_LE + f"{HEADER}\r\nÉ,J0K 2M0,x\r\n".encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + f"{HEADER}\r\nÉ,J0K 2M0,x\r\n".encode("utf-16-be"), "utf-16"),
        (f"{HEADER}\nÉ,J0K 2M0,x".encode(), "utf-8"),
        (f"{HEADER}\rÉ,J0K 2M0,x\r".encode(), "utf-8"),
        (f"{HEADER}\rÉ,J0K 2M0,x\r".encode("cp1252"), "cp1252"),
        (f"sep=,\r\n{HEADER}\r\nÉ,J0K 2M0,x\r\n".encode(), "utf-8"),
        (f"\r\n\r\n{HEADER}\r\nÉ,J0K 2M0,x\r\n".encode(), "utf-8"),
    ],
)
def test_marks_line_ends_and_sep_lines(write: Write, content: bytes, encoding: str) -> None:
    name = write(content)
    assert rows_of(name) == [("É", "J0K 2M0", "x")]
    with open_export(name) as export:
        assert export.encoding == encoding
        assert export.sha256 == hashlib.sha256(content).hexdigest()


def test_a_first_cell_that_begins_with_a_byte_order_mark_keeps_it(write: Write) -> None:
    rows = [("\ufeffA", "J0K 2M0", "x"), ("\ufeff\ufeff", "J6E 3E5", "y")]
    text = "".join(",".join(row) + "\n" for row in rows)
    assert rows_of(write(f"{HEADER}\n{text}")) == rows


def test_lines_count_the_header_a_sep_line_and_quoted_line_breaks(write: Write) -> None:
    block = one_block(write(f'sep=,\r\n{HEADER}\r\na,b,"1\r\n2"\r\n\r\nc,d,e\r\n'))
    assert block.lines.tolist() == [3, 5, 6]
    assert block.blank.tolist() == [False, True, False]
    assert block.cells(0) == ("a", "b", "1\r\n2")
    assert block.clean  # `lines` shows the break


def test_a_row_with_missing_or_extra_cells_is_odd_and_its_neighbours_are_not(write: Write) -> None:
    block = one_block(write(f"{HEADER}\na,J0K 2M0,x\nb,J0K 2M0\nc,J0K 2M0,x,y\nd,J0K 2M0,x\n"))
    assert {row: (odd.cells, odd.reason.params) for row, odd in block.odd.items()} == {
        1: (("b", "J0K 2M0"), {"count": 2, "expected": 3}),
        2: (("c", "J0K 2M0", "x", "y"), {"count": 4, "expected": 3}),
    }
    assert block.table.column(0).to_pylist() == ["a", "", "", "d"]
    assert block.cells(2) == ("c", "J0K 2M0", "x", "y")
    assert block.raw is None
    part = block.slice(2, 4)
    assert (part.first_row, part.lines.tolist(), list(part.odd)) == (3, [4, 5], [0])


@pytest.mark.parametrize(
    "text",
    [
        "Entreprise;Code postal;Besoin;;\na;J0K 2M0;x;;\nb;J0K 2M0;y;;\n",
        "Entreprise;Code postal;Besoin\na;J0K 2M0;x;;\nb;J0K 2M0;y;;\n",
        "Entreprise;Code postal;Besoin;;\na;J0K 2M0;x\nb;J0K 2M0;y;\n",
        "Entreprise;Code postal;Besoin\na;J0K 2M0;x\nb;J0K 2M0;y; ;\n",
    ],
)
def test_trailing_delimiters_are_nothing(write: Write, text: str) -> None:
    with open_export(write(text)) as export:
        assert export.headers == ("Entreprise", "Code postal", "Besoin")
        (block,) = export.blocks()
    assert not block.odd
    assert [block.cells(row) for row in range(2)] == [("a", "J0K 2M0", "x"), ("b", "J0K 2M0", "y")]


def test_a_cell_beyond_a_trailing_delimiter_makes_the_row_odd(write: Write) -> None:
    block = one_block(write("Entreprise;Code postal;;\na;J0K 2M0;;\nb;J0K 2M0;;!\nc;J0K 2M0;;\n"))
    assert block.odd[1].cells == ("b", "J0K 2M0", "", "!")
    assert list(block.odd) == [1]
    assert block.table.column(0).to_pylist() == ["a", "", "c"]


def test_blank_rows_and_totals_are_ignored_and_companies_named_alike_are_not(write: Write) -> None:
    rows = [
        ("Total inc.,H2X 1Y4,x", False),
        (",,", True),
        ("", True),
        (" ,\u00a0,", True),
        ("Total Énergie,,x", False),
        ("Somme toute inc.,,", False),
        ("Total général :,,12", True),
        ("Nombre de demandes,,297", True),
        ("TOTAL: 297,,", True),
        ("Totaux;,297,", True),
        (",,x", False),
    ]
    block = one_block(write("\n".join([HEADER, *(text for text, _ in rows)])))
    assert block.blank.tolist() == [blank for _, blank in rows]
    assert not block.odd


def test_nul_makes_its_row_odd(write: Write) -> None:
    block = one_block(write(f"{HEADER}\na,J0K 2M0,x\nb\0,J0K 2M0,x\nc,J0K 2M0,x\n"))
    assert {row: odd.reason.code for row, odd in block.odd.items()} == {1: "row.nul"}
    assert block.table.column(0).to_pylist() == ["a", "", "c"]


def test_a_long_line_of_spaces_is_blank(write: Write) -> None:
    assert one_block(write(f"{HEADER}\na,J0K 2M0,x\n{' ' * 40_000}\n")).blank.tolist() == [False, True]


def test_a_block_read_up_to_the_middle_of_a_line_end_is_clean() -> None:
    text = f"{HEADER}\r\n" + 'a,J0K 2M0,"1\r\n2"\r\n' * 9
    for size in range(40, 60):
        with csv_rows(text.encode(), block_bytes=size) as rows:
            assert all(block.clean for block in rows.blocks(range(3)))


def test_stray_quotes_leave_a_block_clean_and_a_return_by_itself_does_not(write: Write) -> None:
    assert one_block(write(f'{HEADER}\na,J0K 2M0,12" x\n')).clean
    assert not one_block(write(f'{HEADER}\na,J0K 2M0,12" x\nb,J0K 2M0,"1\r2"\n')).clean


@settings(deadline=None)
@given(st.text(alphabet='aé",\r\n \0', max_size=40), st.integers(1, 30), st.integers(1, 4))
def test_any_text_is_read_as_csv_reads_it_or_an_open_quote_is_named(text: str, size: int, rows: int) -> None:
    whole = "Company,CP\n" + text
    try:
        with csv_rows(whole.encode(), block_bytes=size, block_rows=rows) as reader:
            blocks = list(reader.blocks(range(2)))
    except DataError as error:
        assert re.search("quotation mark|no row under it", str(error))  # noqa: PT017
        return
    found = [block.cells(row) for block in blocks for row in range(len(block)) if not block.blank[row]]
    expected = [tuple(row) for row in csv.reader(io.StringIO(whole, newline=""))][1:]
    assert found == [_short(row) for row in expected if any(cell.strip() for cell in row)]


def _short(row: tuple[str, ...]) -> tuple[str, ...]:
    """Without blank cells beyond the header."""
    return row if len(row) <= 2 or row[-1].strip() else _short(row[:-1])


def test_a_cell_of_200_kb_makes_its_row_odd(write: Write) -> None:
    block = one_block(write(f"{HEADER}\na,J0K 2M0,x\nb,J0K 2M0,{'é' * 100_000}\nc,J0K 2M0,x\n"))
    (odd,) = block.odd.values()
    assert odd.reason.code == "row.cell_too_long"
    assert odd.reason.params["field"] == "Besoin"
    assert block.table.column(0).to_pylist() == ["a", "", "c"]


@pytest.mark.parametrize(
    "text",
    [
        f'{HEADER}\na,J0K 2M0,x\nb,"J0K 2M0,x\nc,J0K 2M0,x\n',
        f'{HEADER}\na,J0K 2M0,x\nb,"J0K 2M0,x\nc,J0K 2M0,"x, y"\nd,J0K 2M0,z\n',
        f'{HEADER}\na,J0K 2M0,12" x\nb,"J0K 2M0,x\nc,J0K 2M0,x\n',
        f'{HEADER}\na,J0K 2M0,x\nb,"J0K 2M0,x\n' + "c,J0K 2M0,x\n" * 150_000,
    ],
)
def test_an_unclosed_quote_is_an_error_with_its_line(write: Write, text: str) -> None:
    with pytest.raises(DataError, match=r"export\.csv:3: a quotation mark opens"):
        rows_of(write(text))


def test_an_unclosed_quote_in_the_header_is_an_error(write: Write) -> None:
    with pytest.raises(DataError, match=r"export\.csv:1: a quotation mark opens"):
        rows_of(write('Entreprise,"Code postal,Besoin\na,J0K 2M0,x\n'))


def test_a_quote_in_the_middle_of_a_cell_is_a_character(write: Write) -> None:
    block = one_block(write(f'{HEADER}\na,J0K 2M0,12" screen\nb,J0K 2M0,"x"\n'))
    assert block.cells(0) == ("a", "J0K 2M0", '12" screen')
    assert block.raw is None


def test_an_apostrophe_before_a_formula_is_taken_away(write: Write) -> None:
    cells = ["=1+1", "@x", "+a", "'=1", "l'été", "'Fab"]
    written = neutral(pa.array(cells)).to_pylist()
    rows = "".join(f"a,J0K 2M0,{cell}\n" for cell in written)
    assert [row[2] for row in rows_of(write(f"{HEADER}\n{rows}"))] == cells


def test_a_routed_file_can_be_fed_back(write: Write) -> None:
    added = "request_id,status,reason,verdict,region_code,erac_id,advisor_id,advisor_name,distance_km,distance_error_km"
    name = write(f"No de demande,{HEADER},{added},plan\n7,a,J0K 2M0,x,7,assigned,,exact,14,e,A1,N,1.5,0.2,p\n")
    with open_export(name) as export:
        assert export.headers == ("No de demande", "Entreprise", "Code postal", "Besoin")
        assert export.columns["request_id"] == 0
        assert list(export.planned) == [*added.split(","), "plan"]
        (block,) = export.blocks()
        assert block.cells(0) == ("7", "a", "J0K 2M0", "x")
        assert block.raw is None
        (planned,) = export.blocks([export.planned["status"], export.planned["plan"]])
        assert planned.cells(0) == ("assigned", "p")


def test_a_rejects_file_can_be_fed_back(write: Write) -> None:
    name = write(f"{HEADER},request_id,line,field,value,reason,remedy\na,J0K 2M0,x,R-1,7,f,v,r,m\n")
    with open_export(name) as export:
        assert export.headers == ("Entreprise", "Code postal", "Besoin", "request_id")
        assert not export.planned
        assert export.columns["request_id"] == 3


def test_standard_input_is_read_as_often_as_a_file() -> None:
    content = f"{HEADER}\na,J0K 2M0,x\n".encode()
    with open_export("-", stdin=io.BytesIO(content)) as export:
        assert export.shown == "standard input"
        assert [len(block) for block in export.blocks()] == [len(block) for block in export.blocks([0])] == [1]


def test_a_request_of_several_lines_keeps_its_breaks(write: Write) -> None:
    assert rows_of(write(f'{HEADER}\na,J0K 2M0,"1\n2\n\n3"\n'))[0][2] == "1\n2\n\n3"


def test_nothing_personal_in_what_a_block_says_of_itself(write: Write) -> None:
    block = one_block(write(f"{HEADER}\nSecret inc.,J0K 2M0\n"))
    assert "Secret" not in repr(block) + repr(block.odd)


def test_no_file_stays_open_or_behind(write: Write, tmp_path: Path) -> None:
    name = write(f"{HEADER}\na,J0K 2M0,x\n".encode("utf-16"))
    with open_export(name) as export:
        blocks = export.blocks()
        next(blocks)
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]
