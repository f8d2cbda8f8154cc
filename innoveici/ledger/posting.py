"""The outbox as those who send see it: what is due, what a letter is made from, what came of it.

Nothing here appends an event, so on PostgreSQL nothing waits for those who do. Each method is a short transaction of
its own: none is open while a letter is on its way.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select

from innoveici.ledger import notice_changes, outbox_reading, schema
from innoveici.ledger.access import check_writable
from innoveici.ledger.audience import NoticeState
from innoveici.ledger.engine import WRITER, OpenedLedger, begin_writing, patience_of
from innoveici.ledger.event import utc_text
from innoveici.ledger.faults import explain, explained
from innoveici.ledger.outbox import Claim, Digests, Material, Place, Posted, Settled, Unmailed
from innoveici.ledger.outbox_claiming import set_unmailed, settle, take
from innoveici.reasons import Reason

_IDENTITY_DIGITS = 12
_KEY_BYTES = 32


class _NotHadError(Exception):
    """Undoes a claim that could be had only in part."""


class PostingLedger(OpenedLedger):
    """The part of a ledger that ``notify`` and ``outbox`` work on. ``now`` is aware; recipients are actors as text."""

    _writable = False

    def due(self, now: datetime, *, digests: Digests, limit: int, after: Place | None = None) -> list[Posted]:
        """At most ``limit`` notices to be sent at ``now``, in the order they became due.

        :param digests: left out, for they go in a digest.
        :param after: ``Posted.place`` of the last one of the page before.
        """
        with self._reading() as connection:
            return outbox_reading.due(connection, now, digests, limit, after)

    def due_digest(self, recipient: str, templates: Collection[str], before: datetime, now: datetime) -> list[Posted]:
        """The notices of which a digest for ``recipient`` is made: due, of events before ``before``, in their order."""
        with self._reading() as connection:
            return outbox_reading.due_digest(connection, recipient, templates, before, now)

    def in_grace(self, now: datetime, digests: Digests) -> list[Posted]:
        """What a person's step of just now is to tell, once the time to take it back is over; as it becomes due.

        :param digests: left out, for they go in a digest.
        """
        with self._reading() as connection:
            return outbox_reading.in_grace(connection, now, digests)

    def digest_ready(self, recipient: str, templates: Collection[str], before: datetime) -> datetime | None:
        """When none of the steps before ``before`` that a digest tells can be taken back unheard any more. UTC."""
        with self._reading() as connection:
            return outbox_reading.digest_ready(connection, recipient, templates, before)

    def digest_recipients_waiting(self, digests: Digests) -> list[str]:
        """Those of ``digests`` for whom something of it is queued."""
        with self._reading() as connection:
            return outbox_reading.recipients_waiting(connection, digests)

    def sent_unconfirmed(self, since: datetime) -> list[str]:
        """The addresses of letters since then to companies that nobody knows to be those who asked, one a letter.

        Those of requests of the form, as long as their company has done nothing (``states.has_confirmed``).
        """
        with self._reading() as connection:
            return outbox_reading.sent_unconfirmed(connection, since)

    def members(self, message: str) -> list[Posted]:
        """Every notice of a letter that was once claimed, whatever its state now."""
        with self._reading() as connection:
            return outbox_reading.members(connection, message)

    def step(self, settled: Settled | None = None, wanted: Claim | Unmailed | None = None) -> bool:
        """Say what came of a letter and take the next one, in one transaction; that costs one wait for the disk.

        A letter that ``settled.run`` no longer has in hand stays as it is. Returns whether the claim was had: all of
        its notices are now ``sending``, or none is, as somebody took or put off one of them, or it is another letter's.
        Notices that go in no letter (``Unmailed``) are had the same way.
        """
        now = self._clock()
        try:
            with self._stepping() as cursor:
                if settled:
                    settle(cursor, self.url.kind, settled, now)
                if wanted and not self._had(cursor, wanted, now):
                    raise _NotHadError
        except _NotHadError:
            if settled:
                self.step(settled)
            return False
        return wanted is not None

    def in_doubt(self, now: datetime, *, abandoned: bool) -> list[Posted]:
        """Notices that some run was sending when it was last heard of.

        :param abandoned: whether no such run can be alive, so that all of them count; else those whose lease is over.
        """
        with self._reading() as connection:
            return outbox_reading.in_doubt(connection, None if abandoned else now)

    def resolve_doubt(self, message: str, run_was: str, to: Literal["queued", "held"], now: datetime) -> bool:
        """Take a letter from a run that is gone: to be sent again, or held for a person. False: it is settled since."""
        gone = Settled(message, run_was, to, error=Reason("notice.in_doubt"), doubt=True)
        with self._stepping() as cursor:
            return settle(cursor, self.url.kind, gone, now)

    def materials(self, seqs: Collection[int]) -> dict[int, Material]:
        """What letters about these events can be made from, by event; meant for some hundreds at once."""
        with self._reading() as connection:
            return outbox_reading.materials(connection, seqs)

    def outbox(
        self,
        *,
        states: Collection[NoticeState] = (),
        recipient: str | None = None,
        id_: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Posted]:
        """Notices by event, newest last; with a ``limit``, the newest.

        :param id_: a notice's (``12.1``), a handoff's or a request's.
        :raises Refused: by the call itself, when ``id_`` is unknown.
        """
        with self._reading() as connection:
            where = outbox_reading.conditions(connection, states, recipient, id_)

        def stream() -> Iterator[Posted]:
            with self._reading() as connection:
                yield from outbox_reading.stream(connection, where, limit)

        return stream()

    def outbox_counts(self) -> dict[NoticeState, int]:
        """How many notices are in each state; every state is named."""
        with self._reading() as connection:
            return outbox_reading.counts(connection)

    def oldest_due(self, now: datetime, digests: Digests) -> datetime | None:
        """Since when the notice that has waited longest could have been sent; None when none waits. UTC."""
        with self._reading() as connection:
            return outbox_reading.oldest_due(connection, now, digests)

    def not_yet(self, now: datetime) -> int:
        """How many are to be sent later than ``now``: put off, or written by a clock that ran ahead."""
        with self._reading() as connection:
            return outbox_reading.not_yet(connection, now)

    def unlisted(self) -> int:
        """How many have no address to a recipient whose address the directory should have: all but a company's."""
        with self._reading() as connection:
            return outbox_reading.unlisted(connection)

    def queue_again(self, recipients: Collection[str], since: datetime) -> int:
        """Queue what had no address and now has one, to ``recipients``, written since; how many. See ``readdressing``.

        Some thousand in each transaction, so that others need not wait for all.
        """
        queued = 0
        while True:
            with self._posting() as connection:
                some = notice_changes.queue_again(connection, recipients, since)
            queued += some
            if some < notice_changes.TOGETHER:
                return queued

    def hold_unsent(self, resent_since: datetime) -> int:
        """Hold every notice that a run would send by itself, now or once its recipient has an address; how many.

        For a ledger of which nobody knows what was sent since. A person sends them again, or gives them up.

        :param resent_since: of notices without an address, those since then would be sent by themselves.
        """
        now = self._clock()
        doubtful = self.in_doubt(now, abandoned=True)
        for message, run in {(one.delivery.message, one.delivery.run) for one in doubtful if one.delivery}:
            self.resolve_doubt(message, run or "", "held", now)
        with self._posting() as connection:
            return len(doubtful) + notice_changes.hold_unsent(connection, utc_text(resent_since))

    def identity(self) -> str:
        """12 hexadecimal digits that no other ledger has, made from its first event; empty while there is none."""
        with self._reading() as connection:
            first = connection.execute(select(schema.events.c.hash).where(schema.events.c.seq == 1)).scalar()
            return first.hex()[:_IDENTITY_DIGITS] if first else ""

    def key(self, name: str, *, keep: bool = True) -> bytes:
        """A secret of this ledger, 32 bytes, made at random when it is first asked for.

        :param keep: False writes nothing: where there is none yet, what is returned is good for this once.
        """
        found = select(schema.keys.c.value).where(schema.keys.c.name == name)
        with self._reading() as connection:
            value = connection.execute(found).scalar()
        if value is None and not keep:
            return secrets.token_bytes(_KEY_BYTES)
        if value is None:
            with self._posting() as connection:
                row = (name, secrets.token_hex(_KEY_BYTES))
                once = schema.insert_text(schema.keys, connection) + " ON CONFLICT (name) DO NOTHING"
                connection.exec_driver_sql(once, row)  # another process may have made it meanwhile
                value = connection.execute(found).scalar_one()
        return bytes.fromhex(value)

    @contextmanager
    def _posting(self) -> Iterator[Connection]:
        """A short transaction that writes, and appends nothing: on PostgreSQL it waits for nobody who does."""
        self._check_writable()
        writer = {WRITER: True} if self.url.kind == "sqlite" else {}
        with explained(self.url), self._engine.connect().execution_options(**writer) as connection, connection.begin():
            yield connection

    @contextmanager
    def _stepping(self) -> Iterator[Any]:
        """The same on a cursor of the driver's own: what is done once a letter takes half the time."""
        self._check_writable()
        try:
            with explained(self.url), closing(self._engine.raw_connection()) as connection:
                if isinstance(driver := connection.driver_connection, sqlite3.Connection):
                    begin_writing(driver, patience_of(driver))
                with closing(connection.cursor()) as cursor:
                    yield cursor
                connection.commit()  # else it is undone when the connection is given back
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise explain(error, self.url) from None

    def _check_writable(self) -> None:
        if not self._writable:  # asked once: it takes a tenth of a letter's time, and a refusal later is explained too
            check_writable(self.url)
            self._writable = True

    def _had(self, cursor: Any, wanted: Claim | Unmailed, now: datetime) -> bool:
        kind = self.url.kind
        return take(cursor, kind, wanted, now) if isinstance(wanted, Claim) else set_unmailed(cursor, kind, wanted, now)
