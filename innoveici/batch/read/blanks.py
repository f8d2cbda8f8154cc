"""Rows without data: all cells blank, or the totals that a spreadsheet puts under a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.text import visible as seen
from innoveici.directory.sectors import fold
from innoveici.invisible import visible
from innoveici.postal import InvalidCode, parse

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
