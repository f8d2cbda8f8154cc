"""The samples that an office makes its own: regions.yaml, advisors.csv, and a page that says what goes in each column.

advisors.csv itself holds no comments: those who keep it in a spreadsheet sort and filter it from its first line on.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from innoveici.directory.advisor_columns import COLUMNS
from innoveici.errors import StorageError, os_problem
from innoveici.messages import N_, Message, _
from innoveici.settings import packaged

FILES = ("regions.yaml", "advisors.csv")


@dataclass(frozen=True, slots=True)
class Sample:
    """One file, and whether it was written now or was there before and left as it was."""

    path: Path
    action: Literal["written", "kept"]


def write_samples(folder: Path) -> tuple[Sample, ...]:
    """Put each sample that is not there yet into ``folder``, readable by its owner alone.

    What exists is left as it is, whatever it holds. Raises StorageError (74).
    """
    contents = {name: packaged(name).read_bytes() for name in FILES}
    contents[_("README.txt")] = _guide().encode()
    return write_files(folder, contents)


def write_files(folder: Path, contents: Mapping[str, bytes]) -> tuple[Sample, ...]:
    """As :func:`write_samples`: ``contents`` by the names of the files."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise StorageError(
            Message(N_("the folder {path} cannot be made: {detail}"), path=folder, detail=os_problem(fault)),
            Message(N_("name another folder: innoveici config init FOLDER")),
        ) from fault
    return tuple(Sample(folder / name, _write(folder / name, content)) for name, content in contents.items())


def is_sample(advisors: Path) -> bool:
    """Whether these advisors are still those of the package, wherever the file lies: none of them exists."""
    sample = packaged("advisors.csv")
    with suppress(OSError):
        if advisors.stat().st_size == sample.stat().st_size:
            return advisors.read_bytes() == sample.read_bytes()
    return False


def _write(path: Path, content: bytes) -> Literal["written", "kept"]:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        return "kept"
    except OSError as fault:
        raise _not_written(path, fault) from fault
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
    except OSError as fault:
        path.unlink(missing_ok=True)  # half a file would pass for one's own the next time
        raise _not_written(path, fault) from fault
    return "written"


def _not_written(path: Path, fault: OSError) -> StorageError:
    return StorageError(
        Message(N_("{path} cannot be written: {detail}"), path=path, detail=os_problem(fault)),
        Message(N_("name another folder: innoveici config init FOLDER")),
    )


def _guide() -> str:
    return "\r\n".join(_guide_lines())  # Notepad too shows it line by line


def _guide_lines() -> Iterator[str]:
    yield _("The two files of this folder say who serves which territory.")
    yield _("Edit them, then type: innoveici check")
    yield ""
    yield _("regions.yaml (any text editor): regions, their MRCs and ERACs, notices.")
    yield _("Its comments say what goes where. An address in .example reaches nobody: write yours.")
    yield ""
    yield _("advisors.csv (Excel or any text editor): one line for each advisor.")
    yield _("Every person in it is invented: replace them all.")
    yield _("Keep the first line, which names the columns; in Excel, save it as “CSV UTF-8”.")
    yield ""
    width = max(map(len, COLUMNS.names))
    for column in COLUMNS:
        held = _(column.holds)
        yield f"  {column.name:<{width}}  " + (_("required: {held}").format(held=held) if column.required else held)
    yield ""
