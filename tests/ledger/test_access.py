"""What may not be written can still be read, leaves no trace, and says why it cannot be written."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.errors import ConfigError, StorageError
from innoveici.ledger import open_ledger
from innoveici.ledger.access import parse_ledger_url
from innoveici.ledger.actor import COUNCIL
from tests.ledger.samples import clock, routed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
_NOBODY = 65534


@pytest.fixture
def path(made_sqlite: Path) -> Iterator[Path]:
    """A ledger of two events. Root may write everything: the test runs as nobody, who owns file and folder."""
    folder = Path(tempfile.mkdtemp(prefix="innoveici-"))  # pytest's own folders are root's alone
    path = folder / "ledger.sqlite"
    shutil.copy(made_sqlite, path)
    with open_ledger(str(path), clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record(routed("R-1"))
        ledger.show("R-1")  # and ask everything once: nobody may not be able to import what is imported late
        assert ledger.verify().ok
    root = os.geteuid() == 0
    if root:
        os.chown(folder, _NOBODY, -1)
        os.chown(path, _NOBODY, -1)
        os.seteuid(_NOBODY)
    try:
        yield path
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


@contextmanager
def _rights(file: int, folder: int, path: Path) -> Iterator[None]:
    """Those of the ledger's file and of its folder, for a while."""
    path.chmod(file)
    path.parent.chmod(folder)
    yield
    path.parent.chmod(0o700)
    path.chmod(0o600)


def _reads(path: Path, events: int = 2) -> None:
    with open_ledger(str(path), clock=clock, create=False) as ledger:
        assert len(list(ledger.events(viewer=COUNCIL))) == events
        assert ledger.show("R-1").personal is not None
        assert ledger.verify().checked == events


def _write(path: Path, request_id: str = "R-new") -> None:
    with open_ledger(str(path), clock=clock) as ledger, ledger.writing() as tx:
        tx.record(routed(request_id))


def _refused(path: Path) -> StorageError:
    with pytest.raises(StorageError) as error:
        _write(path)
    assert error.value.remedy is not None
    return error.value


def _files(path: Path) -> dict[str, tuple[int, bytes]]:
    return {p.name: (p.stat().st_mode, p.read_bytes()) for p in path.parent.iterdir()}


