from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from innoveici.batch.write.aside import Aside, refuse_same
from innoveici.errors import StorageError, UsageError


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


def test_a_new_file_appears_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    target = tmp_path / "routed.csv"
    with Aside(target) as aside:
        aside.write(b"one")
        assert not target.exists()
        (part,) = leftovers(tmp_path)
        assert part.startswith(".routed.csv.")
        assert (tmp_path / part).stat().st_mode & 0o777 == 0o600
        aside.write(memoryview(b" two"))
    assert target.read_bytes() == b"one two"
    assert target.stat().st_mode & 0o777 == 0o600
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "routed.csv"
    target.write_bytes(b"before")
    with pytest.raises(error), Aside(target) as aside:  # noqa: PT012
        aside.write(b"half")
        raise error
    assert target.read_bytes() == b"before"
    assert leftovers(tmp_path) == []


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "routed.csv"
    target.write_bytes(b"before")
    target.chmod(0o640)
    with Aside(target) as aside:
        aside.write(b"after")
    assert target.read_bytes() == b"after"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "routed.csv"
    target.write_bytes(b"before")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    with Aside(link) as aside:
        aside.write(b"after")
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


def test_finish_brings_it_to_the_disk_and_commit_into_place(tmp_path: Path) -> None:
    target = tmp_path / "routed.csv"
    with Aside(target) as aside:
        aside.write(b"whole")
        aside.finish()
        assert (tmp_path / leftovers(tmp_path)[0]).read_bytes() == b"whole"
        assert not target.exists()
        aside.commit()
        assert target.read_bytes() == b"whole"
    assert target.read_bytes() == b"whole"


def test_two_writers_of_one_target_do_not_disturb_each_other(tmp_path: Path) -> None:
    target = tmp_path / "routed.csv"
    with Aside(target) as first:
        first.write(b"first")
        with Aside(target) as second:
            second.write(b"second")
            assert len(leftovers(tmp_path)) == 2
        assert target.read_bytes() == b"second"
    assert target.read_bytes() == b"first"


KILLED = """
import sys, time
from innoveici.batch.write.aside import Aside
with Aside(sys.argv[1]) as aside:
    aside.write(b"half")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_writer_left_goes_with_the_next_one_for_the_same_target(tmp_path: Path) -> None:
    target, other = tmp_path / "routed.csv", tmp_path / "routed.csv.bak"
    with subprocess.Popen([sys.executable, "-c", KILLED, str(target)], stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            with Aside(target) as aside:
                aside.write(b"while the other lives")
            assert len(leftovers(tmp_path)) == 1
        finally:
            child.kill()
    with Aside(other) as aside:
        aside.write(b"another target")
    assert len(leftovers(tmp_path)) == 1
    with Aside(target) as aside:
        assert len(leftovers(tmp_path)) == 1  # its own
        aside.write(b"whole")
    assert leftovers(tmp_path) == []
    assert target.read_bytes() == b"whole"


def test_files_that_only_look_alike_are_left_alone(tmp_path: Path) -> None:
    alike = [tmp_path / name for name in (".routed.csv.part", ".routed.csv.notes.part", ".routed.csv.0123456g.part")]
    for path in alike:
        path.write_bytes(b"mine")
    with Aside(tmp_path / "routed.csv") as aside:
        aside.write(b"x")
    assert all(path.exists() for path in alike)


def test_what_cannot_be_written_is_told_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    told = {}
    for path in (tmp_path, tmp_path / "no" / "routed.csv", tmp_path / "file" / "routed.csv", tmp_path / ("x" * 300)):
        with pytest.raises(StorageError) as caught:
            Aside(path)
        assert caught.value.exit_code == 74
        assert str(path) in str(caught.value)
        assert caught.value.remedy is not None
        told[path.name[:10]] = str(caught.value).removeprefix(str(path)).strip()
    assert next(iter(told.values())) == "is a folder"
    assert "no such file or folder" in told["routed.csv"] or "not a folder" in told["routed.csv"]
    assert "the name is too long" in told["x" * 10]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_file_or_folder_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "routed.csv"
    target.write_bytes(b"kept")
    target.chmod(0o400)
    with pytest.raises(StorageError, match="access is denied"):
        Aside(target)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="access is denied"):
            Aside(tmp_path / "other.csv")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told_as_such() -> None:
    with (
        pytest.raises(StorageError, match="/dev/full cannot be written: the disk is full"),
        Aside("/dev/full") as aside,
    ):
        aside.write(b"x")
    with pytest.raises(StorageError, match="the disk is full"), Aside("/dev/full") as aside:
        aside.write(b"x" * 10_000_000)


def test_a_device_and_a_pipe_are_written_directly(tmp_path: Path) -> None:
    with Aside("/dev/null") as aside:
        aside.write(b"x")
    assert Path("/dev/null").is_char_device()
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with Aside(fifo) as aside:
            aside.write(b"through")
        assert os.read(reader, 100) == b"through"
    finally:
        os.close(reader)
    assert fifo.is_fifo()


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_stays_open(capfdbinary: pytest.CaptureFixture[bytes], name: str) -> None:
    with Aside(name) as aside:
        aside.write(b"one\n")
    with Aside(name) as aside:
        aside.write(b"two\n")
    assert capfdbinary.readouterr().out == b"one\ntwo\n"


def test_a_reader_who_leaves_is_not_a_failure_of_the_disk(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    aside = Aside(fifo)
    os.close(reader)
    with pytest.raises(BrokenPipeError), aside:
        aside.write(b"x" * 1_000_000)


def test_the_same_file_under_two_flags_is_refused(tmp_path: Path) -> None:
    export, link = tmp_path / "export.csv", tmp_path / "link.csv"
    export.write_bytes(b"x")
    link.symlink_to(export)
    hard = tmp_path / "hard.csv"
    hard.hardlink_to(export)
    new = str(tmp_path / "new.csv")
    also_new = f"{tmp_path}/./new.csv"
    for name in (link, hard, export):
        with pytest.raises(UsageError, match="-o and FILE are the same file"):
            refuse_same({"FILE": str(export)}, {"-o": str(name)})
    with pytest.raises(UsageError, match="--rejects and -o are the same file"):
        refuse_same({"FILE": str(export)}, {"-o": new, "--rejects": also_new})
    with pytest.raises(UsageError, match="--rejects and -o"):
        refuse_same({"FILE": str(export)}, {"-o": "-", "--rejects": "/dev/stdout"})


def test_what_may_be_shared_is_not_refused(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_bytes(b"x")
    refuse_same({"FILE": "-"}, {"-o": "-", "--rejects": None})
    refuse_same({"FILE": str(export)}, {"-o": "/dev/null", "--rejects": "/dev/null"})
    refuse_same({"FILE": str(export)}, {"-o": str(tmp_path / "a"), "--rejects": str(tmp_path / "b")})
