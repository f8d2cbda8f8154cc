"""The first, quick reading: how many rows there are, whatever is fatal, and which requests may be there twice.

Nothing is recorded before the whole file has been read once: a fault at its end is found before its beginning is acted
upon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from innoveici.batch.decide.alike import company_hashes, number_hashes
from innoveici.batch.decide.fields import Fields
from innoveici.batch.read.doubt import Doubts
from innoveici.batch.read.headings import OTHER_COLUMNS
from innoveici.batch.text import Flags, among, coded, hashes, several_times, together
from innoveici.batch.threads import one_ahead
from innoveici.errors import DataError
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.read.export import Export

_KEYS = ("request_id", "company", "postal_code")
_DIGITS = 12
_LIKE_DERIVED = "^R-[0-9a-f]{16}$"


@dataclass(frozen=True, eq=False)
class Scan:
    """``rows``: all of them, blank ones included; ``requests``: without these. ``repeats``: shape (rows,), those whose
    key occurs twice. ``keys``: equal for rows of equal id; 0 of a blank one. ``mixed``: some ids are to be derived, and
    others look as if they had been, as in rejects that were put back into the export: these may be the same, and only
    deriving tells. ``ids``: see IdsDigest. ``numbers``, ``companies``: of each row, see ``alike``; 0 of a blank one.
    """

    rows: int
    requests: int
    repeats: Flags
    keys: NDArray[np.uint64]
    mixed: bool
    ids: str
    numbers: NDArray[np.uint64]
    companies: NDArray[np.uint64]

    def may_repeat(self, fields: Fields) -> Flags:
        """The rows whose request may be in the file twice; False is certain. ``fields``: some of the rows scanned."""
        start = fields.block.first_row - 1
        repeats = self.repeats[start : start + len(fields)]
        return repeats | _derived(fields) | _like_derived(fields) if self.mixed else repeats


class IdsDigest:
    """A fingerprint of request ids in their order: as written, trimmed; empty for one that is to be derived, and for
    a row that is not what the header promises."""

    def __init__(self) -> None:
        self._hash = sha256()

    def add(self, ids: pa.StringArray) -> None:
        """The next rows, blank ones left out."""
        self._hash.update(together(pc.binary_join_element_wise(ids, "", "\n")))

    def __str__(self) -> str:
        return self._hash.hexdigest()[:_DIGITS]


def scan(export: Export) -> Scan:
    """Read all of ``export`` once, keeping 33 bytes a row meanwhile, then 25.

    :raises DataError: what is fatal to the whole file.
    """
    wanted = {name: export.columns[name] for name in _KEYS if name in export.columns}
    found, filled = [np.empty(0, np.uint64)], [np.empty(0, bool)]
    numbers, companies = [np.empty(0, np.uint64)], [np.empty(0, np.uint64)]
    ids = IdsDigest()
    codes = [np.empty(0, np.uint64)]
    derived = like_derived = False
    carried = () if export.notes.ids is None else (export.notes.ids,)
    doubts = Doubts(export.shown, export.headers[export.columns["company"]], export.encoding)
    for block in one_ahead(export.blocks(tuple({*wanted.values(), *carried}))):
        fields = Fields(block, wanted, export.notes)
        _refuse_other_columns(export, block)
        filled.append(~block.blank)
        if (company := fields.column("company")) is not None:
            doubts.look(company, block)
        numbers.append(np.where(block.blank, np.uint64(0), number_hashes(fields.ids)))
        companies.append(np.where(block.blank, np.uint64(0), _companies(fields)))
        if block.blank.any():
            found.append(_hashes(fields)[~block.blank])
            ids.add(fields.ids.filter(pa.array(~block.blank)))
        else:
            found.append(_hashes(fields))
            ids.add(fields.ids)
        codes.append(_codes(fields)[~block.blank] if block.blank.any() else _codes(fields))
        derived = derived or bool(_derived(fields).any())
        like_derived = like_derived or bool(_like_derived(fields).any())
    doubts.refuse()
    written = np.concatenate(found)
    requests = np.concatenate(filled)
    repeats, keys = np.zeros(len(requests), bool), np.zeros(len(requests), np.uint64)
    repeats[requests], keys[requests] = _several(written, codes if derived else ()), written
    alike = np.concatenate(numbers), np.concatenate(companies)
    return Scan(len(repeats), len(written), repeats, keys, derived and like_derived, str(ids), *alike)


def _companies(fields: Fields) -> NDArray[np.uint64]:
    company, code = fields.column("company"), fields.column("postal_code")
    return np.zeros(len(fields), np.uint64) if company is None or code is None else company_hashes(company, code)


def _refuse_other_columns(export: Export, block: Block) -> None:
    for row, odd in block.odd.items():
        if odd.reason.code == OTHER_COLUMNS:
            raise DataError(
                Message(
                    N_("{file}:{line}: another header, of other columns than the first: what follows would be misread"),
                    file=export.shown,
                    line=int(block.lines[row]),
                ),
                Message(N_("put what is under it into a file of its own, with that line at its top")),
            )


def _hashes(fields: Fields) -> NDArray[np.uint64]:
    """Equal for rows of equal id. An id that is derived from the content is equal only where the company is; the code
    may stand among other words."""
    keys = fields.ids
    if not pc.all(pc.string_is_ascii(keys)).as_py():
        keys = pc.utf8_normalize(keys, form="NFC")  # the kelvin sign is a K
    derived = _derived(fields)
    if derived.any():
        company = fields.column("company")
        assert company is not None  # a required column
        keys = pc.if_else(pa.array(derived), pc.binary_join_element_wise("", _folded(company), "\x1f"), keys)
    return hashes(keys)


def _several(keys: NDArray[np.uint64], codes: Sequence[NDArray[np.uint64]]) -> Flags:
    """The rows whose key occurs twice; where there are ``codes``, with the same code."""
    found = among(keys, several_times(np.sort(keys)))
    if codes:
        of_rows = np.concatenate(codes)
        both, any_code = keys ^ of_rows, np.sort(keys[of_rows == _ANY_CODE])
        found &= among(both, several_times(np.sort(both))) | among(keys, any_code)
    return found


_ANY_CODE, _OWN_ID = np.uint64(0), np.uint64(1)


def _codes(fields: Fields) -> NDArray[np.uint64]:
    """Equal for rows of equal code without an id, where it is written as usual; _ANY_CODE where it may be read as any,
    _OWN_ID where the id alone counts."""
    derived, column = _derived(fields), fields.column("postal_code")
    if not derived.any() or column is None:
        return np.broadcast_to(_OWN_ID, len(fields))  # takes no memory
    which, written = coded(column)
    usual = pc.match_substring_regex(written, "^ *[A-Za-z][0-9][A-Za-z][ -]?[0-9][A-Za-z][0-9] *$")
    found = hashes(pc.utf8_upper(pc.replace_substring_regex(written, "[ -]", "")))
    found = np.where(usual.to_numpy(zero_copy_only=False), found, _ANY_CODE)[which]
    return np.where(derived, found, _OWN_ID)


def _derived(fields: Fields) -> Flags:
    """The rows without an id of their own."""
    found: Flags = pc.equal(fields.ids, "").to_numpy(zero_copy_only=False)
    return found


def _like_derived(fields: Fields) -> Flags:
    """The rows whose id looks like one that ``derive_request_id`` made."""
    found: Flags = pc.match_substring_regex(fields.ids, _LIKE_DERIVED).to_numpy(zero_copy_only=False)
    return found


def _folded(column: pa.StringArray) -> pa.StringArray:
    """Coarser than ``request.fold``: accents taken off and full-width forms folded, as composing and reading a code do,
    then without the letters that casefold() makes out of others (ß is ss)."""
    plain = pc.utf8_lower(pc.utf8_normalize(column, form="NFKD"))
    return pc.replace_substring_regex(plain, "[^bcdegmopqruvxz0-9]+", "")
