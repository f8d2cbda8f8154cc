"""How an export is to be read: what the command line says, and for the rest an entry of ``exports`` in regions.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.batch.read.headers import Told
from innoveici.batch.read.origin import NAME
from innoveici.batch.results import RESULT_COLUMNS
from innoveici.errors import UsageError
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.batch.read.source import Source
    from innoveici.cli.batch_run import Wanted
    from innoveici.directory.model import ExportSettings

DEFAULT = "default"
"""The entry that holds where none is named."""
_HEAD = 1 << 16
_OURS = re.compile(rf"\b{NAME}\b|{RESULT_COLUMNS[-2]}.{{1,3}}{RESULT_COLUMNS[-1]}".encode())


@dataclass(frozen=True)
class Reading:
    """Arguments of ``read_export``; ``entry``: the name of the entry that holds, None for none."""

    entry: str | None
    told: Told
    encoding: str | None
    delimiter: str | None
    sheet: str | None


def reading_of(wanted: Wanted, exports: Mapping[str, ExportSettings], source: Source) -> Reading:
    """``exports``: by name. What the command line says wins; an entry that was named must fit, the default one holds
    where it does. Of a file that batch itself wrote, only its columns are the office's.

    :raises UsageError: no entry of that name.
    """
    if wanted.entry is not None and wanted.entry not in exports:
        raise UsageError(
            Message(N_("--as: regions.yaml has no export “{name}”"), name=wanted.entry),
            Message(N_("its exports are: {names}"), names=", ".join(exports))
            if exports
            else Message(N_("describe it under “exports:” in regions.yaml; the copy of the program shows how")),
        )
    entry = exports.get(wanted.entry or DEFAULT)
    if entry is None:
        return Reading(None, Told(wanted.mapping), wanted.encoding, wanted.delimiter, wanted.sheet)
    named = wanted.entry is not None
    defaults = {name: text for name, text in (("language", entry.language), ("country", entry.country)) if text}
    told = Told({**entry.headers, **wanted.mapping}, {}, defaults)
    if not named:
        told = Told(wanted.mapping, entry.headers, defaults, entry.sheet)
    ours = _OURS.search(source.at(0, _HEAD).replace(b"\0", b"")) is not None
    return Reading(
        entry.name,
        told,
        wanted.encoding or (None if ours else entry.encoding or None),
        wanted.delimiter or (None if ours else entry.delimiter or None),
        wanted.sheet or (entry.sheet if named else None) or None,
    )
