"""The fingerprint is that of all bytes, however they are read, and nobody waits for one that is not wanted."""

from __future__ import annotations

import hashlib
import os
from threading import Event

import pytest

from innoveici.batch.fingerprint import Fingerprint
from innoveici.errors import StorageError
from innoveici.messages import Message


@pytest.mark.parametrize("size", [1, 4 << 20, (8 << 20) + 1])
def test_it_is_that_of_all_bytes(size: int) -> None:
    text = os.urandom(size)
    fingerprint = Fingerprint(lambda position, count: text[position : position + count])
    try:
        assert str(fingerprint) == str(fingerprint) == hashlib.sha256(text).hexdigest()
    finally:
        fingerprint.stop()


def test_it_is_not_worked_out_further_than_it_is_wanted() -> None:
    begun, reads = Event(), []

    def endless(position: int, count: int) -> bytes:
        reads.append(position)
        begun.set()
        return bytes(count)

    fingerprint = Fingerprint(endless)
    assert begun.wait(30)
    fingerprint.stop()
    so_far = len(reads)
    assert so_far > 0
    fingerprint.stop()
    assert len(reads) == so_far


def test_what_reading_raises_is_raised_where_it_is_asked_for() -> None:
    def fails(*_: int) -> bytes:
        raise StorageError(Message("no"))

    fingerprint = Fingerprint(fails)
    with pytest.raises(StorageError):
        str(fingerprint)
    fingerprint.stop()
