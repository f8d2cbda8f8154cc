"""A copy of a ledger in use is whole or there is none; a ledger made of one sends nothing by itself."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from innoveici.errors import ConfigError, DataError, InnoveiciError, InputNotFound, Refused, StorageError
from innoveici.ledger import copying, open_ledger
from innoveici.ledger.access import parse_ledger_url
from innoveici.ledger.actor import Actor
from innoveici.ledger.copying import Copy, back_up, restore, without_password
from innoveici.ledger.engine import driver_of
from innoveici.ledger.event import Head
from innoveici.ledger.outbox import Claim
from innoveici.ledger.schema import REVISIONS
from tests.batch.test_full_disk import _ALONE, _SCRIPT, _can_mount
from tests.ledger import postgres
from tests.ledger.samples import NOW, clock, path_of, raw, routed

_PROJECT = Path(__file__).parents[2]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def backed_up(url: str, target: Path, *, replace: bool = False) -> Copy:
    return back_up(parse_ledger_url(url), target, replace=replace, patience_s=30)


def restored(file: Path, target: Path, resent_since: datetime = LONG_AGO) -> Copy:
    return restore(file, parse_ledger_url(str(target)), clock=clock, resent_since=resent_since, patience_s=5)


def record(url: str, *ids: str, **fields: object) -> None:
    with open_ledger(url, clock=clock) as ledger, ledger.writing() as tx:
        tx.record_many([routed(id_, **fields) for id_ in ids])  # type: ignore[arg-type]


def head_of(url: str) -> Head | None:
    with open_ledger(url, clock=clock) as ledger:
        return ledger.head()


def check_whole(url: str, head: Head | None = None) -> int:
    with open_ledger(url, clock=clock, create=False) as ledger:
        found = ledger.verify(head)
        assert found.ok, found.why
        return found.checked


def states_of(url: str) -> dict[str, str]:
    with open_ledger(url, clock=clock, create=False) as ledger:
        return {posted.notice.id: posted.notice.state for posted in ledger.outbox()}


def test_a_copy_is_the_ledger_as_it_is_and_only_its_owner_reads_it(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, "R-1", "R-2")
    target = tmp_path / "copies" / "ledger.db"
    target.parent.mkdir()
    copy = backed_up(sqlite_url, target)
    assert (copy.events, copy.head, copy.last_at) == (4, head_of(sqlite_url), NOW)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["ledger.db"]
    assert check_whole(str(target), copy.head) == 4


def test_a_plain_copy_of_the_file_lacks_what_is_in_the_log_and_this_one_does_not(
    sqlite_url: str, tmp_path: Path
) -> None:
    record(sqlite_url, "R-1")
    with open_ledger(sqlite_url, clock=clock) as at_work:
        at_work.head()
        record(sqlite_url, "R-2")
        shutil.copy(path_of(sqlite_url), tmp_path / "cp.db")
        copy = backed_up(sqlite_url, tmp_path / "copy.db")
    assert check_whole(str(tmp_path / "cp.db")) == 2  # nothing in it tells that there was more …
    with open_ledger(str(tmp_path / "cp.db"), clock=clock) as ledger:
        assert not ledger.verify(copy.head).ok  # … but a head that was noted elsewhere does
    assert check_whole(str(tmp_path / "copy.db")) == 4


def test_while_two_processes_write_it_is_one_moment_of_the_chain_and_can_be_restored(
    sqlite_url: str, tmp_path: Path
) -> None:
    workers = []
    try:
        for name in ("A", "B"):
            command = [sys.executable, "-m", "tests.ledger.worker", sqlite_url, name, "0", "0", "20"]
            with (tmp_path / name).open("wb") as out:
                workers.append(subprocess.Popen(command, cwd=_PROJECT, stdout=out))
        while any((tmp_path / name).read_text().count("\n") < 3 for name in ("A", "B")):
            assert all(worker.poll() is None for worker in workers)
            time.sleep(0.01)
        copies = []
        for n in range(4):
            said = [(tmp_path / name).read_text().count("\n") for name in ("A", "B")]
            copies.append(backed_up(sqlite_url, tmp_path / f"copy-{n}.db"))
            assert copies[-1].events > 0
            while [(tmp_path / name).read_text().count("\n") for name in ("A", "B")] == said:
                time.sleep(0.01)  # they went on
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert check_whole(sqlite_url) >= copies[-1].events
    assert [copy.events for copy in copies] == sorted(copy.events for copy in copies)
    for n, copy in enumerate(copies):
        assert copy.head is not None
        check_whole(sqlite_url, copy.head)  # a prefix of the chain
        back = tmp_path / f"back-{n}" / "ledger.db"
        assert restored(tmp_path / f"copy-{n}.db", back).head == copy.head
        assert check_whole(str(back), copy.head) == copy.events


def test_nobody_who_writes_waits_for_it(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(sqlite_url, *(f"R-{n}" for n in range(40)))
    monkeypatch.setattr(copying, "_PAGES", 1)
    written: list[str] = []

    class Watched:
        def __init__(self, connection: Connection) -> None:
            self.driver = driver_of(connection)

        def backup(self, target: sqlite3.Connection, *, pages: int, progress: object) -> None:
            del progress
            self.driver.backup(target, pages=pages, progress=self.write)

        def write(self, *_: object) -> None:
            if len(written) < 5:
                written.append(f"W-{len(written)}")
                with open_ledger(sqlite_url, clock=clock, patience_s=0.5) as ledger, ledger.writing() as tx:
                    tx.record(routed(written[-1]))

    monkeypatch.setattr(copying, "driver_of", Watched)
    copy = backed_up(sqlite_url, tmp_path / "copy.db")
    assert len(written) == 5
    assert copy.events == 80
    assert check_whole(sqlite_url, copy.head) == 90


def test_a_file_that_is_there_is_never_replaced_unless_that_is_asked_for(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, "R-1")
    target = tmp_path / "copy.db"
    target.write_text("mine")
    target.chmod(0o644)
    with pytest.raises(Refused, match="left as it is"):
        backed_up(sqlite_url, target)
    assert target.read_text() == "mine"
    backed_up(sqlite_url, target, replace=True)
    assert check_whole(str(target)) == 2
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused):
        backed_up(sqlite_url, Path("/dev/null"), replace=True)
    with pytest.raises(StorageError, match="folder"):
        backed_up(sqlite_url, tmp_path, replace=True)
    with pytest.raises(StorageError, match="no such file or folder"):
        backed_up(sqlite_url, tmp_path / "nowhere" / "copy.db")


def test_one_made_meanwhile_by_another_is_not_replaced_either(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(sqlite_url, "R-1")
    examined = copying._examined

    def meanwhile(aside: Path) -> object:
        (tmp_path / "copy.db").write_text("other")
        return examined(aside)

    monkeypatch.setattr(copying, "_examined", meanwhile)
    with pytest.raises(Refused):
        backed_up(sqlite_url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "other"


@pytest.mark.parametrize("links", [True, False])
def test_where_a_file_system_knows_no_second_names_it_works_too(
    links: bool, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", link)
    record(sqlite_url, "R-1")
    backed_up(sqlite_url, tmp_path / "copy.db")
    with pytest.raises(Refused):
        copying._move(tmp_path / "copy.db", path_of(sqlite_url), copying._taken(tmp_path))
    assert check_whole(sqlite_url) == 2


def test_a_damaged_ledger_gives_no_backup_and_the_earlier_one_stays(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, *(f"R-{n}" for n in range(10)))
    target = tmp_path / "copies" / "ledger.db"
    target.parent.mkdir()
    earlier = backed_up(sqlite_url, target)
    with raw(sqlite_url, unguarded=True) as connection:
        connection.execute("UPDATE events SET actor = 'council' WHERE seq = 7")
    with pytest.raises(StorageError, match="event 7") as said:
        backed_up(sqlite_url, target, replace=True)
    assert "log verify" in str(said.value.remedy)
    assert check_whole(str(target), earlier.head) == 20
    assert [path.name for path in target.parent.iterdir()] == ["ledger.db"]


def test_a_notice_without_its_event_is_found_as_well(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, "R-1")
    with raw(sqlite_url) as connection:
        connection.execute("INSERT INTO deliveries VALUES (2, 9, '2.9', NULL, NULL, 0, 'x', 'x', NULL)")
    with pytest.raises(StorageError, match="refers to one that is not there"):
        backed_up(sqlite_url, tmp_path / "copy.db")


def test_there_is_nothing_to_copy_where_there_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound):
        backed_up(str(tmp_path / "none.db"), tmp_path / "copy.db")
    (tmp_path / "text.db").write_text("x" * 5000)
    with pytest.raises(StorageError, match="not a ledger"):
        backed_up(str(tmp_path / "text.db"), tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(StorageError, match="something else"):
        backed_up(str(tmp_path / "other.db"), tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_ledger_of_an_earlier_revision_is_copied_as_it_is_and_restored_as_one_of_today(
    sqlite_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    record(sqlite_url, "R-1")
    request.getfixturevalue("next_program")
    before = path_of(sqlite_url).read_bytes()
    copy = backed_up(sqlite_url, tmp_path / "copy.db")
    assert copy.events == 2
    assert path_of(sqlite_url).read_bytes() == before
    with raw(f"sqlite:///{tmp_path / 'copy.db'}") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISIONS[-1],)]
    restored(tmp_path / "copy.db", tmp_path / "back.db")
    assert check_whole(str(tmp_path / "back.db"), copy.head) == 2
    with raw(f"sqlite:///{tmp_path / 'back.db'}") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]


def test_what_was_not_sent_when_it_was_copied_goes_out_only_once_a_person_says_so(
    sqlite_url: str, tmp_path: Path
) -> None:
    record(sqlite_url, "R-1", "R-2", reachable=False)
    with open_ledger(sqlite_url, clock=clock) as ledger:
        lease = NOW + timedelta(minutes=10)
        for key in ((2, 2), (2, 3)):
            assert ledger.step(None, Claim(f"{key[0]}.{key[1]}", (key,), "run", lease))
        with ledger.writing() as tx:
            tx.change_notices(["2.4"], "cancel", actor=Actor("person", "p"), reason="non")
    with raw(sqlite_url) as connection:
        connection.execute("UPDATE notices SET state = 'no_address' WHERE event_seq = 4 AND ordinal IN (3, 4)")
        connection.execute("UPDATE notices SET not_before = '2020-01-01T00:00:00.000000Z' WHERE ordinal = 4")
        connection.execute("UPDATE notices SET state = 'sent' WHERE event_seq = 2 AND ordinal = 3")
        connection.execute("UPDATE deliveries SET run = NULL, lease_until = NULL WHERE ordinal = 3")
    backed_up(sqlite_url, tmp_path / "copy.db")
    copy = restored(tmp_path / "copy.db", tmp_path / "back.db", NOW - timedelta(days=30))
    states = states_of(str(tmp_path / "back.db"))
    assert states == {
        "2.1": "no_address",  # a company's: only a new address, in a new event, sends anything
        "2.2": "held",  # was being sent
        "2.3": "sent",
        "2.4": "cancelled",
        "4.1": "no_address",
        "4.2": "held",
        "4.3": "held",  # would go once there is an address
        "4.4": "no_address",  # too old for that
    }
    assert copy.held == 3
    with open_ledger(str(tmp_path / "back.db"), clock=clock) as ledger:
        assert ledger.due(NOW + timedelta(days=900), digests={}, limit=99) == []
        assert ledger.in_doubt(NOW + timedelta(days=900), abandoned=True) == []
        with ledger.writing() as tx:
            tx.change_notices(["2.2", "4.2"], "retry", actor=Actor("person", "p"), reason="pas partis")
        assert [p.notice.id for p in ledger.due(NOW, digests={}, limit=99)] == ["2.2", "4.2"]
    assert states_of(sqlite_url)["4.2"] == "queued"


def test_nothing_that_is_there_is_taken_for_a_free_place(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, "R-1")
    backed_up(sqlite_url, tmp_path / "copy.db")
    before = path_of(sqlite_url).read_bytes()
    with pytest.raises(Refused, match="already"):
        restored(tmp_path / "copy.db", path_of(sqlite_url))
    with pytest.raises(Refused, match="already"):
        restored(tmp_path / "copy.db", tmp_path / "copy.db")
    assert path_of(sqlite_url).read_bytes() == before
    for end in ("-wal", "-shm", "-journal"):  # SQLite would take what is in them for the restored ledger's
        stray = tmp_path / f"back.db{end}"
        stray.write_bytes(b"of the ledger that was moved away")
        with pytest.raises(Refused, match=stray.name):
            restored(tmp_path / "copy.db", tmp_path / "back.db")
        stray.unlink()
    (tmp_path / "link.db").symlink_to(tmp_path / "gone.db")
    with pytest.raises(Refused, match="already"):
        restored(tmp_path / "copy.db", tmp_path / "link.db")
    assert not (tmp_path / "back.db").exists()


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        ("missing", InputNotFound, "there is no file"),
        ("empty", DataError, "it is empty"),
        ("text", DataError, "not a ledger"),
        ("other", DataError, "something else"),
        ("blank", DataError, "something else"),
        ("altered", DataError, "event 2"),
        ("cut", DataError, "nothing was restored"),
        ("cut to the bone", DataError, "nothing was restored"),
        ("newer", ConfigError, "newer innoveici"),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_nothing_is_made(
    fault: str, error: type[InnoveiciError], text: str, sqlite_url: str, tmp_path: Path
) -> None:
    record(sqlite_url, *(f"R-{n}" for n in range(30)))
    file = tmp_path / "copy.db"
    backed_up(sqlite_url, file)
    size = file.stat().st_size
    if fault in ("missing", "other", "blank"):
        file.unlink()
    if fault == "other":
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE alembic (x)")
    if fault == "blank":
        with closing(sqlite3.connect(file)) as other:
            other.execute("PRAGMA user_version = 1")
    if fault == "empty":
        file.write_bytes(b"")
    if fault == "text":
        file.write_text("H-000001;Scierie\n" * 99)
    if fault.startswith("cut"):
        os.truncate(file, size // 2 if fault == "cut" else 5000)
    if fault == "altered":
        with raw(f"sqlite:///{file}", unguarded=True) as connection:
            connection.execute("UPDATE events SET at = '2020' WHERE seq = 2")
    if fault == "newer":
        with raw(f"sqlite:///{file}") as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes() if fault != "missing" else b""
    with pytest.raises(error, match=text):
        restored(file, tmp_path / "new" / "back.db")
    assert list((tmp_path / "new").glob("*")) == []
    assert not before or file.read_bytes() == before


def test_a_log_beside_the_backup_is_a_part_of_it(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, "R-1")
    with open_ledger(sqlite_url, clock=clock) as at_work:
        at_work.head()
        record(sqlite_url, "R-2")
        for end in ("", "-wal"):  # as a snapshot of the whole disk has them
            shutil.copy(f"{path_of(sqlite_url)}{end}", tmp_path / f"disk.db{end}")
    assert restored(tmp_path / "disk.db", tmp_path / "back.db").events == 4


def test_the_restored_ledger_is_private_logged_ahead_and_alone_in_its_folder(sqlite_url: str, tmp_path: Path) -> None:
    record(sqlite_url, "R-1")
    backed_up(sqlite_url, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # as other tools leave it
    (tmp_path / "copy.db").chmod(0o644)
    back = tmp_path / "new" / "deep" / "back.db"
    restored(tmp_path / "copy.db", back)
    assert back.stat().st_mode & 0o777 == 0o600
    assert back.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in back.parent.iterdir()] == ["back.db"]
    with closing(sqlite3.connect(back)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    record(str(back), "R-2")
    assert check_whole(str(back)) == 4


@pytest.mark.parametrize("wanted", ["backup", "restore"])
def test_a_full_disk_leaves_nothing_behind(wanted: str, sqlite_url: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _can_mount(disk):
        pytest.skip("a small disk cannot be mounted here: it takes Linux, and root or user namespaces")
    record(sqlite_url, *(f"R-{n}" for n in range(60)))
    words = ["backup", str(disk / "copy.db")]
    if wanted == "restore":
        backed_up(sqlite_url, tmp_path / "copy.db")
        words = ["restore", str(tmp_path / "copy.db"), "--to", str(disk / "back.db")]
    script = f'{_SCRIPT}; code=$?; ls -A "{disk}" > "{tmp_path}/left"; exit $code'
    command = [*_ALONE, "sh", "-c", script, "sh", "128k", str(disk)]
    env = dict(os.environ, INNOVEICI_LEDGER=sqlite_url, INNOVEICI_LANG="en")
    ran = subprocess.run(
        [*command, sys.executable, "-m", "innoveici", *words],
        cwd=_PROJECT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 74, ran.stderr
    assert "the disk is full" in ran.stderr
    assert "make room" in ran.stderr
    assert (tmp_path / "left").read_text() == ""


@pytest.fixture
def slow(sqlite_url: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A backup that stops half way, until it is killed."""
    record(sqlite_url, *(f"R-{n}" for n in range(40)))
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom innoveici.ledger import copying\n"
        "from innoveici.ledger.access import parse_ledger_url\n"
        "def wait(*_):\n    Path(sys.argv[2] + '.reached').touch()\n    time.sleep(60)\n"
        "copying._examined = wait\n"
        "copying.back_up(parse_ledger_url(sys.argv[1]), Path(sys.argv[2]), replace=True, patience_s=5)\n"
    )
    target = tmp_path / "copies" / "ledger.db"
    target.parent.mkdir()
    process = subprocess.Popen([sys.executable, "-c", program, sqlite_url, str(target)], cwd=_PROJECT)
    try:
        while not Path(f"{target}.reached").exists():
            assert process.poll() is None
            time.sleep(0.01)
        yield process
    finally:
        process.kill()
        process.wait()


