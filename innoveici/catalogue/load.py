"""From the catalogue's three files to one valid Catalogue, or to every fault of all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS, RETIRED, THEMES
from innoveici.catalogue.model import FILES, Catalogue, Organization, Program, Retired, Theme
from innoveici.catalogue.reading import LONGEST, EntryReader, read_retired, read_theme
from innoveici.directory.csv_cells import Cells
from innoveici.directory.csv_columns import Columns
from innoveici.directory.csv_rows import read_rows
from innoveici.directory.file_problems import DirectoryError, ProblemReport, in_order, shown
from innoveici.directory.file_text import CSV, read_content, read_text
from innoveici.directory.model import fingerprint
from innoveici.messages import N_, Message

T = TypeVar("T", Theme, Organization, Program, Retired)


def load_catalogue(folder: Path, partnerships: Collection[str] | None = None) -> Catalogue:
    """What the files in ``folder`` say. ``partnerships``: the ids of regions.yaml; None: not held against it.

    Raises DirectoryError (78) with every fault, InputNotFound (66), StorageError (74).
    """
    return load_files([folder / name for name in FILES], partnerships)


def load_files(files: Sequence[Path], partnerships: Collection[str] | None = None) -> Catalogue:
    """As :func:`load_catalogue`, of ``files``, one each of FILES, wherever each lies."""
    reports = [ProblemReport(file) for file in files]
    catalogue = read_catalogue(reports, partnerships)
    if catalogue is None:
        raise DirectoryError(in_order([p for r in reports for p in r.problems], [r.file for r in reports]))
    return catalogue


def read_catalogue(reports: list[ProblemReport], partnerships: Collection[str] | None = None) -> Catalogue | None:
    """The catalogue in the files of ``reports``, one each of FILES; None when one of them has errors."""
    of_themes, of_organizations, of_programs, of_retired = reports
    taken_themes: dict[str, Cells] = {}
    themes = _by_id(_read(of_themes, THEMES, "theme", lambda cells: read_theme(cells, taken_themes)))
    taken: dict[str, Cells] = {}
    retired: dict[str, Retired] = {}
    if Path(of_retired.file).exists():
        retired = _by_id(_read(of_retired, RETIRED, "retired", lambda cells: read_retired(cells, taken)))
    reader = EntryReader(themes, partnerships, taken)
    organizations = _by_id(_read(of_organizations, ORGANIZATIONS, "organization", reader.organization))
    before = set(taken)
    programs = _by_id(_read(of_programs, PROGRAMS, "program", reader.program))
    _check_successors({id_: cells for id_, cells in taken.items() if id_ not in before}, programs)
    if any(report.failed for report in reports):
        return None
    return Catalogue(
        organizations,
        programs,
        themes,
        fingerprint([part[id_] for part in (themes, organizations, programs) for id_ in sorted(part)]),
        {id_: cells.line for id_, cells in taken.items()},
        retired,
    )


def _read(report: ProblemReport, columns: Columns, kind: str, read: Callable[[Cells], T | None]) -> list[T]:
    text = read_text(read_content(Path(report.file)), CSV, report)
    if text is None:
        return []
    rows = read_rows(text, columns, report)
    found = [read(Cells(row, columns, report, kind=kind, longest=LONGEST)) for row in rows]
    return [entry for entry in found if entry is not None]


def _by_id(entries: list[T]) -> dict[str, T]:
    return {entry.id: entry for entry in entries}


def _check_successors(rows: Mapping[str, Cells], programs: Mapping[str, Program]) -> None:
    """Each leads to another programme, and never back."""
    for id_, cells in rows.items():
        successor = cells.text("successor")
        if not successor:
            continue
        if successor not in rows:
            cells.error(
                "successor",
                Message(N_("“{id}” is no programme of this file"), id=shown(successor)),
                Message(N_("use the id of one, or empty the cell")),
            )
            continue
        seen, at = {id_}, successor
        while at and at not in seen:
            seen.add(at)
            at = programs[at].successor if at in programs else ""
        if at:
            cells.error(
                "successor",
                Message(N_("leads back to “{id}”"), id=shown(at)),
                Message(N_("name the programme that came after, or empty the cell")),
            )
