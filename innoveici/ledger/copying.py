"""Copies of an SQLite ledger: made while others write to it, moved into place only once they are found whole.

The file alone is not the ledger while somebody has it open: its last events may still be in the log beside it, and
nothing in a file that was copied without its log tells so. SQLite's own copy takes both, as of one moment.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import shlex
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sqlalchemy import select

from innoveici.errors import DataError, InputNotFound, Refused, StorageError, os_problem
from innoveici.ledger import schema
from innoveici.ledger.access import LedgerUrl
from innoveici.ledger.engine import driver_of, make_engine, prepare_file
from innoveici.ledger.event import Head
from innoveici.ledger.faults import explain, explained
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.upgrade import revision_of
from innoveici.ledger.verifying import verify
from innoveici.messages import N_, Message
from innoveici.partial import JOURNALS, create, keep_name, remedy_for, remove, remove_leftovers
from innoveici.reasons import Reason

_PAGES = 256
"""Copied between two looks at whether somebody wants it stopped: 4 MB."""
_DISK = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What a file system says that has no second names."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is whole. ``last_at``: when its last event was, UTC; None while there is none. ``held``: notices of
    a restored ledger that wait for a person."""

    events: int
    head: Head | None
    last_at: datetime | None
    held: int = 0


def back_up(url: LedgerUrl, target: Path, *, replace: bool, patience_s: float) -> Copy:
    """Copy the ledger as it is at one moment to ``target``, for its owner's eyes alone; no writer waits for it.

    :param replace: put it in the place of a file of that name, which stays until the copy is whole.
    :raises Refused: there is such a file; the ledger is on PostgreSQL.
    :raises StorageError: the ledger is damaged, or the copy cannot be written. Nothing is left behind.
    :raises InputNotFound: there is no ledger.
    """
    if url.kind == "postgresql":
        raise Refused(
            Message(N_("a ledger on PostgreSQL is backed up by PostgreSQL itself")),
            Message(
                N_("run: pg_dump --format=custom --file={file} {ledger}"),
                file=shlex.quote(str(target)),
                ledger=shlex.quote(without_password(url.dsn)),
            ),
        )
    _check_target(target, replace=replace)
    with _aside(target) as aside:
        with _snapshot(url, patience_s) as snapshot:
            _copy(snapshot, aside, target, url)
        copy, why = _examined(aside)
        if why:
            raise StorageError(
                Message(N_("the ledger {ledger} is not whole, and no backup was made: {why}"), ledger=url, why=why),
                Message(N_("keep the backups that you have; `innoveici log verify` says up to where it is whole")),
            )
        _move(aside, target, None if replace else _taken(target))
    return copy


def restore(
    file: Path, target: LedgerUrl, *, clock: Callable[[], datetime], resent_since: datetime, patience_s: float
) -> Copy:
    """Make a ledger of a backup, where there is none; its schema is brought up to date, its unsent notices are held.

    :param resent_since: of notices without an address, those since then would be sent once there is one.
    :raises Refused: there is something at ``target`` already; it is on PostgreSQL.
    :raises InputNotFound: there is no such file.
    :raises DataError: the file is no ledger, or not whole. :raises ConfigError: it is of a newer program.
    :raises StorageError: the ledger cannot be written. Nothing is left behind.
    """
    if target.kind == "postgresql":
        raise Refused(
            Message(N_("a ledger on PostgreSQL is restored by PostgreSQL itself")),
            Message(
                N_("run: pg_restore --no-owner --exit-on-error --dbname={ledger} {file}"),
                file=shlex.quote(str(file)),
                ledger=shlex.quote(without_password(target.dsn)),
            ),
        )
    _check_vacant(target)
    source = _backup_at(file)
    _make_folder(target)
    with _aside(target.file) as aside:
        with _of_backup(file), _snapshot(source, patience_s) as snapshot:
            _copy(snapshot, aside, target.file, source)
        copy, why = _examined(aside)
        if why:
            raise _no_backup(file, why)
        held = _made_ready(aside, clock, resent_since, patience_s)
        _check_vacant(target)
        _move(aside, target.file, _occupied([target.file]))
    return dataclasses.replace(copy, held=held)


def without_password(dsn: str) -> str:
    """An address of PostgreSQL for a command line, where everybody could read a password: it stands in ~/.pgpass."""
    parts = urlsplit(dsn)
    credentials, at, host = parts.netloc.rpartition("@")
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "password"], safe="/")
    return urlunsplit(parts._replace(netloc=f"{credentials.partition(':')[0]}{at}{host}", query=query))


def _check_target(target: Path, *, replace: bool) -> None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(target, error) from None
    if stat.S_ISDIR(mode):
        raise StorageError(Message(N_("{path} is a folder"), path=target), Message(N_("name a file in it")))
    if not (replace and stat.S_ISREG(mode)):
        raise _taken(target)


def _taken(target: Path) -> Refused:
    return Refused(
        Message(N_("{path} is there already, and was left as it is"), path=target),
        Message(N_("name another file, such as one with the date, or add --force to put the new backup in its place")),
    )


def _check_vacant(target: LedgerUrl) -> None:
    """A log that an earlier ledger left there would be taken for a part of the restored one."""
    path = target.file
    found = [p for p in (path, *(path.with_name(path.name + end) for end in JOURNALS)) if os.path.lexists(p)]
    if found:
        raise _occupied(found)


def _occupied(files: Sequence[Path]) -> Refused:
    return Refused(
        Message(N_("there is a ledger already, or what is left of one: {files}"), files=", ".join(map(str, files))),
        Message(N_("move these files elsewhere together, and keep them; or restore to another place with --to")),
    )


