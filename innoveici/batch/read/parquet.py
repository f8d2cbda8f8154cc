"""A Parquet file, every column as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pyarrow.types

from innoveici.batch.blocks import Block
from innoveici.batch.read.doubt import refuse_illegible
from innoveici.batch.read.headers import Headers, read_headers
from innoveici.batch.read.layout import only_a_header
from innoveici.batch.read.sheets import Misread, cell_text, misread, sheet_block
from innoveici.batch.read.source import Source
from innoveici.errors import DataError
from innoveici.messages import N_, Message

_BLOCK_ROWS = 60_000


@dataclass(frozen=True, eq=False)
class ParquetRows:
    """Lines of its blocks are row numbers, from 1: there is no header among them."""

    source: Source
    headers: Headers
    block_rows: int = _BLOCK_ROWS

    def blocks(self, wanted: Collection[int]) -> Iterator[Block]:
        """All rows in their order, with the columns ``wanted``. Raises DataError, StorageError, TryAgain."""
        first_row = 1
        try:
            for batch in pa.parquet.ParquetFile(self.source.view()).iter_batches(self.block_rows):
                columns = batch.columns[: len(self.headers.names)]
                yield sheet_block(
                    [_text(column) for column in columns],
                    np.arange(first_row, first_row + batch.num_rows),
                    self.headers,
                    first_row=first_row,
                    wanted=wanted,
                    too_many={},
                    not_as_typed=self._misread(columns),
                )
                first_row += batch.num_rows
        except (pa.ArrowException, OSError):  # Arrow's word for what it cannot decode
            raise _damaged(self.source.shown) from None

    def _misread(self, columns: Sequence[pa.Array]) -> Mapping[int, Sequence[Misread]]:
        """Rows in which a typed cell cannot be what its field holds."""
        found: dict[int, list[Misread]] = {}
        for field, position in self.headers.columns.items():
            column = columns[position]
            if (
                pa.types.is_boolean(column.type)
                or pa.types.is_temporal(column.type)
                or pa.types.is_floating(column.type)
            ):
                for row, value in enumerate(_values(column)):
                    wrong = misread(field, self.headers.names[position], value)
                    if wrong is not None:
                        found.setdefault(row, []).append(wrong)
        return found


def read_parquet(source: Source, mapping: Mapping[str, str]) -> ParquetRows:
    """The rows of ``source``. Raises DataError."""
    try:
        file = pa.parquet.ParquetFile(source.view())
    except (pa.ArrowException, OSError):
        raise _damaged(source.shown) from None
    refuse_illegible(file.schema_arrow.names, file=source.shown, line=1, encoding=None)
    headers = read_headers(file.schema_arrow.names, mapping, file=source.shown, line=1)
    if not file.metadata.num_rows:
        raise only_a_header(source.shown)
    return ParquetRows(source, headers)


def _text(column: pa.Array) -> pa.StringArray:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    plain = pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_integer(column.type)
    if plain:
        if not pa.types.is_integer(column.type):
            column = column.cast(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary())
        return column.cast(pa.string()).fill_null("")  # from bytes: a file may say that it is UTF-8 when it is not
    return pa.array([cell_text(value) for value in _values(column)], pa.string())


def _values(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":  # pandas' own; Python ends at the microsecond
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        return column.to_pylist()  # type: ignore[no-any-return]
    except (ValueError, OverflowError, KeyError, pa.ArrowInvalid):  # a nanosecond, a year no date has, an unknown zone
        return _as_arrow_says(column)


def _as_arrow_says(column: pa.Array) -> list[Any]:
    """Its own texts; of what it has none for, as a list of nanoseconds, only the type's name."""
    try:
        return column.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    except pa.ArrowException:
        return [str(column.type) if valid else None for valid in column.is_valid().to_pylist()]


def _damaged(shown: str) -> DataError:
    return DataError(
        Message(N_("{file} is a Parquet file that cannot be read: damaged or incomplete"), file=shown),
        Message(N_("transfer the file again, or export it as “CSV UTF-8”")),
    )
