"""Whole files that take the place of a catalogue's own: read, compared, and written only when all of them are valid.

An id is never renamed and never used again: what is gone is kept in retired.csv, and only where that was asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from innoveici.catalogue.changes import Change, changes
from innoveici.catalogue.columns import RETIRED
from innoveici.catalogue.load import load_catalogue, load_files
from innoveici.catalogue.model import FILES, Retired
from innoveici.catalogue.writing import csv_content
from innoveici.errors import Refused, StorageError, TryAgain, os_problem
from innoveici.messages import N_, Message
from innoveici.partial import remedy_for, written_whole

_RETIRED = "retired.csv"


@dataclass(frozen=True, slots=True)
class Replacement:
    """``contents``: of each file that changes, by its name, what it will hold; ``before``: what it held."""

    folder: Path
    contents: Mapping[str, bytes]
    before: Mapping[str, bytes | None]
    changes: tuple[Change, ...]
    retired: tuple[Retired, ...]

    @property
    def gone(self) -> tuple[Change, ...]:
        """Organizations and programmes whose ids are no longer there."""
        return tuple(change for change in self.changes if change.what == "gone" and change.kind != "theme")


def read_replacement(
    folder: Path, given: Mapping[str, Path], partnerships: Collection[str] | None = None
) -> Replacement:
    """What ``given``, files by the names of those they replace, would make of the catalogue in ``folder``.

    Raises DirectoryError (78) with every fault of the files, InputNotFound (66), StorageError (74).
    """
    old = load_catalogue(folder)
    new = load_files([given.get(name, folder / name) for name in FILES], partnerships)
    contents = {name: file.read_bytes() for name, file in given.items()}
    before = {name: _content(folder / name) for name in {*given, _RETIRED}}
    contents = {name: content for name, content in contents.items() if content != before[name]}
    return Replacement(folder, contents, before, changes(old, new), tuple(new.retired.values()))


def retiring(replacement: Replacement, today: date) -> Replacement:
    """As ``replacement``, with the ids that are gone kept in retired.csv."""
    gone = [Retired(change.id, change.name, today.isoformat()) for change in replacement.gone]
    every = (*replacement.retired, *gone)
    content = csv_content(RETIRED, (asdict(one) for one in every))
    return replace(replacement, contents={**replacement.contents, _RETIRED: content}, retired=every)


def refuse_what_breaks_ids(replacement: Replacement) -> None:
    """Raises Refused (1) where an id would be renamed, or gone without being retired."""
    known = {one.id for one in replacement.retired}
    for change in replacement.gone:
        if change.renamed_to:
            raise Refused(
                Message(N_("“{id}” would become “{other}”"), id=change.id, other=change.renamed_to),
                Message(N_("an id never changes: give the row the id {id} again"), id=change.id),
            )
    if left := [change.id for change in replacement.gone if change.id not in known]:
        raise Refused(
            Message(N_("these would be gone: {ids}"), ids=", ".join(left)),
            Message(N_("put them back, or add --retire: their ids are then kept in retired.csv, and never used again")),
        )


def write_replacement(replacement: Replacement) -> None:
    """Each file whole or not at all, retired ids first.

    Raises TryAgain (75) where one was saved meanwhile, StorageError (74).
    """
    for name, content in replacement.before.items():
        if _content(replacement.folder / name) != content:
            raise TryAgain(
                Message(N_("{file} was saved meanwhile"), file=replacement.folder / name),
                Message(N_("run the same command again")),
            )
    for name, content in sorted(replacement.contents.items(), key=lambda item: FILES[::-1].index(item[0])):
        target = (replacement.folder / name).resolve()
        try:
            mode = target.stat().st_mode if target.exists() else None
            with written_whole(target) as stream:
                stream.write(content)
            if mode is not None:
                target.chmod(mode & 0o777)
        except OSError as error:
            raise StorageError(
                Message(N_("{path} cannot be written: {detail}"), path=target, detail=os_problem(error)),
                remedy_for(error),
            ) from error


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None
