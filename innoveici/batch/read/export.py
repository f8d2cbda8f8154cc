"""An export as blocks of rows, whatever it was sent as: the one thing the rest of batch reads from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol

from innoveici.batch.blocks import Block
from innoveici.batch.read.csv_rows import CsvRows
from innoveici.batch.read.encoding import read_text
from innoveici.batch.read.headers import Headers
from innoveici.batch.read.kind import Kind, kind_of
from innoveici.batch.read.layout import read_layout
from innoveici.batch.read.notes import NO_NOTES, Notes, notes_of
from innoveici.batch.read.origin import Origin
from innoveici.batch.read.source import Source, open_source
from innoveici.batch.read.zipped import unzipped


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
    ``notes``: what is to be known to read cells. ``told``: request field to header, what was said of its columns;
    ``doubtful``: columns that may be a field and are not taken for it, and which. ``origin``: of a file of rejects,
    where they are from. ``hidden_rows``, ``hidden_columns``: how many rows, and which columns, were read though a sheet
    hides them.
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
    notes: Notes = NO_NOTES
    told: Mapping[str, str] = field(default_factory=dict)
    doubtful: tuple[tuple[str, str], ...] = ()
    origin: Origin | None = None
    sheet: str | None = None
    left_aside: tuple[str, ...] = ()
    hidden_rows: int = 0
    hidden_columns: tuple[str, ...] = ()

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
    sheet: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Export]:
    """The export in the file ``name`` (``-`` for ``stdin``), open as long as the ``with`` block lasts.

    Raises InputNotFound, and what :func:`read_export` raises.
    """
    source = open_source(name, stdin)
    with read_export(source, encoding=encoding, delimiter=delimiter, mapping=mapping, sheet=sheet) as export:
        yield export


@contextmanager
def read_export(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Iterator[Export]:
    """The export in ``source``, which is closed at the end of the ``with`` block.

    ``mapping``: request field to header, from --map, or what else was ``Told``; ``sheet``: of a workbook. Raises
    StorageError, UsageError, DataError.
    """
    try:
        source = unzipped(source)
        kind = kind_of(source)
        if kind == "csv":
            text = read_text(source, encoding)
            source = text.source
            layout = read_layout(text, delimiter, {} if mapping is None else mapping)
            rows: Rows = CsvRows(source, layout, text.trusted)
            yield _export(source, kind, text.encoding, layout.delimiter.decode(), layout.headers, rows)
        elif kind == "parquet":
            from innoveici.batch.read.parquet import read_parquet

            table = read_parquet(source, {} if mapping is None else mapping)
            yield _export(source, kind, None, None, table.headers, table)
        else:
            from innoveici.batch.read.workbook import read_workbook

            book = read_workbook(source, kind, {} if mapping is None else mapping, sheet)
            yield replace(
                _export(source, kind, None, None, book.headers, book),
                sheet=book.sheet.name,
                left_aside=book.left_aside,
                hidden_rows=book.hidden_rows,
                hidden_columns=book.hidden_columns,
            )
    finally:
        source.close()


def _export(
    source: Source, kind: Kind, encoding: str | None, delimiter: str | None, headers: Headers, rows: Rows
) -> Export:
    return Export(
        source.shown,
        kind,
        encoding,
        delimiter,
        source.sha256,
        headers.input,
        headers.columns,
        headers.planned,
        rows,
        notes_of(headers),
        headers.told,
        headers.doubtful,
        headers.origin[1] if headers.origin else None,
    )
