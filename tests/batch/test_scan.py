"""The first reading never takes two rows with one id for different requests."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.export import open_export
from innoveici.batch.run import slices
from innoveici.batch.scan import scan
from innoveici.request import Request, read_request

WAYS = st.sampled_from(
    [str, str.upper, str.lower, str.swapcase, lambda t: f" {t}  ", lambda t: t.replace(" ", "\u00a0"),
     lambda t: t.replace("é", "e\u0301"), lambda t: t.replace("ss", "ß"), lambda t: t.replace("fi", "ﬁ"),
     lambda t: t.replace("K", "\u212a"), lambda t: t.replace("s", "ſ")]
)  # fmt: skip
COMPANY = st.builds(lambda text, way: way(text), st.sampled_from(["Strasse É", "café fi", "İK", "ﬃ", "Å"]), WAYS)
CODE = st.builds(
    lambda text, way: way(text),
    st.sampled_from(["J0K 2M0", "G1R 2B5", "90210", "Ｇ１Ｒ ２Ｂ５", "J0K-2m0", "J0K", "à J0K 2M0"]),
    st.sampled_from([str, str.lower, lambda t: t.replace(" ", ""), lambda t: f"{t}."]),
)
ORIGIN = ("Strasse É", "G1R 2B5")


def derived(company: str, code: str) -> str:
    request = read_request({"company": company, "postal_code": code})
    assert isinstance(request, Request)
    return request.request_id


ID = st.sampled_from(["", "", "R-1", " R-1", "R-K", "R-\u212a", derived(*ORIGIN)])


def check(rows: list[tuple[str, str, str]], with_ids: bool) -> None:
    """No two rows of one id, be it derived, without both being told to repeat."""
    first = 0 if with_ids else 1
    stream = io.StringIO()
    names = ("request_id", "company", "postal_code")[first:]
    csv.writer(stream).writerows([names, *(row[first:] for row in rows)])
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        path.write_bytes(stream.getvalue().encode())
        with open_export(str(path)) as export:
            found = scan(export)
            (block,) = export.blocks()
            may_repeat = found.may_repeat(Fields(block, export.columns))
    requests = [read_request(dict(zip(names, row[first:], strict=True))) for row in rows]
    ids = [request.request_id if isinstance(request, Request) else None for request in requests]
    for number, id_ in enumerate(ids):
        assert may_repeat[number] or id_ is None or ids.count(id_) == 1
    assert (found.rows, found.requests) == (len(rows), len(rows))


@given(st.lists(st.tuples(ID, COMPANY, CODE), min_size=2, max_size=6), st.booleans())
@settings(deadline=None, max_examples=150)
def test_rows_of_one_id_may_always_repeat(rows: list[tuple[str, str, str]], with_ids: bool) -> None:
    check(rows, with_ids)


@pytest.mark.parametrize(
    "rows",
    [
        [("", *ORIGIN), (derived(*ORIGIN), "Autre", "H2X 1Y4")],  # a reject mended and put back
        [("", "Café", "G1R 2B5"), ("", "Cafe\u0301", "Ｇ1Ｒ2B5")],  # composed, or not
        [("", "Café", "G1R 2B5"), ("", "Café", "Québec G1R 2B5 (usine)")],  # one code, found
        [("R-K", "Un", "J0K 2M0"), ("R-\u212a", "Deux", "J0K 2M0")],  # the kelvin sign is a K
    ],
)
def test_ids_that_come_out_the_same_are_not_told_apart(rows: list[tuple[str, str, str]]) -> None:
    check(rows, with_ids=True)


@pytest.mark.parametrize("count", [2, 50])
def test_rows_that_do_not_repeat_are_known_to_be_alone(count: int) -> None:
    lines = "".join(f"R-{number},Scierie {number},J0K 2M0\n" for number in range(count))
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        path.write_bytes(f"request_id,company,postal_code\n{lines}R-0,Autre,J0K 2M0\n".encode())
        with open_export(str(path)) as export:
            (block,) = export.blocks()
            may_repeat = scan(export).may_repeat(Fields(block, export.columns))
    assert np.flatnonzero(may_repeat).tolist() == [0, count]


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_each_slice_is_told_its_own_rows(rows: int) -> None:
    lines = [f"R-{number},Scierie {number},J0K 2M0\n" for number in range(20)]
    lines[3] = lines[11] = ",,\n"  # blank, and no request of which there are two
    lines[5] = lines[17] = lines[19] = lines[4]
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        path.write_bytes("".join(["request_id,company,postal_code\n", *lines]).encode())
        with open_export(str(path)) as export:
            found = scan(export)
            may_repeat = [found.may_repeat(Fields(block, export.columns)) for block in slices(export, rows)]
    assert [len(some) for some in may_repeat] == [min(rows, 20 - start) for start in range(0, 20, rows)]
    assert np.flatnonzero(np.concatenate(may_repeat)).tolist() == [4, 5, 17, 19]
    assert (found.rows, found.requests) == (20, 18)


def ids_of(text: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        path.write_bytes(text.encode())
        with open_export(str(path)) as export:
            return scan(export).ids


def test_request_numbers_have_a_fingerprint_of_their_own() -> None:
    header, one, two = "request_id,company,postal_code\n", "007,Scierie,J0K 2M0\n", "R-2,Ferme,J0K 2M0\n"
    assert ids_of(header + one + two) == ids_of(header + one.replace("007", " 007 ") + ",,\n" + two.replace("K", "L"))
    others = (two + one, one.replace("00", "") + two, one + two.replace("R-2", ""), one)
    assert len({ids_of(header + rows) for rows in (one + two, *others)}) == 1 + len(others)
    derived = "company,postal_code\nScierie,J0K 2M0\n"
    assert ids_of(derived) == ids_of(header + one.replace("007", ""))