def test_killed_it_leaves_no_file_of_that_name_and_the_next_one_tidies_up(
    slow: subprocess.Popen[bytes], sqlite_url: str, tmp_path: Path
) -> None:
    target = tmp_path / "copies" / "ledger.db"
    backed_up(sqlite_url, target)  # another one at work disturbs nobody
    slow.send_signal(signal.SIGKILL)
    slow.wait()
    left = [path for path in target.parent.iterdir() if path.name.endswith(".part")]
    assert len(left) == 1
    assert left[0].stat().st_mode & 0o777 == 0o600
    left[0].with_name(left[0].name + "-wal").write_bytes(b"x")
    backed_up(sqlite_url, target, replace=True)
    assert sorted(path.name for path in target.parent.iterdir()) == ["ledger.db", "ledger.db.reached"]


def test_a_postgresql_ledger_is_left_to_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(Refused) as said:
        backed_up("postgresql://office:s3cret@db.example:5433/innoveici?sslmode=require", tmp_path / "it's.dump")
    assert f"pg_dump --format=custom --file='{tmp_path}/it'\"'\"'s.dump' " in str(said.value.remedy)
    assert "'postgresql://office@db.example:5433/innoveici?sslmode=require'" in str(said.value.remedy)
    assert "s3cret" not in str(said.value.remedy)
    target = parse_ledger_url("postgresql://db.example/innoveici")
    with pytest.raises(Refused, match="PostgreSQL") as said:
        restore(tmp_path / "x.dump", target, clock=clock, resent_since=NOW, patience_s=1)
    assert "pg_restore" in str(said.value.remedy)


