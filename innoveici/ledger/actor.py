"""Who does or hears something, as one word: ``advisor:ADV-12``, ``erac:14``, ``company:R-…``, ``council``, ``system``.

Ids only, never a name or an address: actors are written into events, and events are never erased.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from innoveici.errors import UsageError
from innoveici.messages import N_, Message
from innoveici.steps import Role

ROLES: tuple[Role, ...] = get_args(Role)
_ALONE: frozenset[Role] = frozenset({"council", "system"})
_ID = re.compile(r"[\w.:/-]{1,64}")


@dataclass(frozen=True, slots=True)
class Actor:
    """``id`` is a request's for a company, the directory's for the others; empty for the council and the system.

    ``person`` is somebody at a keyboard whom the directory does not know (a login, ``person:triage-3``).
    """

    role: Role
    id: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.id}" if self.id else self.role

    @classmethod
    def parse(cls, text: str) -> Actor:
        """The inverse of ``str``. :raises UsageError: unknown role, missing or needless id."""
        role, _, id_ = text.strip().partition(":")
        for known in ROLES:
            if role == known and (not id_ if known in _ALONE else _ID.fullmatch(id_)):
                return cls(known, id_)
        raise UsageError(
            Message(N_("“{text}” is not an actor"), text=text),
            Message(N_("write advisor:ID, erac:ID, company:REQUEST, partner:ID, person:LOGIN, council or system")),
        )


SYSTEM = Actor("system")
COUNCIL = Actor("council")
