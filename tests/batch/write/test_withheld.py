from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from innoveici.batch.write.aside import Aside
from innoveici.batch.write.withheld import Withheld
from innoveici.errors import StorageError


def test_nothing_shows_before_all_is_well(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with Aside("-") as aside, Withheld(aside) as withheld:
        withheld.write(b"rows\n")
        withheld.finish()
        assert capfdbinary.readouterr().out == b""
        withheld.commit()
    assert capfdbinary.readouterr().out == b"rows\n"


def test_without_commit_nothing_ever_shows(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with Aside(fifo) as aside, Withheld(aside) as withheld:
            withheld.write(b"rows\n")
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_disk_that_is_full_when_it_is_shown_is_told_as_such() -> None:
    with (  # noqa: PT012
        pytest.raises(StorageError, match="/dev/full cannot be written: the disk is full"),
        Aside("/dev/full") as aside,
        Withheld(aside) as withheld,
    ):
        withheld.write(b"rows\n")
        withheld.commit()


def test_no_room_for_temporary_files_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with Aside("-") as aside, pytest.raises(StorageError, match="temporary files cannot be written"):
        Withheld(aside)
