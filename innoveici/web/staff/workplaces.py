"""Who works where, as regions.yaml says now: an address that is taken out of it is out at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import COUNCIL, Actor
from innoveici.notify.addresses import mailbox_of

if TYPE_CHECKING:
    from innoveici.directory.model import Directory

COUNCIL_KEY = "council"
"""The Conseil's, as addresses of pages name it."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody of the staff works. ``key``: as addresses of pages name it, an ERAC's id or ``council``.

    ``login``: the short name by which events tell colleagues apart. ``region_code``: of an ERAC.
    """

    key: str
    name: str
    viewer: Actor
    login: str
    region_code: str = ""


def holder_of(address: str) -> str:
    """By what the ledger knows whose session it is: two ways to write an address are one; empty for what is none."""
    return sha256(mailbox_of(address).encode()).hexdigest() if is_email(address) else ""


def workplaces_of(holder: str, directory: Directory) -> tuple[Workplace, ...]:
    """Those of whoever has this address, in the order of the regions, the Conseil last; none where it is nobody's."""
    return tuple(place for address, place in _all(directory) if holder_of(address) == holder)


def address_of_holder(holder: str, directory: Directory) -> str | None:
    """As regions.yaml writes it; None where nobody of the staff has it."""
    return next((address for address, _place in _all(directory) if holder_of(address) == holder), None)


def _all(directory: Directory) -> Iterator[tuple[str, Workplace]]:
    for region in directory.regions.values():
        for erac in region.eracs:
            viewer = Actor("erac", erac.id)
            for login, address in erac.staff.items():
                yield address, Workplace(erac.id, erac.name, viewer, login, region.code)
    council = directory.council
    for login, address in council.staff.items():
        yield address, Workplace(COUNCIL_KEY, council.name, COUNCIL, login)
