"""What a letter is, from its notices to the message that goes out. Frozen values; nothing here knows a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage

    from innoveici.ledger.audience import Language
    from innoveici.ledger.outbox import Material, Posted


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where a letter goes: ``name`` as it is shown, may be empty; ``email`` as it was validated when it was given."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One notice with what the ledger knows of its event."""

    posted: Posted
    material: Material


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """One message to one address.

    ``message`` is the id of its first notice: it stays the same however often the letter is tried. ``parts`` are of one
    event, one for each role that the address holds; of many events in a digest, in the order of the ledger.
    """

    message: str
    address: Address
    language: Language
    parts: tuple[Part, ...]
    digest: bool = False

    def __repr__(self) -> str:
        return f"Letter({self.message!r})"  # nothing personal in a traceback


@dataclass(frozen=True, slots=True, repr=False)
class Rendered:
    """A letter's words. ``html`` is a whole page; ``text`` says the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    """What a channel takes: a message and its envelope. ``message_id`` has its angle brackets.

    ``content`` is the message as it goes out: lines end in CRLF and hold 998 bytes at most, all ASCII unless an address
    is not.
    """

    message_id: str
    sender: str
    recipient: str
    content: bytes
    notices: tuple[str, ...]

    @property
    def message(self) -> EmailMessage:
        """The content taken apart: its headers, its text and its HTML."""
        from email import message_from_bytes, policy

        return message_from_bytes(self.content, policy=policy.default)

    def __repr__(self) -> str:
        return f"Mail({self.message_id!r})"
