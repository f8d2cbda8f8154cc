"""Whether the ledger's file is still the one that was opened."""

from __future__ import annotations

from innoveici.errors import StorageError
from innoveici.ledger.access import LedgerUrl
from innoveici.messages import N_, Message


class LedgerFile:
    """The ledger's file as it was when this was made, just after it was opened. Nothing to compare on PostgreSQL.

    A file that was removed can be written to for hours.
    """

    def __init__(self, url: LedgerUrl) -> None:
        self._url = url
        self._opened = _identity(url)

    def check(self) -> None:
        """:raises StorageError: it was removed, moved or replaced; what is written now would be lost."""
        if _identity(self._url) != self._opened:
            raise StorageError(
                Message(N_("the ledger is gone; {ledger} was removed, moved or replaced"), ledger=self._url),
                Message(N_("nothing is written any more: put it back, or stop and look for it")),
            )


def _identity(url: LedgerUrl) -> tuple[int, int] | None:
    """Device and number of the file; None where there is none, or none that can be looked at."""
    if url.kind != "sqlite":
        return None
    try:
        status = url.file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
