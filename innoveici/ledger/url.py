"""Where the ledger is, as given by ``--ledger``; never shown with its password."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from innoveici.errors import ConfigError
from innoveici.messages import N_, Message
from innoveici.partial import JOURNALS
from innoveici.settings import without_secret

BESIDE = (*JOURNALS, ".notify.lock")
"""How names end of what SQLite and ``notify`` keep beside a ledger's file: whoever writes there may destroy it."""
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class LedgerUrl:
    """``path`` for SQLite; ``dsn`` (may hold a password, not in ``repr``) for PostgreSQL. ``str`` is safe to print."""

    kind: Literal["sqlite", "postgresql"]
    path: Path | None = None
    dsn: str = field(default="", repr=False)

    @property
    def file(self) -> Path:
        """The path of an SQLite ledger."""
        assert self.path is not None
        return self.path

    def __str__(self) -> str:
        return f"sqlite:///{self.path}" if self.kind == "sqlite" else without_secret(self.dsn)


def parse_ledger_url(text: str) -> LedgerUrl:
    """``sqlite:///PATH``, ``postgresql://…`` or a bare path (``~`` is the home folder).

    :raises ConfigError: another scheme, or no path.
    """
    scheme, separator, rest = text.partition("://")
    if not separator:
        path = text
    elif scheme == "sqlite":
        path = rest.removeprefix("/")
    elif scheme in _POSTGRESQL:
        return LedgerUrl("postgresql", dsn=f"postgresql://{rest}")
    else:
        raise ConfigError(
            Message(N_("the ledger cannot be kept in “{scheme}”"), scheme=scheme),
            Message(N_("give sqlite:///PATH, postgresql://… or a path")),
        )
    if not path.strip() or path == ":memory:" or "\0" in path:
        raise ConfigError(
            Message(N_("“{text}” names no file for the ledger"), text=text.replace("\0", "")),
            Message(N_("give sqlite:///PATH, postgresql://… or a path")),
        )
    return LedgerUrl("sqlite", path=Path(path).expanduser())
