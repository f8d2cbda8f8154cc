"""A disk that fills up under a batch: it says which one, records nothing by halves, and goes on once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from innoveici.batch.decide.repeats import AT_HAND
from tests.batch import processes
from tests.batch.processes import Ended, Place, Row, check_ledger, check_output, check_same, kept, rows_of

HELD, FAILED = 3, 74
"""Exit codes: something needs a person; a file or the ledger cannot be written."""

_ALONE = ["unshare", "--mount"] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["unshare", "-r", "--mount"]
_SCRIPT = 'mount -t tmpfs -o "size=$1,mode=700" none "$2" || exit 99; shift 2; "$@"'
"""A disk of that size at that folder, seen by the command alone."""


def _can_mount(folder: Path) -> bool:
    try:
        command = [*_ALONE, "sh", "-c", _SCRIPT, "sh", "64k", str(folder), "true"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Where a small disk may be put."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _can_mount(folder):
        pytest.skip("a small disk cannot be mounted here: it takes Linux, and root or user namespaces")
    with processes.none_left_behind():
        yield folder


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return processes.export(Random(13), 500)


@pytest.fixture(scope="module")
def whole(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("whole"))
    processes.write(place.export, rows)
    assert place.run().code == HELD
    return place


def _on_small_disk(place: Place, disk: Path, size: str, *words: str, **options: object) -> Ended:
    """The command with a disk of ``size`` at ``disk``, whose files are in ``disk`` as a copy when it is gone."""
    copied = disk.parent / "copied"
    script = f'{_SCRIPT}; code=$?; cp -a "{disk}/." "{copied}"; exit $code'
    copied.mkdir()
    ended = place.run(*words, before=[*_ALONE, "sh", "-c", script, "sh", size, str(disk)], **options)
    shutil.copytree(copied, disk, dirs_exist_ok=True)
    return ended


def test_of_the_ledger(disk: Path, whole: Place, rows: list[Row], tmp_path: Path) -> None:
    place = Place(tmp_path / "place", f"sqlite:///{disk / 'ledger.db'}", slice=50)
    processes.write(place.export, rows)
    ended = _on_small_disk(place, disk, "2m")
    assert ended.code == FAILED, ended.err
    assert "the disk of the ledger" in ended.err
    assert "make room" in ended.err
    assert not place.out.exists()
    assert place.leftovers() == []
    check_ledger(place.url)
    assert 0 < len(rows_of(place.url, "SELECT 1 FROM events")) < len(rows_of(whole.url, "SELECT 1 FROM events"))
    assert place.run().code == HELD
    check_same(kept(place.url), kept(whole.url))
    check_output(place.out, rows)


@pytest.mark.parametrize("full", ["out", "rejects"])
def test_of_what_is_written(full: str, disk: Path, whole: Place, rows: list[Row], tmp_path: Path) -> None:
    place = Place(tmp_path / "place", slice=50)
    processes.write(place.export, rows)
    setattr(place, full, disk / f"{full}.csv")
    ended = _on_small_disk(place, disk, "16k")
    assert ended.code == FAILED, ended.err
    assert f"{full}.csv cannot be written" in ended.err
    assert "make room there and run the same command again" in ended.err
    assert "are recorded, and stay so" in ended.err
    assert list(disk.iterdir()) == []
    check_ledger(place.url)
    assert place.run().code == HELD
    check_same(kept(place.url), kept(whole.url))
    check_output(place.out, rows)


def test_of_temporary_files(disk: Path, whole: Place, rows: list[Row], tmp_path: Path) -> None:
    place = Place(tmp_path / "place", slice=50, environment={"TMPDIR": str(disk)})
    processes.write(place.export, rows)
    words = ["batch", "-", "-o", str(place.out), "--rejects", str(place.rejects)]
    with place.export.open("rb") as stdin:
        ended = _on_small_disk(place, disk, "16k", *words, stdin=stdin)
    assert ended.code == FAILED, ended.err
    assert "TMPDIR" in ended.err
    assert not place.out.exists()
    assert not (place.folder / "ledger.db").exists()
    with place.export.open("rb") as stdin:
        assert place.run(*words, stdin=stdin).code == HELD
    check_same(kept(place.url), kept(whole.url))


def test_of_what_a_dry_run_remembers(disk: Path, tmp_path: Path) -> None:
    place = Place(tmp_path / "place", environment={"TMPDIR": str(disk), "SQLITE_TMPDIR": str(disk)})
    need = "x" * 9_000
    needs = [*(["x"] * 2 * AT_HAND), *(f"{need}{n}" for n in range(1_200))]
    twice = [(f"R-{n // 2}", "Scierie", "J0K 2M0", "", "", need, "") for n, need in enumerate(needs)]
    processes.write(place.export, twice)
    ended = _on_small_disk(place, disk, "64k", *place.words(), "--dry-run")
    assert ended.code == FAILED, ended.err
    assert "TMPDIR" in ended.err
    assert not place.out.exists()
    assert place.leftovers() == []
