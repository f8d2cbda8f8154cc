"""The ledger as the rest of the program sees it: open it, write in one transaction, ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Self

from sqlalchemy import Engine

from innoveici.ledger import first_contact, reading
from innoveici.ledger.access import LedgerUrl, check_writable, parse_ledger_url
from innoveici.ledger.actor import Actor
from innoveici.ledger.alike import Alike, Named, alike_of, named
from innoveici.ledger.batches import Batch, batches, new_id
from innoveici.ledger.closings import closed_between
from innoveici.ledger.content import Correction, correction_of
from innoveici.ledger.engine import WRITER, forget_log, make_engine
from innoveici.ledger.event import Event, Head
from innoveici.ledger.faults import DamagedLedger, explained
from innoveici.ledger.overview import OverviewLedger
from innoveici.ledger.queue import TriageLedger
from innoveici.ledger.reading import Handoff, Shown
from innoveici.ledger.recall import Recalled, recall
from innoveici.ledger.sessions import SessionLedger
from innoveici.ledger.shared import SharedText
from innoveici.ledger.signing_keys import KeyLedger
from innoveici.ledger.states import HandoffState, fold, not_undone, opened_seq_of
from innoveici.ledger.story import Story, story_of
from innoveici.ledger.undoing import BLOCK, Undone, decided_by
from innoveici.ledger.untouched import Untouched, untouched
from innoveici.ledger.upgrade import ensure_current, is_readable_in_part
from innoveici.ledger.verifying import Verification, verify
from innoveici.ledger.writing import Transaction
from innoveici.request import Request
from innoveici.routing.decision import Load
from innoveici.steps import EventType, State

_TEXTS = 10_000
"""Shared texts of which the number is remembered: some 10 MB. Any other is looked up."""


class Ledger(KeyLedger, SessionLedger, TriageLedger, OverviewLedger):
    """One ledger. Every method may raise StorageError, TryAgain or Unreachable; each question sees one snapshot."""

    @classmethod
    def open(
        cls, url: str, *, clock: Callable[[], datetime], create: bool, patience_s: float, stays_open: bool = False
    ) -> Self:
        """See :func:`innoveici.ledger.open_ledger`."""
        where = parse_ledger_url(url)
        engine = make_engine(where, create=create, patience_s=patience_s, stays_open=stays_open)
        try:
            try:
                with explained(where):
                    ensure_current(engine, where, patience_s=patience_s)
            except DamagedLedger as damage:
                # Opened all the same: `verify` can say how far it is whole; any other question meets the damage again.
                if not is_readable_in_part(engine, where):
                    raise damage.at_its_worst() from None
        except BaseException:
            engine.dispose()
            raise
        return cls(where, engine, clock)

    def __init__(self, url: LedgerUrl, engine: Engine, clock: Callable[[], datetime]) -> None:
        super().__init__(url, engine, clock)
        self._texts: dict[bytes, SharedText] = {}

    @contextmanager
    def writing(
        self, grace: timedelta = timedelta(0), marks: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[Transaction]:
        """A transaction that no other writer overlaps; committed at the end of the block, undone by any exception.

        :param grace: how long what its steps tell waits before it may be sent.
        :param marks: what each of its events says for ever of the way it came (``via``); nothing personal.
        """
        check_writable(self.url)
        with explained(self.url):
            with self._engine.connect().execution_options(**{WRITER: True}) as connection, connection.begin():
                transaction = Transaction(connection, self._clock(), grace, self._texts, marks)
                with closing(transaction):
                    yield transaction
                    transaction.check_whole()
            if len(self._texts) > _TEXTS:
                self._texts.clear()
            self._texts |= transaction.texts.found
            if transaction.erased:
                forget_log(self._engine, self.url)

    def find(self, id_: str) -> HandoffState | None:
        """A handoff by its id (``H-000012``, ``h-12``) or its request's."""
        with self._reading() as connection:
            found = reading.find_handoff(connection, id_)
            return fold(reading.events_of(connection, found.handoff_id)) if found else None

    def loads(self) -> dict[str, Load]:
        """What each advisor ever assigned has in hand."""
        with self._reading() as connection:
            return reading.loads_of(connection)

    def find_request(self, request_id: str) -> HandoffState | None:
        """The handoff of a request, by its request id alone: such an id may look like a handoff's."""
        with self._reading() as connection:
            found = reading.find_by_request(connection, request_id)
            return fold(reading.events_of(connection, found.handoff_id)) if found else None

    def correction(self, request: Request) -> Correction | None:
        """What ``request`` changes in the one recorded under its id; None when it is simply known, or new."""
        recalled = self.recall((request.request_id,)).get(request.request_id)
        return correction_of(request, recalled) if recalled else None

    def recall(self, request_ids: Collection[str]) -> dict[str, Recalled]:
        """What is recorded of those of ``request_ids`` that are, by id; meant for some thousand at once."""
        with self._reading() as connection:
            return recall(connection, request_ids)

    def untouched(self, request_ids: Collection[str]) -> dict[str, Untouched]:
        """Those of ``request_ids`` that are as they were decided and past correcting, by id; for thousands at once."""
        with self._reading() as connection:
            return untouched(connection, request_ids)

    def new_batch(self, fingerprint: str) -> str:
        """The id of a run that begins now, of a file with this SHA-256."""
        return new_id(fingerprint, self.head(), self._clock())

    def batches(self, fingerprint: str = "") -> list[Batch]:
        """Every batch, or those of a file with this SHA-256 (its first 8 digits are enough), as they began."""
        with self._reading() as connection:
            return batches(connection, fingerprint)

    def undo_batch(
        self,
        batch_id: str,
        *,
        reason: str | None = None,
        actor: Actor,
        progress: Callable[[int, int], None] | None = None,
    ) -> Undone:
        """Take back a batch in blocks, each a transaction; stopped in between and done again, it ends the same.

        :param reason: free text; kept where it can be erased.
        :param progress: called after each block with how many handoffs were looked at, and of how many; may raise.
        :raises Refused: no such batch.
        """
        with self._reading() as connection:
            ids = decided_by(connection, batch_id)
        undone = Undone()
        for start in range(0, len(ids), BLOCK):
            block = ids[start : start + BLOCK]
            with self.writing() as tx:
                undone += tx.undo(batch_id, block, reason=reason, actor=actor)
            if progress:
                progress(start + len(block), len(ids))
        return undone

    def show(self, id_: str, viewer: Actor | None = None) -> Shown:
        """A handoff with events, notices and, where ``viewer`` may see it, personal data. :raises Refused: unknown."""
        with self._reading() as connection:
            return reading.show(connection, id_, viewer)

    def story(self, handoff_id: str) -> Story | None:
        """A handoff whole, by its own id (``H-000012``); None where there is none."""
        with self._reading() as connection:
            return story_of(connection, opened_seq_of(handoff_id))

    def known(self, request_ids: Collection[str]) -> set[str]:
        """Those of ``request_ids`` that are recorded; meant for thousands at once."""
        with self._reading() as connection:
            return reading.known_of(connection, request_ids)

    def decision(self, id_: str) -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None]:
        """The last decision, as ``payload``, ``private`` and ``roster`` were given.

        Of the last two, what was erased is None, what there never was is empty.

        :raises Refused: unknown.
        """
        with self._reading() as connection:
            events = reading.events_of(connection, reading.known_handoff(connection, id_).handoff_id)
            event = next(e for e in reversed(not_undone(events)) if "decision" in e.payload)
            private = reading.private_of(connection, event.seq) if event.commitment else {}
            roster = event.payload.get("roster")
            who = reading.roster_of(connection, roster) if roster else {}
            return dict(event.payload["decision"]), private, who

    def personal(self, id_: str) -> Mapping[str, Any] | None:
        """The company's personal fields as last known; None after erasure. :raises Refused: unknown."""
        with self._reading() as connection:
            handoff = reading.known_handoff(connection, id_)
            return reading.personal_of(connection, reading.events_of(connection, handoff.handoff_id))

    def closed_between(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """Handoffs closed from ``since`` to before ``until``, and closed still: their ids and their requests'."""
        with self._reading() as connection:
            return closed_between(connection, since, until)

    def named(self) -> Iterator[Named]:
        """Every handoff that is not closed, with what tells whether another request is its twin; streamed."""
        with self._reading() as connection:
            yield from named(connection)

    def alike(self, handoff: HandoffState) -> list[Alike]:
        """Other requests that are not closed and may be the same as one that is not."""
        if handoff.state == "closed":
            return []
        with self._reading() as connection:
            events = reading.events_of(connection, handoff.handoff_id)
            return alike_of(connection, handoff, dict(reading.personal_of(connection, events) or {}))

    def events(
        self,
        id_: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        types: Collection[EventType] = (),
        after_seq: int = 0,
        limit: int | None = None,
        viewer: Actor | None = None,
        among: Collection[str] | None = None,
    ) -> Iterator[Event]:
        """Events by sequence, streamed. ``since`` is inclusive, ``until`` is not (aware datetimes).

        ``among``: of these handoffs only, by their ids.

        They are those recorded when this is called, read page by page: whoever looks at one for an hour keeps nobody's
        log from being emptied. What follows is raised by the call itself, before there is an event.

        :raises Refused: ``id_`` unknown or not the viewer's; a viewer that was never told of anything.
        :raises UsageError: a viewer outside the chain.
        """
        with self._reading() as connection:
            if viewer is not None:
                reading.check_told(connection, viewer)
            if id_ is not None:
                id_ = reading.visible_handoff(connection, id_, viewer).handoff_id
            head = reading.head_of(connection)

        def stream() -> Iterator[Event]:
            after, left = after_seq, limit
            size = reading.EVENTS
            while left != 0 and size == reading.EVENTS:
                with self._reading() as connection:
                    page = reading.events_between(
                        connection,
                        after,
                        head.seq if head else 0,
                        handoff_id=id_,
                        since=since,
                        until=until,
                        types=types,
                        limit=reading.EVENTS if left is None else min(left, reading.EVENTS),
                        viewer=viewer,
                        handoff_ids=among,
                    )
                yield from page
                size = len(page)
                after = page[-1].seq if page else after
                left = None if left is None else left - size

        return stream()

    def handoffs(
        self,
        *,
        states: Collection[State] = (),
        advisor_id: str | None = None,
    ) -> Iterator[Handoff]:
        """Handoffs in the order they were opened, streamed."""
        with self._reading() as connection:
            yield from reading.list_handoffs(connection, states, advisor_id)

    def waiting(self, before: datetime) -> list[first_contact.Waiting]:
        """Handoffs whose company has waited for its first contact since before ``before``, as they were opened."""
        with self._reading() as connection:
            return first_contact.waiting(connection, before)

    def head(self) -> Head | None:
        """The last event; None for an empty ledger."""
        with self._reading() as connection:
            return reading.head_of(connection)

    def verify(self, head: Head | None = None) -> Verification:
        """Check everything, and that ``head``, noted earlier, is still in the chain."""
        try:
            with self._reading() as connection:
                return verify(connection, head)
        except DamagedLedger as damage:
            raise damage.at_its_worst() from None