def _leave_a_log(path: Path) -> None:
    """As a writer leaves it that was killed: its last changes in the log, the log's index beside it."""
    aside = path.parent / "aside"
    aside.mkdir()
    with open_ledger(str(path), clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record(routed("R-2"))
        for file in path.parent.glob("ledger.sqlite*"):
            shutil.copy(file, aside)
    for file in aside.iterdir():
        file.replace(path.parent / file.name)
    aside.rmdir()


@pytest.mark.parametrize(("file", "folder"), [(0o400, 0o700), (0o400, 0o500), (0o600, 0o500)])
def test_what_may_not_be_written_is_read_without_a_trace(path: Path, file: int, folder: int) -> None:
    with _rights(file, folder, path):
        before = _files(path)
        _reads(path)
        error = _refused(path)
        assert "read-only" in str(error)
        assert str(path if file == 0o400 else path.parent) in str(error.remedy)
        assert _files(path) == before
    _write(path)  # reading it meanwhile left nothing in the way
    _reads(path, 4)


def test_changes_still_in_the_log_are_read_with_it(path: Path) -> None:
    _leave_a_log(path)
    with _rights(0o400, 0o500, path):
        before = _files(path)
        assert sorted(before) == ["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"]
        _reads(path, 4)
        _refused(path)
        assert _files(path) == before
    _reads(path, 4)


def test_changes_in_a_log_that_cannot_be_read_are_not_passed_over(path: Path) -> None:
    _leave_a_log(path)
    Path(f"{path}-shm").unlink()
    with _rights(0o400, 0o700, path):
        before = _files(path)
        with pytest.raises(StorageError, match="-wal"):
            open_ledger(str(path), clock=clock, create=False)
        assert _files(path) == before
    _reads(path, 4)


def test_an_index_that_may_not_be_written_is_named(path: Path) -> None:
    index = Path(f"{path}-shm")
    index.touch(mode=0o400)
    _reads(path)
    assert str(index) in str(_refused(path).remedy)
    index.chmod(0o600)
    _write(path)


def test_a_link_is_judged_by_what_it_points_to(path: Path) -> None:
    link = path.parent / "elsewhere" / "link.sqlite"
    link.parent.mkdir()
    link.symlink_to(path)
    with _rights(0o600, 0o500, path):
        _reads(link)
        assert str(path.parent) in str(_refused(link).remedy)
    _write(link)


def test_nothing_can_be_made_in_a_folder_that_may_not_be_written_or_entered(path: Path) -> None:
    with _rights(0o600, 0o500, path):
        before = _files(path)
        _refused(path.parent / "other.sqlite")
        _refused(path.parent / "new" / "other.sqlite")
        assert _files(path) == before
    with _rights(0o600, 0o000, path), pytest.raises(StorageError):
        open_ledger(str(path), clock=clock, create=False)


def test_a_file_that_may_not_be_read_says_so(path: Path) -> None:
    with _rights(0o000, 0o700, path), pytest.raises(StorageError) as error:
        open_ledger(str(path), clock=clock, create=False)
    assert "read" in str(error.value.remedy)


def test_an_empty_file_that_may_not_be_written_keeps_its_rights(path: Path) -> None:
    empty = path.parent / "empty.sqlite"
    empty.touch(mode=0o400)
    _refused(empty)
    assert (empty.stat().st_mode & 0o777, empty.stat().st_size) == (0o400, 0)


def test_a_reader_of_a_writers_ledger_sees_its_last_changes(path: Path) -> None:
    with open_ledger(str(path), clock=clock) as writer:
        with writer.writing() as tx:
            tx.record(routed("R-2"))
        path.chmod(0o400)  # for the reader alone: the writer has it open
        _reads(path, 4)
        path.chmod(0o600)
        with writer.writing() as tx:
            tx.record(routed("R-3"))
    _reads(path, 6)


def test_reading_what_may_be_written_changes_nothing_either(path: Path) -> None:
    before = _files(path)
    _reads(path)
    assert _files(path) == before


_SECRETS = st.text("abcXYZ019%-._~", min_size=8, max_size=20).map(lambda s: f"s3cr3t{s}")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///ledger.sqlite", "ledger.sqlite"),
        ("sqlite:////var/lib/ledger.sqlite", "/var/lib/ledger.sqlite"),
        ("/var/lib/grand livre.sqlite", "/var/lib/grand livre.sqlite"),
        ("ledger.sqlite", "ledger.sqlite"),
    ],
)
def test_a_file_is_named_by_url_or_path(text: str, path: str) -> None:
    url = parse_ledger_url(text)
    assert (url.kind, url.path) == ("sqlite", Path(path))
    assert parse_ledger_url(str(url)) == url


def test_the_home_folder_may_be_abbreviated(untouched_home: Path) -> None:
    assert parse_ledger_url("~/ledger.sqlite").path == untouched_home / "ledger.sqlite"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_has_several_names(scheme: str) -> None:
    url = parse_ledger_url(f"{scheme}://user@host/base")
    assert (url.kind, url.dsn) == ("postgresql", "postgresql://user@host/base")


@pytest.mark.parametrize("text", ["", " ", "sqlite://", "sqlite:///", ":memory:", "sqlite:///:memory:", "mysql://h/b"])
def test_what_names_no_ledger_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_ledger_url(text)
    assert "sqlite:///PATH" in str(error.value.remedy)


@given(_SECRETS)
def test_a_password_is_never_shown(secret: str) -> None:
    for text in (f"postgresql://u:{secret}@h:5432/b", f"postgresql://h/b?user=u&password={secret}&sslmode=require"):
        url = parse_ledger_url(text)
        assert secret not in str(url)
        assert secret not in repr(url)
        assert "***" in str(url)
        assert "h" in str(url)


@pytest.mark.parametrize("text", ["postgresql://[bad", "postgresql://u:p@[::1", "postgresql://"])
def test_an_address_that_is_none_can_still_be_shown(text: str) -> None:
    assert str(parse_ledger_url(text)).startswith("postgresql://")
