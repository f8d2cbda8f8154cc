"""The disk of temporary files, which may fill up before any other: said as what it is, with what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from innoveici.errors import StorageError, os_problem
from innoveici.messages import N_, Message


@contextmanager
def writing_temporary() -> Iterator[None]:
    """What the system, or SQLite with a file of its own, cannot write inside the block becomes a StorageError."""
    try:
        yield
    except OSError as error:
        raise _failure(error) from None
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorname.startswith("SQLITE_FULL")
        raise _failure(OSError(errno.ENOSPC, "") if full else error) from None


def _failure(error: Exception) -> StorageError:
    folder = tempfile.tempdir or os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - only shown
    return StorageError(
        Message(
            N_("temporary files cannot be written in {folder}: {problem}"), folder=folder, problem=os_problem(error)
        ),
        Message(N_("make room there, or name another folder in the variable TMPDIR")),
    )
