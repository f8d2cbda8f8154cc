"""The catalogue, compiled once for as long as its files say the same: entries to look up by id, words to search.

What took seconds to read of ten thousand rows is then there in milliseconds. The compiled file lies in the user's cache
folder, its owner's alone to read; it holds nothing that the catalogue does not, and where it cannot be written or is
damaged, the catalogue is read as if there were none.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from innoveici import __version__
from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS, RETIRED, THEMES
from innoveici.catalogue.model import FILES, Catalogue, Entry, Organization, Program, Retired, Theme
from innoveici.catalogue.records import entry_of

_FORMAT = 2
"""Of the compiled file: another one wherever its tables or the words put into them change."""


class EntryIndex:
    """What ``open_index`` gives: the entries of one catalogue."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    @property
    def fingerprint(self) -> str:
        """The catalogue's."""
        return self._fact("fingerprint")

    def entry(self, id_: str) -> Entry | None:
        """The organization or the programme of this id."""
        row = self.database.execute("SELECT kind, record FROM entries WHERE id = ?", (id_,)).fetchone()
        return entry_of(row[0], json.loads(row[1])) if row else None

    def entries(self, kind: str) -> Iterator[Entry]:
        """All of one kind (``organization``, ``program``), in the order of their file."""
        for (record,) in self.database.execute("SELECT record FROM entries WHERE kind = ? ORDER BY number", (kind,)):
            yield entry_of(kind, json.loads(record))

    def numbered(self, number: int) -> Entry:
        """The entry of a row of ``words``."""
        row = self.database.execute("SELECT kind, record FROM entries WHERE number = ?", (number,)).fetchone()
        return entry_of(row[0], json.loads(row[1]))

    def catalogue(self) -> Catalogue:
        """All of it, as ``load_catalogue`` reads it; but on which lines its entries are, only the files say."""
        found: list[Entry] = [*self.entries("organization"), *self.entries("program")]
        return Catalogue(
            {entry.id: entry for entry in found if isinstance(entry, Organization)},
            {entry.id: entry for entry in found if isinstance(entry, Program)},
            self.themes,
            self.fingerprint,
            retired=self.retired,
        )

    @property
    def themes(self) -> Mapping[str, Theme]:
        """By id."""
        rows = json.loads(self._fact("themes"))
        return {id_: Theme(id_, fr, en, tuple(in_fr), tuple(in_en)) for id_, fr, en, in_fr, in_en in rows}

    @property
    def retired(self) -> Mapping[str, Retired]:
        """By id."""
        return {row[0]: Retired(*row) for row in json.loads(self._fact("retired"))}

    @property
    def vocabulary(self) -> list[str]:
        """Words that entries have, folded, in which a slip may be looked for."""
        return self._fact("vocabulary").split()

    def close(self) -> None:
        """Let the database go."""
        self.database.close()

    def _fact(self, name: str) -> str:
        return cast(str, self.database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0])


def open_index(folder: Path, cache: Path) -> EntryIndex:
    """The catalogue in ``folder``, from ``cache`` where it was compiled since its files changed.

    Raises DirectoryError (78) with every fault of the files, InputNotFound (66), StorageError (74).
    """
    key = _key(folder)
    file = cache / f"catalogue-{hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]}.db"
    if (found := _opened(file, key)) is not None:
        return found
    from innoveici.catalogue.load import load_catalogue  # only who comes after a change waits for these
    from innoveici.orientation.compiling import compiled
    from innoveici.partial import written_whole

    database = compiled(load_catalogue(folder), key)
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(file) as stream:
            stream.write(database.serialize())
    return EntryIndex(database)


def _key(folder: Path) -> str:
    """Another one for another program or other files; what cannot be read is told by ``load_catalogue``."""
    columns = [columns.names for columns in (THEMES, ORGANIZATIONS, PROGRAMS, RETIRED)]
    digest = hashlib.sha256(repr((__version__, _FORMAT, columns)).encode())
    for name in FILES:
        with suppress(OSError):
            digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
        digest.update(name.encode())
    return digest.hexdigest()


def _opened(file: Path, key: str) -> EntryIndex | None:
    if not file.is_file():
        return None
    try:
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        found = database.execute("SELECT value FROM facts WHERE name = 'key'").fetchone()
    except sqlite3.Error:
        return None
    if found == (key,):
        return EntryIndex(database)
    database.close()
    return None
