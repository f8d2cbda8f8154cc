"""Whether the ledger is what was written: the chain, the personal data it committed to, and all that follows from it.

Whoever can write the file can rewrite the whole chain; only a head kept elsewhere (every notice prints one) shows that.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NoReturn, get_args

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from innoveici.ledger import guards, schema
from innoveici.ledger.audience import Language, NoticeState
from innoveici.ledger.engine import driver_of, tolerating_damage
from innoveici.ledger.event import GENESIS, Head, commit_to, hash_of_columns
from innoveici.ledger.projection import BETWEEN, Common, EventRow, Refolded
from innoveici.ledger.sealing import committed
from innoveici.reasons import Reason

_Rows = Generator[tuple[Any, ...]]
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
    """Read the whole ledger, once, in the order of its events; ``connection`` should hold one snapshot throughout.

    :param expected: a head noted earlier, which must still be in the chain.
    """
    connection.execute(select(1))  # begins what all of it is read in
    walk = _Walk(connection, expected)
    try:
        with _texts_as_bytes(connection), closing(walk):
            try:
                walk.chain(_chain(connection, 0))
            except sqlite3.Error as error:
                with tolerating_damage(driver_of(connection)):
                    walk.rest(error)
            walk.fold()
        walk.consequences()
    except _Bad as bad:
        return walk.result(bad.seq, bad.reason)
    except (DBAPIError, sqlite3.Error) as error:
        if connection.dialect.name != "sqlite":
            raise
        # A damaged page outside the chain: what hangs on it cannot be read.
        seq = walk.checked + 1
        said = error.orig if isinstance(error, DBAPIError) else error
        return walk.result(seq, Reason("ledger.unreadable", {"seq": seq, "error": str(said)}))
    return walk.result()


class _Walk:
    """Once along the chain, and beside it through what follows from each event. Texts are bytes here."""

    def __init__(self, connection: Connection, expected: Head | None) -> None:
        self.connection = connection
        self.expected = expected
        self.checked = 0
        self.hash = bytes.fromhex(GENESIS)
        self.unerased: dict[bytes, int] = {}
        self.erasures: list[tuple[bytes, int]] = []
        self.unreadable: sqlite3.Error | None = None
        self.first_difference: int | None = None
        self._open: list[_Rows] = []
        self._missing: list[int] = []
        self._different: list[int] = []

    def result(self, seq: int | None = None, why: Reason | None = None) -> Verification:
        """What was found so far."""
        return Verification(self.checked, Head(self.checked, self.hash.hex()) if self.checked else None, seq, why)

    def close(self) -> None:
        """Give back what is still being read."""
        for rows in self._open:
            rows.close()

    def rest(self, error: sqlite3.Error) -> NoReturn:
        """Go on after ``error``, one event at a time as several are read ahead, to the first that cannot be read."""
        with suppress(sqlite3.Error):
            before = -1
            while before < self.checked:
                before = self.checked
                self.chain(_chain(self.connection, before, 1))
        raise _Bad(self.checked + 1, "ledger.unreadable", error=str(error))

    def chain(self, rows: _Rows) -> None:
        """Every event of ``rows``, its hash, its link, the personal data it committed to; the expected head."""
        if not self._open:
            self._begin()
        self._open.append(rows)
        expected = self.expected
        seq, hash_, commons, take = self.checked, self.hash, self._commons, self._refolded.take
        for number, handoff, request, type_, at, actor, batch, payload, shared, commitment, kept, salt, body in rows:
            seq += 1
            if number != seq:
                raise _Bad(seq, "ledger.missing")
            common = self._common(shared) if shared is not None and shared not in commons else commons.get(shared)
            columns = (handoff, request, type_, at, actor, batch, payload)
            digest = b"" if common is None else common.digest
            hashed = hash_of_columns(seq, *columns, digest, commitment, hash_)
            if hashed != kept:
                raise _Bad(seq, "ledger.altered")
            self.checked, self.hash = seq, kept
            hash_ = kept
            if expected is not None and seq == expected.seq and kept.hex() != expected.hash:
                raise _Bad(seq, "ledger.other_head")
            self._check_personal(seq, handoff, type_, commitment, salt, body)
            own, _ = _decode(payload.decode())
            told = common.told_of(request) if common else BETWEEN.join(to.encode() for to in own.get("told", ()))
            if told or self._notices[0] == seq:
                self._check_told(seq, told)
            take(EventRow(seq, handoff, request, type_, at, actor, payload), own, common)

    def fold(self) -> None:
        """At the end of the chain: whether it is where it must be; what all events add up to."""
        if self.expected is not None and self.expected.seq > self.checked:
            raise _Bad(self.checked + 1, "ledger.cut", expected=self.expected.seq, last=self.checked)
        involved = _rows(self.connection, "SELECT actor, opened_seq FROM involved ORDER BY opened_seq")
        loads = _rows(self.connection, "SELECT advisor_id, open, last_assigned FROM loads")
        try:
            self.first_difference = self._refolded.first_difference(involved, loads)
        except sqlite3.Error as error:
            self.unreadable = self.unreadable or error

    def consequences(self) -> None:
        """Everything outside the chain that must agree with it."""
        _check_strays(self.connection, self.checked)
        if self.unerased:
            raise _Bad(min(self.unerased.values()), "ledger.personal_missing")
        _check_erased(self.connection, self.erasures)
        if self.unreadable is not None:
            raise _Bad(self.checked + 1, "ledger.unreadable", error=str(self.unreadable))
        for seqs, code in ((self._missing, "notices_missing"), (self._different, "notices_differ")):
            if seqs:
                raise _Bad(min(seqs), f"ledger.{code}")
        _check_notices(self.connection)
        _check_rosters(self.connection)
        if self.first_difference is not None:
            raise _Bad(self.first_difference, "ledger.projection")
        _check_guards(self.connection)
        _check_pages(self.connection, self.checked + 1)

    def _begin(self) -> None:
        columns = ", ".join(schema.handoffs.c.keys())
        self._handoffs = self._beside(f"SELECT {columns} FROM handoffs ORDER BY opened_seq")  # noqa: S608
        self._refolded = Refolded(self._handoffs)
        self._commons: dict[int | None, Common] = {}
        self._shared = {
            id_: (digest, body) for id_, digest, body in _rows(self.connection, "SELECT id, digest, body FROM shared")
        }
        self._all_notices = self._beside(_NOTICES[self.connection.dialect.name])
        self._open += (self._handoffs, self._all_notices)
        self._notices = next(self._all_notices, _NO_NOTICES)

    def _beside(self, query: str) -> _Rows:
        """Rows of another table; where they cannot be read, they end, and the chain is gone through all the same."""
        try:
            yield from _rows(self.connection, query)
        except sqlite3.Error as error:
            self.unreadable = self.unreadable or error

    def _common(self, id_: int) -> Common | None:
        digest, body = self._shared.pop(id_, (b"", b""))
        if sha256(body).digest() == digest:
            self._commons[id_] = Common(body.decode(), digest, self._refolded)
            return self._commons[id_]
        raise _Bad(self.checked + 1, "ledger.altered")

    def _check_personal(self, seq: int, handoff: bytes, type_: bytes, commitment: bytes, salt: Any, body: Any) -> None:
        if body is not None:
            of_bytes = isinstance(salt, bytes) and isinstance(body, bytes)  # SQLite can be made to hold a number
            if not of_bytes or committed(salt, body) != commitment:
                raise _Bad(seq, "ledger.personal_altered")
        elif commitment:
            self.unerased.setdefault(handoff, seq)
        if type_ == b"erased":
            self.unerased.pop(handoff, None)
            self.erasures.append((handoff, seq))

    def _check_told(self, seq: int, told: bytes) -> None:
        """Each event has the notices it says it caused, in their order, and no other."""
        count = told.count(BETWEEN) + 1 if told else 0
        found = self._notices
        if found[0] == seq:
            self._notices = next(self._all_notices, _NO_NOTICES)
            if found[1:] == (count, 1, count, told):
                return
        query = f"SELECT ordinal, recipient FROM notices WHERE event_seq = {seq}"  # noqa: S608
        have: dict[int, bytes] = dict(_rows(self.connection, query))
        said = dict(enumerate(told.split(BETWEEN) if told else (), start=1))
        if said.keys() - have.keys():
            self._missing.append(seq)
        if any(said.get(ordinal) != recipient for ordinal, recipient in have.items()):
            self._different.append(seq)


_decode = json.JSONDecoder().raw_decode  # what json.loads calls, without looking for white space
_NO_NOTICES: tuple[Any, ...] = (0,)
# SQLite goes through the key, in whose order it puts the recipients together.
_NOTICES = {
    "sqlite": "SELECT event_seq, count(*), min(ordinal), max(ordinal), group_concat(recipient, char(31)) "
    "FROM notices WHERE event_seq > 0 GROUP BY event_seq ORDER BY event_seq",
    "postgresql": "SELECT event_seq, count(*), min(ordinal), max(ordinal), "
    "string_agg(recipient, chr(31) ORDER BY ordinal) FROM notices WHERE event_seq > 0 "
    "GROUP BY event_seq ORDER BY event_seq",
}
_CHAIN = (
    "SELECT e.seq, handoff_id, request_id, type, at, actor, batch, payload, shared, commitment, hash, salt, body "
    "FROM events e LEFT JOIN personal p ON p.seq = e.seq WHERE e.seq > {after} ORDER BY e.seq"
)


def _chain(connection: Connection, after: int, limit: int | None = None) -> _Rows:
    return _rows(connection, _CHAIN.format(after=after) + (f" LIMIT {limit}" if limit else ""))


def _rows(connection: Connection, query: str) -> _Rows:
    """As the driver gives them, texts as bytes: SQLAlchemy would take as long as all the rest."""
    if connection.dialect.name == "sqlite":
        with closing(driver_of(connection).execute(query)) as cursor:
            yield from cursor
        return
    with connection.exec_driver_sql(query, execution_options={"yield_per": _PAGE}) as rows:
        for row in rows:
            yield tuple(map(_as_bytes, row))


def _as_bytes(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


@contextmanager
def _texts_as_bytes(connection: Connection) -> Iterator[None]:
    """Read SQLite's text byte for byte: bytes that are no UTF-8 must be found, not stumbled over."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = driver_of(connection)
    usual = driver.text_factory
    driver.text_factory = bytes
    try:
        yield
    finally:
        driver.text_factory = usual


