"""What is to be known, beside the columns, to read an export's cells: what its headers and its office say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.read.headers import Headers
from innoveici.batch.read.naming import OWN_NAMES

_A_TIME = r"\d{1,2}\s*[:hH]\s*\d{2}"
_ISO = r"^(\s*\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)\s*$"
_ZONED = r"(?i)(?:[a-z]{3,}.*|[+-]\d\d:?(?:\d\d)?|:\d\d(?:\.\d+)?\s*Z)\s*$"
_HALF_DAY = r"(?i)\s*[ap]\.?m\.?\s*$"


@dataclass(frozen=True, eq=False)
class Notes:
    """``names``: request field to its header, where that is not the contract's own name. ``defaults``: request field to
    the text of an empty cell. ``offset``: what is put after a time received that names no zone. ``ids``: in rejects
    that come back, the position of the column that says under which ids they go.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    offset: str = ""
    ids: int | None = None

    @property
    def plain(self) -> bool:
        """Whether cells are read as they are."""
        return not self.defaults and not self.offset and self.ids is None


NO_NOTES = Notes()


def notes_of(headers: Headers) -> Notes:
    """What ``headers`` say."""
    written = {name: headers.names[position] for name, position in headers.columns.items()}
    names = {name: header for name, header in written.items() if OWN_NAMES.get(header) != name}
    return Notes(names, headers.defaults, headers.offset, headers.origin[0] if headers.origin else None)


def filled(cells: pa.StringArray, text: str) -> pa.StringArray:
    """``cells`` with ``text`` in place of blank ones."""
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), text, cells)


def with_offset(cells: pa.StringArray, offset: str) -> pa.StringArray:
    """Times that name no zone with ``offset`` after them; a day alone stays the day that it is in Québec."""
    bare = pc.replace_substring_regex(cells, _HALF_DAY, "")
    naive = pc.and_not(pc.match_substring_regex(bare, _A_TIME), pc.match_substring_regex(bare, _ZONED))
    said = pc.replace_substring_regex(cells, _ISO, r"\1" + offset)
    zone = " UTC" if offset == "Z" else f" UTC{offset}"
    said = pc.if_else(pc.equal(said, cells), pc.binary_join_element_wise(cells, zone, ""), said)
    return pc.if_else(naive, said, cells)
