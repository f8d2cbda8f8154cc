"""The catalogue's files as CSV, for a spreadsheet and for `import`. Pure."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping

from innoveici.directory.csv_columns import Columns


def csv_content(columns: Columns, rows: Iterable[Mapping[str, str]], *, excel: bool = False) -> bytes:
    """A file of these columns in UTF-8; ``excel``: as Excel opens it in French, with its mark and semicolons."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns.names, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return (codecs.BOM_UTF8 if excel else b"") + stream.getvalue().encode()
