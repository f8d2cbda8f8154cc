"""What may be wrong with a ledger when it is opened, and that finding out changes nothing; writers side by side."""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from innoveici.errors import ConfigError, InnoveiciError, InputNotFound, StorageError, TryAgain, Unreachable
from innoveici.ledger import open_ledger
from innoveici.ledger.engine import begin_writing
from innoveici.ledger.schema import REVISIONS
from tests.ledger.samples import clock, files_of, path_of, raw, routed


def _refused(url: str, exit_code: int) -> str:
    with pytest.raises(InnoveiciError) as error:
        open_ledger(url, clock=clock)
    assert error.value.exit_code == exit_code
    assert error.value.remedy is not None
    return str(error.value)


def test_files_and_folder_are_the_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        url = f"sqlite:///{tmp_path / 'deep' / 'data' / 'ledger.sqlite'}"
        with open_ledger(url, clock=clock) as ledger, ledger.writing() as tx:
            tx.record(routed())
            folder = path_of(url).parent
            modes = {p.name: p.stat().st_mode & 0o777 for p in folder.iterdir()}
            assert modes == dict.fromkeys(("ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"), 0o600)
            assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    open_ledger(str(tmp_path / "ledger.sqlite"), clock=clock).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_a_relative_path_and_one_with_odd_characters_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ledger.sqlite", "grand livre #1 100%é?mode=ro.sqlite"):
        open_ledger(f"sqlite:///{name}", clock=clock).close()
        with open_ledger(str(tmp_path / name), clock=clock, create=False) as ledger:
            assert ledger.head() is None


def test_writes_are_durable_and_logged_ahead(sqlite_url: str) -> None:
    with open_ledger(sqlite_url, clock=clock) as ledger, ledger._engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        pragmas = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2}
        assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_without_leave_to_create_nothing_is_created(tmp_path: Path) -> None:
    path = tmp_path / "none" / "ledger.sqlite"
    with pytest.raises(InputNotFound):
        open_ledger(str(path), clock=clock, create=False)
    assert not path.parent.exists()


def test_an_empty_file_becomes_a_private_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"  # what a first run killed early leaves behind
    path.touch(mode=0o644)
    with pytest.raises(InputNotFound):
        open_ledger(str(path), clock=clock, create=False)
    assert path.stat().st_size == 0
    with open_ledger(str(path), clock=clock) as ledger:
        assert ledger.verify().ok
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_newer_schema_is_refused_and_left_alone(sqlite_url: str) -> None:
    with raw(sqlite_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = files_of(sqlite_url)
    assert "newer" in _refused(sqlite_url, ConfigError.exit_code)
    assert files_of(sqlite_url) == before


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "contacts.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE contacts (name TEXT)")
    before = files_of(str(path))
    assert "something else" in _refused(str(path), StorageError.exit_code)
    assert files_of(str(path)) == before


