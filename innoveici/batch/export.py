"""An export as blocks of rows, whatever it was sent as: the one thing the rest of batch reads from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

from innoveici.batch.blocks import Block
from innoveici.batch.csv_rows import CsvRows
from innoveici.batch.encoding import read_text
from innoveici.batch.headers import Headers
from innoveici.batch.layout import read_layout
from innoveici.batch.source import open_source

Kind = Literal["csv", "xlsx", "parquet"]


class Rows(Protocol):
    """Rows under a header, which can be read several times."""

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """All rows in their order, with the columns ``wanted``."""
        ...


@dataclass(frozen=True, eq=False)
class Export:
    """``shown``: its name for a person. ``encoding``: of the bytes given, and ``delimiter``; None for a sheet.
    ``sha256``: hexadecimal, of the bytes as given. ``headers``: the input's own columns, trimmed. ``columns``: request
    field to position. ``planned``: result column to position where these are a batch's own output, else empty.
    """

    shown: str
    kind: Kind
    encoding: str | None
    delimiter: str | None
    sha256: str
    headers: tuple[str, ...]
    columns: Mapping[str, int]
    planned: Mapping[str, int]
    rows: Rows

    def blocks(self, columns: Collection[int] | None = None) -> Iterator[Block]:
        """All rows in their order, as often as wanted; with ``columns``, only these.

        ``clean`` and ``raw`` are worked out when all of the input's columns are there. Raises DataError for what
        leaves no row readable (a quote never closed), StorageError, TryAgain when the file changed.
        """
        return self.rows.blocks(range(len(self.headers)) if columns is None else columns)


@contextmanager
def open_export(
    name: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    mapping: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Export]:
    """The export in the file ``name`` (``-`` for ``stdin``), open as long as the ``with`` block lasts.

    ``mapping``: request field to header, from --map. Raises InputNotFound, StorageError, UsageError, DataError.
    """
    source = open_source(name, stdin)
    try:
        text = read_text(source, encoding)
        source = text.source
        layout = read_layout(text, delimiter, mapping or {})
        yield _export(
            source.shown, "csv", text.encoding, layout.delimiter.decode(), source.sha256, layout.headers,
            CsvRows(source, layout),
        )  # fmt: skip
    finally:
        source.close()


def _export(
    shown: str, kind: Kind, encoding: str | None, delimiter: str | None, sha256: str, headers: Headers, rows: Rows
) -> Export:
    return Export(shown, kind, encoding, delimiter, sha256, headers.input, headers.columns, headers.planned, rows)
