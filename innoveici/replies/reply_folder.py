"""Answers from a Maildir folder: each is read once, and moved where a person finds what became of it.

``new`` and ``cur`` are read, whatever a mail program has marked there. What was taken, or given to a person, goes to
the folder ``.done``, seen; what changed nothing to ``.refused``, not seen. A message is moved once what it caused is
written for certain: a run that is killed in between finds it again, and knows it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from innoveici.errors import InputNotFound, StorageError, os_problem
from innoveici.messages import N_, Message
from innoveici.notify.incoming import read_message

DONE, REFUSED = ".done", ".refused"
_TRASHED = "T"


class ReplyFolder:
    """Messages of a Maildir, the one that came first first. :raises InputNotFound: it is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not any((path / name).is_dir() for name in ("new", "cur")):
            raise InputNotFound(
                Message(N_("{path} is not a Maildir: it has neither “new” nor “cur”"), path=str(path)),
                Message(N_("name the folder that the mail server delivers to")),
            )

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """The name of each, for :meth:`settle`, and its content. :raises StorageError: it cannot be read."""
        for file in self._waiting():
            try:
                with file.open("rb") as stream:
                    content = read_message(stream)
            except FileNotFoundError:  # another run has moved it, or a person
                continue
            except OSError as error:
                raise _unusable(file, error) from None
            yield f"{file.parent.name}/{file.name}", content

    def settle(self, name: str, *, refused: bool) -> None:
        """Move a message away. :raises StorageError: it cannot be; it would be read again, and known."""
        file = self._path / name
        target = self._path / (REFUSED if refused else DONE)
        base, _info, flags = file.name.partition(":2,")
        kept = "".join(sorted({*flags} - {"S"} | (set() if refused else {"S"})))
        try:
            _make(target)
            with suppress(FileNotFoundError):
                file.rename(target / "cur" / f"{base}:2,{kept}")
        except OSError as error:
            raise _unusable(target, error) from None

    def _waiting(self) -> list[Path]:
        found: list[tuple[float, str, Path]] = []
        for name in ("new", "cur"):
            with suppress(FileNotFoundError):
                for entry in os.scandir(self._path / name):
                    with suppress(FileNotFoundError):
                        if entry.is_file() and not entry.name.startswith(".") and not _is_trashed(entry.name):
                            found.append((entry.stat().st_mtime, entry.name, Path(entry.path)))
        return [path for _time, _name, path in sorted(found)]


def _is_trashed(name: str) -> bool:
    return _TRASHED in name.partition(":2,")[2]


def _make(folder: Path) -> None:
    """A Maildir below another, as mail programs know it (Maildir++)."""
    if (folder / "cur").is_dir():
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    (folder / "maildirfolder").touch(mode=0o600)


def _unusable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        Message(N_("{path}: {problem}"), path=str(path), problem=os_problem(error)),
        Message(N_("let the account that runs innoveici read and change this folder")),
    )
