"""Failures a person can act on. Each class owns its exit code; each error says what is wrong and what to do.

What is expected to vary (an ambiguous code, an advisor who is full) is a value, not an error: see ``reasons``.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import ClassVar, Protocol

from innoveici.messages import N_, Message

EX_PERSON = 3
"""Exit code of what was done, and of which a person must see to something. Failures have theirs in their classes."""
EX_BUG, EX_INTERRUPTED = 70, 130

_OS_PROBLEMS = {
    errno.EACCES: N_("access is denied"),
    errno.EPERM: N_("access is denied"),
    errno.ENOENT: N_("no such file or folder"),
    errno.EEXIST: N_("a file of that name is there already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EADDRINUSE: N_("another program listens there"),
    errno.EADDRNOTAVAIL: N_("this machine has no such address"),
    errno.ECONNREFUSED: N_("the connection was refused"),
    errno.ENETUNREACH: N_("there is no network"),
    errno.EHOSTUNREACH: N_("the address cannot be reached"),
}


def os_problem(error: object) -> Message:
    """What the operating system says, in words that can be translated where it is one of the usual things."""
    known = _OS_PROBLEMS.get(getattr(error, "errno", None) or 0)
    return Message(known) if known else Message("{text}", text=getattr(error, "strerror", None) or str(error))


class Detail(Protocol):
    """One of several findings behind a failure."""

    def text(self) -> str:
        """In the reader's language."""
        ...


class InnoveiciError(Exception):
    """Base of every failure that is not a bug. ``exit_code`` follows the contract (sysexits where there is one)."""

    exit_code: ClassVar[int] = EX_BUG

    def __init__(self, message: Message, remedy: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.remedy = remedy

    def details(self) -> Sequence[Detail]:
        """What the message counts, one line each."""
        return ()


class Refused(InnoveiciError):
    """An unknown id or a step that the state does not allow."""

    exit_code = 1


class UsageError(InnoveiciError):
    """The command's words are off."""

    exit_code = 2


class DataError(InnoveiciError):
    """The input was read and is not what it should be."""

    exit_code = 65


class InputNotFound(InnoveiciError):
    """A file that was named does not exist."""

    exit_code = 66


class Unreachable(InnoveiciError):
    """A service or the network does not answer."""

    exit_code = 69


class StorageError(InnoveiciError):
    """Reading or writing a file or the ledger failed."""

    exit_code = 74


class TryAgain(InnoveiciError):
    """Busy now; the same command may succeed later."""

    exit_code = 75


class ConfigError(InnoveiciError):
    """Settings, regions.yaml, advisors.csv or the ledger's schema do not fit this program."""

    exit_code = 78
