"""What every part of an open ledger stands on: its address, its connections, its clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from innoveici.ledger.faults import damaged, explained
from innoveici.ledger.url import LedgerUrl


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
