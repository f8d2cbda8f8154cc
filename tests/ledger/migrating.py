"""Ledgers as migrations make them, step by step up to a revision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from innoveici.ledger.access import parse_ledger_url
from innoveici.ledger.engine import WRITER, make_engine, prepare_file
from innoveici.ledger.upgrade import SCRIPTS


@contextmanager
def migrated(blank_url: str, revision: str = "head") -> Iterator[Connection]:
    """A connection in the transaction that made the ledger; committed at the end of the block."""
    where = parse_ledger_url(blank_url)
    engine = make_engine(where, create=True, patience_s=1)
    try:
        if where.kind == "sqlite":
            prepare_file(where, patience_s=1)
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        with engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            yield connection
    finally:
        engine.dispose()
