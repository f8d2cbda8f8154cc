"""Whether the ledger is what was written: the chain, the personal data it committed to, and all that follows from it.

Whoever can write the file can rewrite the whole chain; only a head kept elsewhere (every notice prints one) shows that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn, get_args

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.exc import DBAPIError

from innoveici.ledger import guards, schema
from innoveici.ledger.audience import Language, NoticeState
from innoveici.ledger.engine import driver_of, tolerating_damage
from innoveici.ledger.event import GENESIS, Head, commit_to, event_hash
from innoveici.ledger.projection import first_difference
from innoveici.reasons import Reason

_PAGE = 500
_WIDTH = len("2026-11-22T10:15:44.253822Z")
"""Of a time, as ``event.utc_text`` writes it."""


@dataclass(frozen=True, slots=True)
class Verification:
    """``checked``: events found whole, from the first on. ``head``: the last of them.

    ``first_bad_seq`` is the first event that is altered or missing, or whose consequences are; ``why`` says which.
    It is None while all is well, and when what is wrong concerns no event (the triggers are gone or changed).
    """

    checked: int
    head: Head | None
    first_bad_seq: int | None = None
    why: Reason | None = None

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return self.why is None


class _Bad(Exception):
    def __init__(self, seq: int | None, code: str, **params: Any) -> None:
        self.seq, self.reason = seq, Reason(code, {"seq": seq} | params)


def verify(connection: Connection, expected: Head | None = None) -> Verification:
    """Read the whole ledger, in constant memory; ``connection`` should hold one snapshot throughout.

    :param expected: a head noted earlier, which must still be in the chain.
    """
    walk = _Walk(connection, expected)
    try:
        with _raw_text(connection):
            try:
                walk.chain(_PAGE)
            except DBAPIError as error:
                if connection.dialect.name != "sqlite":
                    raise
                with tolerating_damage(driver_of(connection)):
                    walk.rest(error)
        walk.consequences()
    except _Bad as bad:
        return walk.result(bad.seq, bad.reason)
    except DBAPIError as error:
        if connection.dialect.name != "sqlite":
            raise
        # A damaged page outside the chain: what hangs on it cannot be read.
        seq = walk.checked + 1
        return walk.result(seq, Reason("ledger.unreadable", {"seq": seq, "error": str(error.orig)}))
    return walk.result()


class _Walk:
    """Once along the chain, then through what follows from it."""

    def __init__(self, connection: Connection, expected: Head | None) -> None:
        self.connection = connection
        self.expected = expected
        self.checked = 0
        self.hash = GENESIS
        self.unerased: dict[str, int] = {}
        self.erasures: list[tuple[str, int]] = []

    def result(self, seq: int | None = None, why: Reason | None = None) -> Verification:
        """What was found so far."""
        return Verification(self.checked, Head(self.checked, self.hash) if self.checked else None, seq, why)

    def rest(self, error: DBAPIError) -> NoReturn:
        """Go on after ``error``, one event at a time as several are read ahead, to the first that cannot be read."""
        with suppress(DBAPIError):
            self.chain(1)
        raise _Bad(self.checked + 1, "ledger.unreadable", error=str(error.orig))

    def chain(self, page: int) -> None:
        """Every event from where it is, its hash, its link, the personal data it committed to; the expected head."""
        for row in _chain(self.connection, self.checked, page):
            _check_event(row, self.checked + 1, self.hash)
            self.checked, self.hash = row.seq, row.hash
            if self.expected is not None and row.seq == self.expected.seq and row.hash != self.expected.hash:
                raise _Bad(row.seq, "ledger.other_head")
            _check_personal(row, self.unerased)
            if row.type == "erased":
                self.unerased.pop(row.handoff_id, None)
                self.erasures.append((row.handoff_id, row.seq))
        if self.expected is not None and self.expected.seq > self.checked:
            raise _Bad(self.checked + 1, "ledger.cut", expected=self.expected.seq, last=self.checked)

    def consequences(self) -> None:
        """Everything outside the chain that must agree with it."""
        _check_strays(self.connection, self.checked)
        if self.unerased:
            raise _Bad(min(self.unerased.values()), "ledger.personal_missing")
        _check_erased(self.connection, self.erasures)
        _check_notices(self.connection)
        _check_rosters(self.connection)
        if (seq := first_difference(self.connection)) is not None:
            raise _Bad(seq, "ledger.projection")
        _check_guards(self.connection)
        _check_pages(self.connection, self.checked + 1)


def _chain(connection: Connection, after: int, page: int) -> Iterator[Row[Any]]:
    events, personal = schema.events, schema.personal
    query = (
        select(events, personal.c.salt, personal.c.body)
        .outerjoin(personal, personal.c.seq == events.c.seq)
        .where(events.c.seq > after)
        .order_by(events.c.seq)
    )
    with connection.execute(query, execution_options={"yield_per": page}) as rows:
        yield from rows


def _check_event(row: Row[Any], seq: int, prev_hash: str) -> None:
    if row.seq != seq:
        raise _Bad(seq, "ledger.missing")
    values: list[Any] = list(row)[1:10]
    # Text only: SQLite can be made to hold a number or bytes that read the same.
    if not all(isinstance(value, str) for value in values) or row.prev_hash != prev_hash:
        raise _Bad(seq, "ledger.altered")
    *hashed, hash_ = values
    if hash_ != event_hash(seq, *hashed):
        raise _Bad(seq, "ledger.altered")


def _check_personal(row: Row[Any], missing: dict[str, int]) -> None:
    if row.body is None:
        if row.commitment:
            missing.setdefault(row.handoff_id, row.seq)
        return
    text_only = isinstance(row.salt, str) and isinstance(row.body, str)
    if not text_only or commit_to(row.salt, row.body) != row.commitment:
        raise _Bad(row.seq, "ledger.personal_altered")


def _check_strays(connection: Connection, last: int) -> None:
    """Rows outside the sequence: before its first event, or left behind by a tail that was cut."""
    columns = [schema.events.c.seq, schema.personal.c.seq, schema.notices.c.event_seq, schema.handoffs.c.opened_seq]
    columns.append(schema.deliveries.c.event_seq)
    for column in columns:
        stray = connection.execute(select(func.min(column)).where((column < 1) | (column > last))).scalar()
        if stray is not None:
            raise _Bad(int(stray), "ledger.stray")


def _check_erased(connection: Connection, erasures: list[tuple[str, int]]) -> None:
    """What was erased stays erased, even when an old copy of the file was put back in part."""
    events, personal = schema.events, schema.personal
    for handoff_id, seq in erasures:
        kept = (
            select(func.min(personal.c.seq))
            .join(events, events.c.seq == personal.c.seq)
            .where(events.c.handoff_id == handoff_id, events.c.seq < seq)
        )
        if (left := connection.execute(kept).scalar()) is not None:
            raise _Bad(int(left), "ledger.personal_kept")


def _check_rosters(connection: Connection) -> None:
    """Each is what its id committed to. One that is not there was erased, whatever events refer to it."""
    table = schema.rosters
    with connection.execute(select(table), execution_options={"yield_per": _PAGE}) as rows:
        for row in rows:
            if not all(isinstance(value, str) for value in row) or commit_to(row.salt, row.body) != row.id:
                raise _Bad(None, "ledger.roster_altered", roster=str(row.id)[:12])


def _check_notices(connection: Connection) -> None:
    """Each event has the notices it says it caused, in their order, and no other; their own state may change, to one
    there is: no run would ever find a notice in another."""
    for query, code in zip(_NOTICES[connection.dialect.name], ("notices_missing", "notices_differ"), strict=True):
        if (seq := connection.execute(text(query)).scalar()) is not None:
            raise _Bad(int(seq), f"ledger.{code}")


_MISSING = """
SELECT min(e.seq) FROM events e, {told}
WHERE NOT EXISTS (SELECT 1 FROM notices n WHERE n.event_seq = e.seq AND n.ordinal = {ordinal})
"""
# The number is checked first of all: below 1 there is no recipient, though PostgreSQL would count from the end.
_DIFFERENT = f"""
SELECT min(n.event_seq) FROM notices n JOIN events e ON e.seq = n.event_seq
WHERE n.ordinal < 1 OR n.recipient {{differs}} ({{recipient}}) OR n.state NOT IN {get_args(NoticeState)}
OR n.language NOT IN {get_args(Language)} OR length(n.not_before) <> {_WIDTH}
"""  # noqa: S608
_NOTICES = {
    "sqlite": (
        _MISSING.format(told="json_each(e.payload, '$.told') t", ordinal="t.key + 1"),
        _DIFFERENT.format(
            differs="IS NOT", recipient="json_extract(e.payload, '$.told[' || (max(n.ordinal, 1) - 1) || ']')"
        ),
    ),
    "postgresql": (
        _MISSING.format(
            told="json_array_elements(CAST(e.payload AS json) -> 'told') WITH ORDINALITY t(recipient, number)",
            ordinal="t.number",
        ),
        _DIFFERENT.format(
            differs="IS DISTINCT FROM", recipient="CAST(e.payload AS json) -> 'told' ->> (n.ordinal - 1)"
        ),
    ),
}


def _check_guards(connection: Connection) -> None:
    gone, changed = guards.found_wrong(connection)
    if gone:
        raise _Bad(None, "ledger.guards_missing", guards=", ".join(gone))
    if changed:
        raise _Bad(None, "ledger.guards_changed", guards=", ".join(changed))


def _check_pages(connection: Connection, seq: int) -> None:
    """Damage that no query above has met, in an index or in free space."""
    if connection.dialect.name == "sqlite":
        answer = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if answer != "ok":
            raise _Bad(seq, "ledger.unreadable", error=str(answer).replace("\n", " "))


@contextmanager
def _raw_text(connection: Connection) -> Iterator[None]:
    """Read SQLite's text byte for byte: bytes that are no UTF-8 must be found, not stumbled over."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = driver_of(connection)
    usual = driver.text_factory
    driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = usual
