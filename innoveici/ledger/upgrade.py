"""Makes a ledger, or brings its schema to what this program works on, or says why it cannot; changes nothing it does
not know."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from innoveici.errors import ConfigError, InnoveiciError, StorageError
from innoveici.ledger import guards
from innoveici.ledger.access import LedgerUrl, mode_of
from innoveici.ledger.engine import WRITER, driver_of, prepare_file, tolerating_damage
from innoveici.ledger.schema import REVISIONS, metadata
from innoveici.messages import N_, Message

SCRIPTS = Path(__file__).parent / "migrations"
"""Where Alembic finds the revisions."""
_VERSION_TABLE = """
CREATE TABLE alembic_version (
version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""


def ensure_current(engine: Engine, url: LedgerUrl, *, patience_s: float) -> None:
    """One SELECT when the schema is current, which is nearly always. A file that may only be read stays as it is.

    :raises ConfigError: a newer schema. :raises StorageError: a database that is something else.
    """
    with engine.connect() as connection:
        version = _version(connection, url)
    if version == REVISIONS[-1] or (version and url.kind == "sqlite" and mode_of(url.file) != "rw"):
        return
    if version is None and url.kind == "sqlite":
        prepare_file(url, patience_s=patience_s)
    with engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
        # Read again under the lock: another process may have done it meanwhile.
        version = _version(connection, url)
        if version is None:
            _make(connection)
        elif version != REVISIONS[-1]:
            _migrate(connection)


def revision_of(connection: Connection, url: LedgerUrl) -> str:
    """The schema's revision, which stays as it is.

    :raises ConfigError: a newer schema. :raises StorageError: a database that is something else, or empty.
    """
    version = _version(connection, url)
    if version is None:
        raise _something_else(url)
    return version


def is_readable_in_part(engine: Engine, url: LedgerUrl) -> bool:
    """Whether at least the schema of a damaged file can be read."""
    if url.kind != "sqlite":
        return False
    try:
        with engine.connect() as connection, tolerating_damage(driver_of(connection)):
            return _version(connection, url) in REVISIONS
    except (DBAPIError, UnicodeDecodeError, InnoveiciError):
        return False


def _version(connection: Connection, url: LedgerUrl, *, again: bool = True) -> str | None:
    """The schema's revision; None for an empty database."""
    try:
        with connection.begin_nested() if connection.in_transaction() else connection.begin():
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (OperationalError, ProgrammingError):
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables:
            if again:  # made by another process between the question and this look
                return _version(connection, url, again=False)
            raise
        if tables:
            raise _something_else(url) from None
        return None
    if version is None:
        raise _something_else(url)
    if version not in REVISIONS:
        raise ConfigError(
            Message(N_("the ledger {ledger} was made by a newer innoveici"), ledger=url),
            Message(N_("upgrade: pip install --upgrade innoveici")),
        )
    return str(version)


def _something_else(url: LedgerUrl) -> StorageError:
    return StorageError(
        Message(N_("{ledger} is a database of something else, not a ledger"), ledger=url),
        Message(N_("choose another with --ledger")),
    )


def _make(connection: Connection) -> None:
    """What all migrations would make, without importing what runs them, which takes a quarter of a second."""
    metadata.create_all(connection, checkfirst=False)
    for statement in guards.statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_VERSION_TABLE)
    connection.execute(text("INSERT INTO alembic_version VALUES (:last)"), {"last": REVISIONS[-1]})


def _migrate(connection: Connection) -> None:
    from alembic import command  # rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
