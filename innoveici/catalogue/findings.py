"""What is doubtful, out of date or due in a catalogue that loads. Pure: the day is given, nothing is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from innoveici.catalogue.freshness import (
    Doubt,
    closed_since,
    doubt_message,
    doubts,
    due_on,
    is_due,
    partial_day_text,
)
from innoveici.catalogue.model import Catalogue, Entry, Organization, Program
from innoveici.catalogue.partial_day import first_day
from innoveici.directory.file_problems import Problem
from innoveici.messages import N_, Message

_NAMED = 6
"""Ids that a doubt names; the command beside it lists all."""
_FIELD = {
    Doubt.PARTIAL: "confidence",
    Doubt.AGGREGATOR: "source",
    Doubt.OLD_SOURCE: "source_date",
    Doubt.NO_SOURCE: "source",
}
_COMMAND = {Organization: "organizations", Program: "programs"}


def check_catalogue(
    catalogue: Catalogue, folder: Path, today: date, mrcs: Collection[str] | None = None
) -> Iterator[Problem]:
    """Every finding about the catalogue in ``folder``, file by file: each entry with its line, doubts kind by kind.

    :param mrcs: the codes there are; None: not held against them.
    """
    for entries in (catalogue.organizations, catalogue.programs):
        yield from _checked(entries, catalogue, folder, today, mrcs)


def _checked(
    entries: Mapping[str, Entry], catalogue: Catalogue, folder: Path, today: date, mrcs: Collection[str] | None
) -> Iterator[Problem]:
    doubtful: dict[Doubt, list[str]] = defaultdict(list)
    for entry in entries.values():
        file, line = str(folder / f"{_COMMAND[type(entry)]}.csv"), catalogue.lines.get(entry.id)
        for field, message, remedy in (*_outdated(entry, today), *_misplaced(entry, mrcs)):
            yield Problem("warning", file, line, field, message, remedy)
        for doubt in doubts(entry, today):
            doubtful[doubt].append(entry.id)
    for doubt, ids in sorted(doubtful.items()):
        command = _COMMAND[type(entries[ids[0]])]
        yield Problem(
            "warning",
            str(folder / f"{command}.csv"),
            None,
            _FIELD[doubt],
            Message(N_("{count}: {doubt} ({ids})"), count=len(ids), doubt=doubt_message(doubt), ids=_some(ids)),
            Message(
                N_("hold them against who offers it: innoveici {command} list --doubt {doubt}"),
                command=command,
                doubt=doubt.value,
            ),
        )


_Said = tuple[str, Message, Message]


def _outdated(entry: Entry, today: date) -> Iterator[_Said]:
    provenance = entry.provenance
    verified = first_day(provenance.verified_on)
    if verified is None:
        yield (
            "verified_on",
            Message(N_("{id} was never verified"), id=entry.id),
            Message(N_("hold it against its source, and write the day")),
        )
    elif verified > today:
        yield (
            "verified_on",
            Message(N_("{id} was verified on a day to come"), id=entry.id),
            Message(N_("correct the day")),
        )
    elif is_due(provenance, today):
        yield (
            "verified_on",
            Message(
                N_("{id} was verified in {when}, and was to be again by {due}"),
                id=entry.id,
                when=PartialDay(provenance.verified_on),
                due=str(due_on(provenance)),
            ),
            Message(N_("hold it against its source, and write the day")),
        )
    if isinstance(entry, Program) and entry.status == "open" and (last := closed_since(entry, today)):
        yield (
            "closes",
            Message(N_("{id} is said to be open, and closed on {day}"), id=entry.id, day=str(last)),
            Message(N_("look whether it opens again: correct “status” or “closes”, or name its successor")),
        )


def _misplaced(entry: Entry, mrcs: Collection[str] | None) -> Iterator[_Said]:
    for place in entry.territory:
        code = place.removeprefix("MRC ")
        if mrcs is not None and code != place and code not in mrcs:
            yield (
                "territory",
                Message(N_("{id} serves MRC {code}, which no region of regions.yaml has"), id=entry.id, code=code),
                Message(N_("correct the code, or add it to its region")),
            )


def _some(ids: list[str]) -> str:
    named = ", ".join(ids[:_NAMED])
    return named if len(ids) <= _NAMED else f"{named}, …"


class PartialDay(Message):
    """A day as far as it is known, worded in the reader's language."""

    __slots__ = ("written",)

    def __init__(self, written: str) -> None:
        self.written = written
        super().__init__("{written}", written=written)

    def text(self) -> str:
        """In the reader's language."""
        return partial_day_text(self.written)
