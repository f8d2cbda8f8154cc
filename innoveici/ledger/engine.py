"""Connections to the ledger's database: made durable, private and patient; nothing else knows which database it is.

SQLite has one place for a writer. It asks again every tenth of a second and keeps no queue, while a batch lets go
between two transactions for some hundredths: whoever asks so seldom may ask in vain for long. So everybody asks oftener
here, and who has less patience oftener than others: a single request comes before the next transaction of a second
batch.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, QueuePool

from innoveici.errors import ConfigError, InputNotFound, StorageError
from innoveici.ledger.access import URI_OPTIONS, LedgerUrl, check_readable, check_writable, mode_of
from innoveici.ledger.faults import damaged, explain, explained
from innoveici.messages import N_, Message

WRITER = "innoveici_writer"
"""Execution option of a connection whose transactions write."""

_APPEND_LOCK = 0x1220_0E1C1
"""Key of the PostgreSQL advisory lock under which events are appended; any number that no other program uses."""


_PAGE_BYTES = 16384
"""Of new ledgers. A request takes 2 kB: on SQLite's usual 4 kB, half a page each, a batch takes longer."""


_SETTINGS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "secure_delete=ON",  # erased means overwritten
    "cache_size=-32768",  # 32 MB hold what a batch writes in one transaction; 2 MB, the usual, would spill
    "wal_autocheckpoint=4000",  # 64 MB: a batch copies its log into the file every third transaction, not each time
)


def make_engine(url: LedgerUrl, *, create: bool, patience_s: float, stays_open: bool = False) -> Engine:
    """An engine whose connections wait ``patience_s`` for a lock. Touches a file only to create it, if asked.

    ``stays_open``: it keeps no connection that is not in use. SQLite empties and removes its write-ahead log when the
    last connection closes: one that was idle for hours would keep all that others write meanwhile in the log.
    A file that may not be written is opened to be read, without a trace; :func:`access.check_writable` says why.
    """
    if url.kind == "sqlite":
        return _sqlite(url, create=create, patience_s=patience_s, stays_open=stays_open)
    return _postgresql(url, patience_s=patience_s)


