"""One row by the letter: read as Python's csv reads it."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read.rows import open_quote, quote_left_open, row_pattern, split_row


@settings(deadline=None)
@given(st.lists(st.text(alphabet='a"; ,\té\n'), min_size=2), st.sampled_from([",", ";", "\t"]))
def test_cells_come_back_as_csv_wrote_them(cells: list[str], delimiter: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    row = stream.getvalue().encode()
    assert [cell.decode() for cell in split_row(row[:-2], delimiter.encode())] == cells
    match = row_pattern(delimiter.encode()).match(row)
    assert match is not None
    assert match.end() == len(row)


@settings(deadline=None)
@given(st.text(alphabet='a",b', max_size=12))
def test_any_row_is_read_as_csv_reads_it(text: str) -> None:
    row = text.encode()
    if open_quote(row, b",") is None and text:
        assert [cell.decode() for cell in split_row(row, b",")] == next(csv.reader([text]))


def test_a_quote_in_the_middle_of_a_cell_is_a_character() -> None:
    assert split_row(b'12" screen,"a ""b"" c"d', b",") == [b'12" screen', b'a "b" cd']


def test_it_is_told_where_an_open_quote_opens() -> None:
    assert open_quote(b'a,"b,c\nd,e', b",") == 2
    assert open_quote(b'a,b"c', b",") is None
    assert quote_left_open(b'a,"b,c\nd,"e"', b",") == 2
    assert quote_left_open(b'a,"b\nc",d', b",") is None
