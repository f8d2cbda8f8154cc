"""The unfinished file beside a target, ``.NAME.RANDOM.part``: locked while its writer lives, a leftover after that."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from innoveici.messages import N_, Message

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed: as good as a lock
    fcntl = None  # type: ignore[assignment]

LOCKS = fcntl is not None
JOURNALS = ("-wal", "-shm", "-journal")
"""How names end of what SQLite keeps beside a file that is a database, and takes for a part of it."""
_RANDOM_BYTES = 4
_REMEDIES = {
    errno.ENOENT: N_("make the folder first, or name a file elsewhere"),
    errno.ENOSPC: N_("make room there and run the same command again"),
    errno.EACCES: N_("ask for access there, or name a file elsewhere"),
}


def create(target: Path) -> tuple[Path, BinaryIO]:
    """A new locked file beside ``target``, readable by its owner alone."""
    while True:
        path = target.with_name(f".{target.name}.{secrets.token_hex(_RANDOM_BYTES)}.part")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        stream = os.fdopen(descriptor, "wb")
        # another writer may have taken it for a leftover before it was locked
        if _lock(descriptor) and path.exists():
            return path, stream
        stream.close()
        path.unlink(missing_ok=True)


def _lock(descriptor: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # a file system without locks: leftovers stay there
    return True


def remove_leftovers(target: Path) -> None:
    """Take away what killed writers left for ``target``: personal data that nobody would look for there."""
    name = re.compile(rf"\.{re.escape(target.name)}\.[0-9a-f]{{{2 * _RANDOM_BYTES}}}\.part")
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if name.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                _remove_if_free(Path(entry.path))


def _remove_if_free(path: Path) -> None:
    with suppress(OSError):  # locked, or another person's: left alone
        if fcntl is None:
            remove(path)
            return
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(path)


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """What is written in the block becomes ``target`` at its end, at once; an exception leaves it as it was."""
    remove_leftovers(target)
    path, stream = create(target)
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        path.replace(target)
        keep_name(target.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Take an unfinished file away, and what SQLite keeps beside it. Raises OSError."""
    for end in JOURNALS:
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def remedy_for(error: OSError) -> Message:
    """What to do about a file that could not be made or written."""
    return Message(_REMEDIES.get(error.errno or 0, N_("name another file")))


def keep_name(folder: Path) -> None:
    """Bring a folder's names to the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
