"""The header met again among the rows, whatever the file is and whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.export import open_export
from innoveici.batch.read.header_names import NAMES
from innoveici.batch.scan import scan
from innoveici.errors import DataError
from tests.batch.conftest import Write
from tests.batch.workbooks import write_workbook

ROWS = [
    ["Numéro de la demande", "Raison sociale", "Code postal", "Secteur"],
    ["Request number", "Company name", "Postal code", ""],
    ["V-1", "Verger des Buttes", "J0K 2M0", "bois"],
    ["numero de la demande", "RAISON SOCIALE", "Code postal", "Secteur"],
    ["V-2", "Entreprise", "J0K 2M0", "Secteur"],
    ["V-3", "Entreprise", "Code postal", "bois"],
]
"""The last but one has a real code; the last one says something that no header does."""


def kinds(name: str) -> tuple[list[bool], list[int]]:
    with open_export(name) as export:
        assert scan(export).requests == 3
        (block,) = export.blocks()
        assert not set(block.headings) & set(np_rows(Fields(block, export.columns)))
        return block.blank.tolist(), sorted(block.headings)


def np_rows(fields: Fields) -> list[int]:
    return [row for row, ordinary in enumerate(fields.ordinary.tolist()) if ordinary]


def test_it_is_no_request_in_either_language(write: Write, tmp_path: Path) -> None:
    text = "".join(";".join(row) + "\r\n" for row in ROWS)
    expected = [True, False, True, False, False], [0, 2]
    assert kinds(write(text)) == expected
    assert kinds(str(write_workbook(tmp_path / "e.xlsx", {"A": ROWS}))) == expected


@pytest.mark.parametrize("code", ["CP usine", "PC1234", "CODEPC1"])
def test_it_is_told_by_the_files_own_words_too(write: Write, code: str) -> None:
    text = f"Firme,{code},Note\nVerger,J0K 2M0,a\nFirme,{code},Note\n"
    with open_export(write(text), mapping={"company": "Firme", "postal_code": code}) as export:
        (block,) = export.blocks()
        assert (block.blank.tolist(), block.headings) == ([False, True], {1})
        assert block.slice(1, 2).headings == {0}


@pytest.mark.parametrize(
    "other",
    [
        "Code postal;Entreprise;Courriel",
        "Entreprise;Code postal;Téléphone",
        "Entreprise;Code postal",
        "Entreprise;Code postal;Courriel;Besoin",
    ],
)
def test_the_header_of_other_columns_is_refused_before_anything_is_misread(write: Write, other: str) -> None:
    text = f"Entreprise;Code postal;Courriel\nVerger;J0K 2M0;\n{other}\nJ0K 2M0;Ruche;\n"
    with open_export(write(text)) as export, pytest.raises(DataError, match=r"export\.csv:3: another header"):
        scan(export)


def test_no_known_header_of_a_code_that_is_short_has_a_digit_or_a_codes_length() -> None:
    short = [name for name in NAMES["postal_code"] if len(name.encode()) < 16]
    assert not [name for name in short if any(map(str.isdigit, name)) or len(name.encode()) in (6, 7)]
