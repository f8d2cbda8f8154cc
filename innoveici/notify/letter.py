"""What a letter is, from its notices to the message that goes out, and what it is made in.

Frozen values; nothing here knows a channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from innoveici.quebec import quebec_day

if TYPE_CHECKING:
    from email.message import EmailMessage

    from innoveici.directory.model import Directory, NoticeSettings
    from innoveici.ledger.audience import Language
    from innoveici.ledger.event import Head
    from innoveici.ledger.outbox import Material, Posted
    from innoveici.links import SigningKey
    from innoveici.orientation.suggesting import Orienter
    from innoveici.quebec import WorkingDays
    from innoveici.reasons import Reason


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


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """A notice that cannot go out, why, and the state it is to be in."""

    posted: Posted
    reason: Reason
    state: Literal["cancelled", "held", "no_address"]

    @property
    def message(self) -> str:
        """The id of the letter that it would be in."""
        return message_of(self.posted)


def message_of(posted: Posted) -> str:
    """The id of the letter that a notice is in; its own, where it was in none so far."""
    return posted.delivery.message if posted.delivery else posted.notice.id


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


@dataclass(frozen=True, slots=True, repr=False)
class LetterContext:
    """``now`` is UTC; ``head`` is the ledger's when the letters were read; ``key`` signs envelope senders,
    ``signing_key`` links and addresses for answers: None where letters have none; ``orienter`` finds who can help."""

    directory: Directory
    working_days: WorkingDays
    now: datetime
    head: Head | None
    ledger_id: str
    key: bytes
    signing_key: SigningKey | None = None
    orienter: Callable[[], Orienter] | None = None

    @property
    def today(self) -> date:
        """In Québec."""
        return quebec_day(self.now)

    @property
    def settings(self) -> NoticeSettings:
        """The section ``notices`` of regions.yaml."""
        return self.directory.notices
