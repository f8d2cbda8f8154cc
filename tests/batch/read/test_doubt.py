"""A file whose text looks read in another encoding is asked about; a cell of it has its row refused."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.export import open_export
from innoveici.batch.scan import scan
from innoveici.errors import DataError
from innoveici.request import Request
from tests.batch.conftest import Write
from tests.batch.workbooks import write_workbook

NAMES = ("Érablière Bédard", "Crêperie Gagné", "Ébénisterie du Pré", "Atelier Bois")
HEADER = "No de demande;Entreprise;Code postal;Besoin\n"


def rows(*names: str) -> str:
    return HEADER + "".join(f"D-{n};{name};J0K 2M0;Séchage\n" for n, name in enumerate(names))


def twice(text: str) -> str:
    return text.encode().decode("cp1252", "replace")


def test_a_legacy_code_page_in_a_header_is_asked_about_with_its_name(write: Write) -> None:
    name = write((HEADER.replace("Besoin", "Municipalité") + "D-1;Côté;J0K 2M0;Québec\n").encode("mac-roman"))
    with pytest.raises(DataError, match=r":1: the column “MunicipalitŽ” holds “tŽ”") as refused, open_export(name):
        pass
    assert "--encoding mac-roman" in str(refused.value.remedy)
    with open_export(name, encoding="mac-roman") as export:
        assert export.headers[3] == "Municipalité"
    with open_export(name, encoding="cp1252") as export:
        assert export.headers[3] == "MunicipalitŽ"


def test_where_the_header_was_forgotten_nobodys_data_is_shown(write: Write) -> None:
    with (
        pytest.raises(DataError, match="the column “…” holds “C™t”") as refused,
        open_export(write("D-1;Chalets Côté;J0K 2M0\n".encode("mac-roman"))),
    ):
        pass
    assert "Chalets" not in str(refused.value) + str(refused.value.remedy)


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850"])
def test_one_in_most_companies_is_asked_about_with_line_and_column(write: Write, encoding: str) -> None:
    names = ("Laiterie", "Côté Bélanger", "Boulangerie Gagné", "À côté")
    name = write(rows(*names).encode(encoding))
    with open_export(name) as export, pytest.raises(DataError, match=r":3: the column “Entreprise” holds") as refused:
        scan(export)
    assert f"--encoding {encoding}" in str(refused.value.remedy)
    with open_export(name, encoding=encoding) as export:
        assert scan(export).requests == 4


def test_a_byte_that_windows_1252_lacks_has_the_likelier_encoding_named(write: Write) -> None:
    name = write(rows("Forêt Bélanger", "Crêperie").encode("mac-roman"))
    with pytest.raises(DataError, match=r":2: the byte 0x90") as refused, open_export(name):
        pass
    assert "--encoding mac-roman" in str(refused.value.remedy)


def test_most_companies_encoded_twice_are_asked_about_whatever_the_file_is(write: Write, tmp_path: Path) -> None:
    with open_export(write(rows(*map(twice, NAMES)))) as export, pytest.raises(DataError, match="encoded twice"):
        scan(export)
    table = [["Entreprise", "Code postal"], *([twice(name), "J0K 2M0"] for name in NAMES)]
    with (
        open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": table}))) as export,
        pytest.raises(DataError, match="encoded twice"),
    ):
        scan(export)
    path = tmp_path / "e.parquet"
    pa.parquet.write_table(pa.table({"Entreprise": list(map(twice, NAMES)), "Code postal": ["J0K 2M0"] * 4}), path)
    with open_export(str(path)) as export, pytest.raises(DataError, match="encoded twice"):
        scan(export)


def test_a_header_encoded_twice_is_refused_in_a_sheet_too(tmp_path: Path) -> None:
    table = [["Entreprise", "Code postal", twice("Municipalité")], ["a", "J0K 2M0", "b"]]
    with (
        pytest.raises(DataError, match=r"\(A\):1: the column"),
        open_export(str(write_workbook(tmp_path / "e.xlsx", {"A": table}))),
    ):
        pass


def test_one_cell_has_its_row_refused_and_an_encoding_that_is_said_is_believed(write: Write) -> None:
    name = write(rows(twice(NAMES[0]), *NAMES[1:]))
    with open_export(name) as export:
        assert scan(export).requests == 4
        (block,) = export.blocks()
        fields = Fields(block, export.columns)
        assert fields.ordinary.tolist() == [False, True, True, True]
        refused = fields.request(0)
        assert not isinstance(refused, Request)
        assert [(fault.field, fault.reason.code) for fault in refused] == [("company", "field.encoded_twice")]
    with open_export(name, encoding="utf-8") as export:
        (block,) = export.blocks()
        fields = Fields(block, export.columns)
        assert fields.ordinary[0]
        assert isinstance(fields.request(0), Request)