def _command(error: InnoveiciError) -> list[str]:
    """What a person is told to run."""
    return shlex.split(str(error.remedy).partition("run: ")[2])


def test_the_commands_named_for_postgresql_bring_the_whole_ledger_back(socket: str, tmp_path: Path) -> None:
    for name in ("dumped", "emptied"):
        postgres.create_database(socket, name)
    try:
        record(postgres.url(socket, "dumped"), "R-1", "R-2")
        with pytest.raises(Refused) as said:
            backed_up(postgres.url(socket, "dumped"), tmp_path / "ledger.dump")
        subprocess.run(_command(said.value), check=True)
        into = parse_ledger_url(postgres.url(socket, "emptied"))
        with pytest.raises(Refused) as said:
            restore(tmp_path / "ledger.dump", into, clock=clock, resent_since=NOW, patience_s=1)
        subprocess.run(_command(said.value), check=True)
        head = head_of(postgres.url(socket, "dumped"))
        assert check_whole(postgres.url(socket, "emptied"), head) == 4
        record(postgres.url(socket, "emptied"), "R-3")
    finally:
        for name in ("dumped", "emptied"):
            postgres.drop_database(socket, name)


@pytest.mark.parametrize(
    ("dsn", "shown"),
    [
        ("postgresql://a:b@h/d", "postgresql://a@h/d"),
        ("postgresql://h/d", "postgresql://h/d"),
        ("postgresql://a:p%40%2F@h:5433/d?password=q&host=/run/pg", "postgresql://a@h:5433/d?host=/run/pg"),
        ("postgresql://postgres@/made?host=/tmp/pg", "postgresql://postgres@/made?host=/tmp/pg"),
    ],
)
def test_no_password_stands_on_a_command_line(dsn: str, shown: str) -> None:
    assert without_password(dsn) == shown
