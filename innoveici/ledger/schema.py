"""The ledger's tables. A new ledger is made of these, and ``migrations/`` brings an earlier one up to them; a test
holds the two together.

``events`` is the truth; ``shared`` keeps once what many of them say alike. ``personal`` is the erasable part of events;
``rosters``, erasable too, names the advisors who were considered, once for all the events that refer to them.
``notices`` is the outbox, ``deliveries`` what is known of those that were tried, ``keys`` the ledger's own secrets.
``handoffs``, ``involved`` and ``loads`` only keep what events add up to (``states.apply``), for questions that must be
answered fast.
Times are UTC text of fixed width (``event.utc_text``), so both databases keep and compare the same bytes. Hashes,
commitments and salts are bytes, which take half of what their hexadecimal digits would; an event's hash covers the hash
of the event before it, which no column repeats.

What the two databases say each in its own way is here too: one of thousands of values, a value of a JSON text by its
key.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import chain
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    any_,
    bindparam,
    func,
    literal,
    select,
    text,
)
from sqlalchemy import cast as as_type

REVISIONS = ("0001",)
"""Every schema this program knows, oldest first; the last one is what it works on."""

_TOGETHER = 512
"""Rows of one statement at most. SQLite takes 32,766 values, but where a table has triggers it first lays all rows of a
statement aside: what does not fit into the processor's cache costs more than the statements it saves."""

metadata = MetaData()
Seq = BigInteger().with_variant(Integer, "sqlite")
_STRICT: dict[str, Any] = {"sqlite_strict": True}
_UTF_8 = {"utf-8": True}
"""Of columns whose values come as text or as its bytes: to make text of these and bytes of that again takes time."""
_CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
_IS_QUEUED, _IS_SENDING = text("state = 'queued'"), text("state = 'sending'")

shared = Table(
    "shared",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", Text, nullable=False, info=_UTF_8),
    Index("shared_digest", "digest"),
    **_STRICT,
)

