"""An export as other programs write it: ``python benchmarks/batch_shapes.py KIND EXPORT OUT``; KIND: one of SHAPES."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

SHAPES = {
    "semicolon cp1252": ".csv",
    "days as 20/11/2026": ".csv",
    "empty ids": ".csv",
    "Parquet": ".parquet",
    "Excel": ".xlsx",
}
"""With how their files' names end. ``batch.py`` imports them, so what is heavy is imported where it is used."""


def shape(kind: str, source: Path, out: Path) -> None:
    """Write the rows of ``source``, an export of batch_data.py, in one of SHAPES."""
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    match kind:
        case "semicolon cp1252":
            _as_french_excel(out, header, rows)
        case "days as 20/11/2026":
            at = header.index("Date de réception")
            _as_french_excel(out, header, ([*row[:at], _day_first(row[at]), *row[at + 1 :]] for row in rows))
        case "empty ids":
            with out.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *(["", *row[1:]] for row in rows)])
        case "Parquet":
            import pyarrow as pa
            from pyarrow import parquet

            parquet.write_table(pa.table(dict(zip(header, zip(*rows, strict=True), strict=True))), out)
        case "Excel":
            from tests.batch.workbooks import write_workbook

            write_workbook(out, {"Demandes": [header, *rows]})


def _as_french_excel(out: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with out.open("w", encoding="cp1252", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *rows])


def _day_first(moment: str) -> str:
    """As 20/11/2026 14:02, on a day from the thirteenth on: of one before it nobody can say which it is."""
    return f"{13 + int(moment[8:10]) % 15}/{moment[5:7]}/{moment[:4]} {moment[11:16]}" if moment[4:5] == "-" else moment


if __name__ == "__main__":
    match sys.argv[1:]:
        case [kind, source, path] if kind in SHAPES:
            shape(kind, Path(source), Path(path))
        case _:
            raise SystemExit(__doc__)
