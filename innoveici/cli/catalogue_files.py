"""The catalogue out as a file, and back in as one: what would change is shown before anything is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS
from innoveici.catalogue.model import FILES
from innoveici.catalogue.records import cells_of
from innoveici.cli.catalogue_lists import COMMANDS, entry_json
from innoveici.cli.screen import clean
from innoveici.errors import InputNotFound, Refused
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from innoveici.catalogue.changes import Change
    from innoveici.catalogue.importing import Replacement
    from innoveici.cli.wiring import Session

_SIGNS = {"added": "+", "changed": "~", "gone": "-"}
_COLUMNS = {"organization": ORGANIZATIONS, "program": PROGRAMS}


class Format(StrEnum):
    """Of what `export` writes."""

    CSV = "csv"
    JSON = "json"
    HSDS = "hsds"


def export_entries(here: Session, kind: str, form: Format, output: str, *, excel: bool) -> int:
    """To ``output``, whole or not at all; ``-`` is standard output."""
    from innoveici.batch.write.file import WholeFile

    with WholeFile(output) as file:
        file.write(_exported(here, kind, form, excel=excel))
    return 0


def _exported(here: Session, kind: str, form: Format, *, excel: bool) -> bytes:
    if form is Format.CSV:
        from innoveici.catalogue.writing import csv_content

        return csv_content(_COLUMNS[kind], map(cells_of, here.entries.entries(kind)), excel=excel)
    if form is Format.JSON:
        entries = [entry_json(entry, here.today) for entry in here.entries.entries(kind)]
        return _json({"catalogue": here.entries.fingerprint, COMMANDS[kind]: entries})
    from innoveici.catalogue.hsds import hsds
    from innoveici.catalogue.load import load_catalogue

    regions = here.readable_regions
    names = {region.code: region.name for region in regions.regions.values()} if regions else {}
    return _json(hsds(load_catalogue(here.settings.catalogue.value), [kind], here.today, names))


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def import_entries(here: Session, kind: str, source: Path, *, yes: bool, retire: bool, as_json: bool) -> int:
    """Without ``yes`` nothing is written. Raises Refused (1) where an id would be renamed or gone."""
    from innoveici.catalogue.importing import (
        read_replacement,
        refuse_what_breaks_ids,
        retiring,
        write_replacement,
    )

    setting = here.settings.catalogue
    if setting.origin == "package":
        raise Refused(
            Message(N_("the catalogue of the package is not yours to change")),
            Message(N_("make one of your own: innoveici config init; or name it: --catalogue DIR")),
        )
    regions = here.readable_regions
    partnerships = [partnership.id for partnership in regions.partnerships] if regions else None
    replacement = read_replacement(setting.value, _given(kind, source), partnerships)
    if retire and replacement.gone:
        replacement = retiring(replacement, here.today)
    _show(here, replacement, as_json=as_json)
    refuse_what_breaks_ids(replacement)
    if not replacement.contents:
        here.screen.note(Message(N_("Nothing changes.")))
    elif not yes:
        here.screen.note(Message(N_("Nothing was written; if it is meant, add --yes.")))
    else:
        write_replacement(replacement)
        here.screen.note(Message(N_("Written: {files}"), files=", ".join(replacement.contents)))
    return 0


def _given(kind: str, source: Path) -> dict[str, Path]:
    """The files by the names of those that they replace."""
    if not source.is_dir():
        return {f"{COMMANDS[kind]}.csv": source}
    found = {name: source / name for name in FILES if (source / name).is_file()}
    if not found:
        raise InputNotFound(
            Message(N_("{path} holds none of the catalogue's files"), path=source),
            Message(N_("they are called {files}"), files=", ".join(FILES)),
        )
    return found


def _show(here: Session, replacement: Replacement, *, as_json: bool) -> None:
    for change in replacement.changes:
        if as_json:
            here.screen.data(change.to_json())
        else:
            here.screen.lines(clean(line) for line in _lines(change))
    counted = Counter(change.what for change in replacement.changes)
    if not as_json:
        here.screen.line(
            _("new: {added}, changed: {changed}, gone: {gone}").format(
                added=counted["added"], changed=counted["changed"], gone=counted["gone"]
            )
        )


def _lines(change: Change) -> Sequence[str]:
    fields = (f"    {name}: {_cell(old)} → {_cell(new)}" for name, (old, new) in change.fields.items())
    return (f"{_SIGNS[change.what]} {change.id}  {change.name}", *fields)


def _cell(value: Any) -> str:
    """As in the file; what is empty is shown as such."""
    match value:
        case None | "" | [] | ():
            return "–"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "|".join(value)
    return str(value)
