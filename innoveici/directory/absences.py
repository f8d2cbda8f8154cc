"""An advisor's absence, written in advisors.csv as people keep it: three cells of one row, nothing else.

The file is replaced whole or not at all, by one that was read back and found right; never under the hands of somebody
who saves it at that moment.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.directory.cell_editing import with_cells
from innoveici.directory.csv_cells import MonthFirst, read_day
from innoveici.directory.file_problems import DirectoryError, shown
from innoveici.directory.file_text import read_content
from innoveici.directory.load import load_advisors
from innoveici.errors import InnoveiciError, Refused, StorageError, TryAgain, UsageError, os_problem
from innoveici.messages import N_, Message
from innoveici.partial import written_whole
from innoveici.settings import packaged

if TYPE_CHECKING:
    from innoveici.atlas.store import Atlas
    from innoveici.directory.model import Advisor, RegionsFile

PATIENCE_S = 10.0
"""How long somebody who writes the file too is waited for."""
_TRIES = 5
"""How often it is read again because it was saved meanwhile."""
_BY_HAND = N_("enter the absence in the file by hand, or give yourself the right to write it and its folder")


@dataclass(frozen=True, slots=True)
class Absence:
    """First and last day, both included; None where that is open, both None: present.

    ``replacement_id``: who stands in meanwhile; may be empty.
    """

    first: date | None
    last: date | None
    replacement_id: str = ""

    def __bool__(self) -> bool:
        return bool(self.first or self.last)


@dataclass(frozen=True, slots=True)
class Declared:
    """The advisor as the file has them now; ``changed``: whether it had said something else."""

    advisor: Advisor
    changed: bool


def absence_of(advisor: Advisor) -> Absence:
    """What the file says of it."""
    return Absence(advisor.absent_from, advisor.absent_until, advisor.replacement_id or "")


def asked_absence(first: str, last: str, replacement_id: str | None, advisor: Advisor, today: date) -> Absence:
    """An absence as a person gave it. Without a first day, it begins today, or goes on; without a last one, it is open.

    :param replacement_id: None: as the file has it.
    :raises UsageError: what is no date, or neither day.
    """
    begins, ends = _day(first), _day(last)
    if begins is None and ends is None:
        raise UsageError(
            Message(N_("an absence has a first day, or a last one")), Message(N_("give one, as in 2027-07-05"))
        )
    if begins is None:
        begins = advisor.absent_from if advisor.absent_on(today) else today
    return Absence(begins, ends, advisor.replacement_id or "" if replacement_id is None else replacement_id)


def _day(text: str) -> date | None:
    try:
        day = read_day(text.strip())
    except MonthFirst:
        day = None
    if day is None and text.strip():
        raise UsageError(
            Message(N_("“{text}” is not a date"), text=shown(text)),
            Message(N_("write year-month-day, as in 2027-06-30")),
        )
    return day


def declare_absence(
    advisors_file: Path, advisor_id: str, absence: Absence, *, regions: RegionsFile, atlas: Atlas, today: date
) -> Declared:
    """Write an absence, or that somebody is present, in the row of an advisor; every other byte stays as it is.

    :param regions: as they are in force, with which the file is read back.
    :raises UsageError: (2) nobody has this id; days or a replacement that cannot be.
    :raises Refused: (1) with it the file would not be right, as when replacements went round.
    :raises StorageError: (74) the file cannot be written, or is the package's sample.
    :raises TryAgain: (75) others write it all the time.
    :raises DirectoryError: (78) it is not right as it is. InputNotFound (66): there is none.
    """
    target = advisors_file.resolve()  # a link to it stays one
    _check_may_write(target, advisors_file)
    with _alone(target):
        for _ in range(_TRIES):
            content = read_content(target)
            before = load_advisors(advisors_file, content, regions, atlas).advisors
            advisor = _known(before, advisor_id)
            check_absence(absence, advisor, before, today)
            cells = _cells(absence, advisor)
            if not cells:
                return Declared(advisor, changed=False)
            after = replace(
                advisor,
                absent_from=absence.first,
                absent_until=absence.last,
                replacement_id=absence.replacement_id or None,
            )
            changed = with_cells(content, advisor_id, cells)
            _read_back(advisors_file, changed, {**before, advisor_id: after}, regions, atlas)
            with suppress(_SavedMeanwhileError):
                _replace(target, content, changed)
                return Declared(after, changed=True)
    raise TryAgain(
        Message(N_("{path} is being changed by somebody else"), path=advisors_file),
        Message(N_("try again once it is saved and closed")),
    )


def check_absence(absence: Absence, advisor: Advisor, advisors: Mapping[str, Advisor], today: date) -> None:
    """That it can be, as far as it can be told without the file. An absence that has begun may go on.

    :raises UsageError: the days or the replacement cannot be.
    """
    first, last = absence.first, absence.last
    if last and last < today:
        raise UsageError(
            Message(N_("the absence is over: its last day, {day}, is past"), day=last.isoformat()),
            Message(N_("look at the two dates")),
        )
    if first and last and last < first:
        raise UsageError(Message(N_("the absence ends before it begins")), Message(N_("look at the two dates")))
    if first and first < today and first != advisor.absent_from:
        raise UsageError(
            Message(N_("the first day of the absence, {day}, is past"), day=first.isoformat()),
            Message(N_("begin it today: what was given before stays as it is")),
        )
    if absence.replacement_id == advisor.id:
        raise UsageError(
            Message(N_("{advisor} cannot stand in for itself"), advisor=advisor.id), Message(N_("name somebody else"))
        )
    if absence.replacement_id:
        _known(advisors, absence.replacement_id)


def _known(advisors: Mapping[str, Advisor], id_: str) -> Advisor:
    if id_ not in advisors:
        raise UsageError(
            Message(N_("no advisor has the id “{id}”"), id=id_),
            Message(N_("see them with `innoveici advisors list`")),
        )
    return advisors[id_]


def _cells(absence: Absence, advisor: Advisor) -> dict[str, str]:
    """Those that are to say something else; a date that is right stays as it is written."""
    cells = {
        "absent_from": (absence.first, advisor.absent_from),
        "absent_until": (absence.last, advisor.absent_until),
        "replacement_id": (absence.replacement_id, advisor.replacement_id or ""),
    }
    return {name: str(now or "") for name, (now, was) in cells.items() if now != was}


def _read_back(path: Path, content: bytes, expected: dict[str, Advisor], regions: RegionsFile, atlas: Atlas) -> None:
    """:raises Refused: it would have faults. StorageError: it would not say this alone."""
    try:
        found = load_advisors(path, content, regions, atlas).advisors
    except DirectoryError as error:
        fault = error.details()[0]
        raise Refused(Message(N_("not written: {problem}"), problem=fault.message), fault.remedy) from None
    if found != expected:
        raise StorageError(
            Message(N_("{path}: these cells cannot be changed without changing others"), path=path), Message(_BY_HAND)
        )


def _check_may_write(target: Path, named: Path) -> None:
    """:raises StorageError: it is the package's own, or its mode says that it is not to be written."""
    with suppress(OSError):
        if target.samefile(packaged("advisors.csv")):
            raise StorageError(
                Message(N_("{path} is the sample of the package, in which every person is invented"), path=named),
                Message(N_("make files of your own with `innoveici config init`")),
            )
    if target.exists() and not os.access(target, os.W_OK):
        raise StorageError(Message(N_("{path} may not be written"), path=named), Message(_BY_HAND))


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """While no other process of ours changes the file. :raises TryAgain: one does for too long."""
    from filelock import FileLock, Timeout

    path = target.with_name(f".{target.name}.lock")
    lock = FileLock(path, timeout=PATIENCE_S, mode=0o600)
    try:
        lock.acquire()
        if hasattr(os, "chown"):
            with suppress(OSError):  # made by root, it must not keep out whose file it is
                os.chown(path, target.stat().st_uid, target.stat().st_gid)
    except Timeout:
        raise TryAgain(
            Message(N_("{path} is being changed by somebody else"), path=target),
            Message(N_("try again once it is saved and closed")),
        ) from None
    except OSError as error:
        raise _not_written(target, error) from None
    try:
        yield
    finally:
        lock.release()


class _SavedMeanwhileError(Exception):
    """The file is no longer the one that was read."""


def _replace(target: Path, read: bytes, content: bytes) -> None:
    """Put ``content`` in the file's place, with its owner and rights. :raises StorageError: that cannot be."""
    try:
        with written_whole(target) as stream:
            stream.write(content)
            _be_like(target, stream.fileno())
            stream.flush()
            if read_content(target) != read:
                raise _SavedMeanwhileError
    except OSError as error:
        raise _not_written(target, error) from None


def _be_like(target: Path, descriptor: int) -> None:
    """Owner, group, rights: whoever keeps the file in a spreadsheet must find it their own. Raises OSError."""
    status = target.stat()
    if hasattr(os, "fchown"):
        made = os.fstat(descriptor)
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(descriptor, status.st_uid, status.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        for name in os.listxattr(target):  # rights of further people, too
            with suppress(OSError):
                os.setxattr(descriptor, name, os.getxattr(target, name))


def _not_written(target: Path, error: OSError) -> InnoveiciError:
    return StorageError(
        Message(N_("{path} cannot be written: {detail}"), path=target, detail=os_problem(error)), Message(_BY_HAND)
    )
