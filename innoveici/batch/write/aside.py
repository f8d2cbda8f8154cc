"""A file that appears only when it is whole: written aside in the same folder, then moved into place.

The file aside is readable by its owner alone. A writer that was killed leaves it behind; the next one for the same
target takes such leftovers away, but none whose writer lives (see ``partial``).
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from innoveici.batch.write.syncing import Syncing
from innoveici.errors import StorageError, UsageError, os_problem
from innoveici.messages import N_, Message
from innoveici.partial import LOCKS, create, keep_name, remedy_for, remove_leftovers

STANDARD_STREAM = "-"
_STDOUT = (STANDARD_STREAM, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def is_stdout(path: str) -> bool:
    """Whether ``path`` names standard output."""
    return path in _STDOUT


class Aside:
    """Bytes for the file ``path``; ``-`` is standard output. ``with`` commits, or discards when something is raised.

    A device, a pipe and standard output are written directly. A new file is readable by its owner alone; one that is
    replaced keeps its permissions. Opening raises StorageError when the file could not be made there, writing and
    committing when the disk fails; a BrokenPipeError passes through.
    """

    def __init__(self, path: str | Path) -> None:
        self.shown = str(path)
        self.direct = False
        """What is written shows at once: the path is no file of its own, but standard output, a pipe or a device."""
        self._aside: Path | None = None
        self._syncing: Syncing | None = None
        self._done = False
        self._stdout = is_stdout(self.shown)
        try:
            self._stream = self._open()
        except OSError as error:
            raise self._failure(error) from error

    def _open(self) -> BinaryIO:
        if self._stdout:
            self.direct = True
            sys.stdout.flush()
            return sys.stdout.buffer
        self._target = Path(os.path.realpath(self.shown))  # the file itself, where a link was named
        try:
            mode = self._target.stat().st_mode
        except FileNotFoundError:
            mode = None
        self._mode = None if mode is None else stat.S_IMODE(mode)
        if mode is not None and stat.S_ISDIR(mode):
            raise StorageError(
                Message(N_("{path} is a folder"), path=self.shown),
                Message(N_("name a file in it")),
            )
        if self._is_direct(mode):
            self.direct = True
            return Path(self.shown).open("wb")
        if mode is not None and not os.access(self._target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        remove_leftovers(self._target)
        self._aside, stream = create(self._target)
        self._syncing = Syncing(stream.fileno())
        return stream

    def _is_direct(self, mode: int | None) -> bool:
        """A device, a pipe, or a descriptor that this process was given."""
        given = os.path.abspath(self.shown).startswith(("/dev/fd/", "/proc/", "/dev/std"))  # noqa: PTH100 - no links
        return given or (mode is not None and not stat.S_ISREG(mode))

    def write(self, data: bytes | memoryview, /) -> int:
        """Like a binary file's."""
        try:
            count = self._stream.write(data)
            if self._syncing is not None:
                self._syncing.wrote(count)
            return count
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def finish(self) -> None:
        """Bring all bytes to the disk, the file still aside: a full disk shows here at the latest. Harmless twice."""
        if self._stream.closed:
            return
        try:
            self._stream.flush()
            if self._aside is not None and self._syncing is not None:
                if self._mode is not None:
                    os.chmod(self._aside, self._mode)  # noqa: PTH101
                self._syncing.finish()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._failure(error) from error

    def commit(self) -> None:
        """The file is whole: move it into place."""
        self.finish()
        self._done = True
        if self._stdout:
            return
        try:
            if self._aside is not None:
                if not LOCKS:
                    self._stream.close()  # Windows moves no open file; elsewhere the lock holds until it has its name
                os.replace(self._aside, self._target)  # noqa: PTH105
                self._aside = None
                keep_name(self._target.parent)
            self._stream.close()
        except OSError as error:
            self.discard()
            raise self._failure(error) from error

    def discard(self) -> None:
        """Leave what is there as it was; after ``commit``, what is there now."""
        if self._stdout:
            return
        if LOCKS:  # Windows removes no open file
            self._remove()
        if self._syncing is not None:
            self._syncing.close()
        with suppress(OSError):  # closing writes what is left, which the disk may not take
            self._stream.close()
        self._remove()

    def _remove(self) -> None:
        if self._aside is not None:
            self._aside.unlink(missing_ok=True)
            self._aside = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self._done:
                self.commit()
        finally:
            self.discard()

    def _failure(self, error: OSError) -> StorageError:
        shown = Message(N_("standard output")) if self._stdout else self.shown
        return StorageError(
            Message(N_("{path} cannot be written: {problem}"), path=shown, problem=os_problem(error)),
            remedy_for(error),
        )


def refuse_same(read: Mapping[str, str | None], written: Mapping[str, str | None]) -> None:
    """UsageError when a file to be written is also read, or also written under another flag.

    Both map what a person typed (``FILE``, ``-o``, ``--rejects``) to a path, ``-`` or None. Devices may be shared; so
    may ``-`` by reading and writing.
    """
    seen = {identity: flag for flag, path in read.items() if (identity := _identity(path, stream=None)) is not None}
    for flag, path in written.items():
        identity = _identity(path, stream="stdout")
        if identity is None:
            continue
        if identity in seen:
            shown = Message(N_("standard output")) if path and is_stdout(path) else path
            raise UsageError(
                Message(
                    N_("{flag} and {other} are the same file: {path}"), flag=flag, other=seen[identity], path=shown
                ),
                Message(N_("give each its own name; nothing was read or written")),
            )
        seen[identity] = flag


def _identity(path: str | None, *, stream: str | None) -> object:
    """Equal for two names of one file; None where sharing does no harm."""
    if path is None:
        return None
    if is_stdout(path):
        return stream
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return os.path.realpath(path)
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None