def _sqlite(url: LedgerUrl, *, create: bool, patience_s: float, stays_open: bool) -> Engine:
    path = url.file
    try:
        missing = not path.exists()
        # An empty file is what a first run killed early leaves behind.
        if missing or (not create and path.is_file() and path.stat().st_size == 0):
            _create_private(url, create=create)
        check_readable(url)
    except OSError:  # a folder that may not be entered, a name too long
        raise _cannot_create(url) from None

    engine = create_engine(
        "sqlite://",
        creator=lambda: _open_file(path, patience_s),
        hide_parameters=True,
        poolclass=NullPool if stays_open else QueuePool,  # without a pool class "sqlite://" would mean memory
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns into a writer fails at once when another one wrote meanwhile.
        if not connection.get_execution_options().get(WRITER):
            connection.exec_driver_sql("BEGIN")
            return
        try:
            begin_writing(driver_of(connection), patience_s)
        except sqlite3.Error as error:
            raise explain(error, url) from None

    return engine


def _create_private(url: LedgerUrl, *, create: bool) -> None:
    path = url.file
    if not create:
        raise InputNotFound(
            Message(N_("there is no ledger at {ledger}"), ledger=url),
            Message(N_("record a first request with `innoveici route`, or name another ledger with --ledger")),
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL: of several processes one creates it; its journals inherit 0600 from it.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.exists():
            return
        raise _cannot_create(url) from None  # a parent is a file
    except OSError as error:
        raise _cannot_create(url) from error


def prepare_file(url: LedgerUrl, *, patience_s: float) -> None:
    """Make an empty SQLite file private and write-ahead logged, which stays so: readers never wait for the writer."""
    path = url.file
    deadline = time.monotonic() + patience_s
    if not path.is_file():  # a device such as /dev/null looks empty too, and must keep its rights
        raise _cannot_create(url)
    check_writable(url)
    try:
        path.chmod(0o600)
    except OSError:  # somebody else's empty file
        raise _cannot_create(url) from None
    with closing(_open_file(path, patience_s)) as connection:
        while True:
            try:
                connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.Error as error:
                # SQLite does not wait for this lock by itself: several first runs at once.
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise explain(error, url) from None
            time.sleep(0.02)


def forget_log(engine: Engine, url: LedgerUrl) -> None:
    """Empty SQLite's write-ahead log, which may still hold what was just erased; readers at work may delay it."""
    if url.kind == "sqlite":
        with engine.connect() as connection:
            driver_of(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def tolerating_damage(driver: sqlite3.Connection) -> Iterator[None]:
    """Let SQLite read what is left of a file that was cut short, where it would else refuse the whole of it.

    The leave comes with the pragma for mending schemas by hand; nothing is written here.
    """
    driver.execute("PRAGMA writable_schema=ON")
    try:
        yield
    finally:
        driver.execute("PRAGMA writable_schema=RESET")


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection under SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _open_file(path: Path, patience_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{URI_OPTIONS[mode_of(path)]}",
        uri=True,
        timeout=patience_s,
        isolation_level=None,  # transactions are begun in words
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    try:
        _set_up_in_spite_of_damage(connection)
    except BaseException:
        connection.close()  # the pool does not know it yet
        raise
    return connection


def _set_up_in_spite_of_damage(connection: sqlite3.Connection) -> None:
    try:
        _set_up(connection)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname != "SQLITE_CORRUPT":
            raise
        with tolerating_damage(connection):  # whoever asks it something meets the damage again
            _set_up(connection)


def _set_up(connection: sqlite3.Connection) -> None:
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _cannot_create(url: LedgerUrl) -> StorageError:
    return StorageError(
        Message(N_("the ledger {ledger} cannot be opened or created"), ledger=url),
        Message(N_("check that its folder can be written, or choose another with --ledger")),
    )


def _postgresql(url: LedgerUrl, *, patience_s: float) -> Engine:
    try:
        import psycopg  # noqa: F401 - an extra: say how to get it rather than fail deep inside
    except ImportError as error:
        raise ConfigError(
            Message(N_("a ledger on PostgreSQL needs psycopg")),
            Message(N_("install it: pip install 'innoveici[postgresql]'")),
        ) from error
    try:
        target = make_url(url.dsn).set(drivername="postgresql+psycopg")
        int(target.query.get("connect_timeout", "0"))  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise ConfigError(
            Message(N_("{ledger} is not an address of PostgreSQL"), ledger=url),
            Message(N_("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE")),
        ) from None
    defaults = {} if "connect_timeout" in target.query else {"connect_timeout": 10}
    engine = create_engine(target, hide_parameters=True, connect_args=defaults)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITER):
            # One appender at a time keeps the sequence gapless and the chain a line.
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience_s * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_APPEND_LOCK})")

    return engine


class OpenedLedger:
    """Use it in a ``with`` block, which gives its connections back."""

    def __init__(self, url: LedgerUrl, engine: Engine, clock: Callable[[], datetime]) -> None:
        self.url = url
        self._engine = engine
        self._clock = clock
        self._reads: set[Connection] = set()

    def close(self) -> None:
        """Give back every connection, those too of what was not read to its end."""
        for connection in tuple(self._reads):
            connection.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with explained(self.url), self._engine.connect() as connection:
            if self.url.kind == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._reads.add(connection)
            try:
                yield connection  # begun by the first query, rolled back at the end: there is nothing to commit
            except ValueError:  # a date that is none, JSON that does not parse
                raise damaged(self.url) from None
            finally:
                self._reads.discard(connection)


_TIMES = 2_500
"""How often to ask within one's patience: every 4 ms for ten seconds of it."""


def begin_writing(driver: sqlite3.Connection, patience_s: float) -> None:
    """Begin a transaction that writes. Raises SQLite's error once patience is over, or for another reason, at once."""
    deadline = time.monotonic() + patience_s
    with _asking_ourselves(driver):
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                    raise
            time.sleep(patience_s / _TIMES)


def patience_of(driver: sqlite3.Connection) -> float:
    """The seconds that a connection was told to wait for others."""
    (patience_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    return float(patience_ms) / 1000


@contextmanager
def _asking_ourselves(driver: sqlite3.Connection) -> Iterator[None]:
    (patience_ms,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={patience_ms}")
