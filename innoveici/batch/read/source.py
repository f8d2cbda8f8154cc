"""What was named on the command line, as bytes that can be read several times: a file, standard input, a .gz.

What cannot be read twice where it is goes to a spool: an unlinked file that only this process can open.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import BinaryIO, Self

from innoveici.batch.read.survey import Survey
from innoveici.batch.read.view import View
from innoveici.batch.temporary import writing_temporary
from innoveici.errors import DataError, InputNotFound, StorageError, TryAgain, os_problem
from innoveici.messages import N_, Message, _

CHUNK = 1 << 20
"""Bytes read at once."""
_GZIP = b"\x1f\x8b"


class Source:
    """``shown``: its name for a person. ``given``: what is known of the bytes as given, where these are others."""

    def __init__(self, file: BinaryIO, shown: str, given: Survey | None = None) -> None:
        self.file = file
        self.shown = shown
        self._lock = Lock()
        self._state = self._now()
        self._end = self._state[0]
        self._own = None if given else Survey(self._read)
        self._given = given

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """Bytes."""
        return self._end

    def end(self, size: int) -> None:
        """What comes after the first ``size`` bytes is not part of it; the fingerprint stays."""
        self._end = size

    @property
    def sha256(self) -> str:
        """Hexadecimal, of the bytes as given. Raises StorageError, TryAgain."""
        return (self._given or self._survey).sha256

    @property
    def is_utf8(self) -> bool:
        """Whether all of it is. Raises StorageError, TryAgain."""
        return self._survey.is_utf8

    @property
    def is_joined(self) -> bool:
        """As ``Survey`` has it. Raises StorageError, TryAgain."""
        return self._survey.is_joined

    def close(self) -> None:
        """Close the file; a spool is gone then."""
        if self._own is not None:
            self._own.stop()
        self.file.close()

    @property
    def _survey(self) -> Survey:
        """Of bytes that stand for others only when it is asked for: decoded ones are known to be UTF-8."""
        self._own = self._own or Survey(self._read)
        return self._own

    def pieces(self) -> Iterator[bytes]:
        """All bytes from the beginning, by CHUNK. Raises StorageError."""
        position = 0
        while chunk := self.at(position, CHUNK):
            yield chunk
            position += len(chunk)

    def at(self, position: int, size: int) -> bytes:
        """``size`` bytes from ``position`` on, fewer at the end.

        Raises TryAgain when the file was changed since it was opened, StorageError.
        """
        return self._read(position, max(min(size, self._end - position), 0))

    def _read(self, position: int, size: int) -> bytes:
        with self._lock, reading(self.shown):
            if self._now() != self._state:
                raise TryAgain(
                    Message(N_("{file} was changed while it was being read"), file=self.shown),
                    Message(N_("start again when it is complete; what was recorded is not recorded twice")),
                )
            self.file.seek(position)
            return self.file.read(size)

    def view(self) -> BinaryIO:
        """The bytes as a file with a position of its own, to be read only."""
        return io.BufferedReader(View(self.at, self.size))

    def spooled(self, parts: Iterable[bytes], shown: str | None = None) -> Source:
        """``parts`` in a spool, in place of this source, which is closed; the fingerprint stays. ``shown``: another
        name."""
        _ = self.sha256  # before these bytes are gone
        other = _spool(parts, shown or self.shown, self._given or self._survey)
        self.close()
        return other

    def _now(self) -> tuple[int, int]:
        state = os.fstat(self.file.fileno())
        return state.st_size, state.st_mtime_ns


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """What the operating system refuses becomes a StorageError that names the file."""
    try:
        yield
    except OSError as error:
        raise StorageError(Message(N_("{file}: {problem}"), file=shown, problem=os_problem(error))) from None


def open_source(name: str, stdin: BinaryIO | None = None) -> Source:
    """The bytes of the file ``name``, or of ``stdin`` for ``-``; unpacked when they are gzip.

    Raises InputNotFound, StorageError, DataError (a folder, an empty file, a damaged .gz).
    """
    source = _opened(name, stdin)
    try:
        refuse_empty(source)
        if source.at(0, len(_GZIP)) == _GZIP:
            source = source.spooled(_unpacked(source))
            refuse_empty(source)
    except BaseException:
        source.close()
        raise
    return source


def _opened(name: str, stdin: BinaryIO | None) -> Source:
    if name == "-":
        stream = stdin or (sys.stdin.buffer if sys.stdin else None)
        shown = _("standard input")
        with reading(shown):
            return _spool(iter(lambda: stream.read(CHUNK), b"") if stream else (), shown)
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - the Source closes it
    except FileNotFoundError:
        raise InputNotFound(Message(N_("{file} does not exist"), file=name)) from None
    except IsADirectoryError:
        raise _folder(name) from None
    except (OSError, ValueError) as error:
        raise StorageError(Message(N_("{file}: {problem}"), file=name, problem=os_problem(error))) from None
    mode = os.fstat(file.fileno()).st_mode
    if stat.S_ISREG(mode):
        return Source(file, name)
    with file, reading(name):  # a pipe: it can be read once
        return _spool(iter(lambda: file.read(CHUNK), b""), name)


def _spool(parts: Iterable[bytes], shown: str, given: Survey | None = None) -> Source:
    with writing_temporary():
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the Source closes it
    try:
        for part in parts:
            with writing_temporary():
                file.write(part)
        with writing_temporary():
            file.flush()
    except BaseException:
        with suppress(OSError):  # closing writes what is left, which the disk may not take
            file.close()
        raise
    return Source(file, shown, given)


def _unpacked(source: Source) -> Iterator[bytes]:
    try:
        with source.view() as view, gzip.GzipFile(fileobj=view) as packed:
            while chunk := packed.read(CHUNK):
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(
            Message(N_("{file} is damaged or incomplete: its gzip data ends in the middle"), file=source.shown),
            Message(N_("transfer the file again")),
        ) from None


def _folder(name: str) -> DataError:
    return DataError(
        Message(N_("{file} is a folder"), file=name), Message(N_("name one file, or route each of its files in turn"))
    )


def refuse_empty(source: Source) -> None:
    """:raises DataError: it is."""
    if not source.size:
        raise DataError(
            Message(N_("{file} is empty"), file=source.shown),
            Message(N_("export the requests again and look at the file's size")),
        )
