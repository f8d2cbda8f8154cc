"""Rows that await the database, and a thread that sends them while the next ones are made."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from innoveici.ledger import schema
from innoveici.ledger.event import GENESIS, Head
from innoveici.ledger.projection import add_loads
from innoveici.ledger.sealing import Sealed


class Rows:
    """What awaits the database, as ``Sealed`` has it."""

    def __init__(self, sealed: Sealed | None = None) -> None:
        """Empty, or with what new requests add."""
        sealed = sealed or Sealed(Head(0, GENESIS))
        self.shared, self.events = sealed.shared, sealed.events
        self.personal, self.notices = sealed.personal, sealed.notices
        self.handoffs, self.loads = sealed.handoffs, sealed.loads
        self.involved: list[tuple[Any, ...]] = sorted(sealed.involved)  # by its key: each page is filled once

    def write(self, connection: Connection) -> None:
        """Send everything to the database: first what events refer to, then events, to which the others refer."""
        schema.insert_values(connection, schema.shared, self.shared)
        schema.insert_values(connection, schema.events, self.events)
        schema.insert_values(connection, schema.personal, self.personal)
        schema.insert_values(connection, schema.notices, self.notices)
        schema.insert_values(connection, schema.handoffs, self.handoffs)
        schema.insert_rows(connection, schema.involved, self.involved)
        add_loads(connection, self.loads)


class Behind:
    """Writes rows on ``connection`` in a thread, one lot at a time; nobody else may use the connection meanwhile.

    A database works without Python's lock, so that a batch makes its next rows on another processor.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._thread: ThreadPoolExecutor | None = None
        self._job: Future[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something was given to it that :meth:`settle` has not seen done."""
        return self._job is not None

    def write(self, rows: Rows) -> None:
        """Begin to write, once what was given before is written. Raises what that raised."""
        self.settle()
        self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._job = self._thread.submit(rows.write, self._connection)

    def settle(self) -> None:
        """Wait until all is written. Raises what the writing raised."""
        if self._job is not None:
            job, self._job = self._job, None
            job.result()

    def close(self) -> None:
        """Wait, whatever became of it, and let the thread go."""
        with suppress(Exception):  # whoever closes without having settled is undoing everything
            self.settle()
        if self._thread is not None:
            self._thread.shutdown()
