"""Cells as a header's zone and an office's defaults have them, a column at a time and one by one."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.moments import sure_moments, utc_iso
from innoveici.batch.decide.received import received_texts, text_of
from innoveici.batch.read.export import open_export
from innoveici.batch.read.headers import Told
from innoveici.batch.read.notes import filled, with_offset
from innoveici.request import Request
from innoveici.spellings.dates import LATEST
from tests.batch.conftest import Write


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2026-11-20 14:02:11", "2026-11-20 14:02:11Z"),
        ("2026-11-20T14:02", "2026-11-20T14:02Z"),
        ("2026-11-20 14:02:11.25", "2026-11-20 14:02:11.25Z"),
        ("2026-11-20", "2026-11-20"),
        ("", ""),
        ("2026-11-20T14:02:11Z", "2026-11-20T14:02:11Z"),
        ("2026-11-20 14:02:11-05:00", "2026-11-20 14:02:11-05:00"),
        ("2026-11-20 14:02 UTC-5", "2026-11-20 14:02 UTC-5"),
        ("2026/11/20 2:05:01 PM HNE", "2026/11/20 2:05:01 PM HNE"),
        ("2026/11/20 2:05:01 PM", "2026/11/20 2:05:01 PM UTC"),
    ],
)
def test_a_time_without_a_zone_is_in_the_headers(cell: str, read: str) -> None:
    assert with_offset(pa.array([cell]), "Z").to_pylist() == [read]


def test_blank_cells_are_filled() -> None:
    assert filled(pa.array(["", " ", "fr"]), "en").to_pylist() == ["en", "en", "fr"]


def test_a_sure_moment_with_a_zone_is_what_python_reads() -> None:
    cells = ["2026-11-20 14:02:11Z", "2026-02-28T23:59Z", "2026-11-20 14:02:61Z", "2026-11-20 24:02Z"]
    assert sure_moments(pa.array(cells), LATEST).tolist() == [True, True, False, False]
    assert utc_iso(cells[0]) == datetime(2026, 11, 20, 14, 2, 11, tzinfo=UTC).isoformat()


def test_columns_and_rows_are_read_alike(write: Write) -> None:
    text = (
        "No de demande,Entreprise,Code postal,Reçu le (UTC),Langue\n"
        "U-1,Verger des Buttes,J0K 2M0,2026-07-01 02:30:00,\n"
        "U-2,Verger des Buttes,J0K 2M0,2026-07-01 02:30,fr\n"
        "U-3,Verger des Buttes,J0K 2M0,2026-07-01,\n"
        "U-4,Verger des Buttes,J0K 2M0,,en\n"
    )
    with open_export(write(text), mapping=Told(defaults={"language": "en", "country": "CA"})) as export:
        (block,) = export.blocks()
        fields = Fields(block, export.columns, export.notes)
        assert fields.ordinary.all()
        requests = [fields.request(row) for row in range(4)]
        assert all(isinstance(request, Request) for request in requests)
        rows = pa.array(range(4)).to_numpy()
        assert received_texts(fields, rows) == [text_of(r) for r in requests if isinstance(r, Request)]
        first = requests[0]
        assert isinstance(first, Request)
        assert (first.received_at, first.language) == (datetime(2026, 7, 1, 2, 30, tzinfo=UTC), "en")
