"""The first, quick reading: how many rows there are, whatever is fatal, and which requests may be there twice.

Nothing is recorded before the whole file has been read once: a fault at its end is found before its beginning is acted
upon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.fields import Fields

if TYPE_CHECKING:
    from innoveici.batch.export import Export

_KEYS = ("request_id", "company", "postal_code")


@dataclass(frozen=True, eq=False)
class Scan:
    """``rows``: all of them, blank ones included; ``requests``: without these. ``repeated``: hashes of the keys that
    occur twice, sorted."""

    rows: int
    requests: int
    repeated: NDArray[np.int64]

    def may_repeat(self, fields: Fields) -> NDArray[np.bool_]:
        """The rows whose request may be in the file twice; False is certain."""
        if not len(self.repeated):
            return np.zeros(len(fields), bool)
        return np.isin(_hashes(fields), self.repeated)


def scan(export: Export) -> Scan:
    """Read all of ``export`` once, keeping eight bytes a row. :raises DataError: what is fatal to the whole file."""
    wanted = {name: export.columns[name] for name in _KEYS if name in export.columns}
    found = []
    rows = 0
    for block in export.blocks(tuple(wanted.values())):
        rows += len(block)
        found.append(_hashes(Fields(block, wanted))[~block.blank])
    hashes = np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
    return Scan(rows, len(hashes), np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))


def _hashes(fields: Fields) -> NDArray[np.int64]:
    """Equal for rows of equal id. An id that is derived from the content is equal only where code and company are."""
    keys = fields.ids
    derived = pc.equal(keys, "")
    if pc.any(derived).as_py():
        code, company = fields.column("postal_code"), fields.column("company")
        content = [_folded(column) for column in (code, company) if column is not None]
        keys = pc.if_else(derived, pc.binary_join_element_wise(*content, "\x1f"), keys)
    return np.fromiter(map(hash, keys.to_pylist()), np.int64, len(keys))


def _folded(column: pa.StringArray) -> pa.StringArray:
    """Coarser than ``request.fold``: without the letters that casefold() makes out of others (ß is ss, ﬁ is fi)."""
    return pc.replace_substring_regex(pc.utf8_lower(column), "[^bcdegmopqruvxz0-9]+", "")