@pytest.mark.parametrize("content", [b"company;postal_code\n", b"SQLite format 3\0" + b"\xff" * 9000, b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    _refused(str(path), StorageError.exit_code)
    assert files_of(str(path)) == {"ledger.sqlite": content}


def test_a_folder_a_path_through_a_file_or_an_endless_name_cannot_be_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    _refused(str(tmp_path), StorageError.exit_code)
    _refused(str(tmp_path / "file" / "ledger.sqlite"), StorageError.exit_code)
    _refused(str(tmp_path / ("x" * 300)), StorageError.exit_code)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "ledger.sqlite")
    _refused(str(tmp_path / "dangling"), StorageError.exit_code)


def test_a_full_disk_leaves_nothing_half_recorded_and_a_rerun_completes(sqlite_url: str) -> None:
    from sqlalchemy import event

    many = [routed(f"R-{i}", need="x" * 2000) for i in range(200)]
    with open_ledger(sqlite_url, clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record(routed("R-before"))

        def fill(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA max_page_count = 60")

        ledger._engine.dispose()
        event.listen(ledger._engine, "connect", fill)
        with pytest.raises(StorageError, match="full"), ledger.writing() as tx:
            tx.record_many(many)
        assert ledger.verify().checked == 2
    with open_ledger(sqlite_url, clock=clock) as ledger:
        with ledger.writing() as tx:
            tx.record_many(many)
        assert ledger.verify().checked == 402


def test_a_postgresql_that_does_not_answer_is_unreachable_and_its_password_unsaid(tmp_path: Path) -> None:
    url = f"postgresql://user:tres-secret@/ledger?host={tmp_path}&password=tres-secret"
    assert "tres-secret" not in _refused(url, Unreachable.exit_code)
    assert "tres-secret" not in _refused("postgresql://user:tres-secret@host:port/x", ConfigError.exit_code)


def test_postgresql_without_its_driver_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigError) as error:
        open_ledger("postgresql://localhost/ledger", clock=clock)
    assert "innoveici[postgresql]" in str(error.value.remedy)


def test_a_newer_schema_on_postgresql_is_refused_too(socket: str) -> None:
    import psycopg

    from tests.ledger import postgres

    postgres.create_database(socket, "newer", "made")
    url = postgres.url(socket, "newer")
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer" in _refused(url, ConfigError.exit_code)
    postgres.drop_database(socket, "newer")
    assert "9999" not in REVISIONS


def test_what_is_no_regular_file_is_no_ledger_and_keeps_its_rights(tmp_path: Path) -> None:
    pipe = tmp_path / "ledger.db"  # as /dev/null would, it looks empty
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    with pytest.raises(StorageError):
        open_ledger(f"sqlite:///{pipe}", clock=clock)
    assert pipe.stat().st_mode & 0o777 == 0o666


def test_a_row_that_cannot_be_read_is_damage_not_a_bug(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with open_ledger(url, clock=clock) as ledger, ledger.writing() as tx:
        tx.record(routed())
    with raw(url, unguarded=True) as connection:
        connection.execute("UPDATE events SET payload = '{'")
    with open_ledger(url, clock=clock) as ledger, pytest.raises(StorageError, match="damaged"):
        ledger.show("R-1")


def test_what_was_not_read_to_its_end_gives_its_connection_back_when_the_ledger_is_closed(url: str) -> None:
    with open_ledger(url, clock=clock) as ledger:
        for number in range(3):
            with ledger.writing() as tx:
                tx.record(routed(f"R-{number}"))
        begun = ledger.outbox()
        next(begun)
        assert ledger._engine.pool.checkedout() == 1
    assert ledger._engine.pool.checkedout() == 0
    del begun  # Python 3.13 would warn of a connection that nobody closed
    gc.collect()


def test_whoever_waits_asks_again_and_again_and_gets_the_place_once_it_is_free(sqlite_url: str) -> None:
    asked: list[str] = []
    with (
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None, check_same_thread=False)) as other,
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None, timeout=7)) as driver,
    ):
        other.execute("BEGIN IMMEDIATE")

        def ask(statement: str) -> None:
            asked.append(statement)
            if asked.count("BEGIN IMMEDIATE") == 30:  # SQLite itself would ask in one statement, and seldom
                other.execute("ROLLBACK")

        driver.set_trace_callback(ask)
        begin_writing(driver, patience_s=60)
        assert asked.count("BEGIN IMMEDIATE") == 30
        assert driver.in_transaction
        assert driver.execute("PRAGMA busy_timeout").fetchone() == (7000,)


def test_patience_ends(sqlite_url: str) -> None:
    with (
        closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as other,
        open_ledger(sqlite_url, clock=clock, patience_s=0.05) as ledger,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TryAgain), ledger.writing():
            pass
        other.execute("ROLLBACK")
        with ledger.writing() as tx:  # the connection is as good as before
            tx.record(routed("R-1"))
        with ledger._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 50
