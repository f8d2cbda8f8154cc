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
    """The columns a table may and must have. ``also_called``: folded other names that people give them, to hint."""

    names: tuple[str, ...]
    required: tuple[str, ...]
    also_called: Mapping[str, str]

    def meant_by(self, name: str) -> str | None:
        """The column that somebody who writes ``name`` means, if that can be told."""
        close = get_close_matches(name, self.names, n=1, cutoff=0.75)
        return self.also_called.get(fold(name)) or (close[0] if close else None)

    @property
    def listed(self) -> Message:
        """The remedy that lists them all."""
        return Message(N_("the first line names the columns: {columns}"), columns=",".join(self.names))


@dataclass(frozen=True, slots=True)
class _Fault:
    field: str
    message: Message
    remedy: Message
    wants_list: bool = False
    """Whether it helps to see what columns there are."""


def read_header(cells: list[str], line: int, columns: Columns, report: Report) -> list[str] | None:
    """The names in the order of ``cells``, cells without one at the end left out; None with the faults reported.

    Each fault has one line, and only the first for which it helps lists the columns there are.
    """
    names = [cell.lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    meant = {name: columns.meant_by(name) for name in names if name and name not in columns.names}
    found = {name for name in columns.names if name in names or name in meant.values()}
    if not found:
        report.error(line, "", Message(N_("the first line does not name the columns")), columns.listed)
        return None
    faults = [fault for position in range(len(names)) if (fault := _fault_of(names, cells, position, meant))]
    faults += _missing(found, columns)
    remedy_with_list: Message | None = columns.listed
    for fault in sorted(faults, key=lambda fault: fault.field):  # the order they are shown in
        remedy = fault.remedy
        if fault.wants_list and remedy_with_list:
            remedy, remedy_with_list = remedy_with_list, None
        report.error(line, fault.field, fault.message, remedy)
    return None if faults else names


def _fault_of(names: list[str], cells: list[str], position: int, meant: Mapping[str, str | None]) -> _Fault | None:
    name, field = names[position], shown(cells[position])
    if not name:
        return _Fault(
            "",
            Message(N_("column {position} has no name"), position=position + 1),
            Message(N_("name it or remove it")),
            wants_list=True,
        )
    if name in names[:position]:
        return _Fault(
            field, Message(N_("the column “{name}” is there twice"), name=field), Message(N_("keep one of the two"))
        )
    if name not in meant:
        return None
    column = meant[name]
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