events = Table(
    "events",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("handoff_id", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("batch", Text, nullable=False),
    Column("payload", Text, nullable=False, info=_UTF_8),
    Column("shared", Integer, ForeignKey("shared.id")),
    Column("commitment", LargeBinary, nullable=False),
    # No UNIQUE here or elsewhere in this table: INSERT OR REPLACE would delete the row it collides with.
    Column("hash", LargeBinary, nullable=False),
    Index("events_handoff", "handoff_id"),
    **_STRICT,
)

personal = Table(
    "personal",
    metadata,
    Column("seq", Seq, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("body", Text, nullable=False, info=_UTF_8),
    **_STRICT,
)

rosters = Table(
    "rosters",
    metadata,
    Column("id", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
    **_STRICT,
)

notices = Table(
    "notices",
    metadata,
    Column("event_seq", Seq, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("recipient", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Text, nullable=False),
    # Only what a run looks for: most notices are sent. A query that is to use one of these says the state in so many
    # words (mailbag.QUEUED, SENDING), not as a parameter.
    Index("notices_queued", "not_before", sqlite_where=_IS_QUEUED, postgresql_where=_IS_QUEUED),
    Index("notices_sending", "event_seq", sqlite_where=_IS_SENDING, postgresql_where=_IS_SENDING),
    **_CLUSTERED,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("event_seq", Seq, primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("message", Text, nullable=False),
    Column("run", Text),
    Column("lease_until", Text),
    Column("doubts", Integer, nullable=False),
    Column("first_at", Text, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("error", Text),
    ForeignKeyConstraint(["event_seq", "ordinal"], ["notices.event_seq", "notices.ordinal"]),
    Index("deliveries_message", "message"),
    **_CLUSTERED,
)

keys = Table(
    "keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    **_CLUSTERED,
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("opened_seq", Seq, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("request_id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("region_code", Text),
    Column("erac_id", Text),
    Column("advisor_id", Text),
    Column("opened_at", Text, nullable=False),
    Column("updated_seq", Seq, nullable=False),
    Index("handoffs_state", "state"),
    **_STRICT,
)

involved = Table(
    "involved",
    metadata,
    Column("actor", Text, primary_key=True),
    Column("opened_seq", Seq, ForeignKey("handoffs.opened_seq"), primary_key=True, autoincrement=False),
    **_CLUSTERED,
)

loads = Table(
    "loads",
    metadata,
    Column("advisor_id", Text, primary_key=True),
    Column("open", Integer, nullable=False),
    Column("last_assigned", Seq, nullable=False),
    **_CLUSTERED,
)


def insert_rows(connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert whole rows, values in the table's order of columns."""
    insert_values(connection, table, list(chain.from_iterable(rows)))


def insert_values(connection: Connection, table: Table, values: list[Any]) -> None:
    """The same of rows one after the other in one list.

    Straight to the driver: SQLAlchemy takes as long to prepare the values of a row as SQLite to store them. SQLite
    itself takes a third less for many rows in one statement: while triggers may refuse, each statement first sets aside
    the pages it changes. And it works without Python's lock, but waits for it after each statement. Of few lengths, so
    that each statement is prepared once.
    """
    if connection.dialect.name != "sqlite":
        if values:
            as_text = [bool(column.info) for column in table.c]
            rows = [
                tuple(
                    v.decode() if utf_8 and isinstance(v, bytes) else v for v, utf_8 in zip(row, as_text, strict=True)
                )
                for row in rows_in(table, values)
            ]
            connection.exec_driver_sql(insert_text(table, connection), rows)
        return
    width, start, count = len(table.c), 0, _TOGETHER
    while left := (len(values) - start) // width:
        while count > left:
            count //= 2
        end = start + count * width
        connection.exec_driver_sql(_insert_of(table, "?", count), tuple(values[start:end]))
        start = end


def rows_in(table: Table, values: list[Any]) -> list[tuple[Any, ...]]:
    """Rows of ``table``, from their values one after the other."""
    return list(zip(*[iter(values)] * len(table.c), strict=True))


def insert_text(table: Table, connection: Connection) -> str:
    """The INSERT of a whole row, with the marks for values that the driver takes."""
    return _insert_of(table, "?" if connection.dialect.name == "sqlite" else "%s", 1)


@lru_cache(maxsize=128)
def _insert_of(table: Table, mark: str, count: int) -> str:
    marks = [f"CAST({mark} AS TEXT)" if mark == "?" and column.info else mark for column in table.c]
    row = f"({', '.join(marks)})"
    return f"INSERT INTO {table.name} ({', '.join(table.c.keys())}) VALUES {', '.join([row] * count)}"  # noqa: S608


def one_of(connection: Connection, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """``column`` IN ``values``, which may be thousands: sent as one value, for so many marks would take long to
    prepare, and each database limits their number."""
    if _is_sqlite(connection):
        return _listed(column, literal(as_value(connection, values)))
    return column == any_(literal(as_value(connection, values), ARRAY(column.type)))


def one_of_given(connection: Connection, column: Column[Any], name: str) -> ColumnElement[bool]:
    """The same for a statement that is made once: each time it is given :func:`as_value` under ``name``."""
    if _is_sqlite(connection):
        return _listed(column, bindparam(name))
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


def as_value(connection: Connection, values: Collection[Any]) -> str | list[Any]:
    """``values`` as one value."""
    return json.dumps([*values]) if _is_sqlite(connection) else [*values]


def json_text(connection: Connection, column: ColumnElement[Any], key: str) -> ColumnElement[Any]:
    """The text under ``key`` of a column of JSON objects; NULL where there is none."""
    if _is_sqlite(connection):
        return cast(ColumnElement[Any], func.json_extract(column, f"$.{key}"))
    return cast(ColumnElement[Any], as_type(column, JSON)[key].as_string())


def json_list_within(
    connection: Connection, column: ColumnElement[Any], key: str, values: Collection[str]
) -> ColumnElement[bool]:
    """Whether every text in the list under ``key`` is one of ``values``; so it is of an empty list."""
    if _is_sqlite(connection):
        found = func.json_each(column, f"$.{key}").table_valued("value")
    else:
        found = func.json_array_elements_text(as_type(column, JSON)[key]).table_valued("value")
    return ~select(found.c.value).where(found.c.value.not_in([*values])).exists()


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _listed(column: Column[Any], array: BindParameter[Any]) -> ColumnElement[bool]:
    return column.in_(select(func.json_each(array).table_valued("value").c.value))