def _backup_at(file: Path) -> LedgerUrl:
    try:
        size = file.stat().st_size
    except FileNotFoundError:
        raise InputNotFound(
            Message(N_("there is no file {file}"), file=file), Message(N_("name a file that `innoveici backup` made"))
        ) from None
    except OSError as error:
        raise StorageError(
            Message(N_("{file} cannot be read: {problem}"), file=file, problem=os_problem(error))
        ) from None
    if not os.access(file, os.R_OK):
        problem = Message(N_("access is denied"))
        raise StorageError(Message(N_("{file} cannot be read: {problem}"), file=file, problem=problem))
    if not size:
        raise _no_backup(file, Message(N_("it is empty")))
    return LedgerUrl("sqlite", path=file)


def _no_backup(file: Path, why: Message | Reason) -> DataError:
    return DataError(
        Message(N_("{file} is no backup of a ledger, or is damaged; nothing was restored: {why}"), file=file, why=why),
        Message(N_("restore another backup, made by `innoveici backup`")),
    )


@contextmanager
def _of_backup(file: Path) -> Iterator[None]:
    """What is wrong with the ledger that is read is wrong with the backup."""
    try:
        yield
    except _CannotWrite:
        raise
    except StorageError as error:
        raise _no_backup(file, error.message) from None


class _CannotWrite(StorageError):
    """The disk of what is made, not of what is read."""


def _unwritable(path: Path, error: OSError) -> _CannotWrite:
    text = N_("{path} cannot be written: {problem}")
    return _CannotWrite(Message(text, path=path, problem=os_problem(error)), remedy_for(error))


@contextmanager
def _snapshot(url: LedgerUrl, patience_s: float) -> Iterator[sqlite3.Connection]:
    """The ledger as it is at this moment, whatever its revision, for as long as the block takes."""
    engine = make_engine(url, create=False, patience_s=patience_s)
    try:
        with explained(url), engine.connect() as connection:
            revision_of(connection, url)
            connection.execute(select(schema.events.c.seq).limit(1)).all()  # begins what ends with the connection
            yield driver_of(connection)
    finally:
        engine.dispose()


def _copy(snapshot: sqlite3.Connection, aside: Path, target: Path, url: LedgerUrl) -> None:
    """Page by page; what others write meanwhile is no part of the snapshot, so that it is never begun anew."""
    try:
        with closing(sqlite3.connect(aside, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")  # what is cut short is thrown away
            copy.execute("PRAGMA synchronous=OFF")  # all of it is brought to the disk at once
            snapshot.backup(copy, pages=_PAGES, progress=lambda *_: None)  # Python's own: so signals are heard
        _bring_to_disk(aside)
    except sqlite3.Error as error:
        if error.sqlite_errorname.startswith(_DISK):
            full = error.sqlite_errorname == "SQLITE_FULL"
            raise _unwritable(target, OSError(errno.ENOSPC if full else errno.EIO, str(error))) from None
        raise explain(error, url) from None
    except OSError as error:
        raise _unwritable(target, error) from None


def _bring_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _examined(aside: Path) -> tuple[Copy, Message | Reason | None]:
    """What a copy holds, and why it is not whole, if it is not."""
    url, lost = LedgerUrl("sqlite", path=aside), Copy(0, None, None)
    engine = make_engine(url, create=False, patience_s=0)
    try:
        with explained(url), engine.connect() as connection:
            found = verify(connection)
            if found.why:
                return lost, found.why
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                return lost, Message(N_("a row of it refers to one that is not there"))
            events = schema.events.c
            last = connection.execute(select(events.at).where(events.seq == found.checked)).scalar()
    except StorageError:  # its words are of the file aside
        return lost, Message(N_("parts of it cannot be read"))
    finally:
        engine.dispose()
    return Copy(found.checked, found.head, datetime.fromisoformat(last) if last else None), None


def _made_ready(aside: Path, clock: Callable[[], datetime], resent_since: datetime, patience_s: float) -> int:
    """Make a ledger in use of a copy: its schema of today, logged ahead, nothing sent by itself. How many are held."""
    prepare_file(LedgerUrl("sqlite", path=aside), patience_s=patience_s)
    with Ledger.open(str(aside.absolute()), clock=clock, create=False, patience_s=patience_s) as ledger:
        held = ledger.hold_unsent(resent_since)
    with closing(sqlite3.connect(aside, isolation_level=None)) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file is moved without its log
    _bring_to_disk(aside)
    return held


def _make_folder(target: LedgerUrl) -> None:
    try:
        target.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(target.file, error) from None


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """An empty file beside ``target``, for its owner alone, and gone with the block."""
    target = Path(os.path.realpath(target))
    remove_leftovers(target)
    try:
        path, stream = create(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    try:
        with stream:  # locked meanwhile
            yield path
    finally:
        with suppress(OSError):
            remove(path)


def _move(aside: Path, target: Path, taken: Refused | None) -> None:
    """Give the copy its name; where there is a file of it, that one's, or ``taken`` is raised."""
    target = Path(os.path.realpath(target))
    try:
        if taken is None:
            os.replace(aside, target)  # noqa: PTH105
        else:
            _name(aside, target)
        keep_name(target.parent)
    except FileExistsError:
        raise taken or _taken(target) from None
    except OSError as error:
        raise _unwritable(target, error) from None


def _name(aside: Path, target: Path) -> None:
    """Rename without ever taking another file's place. Raises FileExistsError."""
    try:
        os.link(aside, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError from None
        os.rename(aside, target)  # noqa: PTH104
