"""Where rows end, the quick way and row by row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read.cutting import LONGEST_QUOTED, Kept, OpenQuote, cut

_CELLS = st.text(alphabet='ab"\n, ;\t', max_size=4)
_TABLES = st.lists(st.lists(_CELLS, min_size=2, max_size=2), min_size=1, max_size=8)


@settings(deadline=None)
@given(_TABLES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_every_row_that_csv_writes_is_found(table: list[list[str]], end: str, quoting: int) -> None:
    texts = []
    for row in table:
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator=end, quoting=quoting).writerow(row)  # type: ignore[arg-type]
        texts.append(stream.getvalue().encode())
    found = cut(b"".join(texts), b",", 100, last=True)
    assert found is not None
    assert [len(text) for text in texts] == (found.starts[1:] - found.starts[:-1]).tolist()
    assert found.plain
    assert len(found.breaks) == b"".join(texts).count(b"\n")


@settings(deadline=None)
@given(st.text(alphabet='ab"\n\r,', max_size=40), st.integers(1, 9), st.booleans())
def test_what_was_cut_once_is_cut_the_same_again(text: str, most_rows: int, last: bool) -> None:
    try:
        found = cut(f"{text}\n".encode(), b",", most_rows, last=last)
    except OpenQuote:
        return
    if found is None:
        return
    kept = Kept.of(found)
    if kept is None:
        assert len(found.breaks) > 2 * len(found)
        return
    again = kept.cut()
    assert (again.starts.tolist(), again.breaks.tolist()) == (found.starts.tolist(), found.breaks.tolist())
    assert (again.plain, again.end, again.breaks_in_cells) == (found.plain, found.end, found.breaks_in_cells)


def test_a_cut_with_many_line_breaks_in_cells_is_not_kept() -> None:
    for breaks, is_kept in ((2, True), (3, False)):
        found = cut(b'a,"' + b"\n" * breaks + b'"\nb,c\n', b",", 9, last=True)
        assert found is not None
        assert (len(found), found.plain) == (2, True)
        assert (Kept.of(found) is not None) is is_kept


def test_a_cut_with_a_row_too_long_is_not_kept() -> None:
    for length, is_kept in ((65_535, True), (65_536, False)):
        found = cut(b"x" * (length - 1) + b"\n", b",", 9, last=True)
        assert found is not None
        assert found.end == length
        assert (Kept.of(found) is not None) is is_kept


def test_no_more_rows_than_asked() -> None:
    found = cut(b"a\nb\nc\n", b",", 2, last=True)
    assert found is not None
    assert (len(found), found.end, len(found.breaks)) == (2, 4, 2)


def test_a_stray_quote_is_a_character() -> None:
    found = cut(b'12" a,b\nc,"d\ne"\n', b",", 9, last=True)
    assert found is not None
    assert found.starts.tolist() == [0, 8, 16]
    assert found.breaks.tolist() == [8, 13, 16]
    assert not found.plain


def test_a_bare_carriage_return_ends_a_row() -> None:
    found = cut(b"a,b\rc,d\r\ne,f\n", b",", 9, last=True)
    assert found is not None
    assert found.starts.tolist() == [0, 4, 9, 13]
    assert found.breaks.tolist() == [4, 9, 13]


def test_a_row_that_goes_on_is_left_for_later() -> None:
    assert cut(b'a,"b\n', b",", 9, last=False) is None
    assert cut(b'a"a,"b\n', b",", 9, last=False) is None
    assert cut(b"a,b", b",", 9, last=False) is None


@pytest.mark.parametrize("before", [b"a,", b'12" a,'])
def test_an_open_quote_is_found_where_it_opens(before: bytes) -> None:
    with pytest.raises(OpenQuote) as found:
        cut(b"x,y\n" + before + b'"b\nc,d\n', b",", 9, last=True)
    assert found.value.position == 4 + len(before)
    with pytest.raises(OpenQuote):
        cut(before + b'"b\n' * 1 + b"c,d\n" * LONGEST_QUOTED, b",", 9, last=False)


def test_a_quote_left_open_before_other_quotes_is_found() -> None:
    with pytest.raises(OpenQuote) as found:
        cut(b'a,"b\nc,"d, e"\n', b",", 9, last=True)
    assert found.value.position == 2
