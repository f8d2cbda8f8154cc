"""What is found is true of all bytes, however they are read, and nobody waits for what is not wanted."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import CancelledError
from threading import Event
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read import survey
from innoveici.batch.read.survey import Survey
from innoveici.errors import StorageError
from innoveici.messages import Message


def _of(text: bytes) -> Survey:
    return Survey(lambda position, size: text[position : position + size])


@pytest.mark.parametrize("size", [0, 1, 4 << 20, (8 << 20) + 1])
def test_the_fingerprint_is_that_of_all_bytes(size: int) -> None:
    text = os.urandom(size)
    found = _of(text)
    try:
        assert found.sha256 == found.sha256 == hashlib.sha256(text).hexdigest()
    finally:
        found.stop()


@given(st.lists(st.sampled_from(["a", "é", "€", "🙂", "\n"])), st.binary(max_size=3), st.integers(1, 7))
@settings(deadline=None)
def test_utf8_is_told_whatever_the_pieces(characters: list[str], more: bytes, piece: int) -> None:
    for text in ("".join(characters).encode() + more, more + "".join(characters).encode()):
        try:
            text.decode()
            valid = True
        except UnicodeDecodeError:
            valid = False
        with patch.object(survey, "_PIECE", piece):
            found = _of(text)
            assert found.is_utf8 is valid
            assert found.sha256 == hashlib.sha256(text).hexdigest()
            found.stop()


def test_it_is_not_worked_out_further_than_it_is_wanted() -> None:
    begun, reads = Event(), []

    def endless(position: int, count: int) -> bytes:
        reads.append(position)
        begun.set()
        return bytes(count)

    found = Survey(endless)
    assert begun.wait(30)
    found.stop()
    so_far = len(reads)
    assert so_far > 0
    with pytest.raises(CancelledError):
        _ = found.sha256
    assert len(reads) == so_far


def test_what_reading_raises_is_raised_where_it_is_asked_for() -> None:
    def fails(*_: int) -> bytes:
        raise StorageError(Message("no"))

    found = Survey(fails)
    with pytest.raises(StorageError):
        _ = found.sha256
    found.stop()
