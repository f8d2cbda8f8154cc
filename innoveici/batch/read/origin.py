"""What a file of rejects carries so that it can be given back by itself: in one column, ``rejected_from?…``.

Its header says of which file the rows are, and what was said then of that file's columns, as the part of an address
after ``?`` does: letters and signs that no spreadsheet changes. Each of its cells says under which id the row goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import parse_qsl, urlencode

import pyarrow as pa
import pyarrow.compute as pc

NAME = "rejected_from"
_MAP, _DEFAULT = "map.", "default."
_CELL = "request "
_READ_CELL = r"^\s*request\s+(\S+)\s*$"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Origin:
    """``file``: the name of the export the rows are of; ``export``: the beginning of its fingerprint, as in the id of
    its batch. ``mapping``: request field to header; ``defaults``: request field to text, as they were then."""

    file: str = ""
    export: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def header(self) -> str:
        """The name of the column."""
        said = [("file", self.file), ("export", self.export)]
        said += [(_MAP + name, header) for name, header in sorted(self.mapping.items())]
        said += [(_DEFAULT + name, text) for name, text in sorted(self.defaults.items())]
        query = urlencode([(name, text) for name, text in said if text])
        return f"{NAME}?{query}" if query else NAME


def origin_of(shown: str, sha256: str, mapping: Mapping[str, str], defaults: Mapping[str, str]) -> Origin:
    """``shown``: the export's path, of which only the last part is kept."""
    return Origin(PurePath(shown).name[:_LONGEST_NAME], sha256[:16], mapping, defaults)


def read_origin(headers: Sequence[str]) -> tuple[int, Origin] | None:
    """Where the column is among ``headers``, and what it says; None where there is none."""
    for position, header in enumerate(headers):
        name, _, query = header.strip().partition("?")
        if name.casefold() == NAME:
            said = dict(parse_qsl(query))
            mapping = {key.removeprefix(_MAP): text for key, text in said.items() if key.startswith(_MAP)}
            defaults = {key.removeprefix(_DEFAULT): text for key, text in said.items() if key.startswith(_DEFAULT)}
            return position, Origin(said.get("file", ""), said.get("export", ""), mapping, defaults)
    return None


def cell_of(request_id: str) -> str:
    """A row's: words, so that a spreadsheet leaves a number in them as it is."""
    return _CELL + request_id


def ids_of(own: pa.StringArray, cells: pa.StringArray) -> pa.StringArray:
    """Each row's id: its own, trimmed; where that is empty, or has only lost zeros before it, the one it goes under."""
    read = pc.match_substring_regex(cells, _READ_CELL)
    given = pc.if_else(read, pc.replace_substring_regex(cells, _READ_CELL, r"\1"), "")
    zeros = pc.and_(pc.match_substring_regex(own, "^[0-9]+$"), pc.equal(pc.ascii_ltrim(given, "0"), own))
    return pc.if_else(pc.or_(pc.equal(own, ""), zeros), given, own)
