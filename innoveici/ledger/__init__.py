"""What happened, for good: events that are only ever added, the tables folded from them, the notices they cause.

SQLite by default, PostgreSQL when the URL says so; the same code. Importing this package is cheap: SQLAlchemy comes
with the first ledger that is opened, Alembic only when a schema must be made or upgraded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from innoveici.ledger.entry import Recorded, Routed

if TYPE_CHECKING:
    from innoveici.ledger.ledger import Ledger as Ledger  # for annotations alone

__all__ = ["Recorded", "Routed", "open_ledger"]

PATIENCE_S = 10.0
"""How long a writer waits for another one before it says “try again”."""
MUCH_PATIENCE_S = 60.0
"""The same for who has much to write, and time: it lets others go first."""


def open_ledger(
    url: str,
    *,
    clock: Callable[[], datetime],
    create: bool = True,
    patience_s: float = PATIENCE_S,
    stays_open: bool = False,
) -> Ledger:
    """Open the ledger at ``url``, making or upgrading it first where needed; use it in a ``with`` block.

    :param clock: aware datetimes; stored as UTC.
    :param stays_open: it is kept for hours and asked now and then: between two questions nothing of it is in use.
    :raises ConfigError: bad URL, a schema newer than this program, psycopg missing.
    :raises InputNotFound: no such file, and ``create`` is false.
    :raises StorageError: not a ledger, damaged, or not writable. Nothing was changed.
    :raises TryAgain: another process held it for longer than ``patience_s``.
    :raises Unreachable: PostgreSQL does not answer.
    """
    from innoveici.ledger.ledger import Ledger

    return Ledger.open(url, clock=clock, create=create, patience_s=patience_s, stays_open=stays_open)
