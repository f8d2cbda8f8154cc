"""The catalogue of the package as files that an office makes its own, with a page on what goes in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS, RETIRED, THEMES
from innoveici.catalogue.model import FILES
from innoveici.catalogue.vocabulary import AUDIENCES, CONFIDENCES, HELPS, INTAKES, STAGES, STATUSES, TERRITORY_ROLES
from innoveici.catalogue.wording import terms_text
from innoveici.directory.csv_columns import Columns
from innoveici.directory.samples import Sample, write_files
from innoveici.messages import _
from innoveici.settings import packaged

FOLDER = "catalogue"
_COLUMNS: Mapping[str, Columns] = {
    "organizations.csv": ORGANIZATIONS,
    "programs.csv": PROGRAMS,
    "themes.csv": THEMES,
    "retired.csv": RETIRED,
}


def write_catalogue(folder: Path) -> tuple[Sample, ...]:
    """Put the package's catalogue into the folder ``catalogue`` of ``folder``, what is there already left as it is.

    Raises StorageError (74).
    """
    shipped = packaged(FOLDER)
    contents = {name: (shipped / name).read_bytes() for name in FILES if (shipped / name).is_file()}
    contents[_("README.txt")] = "\r\n".join(_guide()).encode()
    return write_files(folder / FOLDER, contents)


def _guide() -> Iterator[str]:
    yield _("The files of this folder say who helps companies with a project, and what pays.")
    yield _("Edit them in Excel (save as “CSV UTF-8”) or in any text editor, then type: innoveici check")
    yield _("Facts only, each with its source and the day it was verified; no persons.")
    yield _("An id is never renamed and never used again: a row that goes is kept in retired.csv.")
    yield _("In a cell that holds several things, put | between them.")
    for file, columns in _COLUMNS.items():
        yield ""
        yield file
        width = max(map(len, columns.names))
        for column in columns:
            held = _(column.holds)
            yield f"  {column.name:<{width}}  " + (_("required: {held}").format(held=held) if column.required else held)
    yield ""
    yield _("What some columns may say:")
    yield f"  helps: {terms_text(HELPS, HELPS)}"
    yield f"  stages: {terms_text(STAGES, STAGES)}"
    yield f"  audience: {terms_text(AUDIENCES, AUDIENCES)}"
    yield f"  territory_role: {terms_text(TERRITORY_ROLES, TERRITORY_ROLES)}"
    yield f"  intake: {terms_text(INTAKES, INTAKES)}"
    yield f"  status: {terms_text(STATUSES, STATUSES)}"
    yield f"  confidence: {terms_text(CONFIDENCES, CONFIDENCES)}"
    yield ""
