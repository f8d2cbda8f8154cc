"""An entry as a record and back, through JSON and through its file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS
from innoveici.catalogue.load import load_catalogue
from innoveici.catalogue.model import Catalogue
from innoveici.catalogue.records import cells_of, entry_of, kind_of, record_of
from tests.catalogue.conftest import Kept

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue(ROOT / "catalogue")


def test_every_entry_comes_back_from_json_as_it_was(shipped: Catalogue) -> None:
    for entry in (*shipped.organizations.values(), *shipped.programs.values()):
        assert entry_of(kind_of(entry), json.loads(json.dumps(record_of(entry)))) == entry


def test_every_entry_comes_back_from_a_row_as_it_was(shipped: Catalogue, kept: Kept) -> None:
    written = {}
    for name, columns, entries in (
        ("organizations", ORGANIZATIONS, shipped.organizations),
        ("programs", PROGRAMS, shipped.programs),
    ):
        stream = io.StringIO()
        writer = csv.DictWriter(stream, columns.names)
        writer.writeheader()
        writer.writerows(cells_of(entry) for entry in entries.values())
        written[name] = stream.getvalue()
    (kept.folder / "themes.csv").write_bytes((ROOT / "catalogue" / "themes.csv").read_bytes())
    for name, text in written.items():
        (kept.folder / f"{name}.csv").write_text(text, "utf-8")

    assert load_catalogue(kept.folder) == shipped


def test_a_record_has_the_columns_of_its_file(shipped: Catalogue) -> None:
    for entries, columns in ((shipped.organizations, ORGANIZATIONS), (shipped.programs, PROGRAMS)):
        assert tuple(record_of(next(iter(entries.values())))) == columns.names
