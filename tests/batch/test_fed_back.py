"""What a batch writes can be given to it again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from innoveici.batch.read.export import open_export
from innoveici.batch.results import RowFault
from innoveici.batch.write.output import CsvOutput
from innoveici.batch.write.rejects import RejectsOutput
from tests.batch.written import results

EXPORT = (
    "Entreprise;Code postal;Besoin;Téléphone\r\n"
    "Scierie;J0K 2M0;=1+1;+1 450 555-0100 poste 22\r\n"
    '"Ferme; fille";GIR 2B5;"dit ""12""\r\nde plus";\r\n'
    "Ruche;J0K;'tis;-\r\n"
    "Trop;J6E;de;cellules;=ici\r\n"
)


def given(path: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    with open_export(str(path)) as export:
        width = len(export.headers)
        return export.headers, [block.cells(row)[:width] for block in export.blocks() for row in range(len(block))]


@pytest.mark.parametrize("excel", [False, True])
def test_a_routed_file_and_its_rejects_hold_the_same_rows_again(tmp_path: Path, excel: bool) -> None:
    source, routed, mend = tmp_path / "export.csv", io.BytesIO(), io.BytesIO()
    source.write_bytes(EXPORT.encode("cp1252"))
    headers, rows = given(source)
    with open_export(str(source)) as export:
        output = CsvOutput(routed, export.headers, excel=excel)
        rejects = RejectsOutput(mend, export.headers, export.columns, excel=excel)
        for block in export.blocks():
            output.write(block, results(len(block)))
            rejects.write(block, [RowFault(row, f"R-{row}", "x", "y; z", "why, so", "do") for row in range(len(block))])
    assert rows[0] == ("Scierie", "J0K 2M0", "=1+1", "+1 450 555-0100 poste 22")
    (tmp_path / "routed.csv").write_bytes(routed.getvalue())
    (tmp_path / "rejects.csv").write_bytes(mend.getvalue())
    assert given(tmp_path / "routed.csv") == (headers, rows)
    again = [(*row, f"R-{index}") for index, row in enumerate(rows)]
    again[3] = ("Trop #####", *again[3][1:])  # which of its cells belongs where, nobody knows
    assert given(tmp_path / "rejects.csv") == ((*headers, "request_id"), again)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plain_export_is_copied_row_by_row_as_it_stands(tmp_path: Path, end: str) -> None:
    rows = ["Entreprise,Code postal,Besoin", '"Scierie",J0K 2M0,"dit ""bois"""', 'Ferme,G1R 2B5,"a,b"', "Ruche ,J0K,"]
    source, routed = tmp_path / "export.csv", io.BytesIO()
    source.write_text(end.join(rows) + end, newline="")
    with open_export(str(source)) as export:
        output = CsvOutput(routed, export.headers)
        for block in export.blocks():
            output.write(block, results(len(block)))
    lines = routed.getvalue().decode().split("\r\n")[1:-1]
    assert [line.partition(",R-")[0] for line in lines] == rows[1:]
