"""One run at a time on an SQLite ledger: the system's own lock on a file beside it, which ends with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.errors import StorageError, os_problem
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.ledger.url import LedgerUrl


@contextmanager
def alone(url: LedgerUrl) -> Iterator[bool]:
    """Whether no other run is at work on this ledger; for the duration of the block none will be.

    On PostgreSQL, always: its rows are locked instead, and several runs share the work.

    :raises StorageError: the file cannot be made or opened.
    """
    if url.kind == "postgresql":
        yield True
        return
    from filelock import FileLock, Timeout

    path = lock_file(url)
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise StorageError(
            Message(N_("{file} cannot be made or opened ({problem})"), file=path, problem=os_problem(error)),
            Message(N_("give yourself the right to write it and its folder: it keeps two runs from sending at once")),
        ) from None
    try:
        yield True
    finally:
        lock.release()


def nobody_at_work(url: LedgerUrl) -> bool:
    """Whether no run is at work, found out without making a file. On PostgreSQL only leases tell, so never."""
    if url.kind == "postgresql":
        return False
    if not lock_file(url).exists():
        return True
    with alone(url) as is_alone:
        return is_alone


def lock_file(url: LedgerUrl) -> Path:
    """Beside the ledger itself, whatever link it was named by."""
    path = url.file.resolve()
    return path.with_name(f"{path.name}.notify.lock")
