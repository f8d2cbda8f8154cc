"""Files, standard input and packed files as bytes; each thing that cannot be read has its own message."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from innoveici.batch.read.source import open_source
from innoveici.errors import DataError, InputNotFound, StorageError, TryAgain
from tests.batch.conftest import Write


def test_a_packed_file_is_unpacked_and_known_by_its_own_bytes(write: Write) -> None:
    packed = gzip.compress(b"one") + gzip.compress(b"two")
    source = open_source(write(packed, "export.csv.gz"))
    try:
        assert b"".join(source.pieces()) == b"onetwo"
        assert source.sha256 == hashlib.sha256(packed).hexdigest()
    finally:
        source.close()


@pytest.mark.parametrize("damage", [slice(0, -12), slice(0, 12), slice(0, 3)])
def test_a_packed_file_that_is_incomplete_is_refused(write: Write, damage: slice) -> None:
    with pytest.raises(DataError, match="damaged or incomplete"):
        open_source(write(gzip.compress(os.urandom(5000))[damage], "export.csv.gz"))


def test_what_is_no_file_to_read_is_told_apart(write: Write, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is empty"):
        open_source(write(b""))
    with pytest.raises(DataError, match="is empty"):
        open_source("-", io.BytesIO())
    with pytest.raises(DataError, match="is empty"):
        open_source(write(gzip.compress(b""), "export.csv.gz"))
    with pytest.raises(DataError, match="is a folder"):
        open_source(str(tmp_path))
    with pytest.raises(InputNotFound, match="does not exist"):
        open_source(str(tmp_path / "missing.csv"))
    with pytest.raises(StorageError):
        open_source(str(tmp_path / ("x" * 300)))
    with pytest.raises(StorageError):
        open_source("a\0b")


def test_a_pipe_is_read_once_and_kept(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a,b\n",))
    writer.start()
    source = open_source(str(pipe))
    writer.join()
    try:
        assert b"".join(source.pieces()) == b"".join(source.pieces()) == b"a,b\n"
    finally:
        source.close()


def test_a_file_that_changes_while_it_is_read_is_noticed(write: Write) -> None:
    name = write(b"a,b\n")
    source = open_source(name)
    try:
        with Path(name).open("ab") as file:
            file.write(b"more")
        with pytest.raises(TryAgain, match="was changed"):
            source.at(0, 4)
    finally:
        source.close()


def test_a_view_has_a_position_of_its_own(write: Write) -> None:
    source = open_source(write(b"abcdef"))
    with source.view() as one, source.view() as other:
        assert (one.read(2), other.read(1), one.read(), other.seek(-1, os.SEEK_END), other.read()) == (
            b"ab", b"a", b"cdef", 5, b"f",
        )  # fmt: skip
    source.close()
