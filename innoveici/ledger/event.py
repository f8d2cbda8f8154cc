"""One event of the ledger, and the chain of hashes that makes a change to any of them show.

Each event's hash covers its own columns, the text that it shares with others, and the hash before it. What it covers is
written as netstrings (``LENGTH:BYTES,``), so that no two different events can have the same bytes to hash. Personal
data stays outside: an event holds an HMAC of it under a random salt that is erased together with the data, so the chain
verifies afterwards and the data cannot be guessed back from the HMAC. The request's id stays: an id derived from the
content can be tested against a guess of the whole content (``request_reading.derive_request_id``); give requests ids
of your own, as exports do.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from innoveici.errors import UsageError
from innoveici.messages import N_, Message
from innoveici.steps import EventType

GENESIS = "0" * 64
"""What the first event has in place of a hash before it."""

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
FORMAT = "innoveici event 1"
_HEAD = re.compile(r"\s*([0-9]{1,18}):([0-9a-fA-F]{64})\s*")


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the ledger. ``at`` is UTC and informs; only ``seq`` (from 1, without gaps) orders.

    ``payload`` is whole: what is stored apart (``batch``, what it shares) is in it again. ``commitment`` is the
    HMAC-SHA-256 of the event's private part, empty when it has none; it and the hashes are hexadecimal.
    """

    seq: int
    handoff_id: str
    request_id: str
    type: EventType
    at: datetime
    actor: str
    payload: Mapping[str, Any]
    commitment: str
    prev_hash: str
    hash: str

    def to_json(self) -> dict[str, Any]:
        """One line of ``log --json``."""
        return {
            "seq": self.seq,
            "handoff_id": self.handoff_id,
            "request_id": self.request_id,
            "type": self.type,
            "at": utc_text(self.at),
            "actor": self.actor,
            "payload": dict(self.payload),
            "commitment": self.commitment,
            "prev_hash": self.prev_hash,
            "hash": self.hash,
        }


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a ledger, as printed in every notice: whoever kept one can prove that a tail was cut."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """``SEQ:HASH``. :raises UsageError: anything else."""
        found = _HEAD.fullmatch(text)
        if not found:
            raise UsageError(
                Message(N_("“{text}” is not the head of a ledger"), text=text),
                Message(N_("write SEQ:HASH as printed in a notice: a number, a colon, 64 hexadecimal digits")),
            )
        return cls(int(found[1]), found[2].lower())


def canonical(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """The one JSON text of ``value``: keys sorted, no spaces. :raises ValueError: NaN or infinity."""
    return _ENCODER.encode(value)


def utc_text(moment: datetime) -> str:
    """``2026-11-21T09:30:00.000000Z``; fixed width, so that text order is time order."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def event_hash(
    seq: int,
    handoff_id: str,
    request_id: str,
    type_: str,
    at: str,
    actor: str,
    batch: str,
    payload: bytes,
    shared: bytes,
    commitment: bytes,
    prev_hash: bytes,
) -> bytes:
    """SHA-256 of an event's columns as stored, of the text it shares (its SHA-256; empty for none), and of the hash of
    the event before it, 32 zero bytes for the first."""
    texts = (FORMAT, str(seq), handoff_id, request_id, type_, at, actor, batch)
    fields = (*(text.encode() for text in texts), payload, shared, commitment, prev_hash)
    return sha256(b"".join([b"%d:%b," % (len(data), data) for data in fields])).digest()


_START = b"%d:%b," % (len(FORMAT), FORMAT.encode())


# fmt: off
def hash_of_columns(
    seq: int, handoff: bytes, request: bytes, type_: bytes, at: bytes, actor: bytes, batch: bytes, payload: bytes,
    digest: bytes, commitment: bytes, prev_hash: bytes,
) -> bytes:
    """``event_hash`` of columns as the database gives them; empty where one is no text, or none at all."""
    digits = b"%d" % seq
    try:
        return sha256(
            b"%b%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,%d:%b,32:%b,"
            % (
                _START, len(digits), digits, len(handoff), handoff, len(request), request, len(type_), type_,
                len(at), at, len(actor), actor, len(batch), batch, len(payload), payload, len(digest), digest,
                len(commitment), commitment, prev_hash,
            )
        ).digest()
    except TypeError:
        return b""
# fmt: on


def commit_to(salt: bytes, body: bytes) -> bytes:
    """HMAC-SHA-256 of a private part's text, as UTF-8, under its salt."""
    return hmac.digest(salt, body, "sha256")
