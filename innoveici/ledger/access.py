"""Where the ledger is, as given by ``--ledger``, never shown with its password; and how an SQLite file may be opened by
whoever runs the program: to write, or to read without leaving a trace.

A file that is logged ahead has an index (``-shm``) beside it, which SQLite makes even to read, with the file's rights.
Made beside a read-only file, it would keep its owner from ever writing again: so whoever may not write makes none.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from innoveici.errors import ConfigError, StorageError
from innoveici.messages import N_, Message
from innoveici.partial import JOURNALS
from innoveici.settings import without_secret

BESIDE = (*JOURNALS, ".notify.lock")
"""How names end of what SQLite and ``notify`` keep beside a ledger's file: whoever writes there may destroy it."""
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
Mode = Literal["rw", "logged", "frozen"]
URI_OPTIONS: dict[Mode, str] = {
    "rw": "mode=rw",  # never "rwc": a file that SQLite makes would not be private
    "logged": "mode=ro&readonly_shm=1",
    "frozen": "mode=ro&immutable=1",
}
"""SQLite's, for each mode. ``logged`` reads a write-ahead log with the index that is there; ``frozen`` knows of none,
takes no lock and would not see a writer who starts meanwhile: only for who finds the file without a log."""


@dataclass(frozen=True, slots=True)
class LedgerUrl:
    """``path`` for SQLite; ``dsn`` (may hold a password, not in ``repr``) for PostgreSQL. ``str`` is safe to print."""

    kind: Literal["sqlite", "postgresql"]
    path: Path | None = None
    dsn: str = field(default="", repr=False)

    @property
    def file(self) -> Path:
        """The path of an SQLite ledger."""
        assert self.path is not None
        return self.path

    def __str__(self) -> str:
        return f"sqlite:///{self.path}" if self.kind == "sqlite" else without_secret(self.dsn)


def parse_ledger_url(text: str) -> LedgerUrl:
    """``sqlite:///PATH``, ``postgresql://…`` or a bare path (``~`` is the home folder).

    :raises ConfigError: another scheme, or no path.
    """
    scheme, separator, rest = text.partition("://")
    if not separator:
        path = text
    elif scheme == "sqlite":
        path = rest.removeprefix("/")
    elif scheme in _POSTGRESQL:
        return LedgerUrl("postgresql", dsn=f"postgresql://{rest}")
    else:
        raise ConfigError(
            Message(N_("the ledger cannot be kept in “{scheme}”"), scheme=scheme),
            Message(N_("give sqlite:///PATH, postgresql://… or a path")),
        )
    if not path.strip() or path == ":memory:" or "\0" in path:
        raise ConfigError(
            Message(N_("“{text}” names no file for the ledger"), text=text.replace("\0", "")),
            Message(N_("give sqlite:///PATH, postgresql://… or a path")),
        )
    return LedgerUrl("sqlite", path=Path(path).expanduser())


def mode_of(path: Path) -> Mode:
    """How ``path``, an existing file, can be opened now."""
    if _in_the_way(path) is None:
        return "rw"
    return "logged" if _has_log(path) else "frozen"


def check_readable(url: LedgerUrl) -> None:
    """:raises StorageError: what a writer left in the log can only be read by who may write."""
    path = url.file.resolve()
    if mode_of(path) == "logged" and not _may(os.R_OK, _beside(path, "shm"), _beside(path, "wal")):
        raise StorageError(
            Message(
                N_("the ledger {ledger} cannot be read: its last changes are still in {log}"),
                ledger=url,
                log=_beside(path, "wal"),
            ),
            Message(
                N_("have its owner run `innoveici log verify` once, or copy both into a folder you may write"),
            ),
        )


def check_writable(url: LedgerUrl) -> None:
    """:raises StorageError: the file, its folder or what SQLite keeps beside it is read-only."""
    blocked = _in_the_way(url.file.resolve()) if url.kind == "sqlite" else None
    if blocked is None:
        return
    if blocked.name.endswith(("-shm", "-wal")):
        remedy = Message(
            N_("give yourself the right to write {file}, which SQLite keeps beside the ledger"), file=blocked
        )
    else:
        remedy = Message(N_("give yourself the right to write {file}, or choose another with --ledger"), file=blocked)
    raise StorageError(Message(N_("the ledger {ledger} cannot be written: it is read-only"), ledger=url), remedy)


def _in_the_way(path: Path) -> Path | None:
    """The file or folder that keeps ``path`` from being written; None when nothing does."""
    path = path.resolve()  # SQLite follows a link, and keeps its own files there
    beside = [_beside(path, "wal"), _beside(path, "shm")]
    for file in (path, *beside):
        # Looked at twice: another process may just be making or removing what is beside the ledger.
        if all(_may(os.F_OK, file) and not _may(os.W_OK, file) for _ in range(2)):
            return file
    # A folder's rights matter only for what has to be made in it.
    return None if _may(os.W_OK, path.parent) or _may(os.F_OK, *beside) else path.parent


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f"{path.name}-{suffix}")


def _has_log(path: Path) -> bool:
    try:
        return _beside(path.resolve(), "wal").stat().st_size > 0
    except OSError:
        return False


def _may(what: int, *paths: Path) -> bool:
    # The system's own answer: it knows of read-only mounts and of files made immutable, which stop even root.
    return all(os.access(path, what, effective_ids=os.access in os.supports_effective_ids) for path in paths)
