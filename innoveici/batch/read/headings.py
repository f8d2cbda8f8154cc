"""Rows that are none: blank ones, the totals that a spreadsheet puts under a table, a header met again.

A header comes again where exports were put one under the other, or as a second line in the other language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.read.headers import Headers
from innoveici.batch.read.naming import fold_header, named
from innoveici.batch.text import distinct
from innoveici.batch.text import visible as seen
from innoveici.characters import visible
from innoveici.directory.folding import fold
from innoveici.postal import InvalidCode, parse
from innoveici.reasons import Reason
from innoveici.request import REQUIRED

_TOTAL = re.compile(
    r"((grand|sous|sub) )?(total|totaux|totals?|somme|nombre|count)"
    r"( (general|generaux|de|des|du|d|of|demandes?|entreprises?|lignes?|rows?|requests?)\b.*)?[ \d]*"
)
_FIGURE = re.compile(r"[-+]?[\d\s.,$%]*")


def may_be_blank(postal_codes: pa.StringArray) -> NDArray[np.int64]:
    """Indices of the rows worth a look at all their cells: those whose postal code can hardly be one."""
    postal_codes = seen(postal_codes)
    lengths = pc.binary_length(postal_codes).to_numpy(zero_copy_only=False)
    short = np.flatnonzero(lengths < 5)
    return np.array([row for row in short.tolist() if _hardly_a_code(postal_codes[row].as_py())], np.int64)


def _hardly_a_code(cell: str) -> bool:
    return len(cell) < 3 or not cell[0].isalpha()


def is_blank(cells: Sequence[str], postal_code: str) -> bool:
    """Whether the row holds nothing, or a total: the word in its first cell, figures at most in the others."""
    told = [cell for cell in (visible(cell).strip() for cell in cells) if cell]
    if not told:
        return True
    return (
        isinstance(parse(postal_code), InvalidCode)
        and _TOTAL.fullmatch(fold(told[0])) is not None
        and all(_FIGURE.fullmatch(cell) for cell in told[1:])
    )


OTHER_COLUMNS = "column.others"
_CODES = (6, 7)
"""Bytes of most postal codes, and of no known header of theirs."""
_LONGEST_CODE = 16
"""Bytes: no known header that is shorter has a digit."""


@dataclass(frozen=True)
class Headings:
    """What the rows under ``headers`` are compared with."""

    headers: Headers

    def may_be(self, postal_codes: pa.StringArray) -> NDArray[np.int64]:
        """Indices of the rows worth a look at all their cells."""
        own = self.headers.names[self.headers.columns["postal_code"]]
        lengths = pc.binary_length(postal_codes).to_numpy(zero_copy_only=False)
        some = ~np.isin(lengths, [size for size in (0, *_CODES) if size != len(own.encode())])
        rows = np.flatnonzero(some)
        if not len(rows):
            return rows
        cells = postal_codes.take(pa.array(rows))
        with_digits = pc.and_(pc.match_substring_regex(cells, "[0-9]"), pc.less(pc.binary_length(cells), _LONGEST_CODE))
        worded = pc.or_(pc.invert(with_digits), pc.equal(pc.utf8_trim_whitespace(cells), own))
        rows = rows[worded.to_numpy(zero_copy_only=False)]
        which, values = distinct(postal_codes.take(pa.array(rows)))
        names = np.array([_names_a_column(cell) or self._is_name("postal_code", cell) for cell in values], bool)
        return np.asarray(rows[names[which]])

    def is_one(self, cells: Sequence[str]) -> bool:
        """Whether the row is this header for certain: each cell of a field is empty or a name of that very field."""
        told = {
            field: cells[position].strip()
            for field, position in self.headers.columns.items()
            if position < len(cells) and cells[position].strip()
        }
        return told.keys() >= {*REQUIRED} and all(self._is_name(field, cell) for field, cell in told.items())

    def is_another(self, cells: Sequence[str]) -> bool:
        """Whether the row is the header of other columns, under which the rows that follow would be misread."""
        if self.is_one(cells) and len(cells) == len(self.headers.names):
            return False
        of = {one.field for cell in cells if (one := named(cell)) and not one.at_a_distance}
        told = [cell for cell in cells if cell.strip()]
        return of >= {*REQUIRED} and 2 * sum(map(_names_a_column, told)) > len(told)

    def _is_name(self, field: str, cell: str) -> bool:
        if fold_header(cell) == fold_header(self.headers.names[self.headers.columns[field]]) != "":
            return True
        one = named(cell)
        return one is not None and one.field == field and not one.at_a_distance


def other_columns() -> Reason:
    """Why such a row is odd; ``scan`` refuses the file."""
    return Reason(OTHER_COLUMNS)


def _names_a_column(cell: str) -> bool:
    one = named(cell)
    return one is not None and not one.at_a_distance
