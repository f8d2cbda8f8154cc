"""A long file is on the disk before its end, and nothing that fails on the way is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from innoveici.batch.write import syncing
from innoveici.batch.write.aside import Aside
from innoveici.errors import StorageError


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes at which the file was brought to the disk; every ten bytes."""
    sizes: list[int] = []

    def noted(descriptor: int) -> None:
        os.fsync(descriptor)
        sizes.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(syncing, "_BYTES", 10)
    monkeypatch.setattr(syncing, "os", SimpleNamespace(fsync=noted))
    return sizes


def _write(aside: Aside, data: bytes) -> None:
    aside.write(data)
    aside._stream.flush()
    if aside._syncing is not None and aside._syncing._last is not None:
        aside._syncing._last.exception()


def test_a_long_file_is_brought_to_the_disk_while_it_is_written(tmp_path: Path, synced: list[int]) -> None:
    with Aside(tmp_path / "routed.csv") as aside:
        for _ in range(5):
            _write(aside, b"123456")
        assert len(synced) == 2
    assert synced[-1] == 30
    assert (tmp_path / "routed.csv").read_bytes() == b"123456" * 5


def test_a_short_one_needs_no_thread(tmp_path: Path, synced: list[int]) -> None:
    with Aside(tmp_path / "routed.csv") as aside:
        _write(aside, b"123456")
        assert aside._syncing is not None
        assert aside._syncing._thread is None
    assert synced == [6]


def _to_the_end(aside: Aside) -> None:
    aside.commit()


def _some_more(aside: Aside) -> None:
    _write(aside, b"1234567890")


@pytest.mark.parametrize("then", [_to_the_end, _some_more])
def test_what_fails_meanwhile_is_said_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: Callable[[Aside], None]
) -> None:
    def full(_descriptor: int) -> None:
        monkeypatch.setattr(syncing, "os", os)  # the system says it once
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(syncing, "_BYTES", 10)
    monkeypatch.setattr(syncing, "os", SimpleNamespace(fsync=full))
    target = tmp_path / "routed.csv"
    target.write_bytes(b"before")
    with pytest.raises(StorageError, match="the disk is full"), Aside(target) as aside:  # noqa: PT012
        _write(aside, b"1234567890")
        then(aside)
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["routed.csv"]


def test_a_file_that_is_given_up_is_gone_before_the_disk_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, waited = Event(), Event(), []

    def slow(_descriptor: int) -> None:
        begun.set()
        waited.append(go_on.wait(10))

    monkeypatch.setattr(syncing, "_BYTES", 10)
    monkeypatch.setattr(syncing, "os", SimpleNamespace(fsync=slow))
    try:
        with pytest.raises(KeyboardInterrupt), Aside(tmp_path / "routed.csv") as aside:  # noqa: PT012
            aside.write(b"1234567890")
            assert begun.wait(30)
            raise KeyboardInterrupt
        assert (list(tmp_path.iterdir()), waited) == ([], [])
    finally:
        go_on.set()
