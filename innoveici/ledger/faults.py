"""A database's errors, told as what a person can act on. Nothing of the failed statement's values is repeated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from innoveici.errors import InnoveiciError, StorageError, TryAgain, Unreachable
from innoveici.ledger.access import LedgerUrl
from innoveici.messages import N_, Message

_SQLITE = {
    "SQLITE_READONLY": N_("the ledger {ledger} cannot be written: it is read-only"),
    "SQLITE_PERM": N_("the ledger {ledger} cannot be written: it is read-only"),
    "SQLITE_CANTOPEN": N_("the ledger {ledger} cannot be opened"),
    "SQLITE_NOTADB": N_("{ledger} is not a ledger: it is not an SQLite file, or its beginning is damaged"),
    "SQLITE_CORRUPT": N_("the ledger {ledger} is damaged"),
    "SQLITE_FULL": N_("the disk of the ledger {ledger} is full; nothing was recorded"),
    "SQLITE_IOERR": N_("the disk of the ledger {ledger} fails; nothing was recorded"),
}
_SQLITE_REMEDY = {
    "SQLITE_READONLY": N_("give yourself the right to write it and its folder, or choose another with --ledger"),
    "SQLITE_PERM": N_("give yourself the right to write it and its folder, or choose another with --ledger"),
    "SQLITE_CANTOPEN": N_("check that you may read and write it and its folder, or choose another with --ledger"),
    "SQLITE_NOTADB": N_("choose another with --ledger, or put back a backup copy"),
    "SQLITE_CORRUPT": N_("put back a backup copy; `innoveici log verify` says up to where this one is whole"),
    "SQLITE_FULL": N_("make room, then run the same command again"),
    "SQLITE_IOERR": N_("make room or check the disk, then run the same command again"),
}
_BACKUP = N_("put back a backup copy")

_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")

_PG_BUSY = ("55P03", "40001", "40P01")  # lock not available, serialization failure, deadlock
_PG_FULL = ("53100",)
_PG_FORBIDDEN = ("25006", "42501")  # read-only transaction, insufficient privilege
_PG_GONE = ("08", "57P")  # connection exceptions, shutdown


class DamagedLedger(StorageError):
    """What is read is not what this program writes."""

    def at_its_worst(self) -> DamagedLedger:
        """The same for who asked how far the ledger is whole, and cannot be told."""
        return DamagedLedger(self.message, Message(_BACKUP))


@contextmanager
def explained(ledger: LedgerUrl) -> Iterator[None]:
    """Turn any database error inside the block into an InnoveiciError."""
    try:
        yield
    except DBAPIError as error:
        # The original may quote a row, hence personal data: it goes no further.
        raise explain(error.orig, ledger) from None
    except UnicodeDecodeError:  # SQLite quotes a damaged schema in its own error, and the driver cannot read that
        raise damaged(ledger) from None


def damaged(ledger: LedgerUrl) -> DamagedLedger:
    """The error for a ledger whose content cannot be read."""
    return DamagedLedger(Message(_SQLITE["SQLITE_CORRUPT"], ledger=ledger), Message(_SQLITE_REMEDY["SQLITE_CORRUPT"]))


def explain(original: object, ledger: LedgerUrl) -> InnoveiciError:
    """What a driver's exception means for whoever ran the command."""
    return _explain_sqlite(original, ledger) if ledger.kind == "sqlite" else _explain_postgresql(original, ledger)


def _explain_sqlite(original: Any, ledger: LedgerUrl) -> InnoveiciError:
    name: str = getattr(original, "sqlite_errorname", "") or ""
    if name.startswith(_BUSY):
        return _busy(ledger)
    if name.startswith("SQLITE_CORRUPT"):
        return damaged(ledger)
    if str(original).startswith("no such table"):
        return StorageError(
            Message(
                N_("the ledger {ledger} was made by an earlier innoveici, and lacks what was asked for"), ledger=ledger
            ),
            Message(_SQLITE_REMEDY["SQLITE_READONLY"]),  # whoever may write it brings it up to date by opening it
        )
    for known, text in _SQLITE.items():
        if name.startswith(known):
            return StorageError(Message(text, ledger=ledger), Message(_SQLITE_REMEDY[known]))
    return _refused(ledger, str(original))


def _explain_postgresql(original: Any, ledger: LedgerUrl) -> InnoveiciError:
    state: str = getattr(original, "sqlstate", None) or ""
    diagnostics = getattr(original, "diag", None)
    # The primary message alone: the detail lines quote rows.
    primary = (getattr(diagnostics, "message_primary", None) or "").strip()
    if state in _PG_BUSY:
        return _busy(ledger)
    if state in _PG_FULL:
        return StorageError(Message(_SQLITE["SQLITE_FULL"], ledger=ledger), Message(_SQLITE_REMEDY["SQLITE_FULL"]))
    if state in _PG_FORBIDDEN:
        return StorageError(
            Message(_SQLITE["SQLITE_READONLY"], ledger=ledger),
            Message(N_("ask for the right to write its tables, or choose another with --ledger")),
        )
    if not state or state.startswith(_PG_GONE):
        return Unreachable(
            Message(N_("the ledger {ledger} does not answer"), ledger=ledger),
            Message(N_("check the address, the name of the database and the password, and that PostgreSQL is running")),
        )
    return _refused(ledger, primary or state)


def _busy(ledger: LedgerUrl) -> TryAgain:
    return TryAgain(
        Message(N_("the ledger {ledger} is in use by another process"), ledger=ledger),
        Message(N_("run the same command again in a moment")),
    )


def _refused(ledger: LedgerUrl, why: str) -> StorageError:
    return StorageError(
        Message(N_("the ledger {ledger} refused what was to be written or read: {why}"), ledger=ledger, why=why),
        Message(N_("nothing was recorded; `innoveici log verify` checks the ledger")),
    )
