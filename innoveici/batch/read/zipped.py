"""The one table in a zip file, as a web form's export is downloaded."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from innoveici.batch.read.kind import TEXT_NAMES, ZIP
from innoveici.batch.read.source import CHUNK, Source, refuse_empty
from innoveici.errors import DataError
from innoveici.messages import N_, Message

_ENCRYPTED = 0x1


def unzipped(source: Source) -> Source:
    """The CSV file in ``source``, which is closed, where that is a zip file with nothing else; else ``source``.

    Raises DataError: it is damaged, or protected by a password.
    """
    if source.at(0, len(ZIP)) != ZIP:
        return source
    try:
        with source.view() as view, zipfile.ZipFile(view) as archive:
            files = [info for info in archive.infolist() if not info.is_dir() and not _is_by_the_way(info.filename)]
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return source  # whoever tells its kind says so
    if len(files) != 1 or PurePosixPath(files[0].filename).suffix.lower() not in TEXT_NAMES:
        return source
    if files[0].flag_bits & _ENCRYPTED:
        raise DataError(
            Message(N_("{file} is a zip file protected by a password"), file=source.shown),
            Message(N_("unzip it, and give what it holds")),
        )
    table = source.spooled(_unpacked(source, files[0]), f"{source.shown}/{PurePosixPath(files[0].filename).name}")
    try:
        refuse_empty(table)
    except DataError:
        table.close()
        raise
    return table


def _is_by_the_way(name: str) -> bool:
    """What macOS puts beside each file."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name == ".DS_Store"


def _unpacked(source: Source, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with source.view() as view, zipfile.ZipFile(view) as archive, archive.open(info) as packed:
            while chunk := packed.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError):
        raise DataError(
            Message(N_("{file} is a damaged or incomplete .xlsx or zip file"), file=source.shown),
            Message(N_("transfer the file again")),
        ) from None
