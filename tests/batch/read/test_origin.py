"""What rejects carry of where they are from, and that a spreadsheet leaves it whole."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from innoveici.batch.cells import neutral
from innoveici.batch.read.header_names import FIELDS
from innoveici.batch.read.origin import Origin, cell_of, ids_of, origin_of, read_origin

HEADERS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(HEADERS, st.dictionaries(st.sampled_from(FIELDS), HEADERS), st.dictionaries(st.sampled_from(FIELDS), HEADERS))
def test_what_is_said_in_a_header_is_read_again(file: str, mapping: dict[str, str], defaults: dict[str, str]) -> None:
    origin = Origin(file, "0123456789abcdef", mapping, defaults)
    header = origin.header()
    assert neutral(pa.array([header])).to_pylist() == [header]
    assert header.isascii()
    assert not set(header) & set(";,\t\"'\n ")
    assert read_origin(["Entreprise", f" {header} "]) == (1, origin)


def test_only_the_files_name_is_said() -> None:
    assert origin_of("/srv/lucie/web.csv", "a" * 64, {}, {}) == Origin("web.csv", "a" * 16)


def test_no_other_column_is_taken_for_it() -> None:
    assert read_origin(["rejected", "from", "rejected_from_us"]) is None
    assert read_origin(["x", "Rejected_From"]) == (1, Origin())


def test_a_row_goes_under_its_own_number_else_under_the_one_it_had() -> None:
    own = pa.array(["", "7", "INN-2", "", "8", ""])
    cells = pa.array(["request R-1", cell_of("007"), cell_of("INN-1"), "", "request 7", "R-1"])
    assert ids_of(own, cells).to_pylist() == ["R-1", "007", "INN-2", "", "8", ""]
