"""The first line of a CSV file: which of the known columns it names, and what to do about the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from innoveici.directory.report import Report, shown
from innoveici.directory.sectors import fold
from innoveici.messages import N_, Message


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a table may and must have. ``also_called``: folded other names that people give them."""

    names: tuple[str, ...]
    required: tuple[str, ...]
    also_called: Mapping[str, str]

    def called(self, name: str) -> str | None:
        """The column of this name or of another that is known, whatever its case, accents and punctuation."""
        folded = fold(name)
        plain = folded.replace(" ", "_")
        return plain if plain in self.names else self.also_called.get(folded)

    def meant_by(self, name: str) -> str | None:
        """The column that somebody who writes ``name`` may mean, to hint."""
        close = get_close_matches(name.lower(), self.names, n=1, cutoff=0.75)
        return close[0] if close else None

    @property
    def listed(self) -> Message:
        """The remedy that lists them all."""
        return Message(N_("the first line names the columns: {columns}"), columns=", ".join(self.names))


@dataclass(frozen=True, slots=True)
class _Fault:
    field: str
    message: Message
    remedy: Message
    wants_list: bool = False
    """Whether it helps to see what columns there are."""


def read_header(cells: list[str], line: int, columns: Columns, report: Report) -> list[str] | None:
    """The columns in the order of ``cells``, cells without a name at the end left out; None with the faults reported.

    Each fault has one line, and only the first for which it helps lists the columns there are. ``report`` learns under
    which names the file has them.
    """
    written = list(cells)
    while written and not written[-1]:
        written.pop()
    names = [columns.called(cell) for cell in written]
    meant = {cell: columns.meant_by(cell) for cell, name in zip(written, names, strict=True) if cell and not name}
    found = {*filter(None, names), *filter(None, meant.values())}
    if not found:
        report.error(line, "", Message(N_("the first line does not name the columns")), columns.listed)
        return None
    faults = [fault for position in range(len(names)) if (fault := _fault_of(names, written, position, meant))]
    faults += _missing(found, columns)
    remedy_with_list: Message | None = columns.listed
    for fault in sorted(faults, key=lambda fault: fault.field):  # the order they are shown in
        remedy = fault.remedy
        if fault.wants_list and remedy_with_list:
            remedy, remedy_with_list = remedy_with_list, None
        report.error(line, fault.field, fault.message, remedy)
    if faults:
        return None
    known = [name for name in names if name]  # all of them: a cell without one would be a fault
    report.headers = {name: shown(cell) for name, cell in zip(known, written, strict=True) if cell.lower() != name}
    return known


def _fault_of(
    names: list[str | None], cells: list[str], position: int, meant: Mapping[str, str | None]
) -> _Fault | None:
    name, field = names[position], shown(cells[position])
    if not field:
        return _Fault(
            "",
            Message(N_("column {position} has no name"), position=position + 1),
            Message(N_("name it or remove it")),
            wants_list=True,
        )
    if name and name in names[:position]:
        first = shown(cells[names.index(name)])
        if first.lower() == field.lower():
            message = Message(N_("the column “{name}” is there twice"), name=field)
        else:
            message = Message(N_("“{name}” and “{other}” are the same column"), name=field, other=first)
        return _Fault(field, message, Message(N_("keep one of the two")))
    if name:
        return None
    column = meant[cells[position]]
    if column and column not in names:
        return _Fault(
            field,
            Message(N_("“{name}” is not a column; here it is called {column}"), name=field, column=column),
            Message(N_("rename it in the first line")),
        )
    return _Fault(
        field,
        Message(N_("there is no column “{name}”"), name=field),
        Message(N_("rename it or remove it")),
        wants_list=True,
    )


def _missing(found: set[str], columns: Columns) -> Iterator[_Fault]:
    for name in columns.required:
        if name not in found:
            yield _Fault(
                name, Message(N_("the column is missing")), Message(N_("add it to the first line")), wants_list=True
            )