def _check_strays(connection: Connection, last: int) -> None:
    """Rows outside the sequence: before its first event, or left behind by a tail that was cut."""
    columns = [schema.events.c.seq, schema.personal.c.seq, schema.notices.c.event_seq, schema.handoffs.c.opened_seq]
    columns.append(schema.deliveries.c.event_seq)
    for column in columns:
        stray = connection.execute(select(func.min(column)).where((column < 1) | (column > last))).scalar()
        if stray is not None:
            raise _Bad(int(stray), "ledger.stray")


def _check_erased(connection: Connection, erasures: list[tuple[bytes, int]]) -> None:
    """What was erased stays erased, even when an old copy of the file was put back in part."""
    events, personal = schema.events, schema.personal
    for handoff_id, seq in erasures:
        kept = (
            select(func.min(personal.c.seq))
            .join(events, events.c.seq == personal.c.seq)
            .where(events.c.handoff_id == handoff_id.decode(), events.c.seq < seq)
        )
        if (left := connection.execute(kept).scalar()) is not None:
            raise _Bad(int(left), "ledger.personal_kept")


def _check_rosters(connection: Connection) -> None:
    """Each is what its id committed to. One that is not there was erased, whatever events refer to it."""
    table = schema.rosters
    with connection.execute(select(table), execution_options={"yield_per": _PAGE}) as rows:
        for row in rows:
            if commit_to(row.salt, row.body.encode()).hex() != row.id:
                raise _Bad(None, "ledger.roster_altered", roster=str(row.id)[:12])


def _check_notices(connection: Connection) -> None:
    """The state of a notice may change, to one there is: no run would ever find it in another."""
    notices = schema.notices.c
    wrong = (
        notices.state.not_in(get_args(NoticeState))
        | notices.language.not_in(get_args(Language))
        | (func.length(notices.not_before) != _WIDTH)
    )
    if (seq := connection.execute(select(func.min(notices.event_seq)).where(wrong)).scalar()) is not None:
        raise _Bad(int(seq), "ledger.notices_differ")


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
