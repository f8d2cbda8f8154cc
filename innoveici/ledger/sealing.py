"""New requests sealed into the chain by the thousand: from prepared texts straight to the rows of every table. Pure.

One request at a time goes the same way. What the rows of ``handoffs``, ``involved`` and ``loads`` say is what
``projection`` makes of the same events; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, get_args

from innoveici.ledger.entry import Prepared, Status
from innoveici.ledger.event import FORMAT, Head
from innoveici.ledger.projection import SEEN_BY_TELLING
from innoveici.ledger.states import handoff_id_of

_SALT_BYTES = 16


@dataclass(slots=True)
class Sealed:
    """Rows to insert, one after the other, values in their table's order of columns: a tuple each would be a hundred
    thousand objects more. ``involved``: rows. ``loads`` by advisor: how many more, and the last. ``head`` is the
    chain's after them.
    """

    head: Head
    events: list[Any] = field(default_factory=list)
    personal: list[Any] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)
    handoffs: list[Any] = field(default_factory=list)
    involved: list[tuple[str, int]] = field(default_factory=list)
    loads: dict[str, tuple[int, int]] = field(default_factory=dict)


def seal(entries: Sequence[Prepared], head: Head, at: str, actor: str) -> Sealed:
    """Two events for each entry, in order, after ``head``; ``at`` is UTC text. Nobody is told twice of one."""
    sealed = Sealed(head)
    events, personal, notices, involved = sealed.events, sealed.personal, sealed.notices, sealed.involved
    handoffs, loads = sealed.handoffs, sealed.loads
    seq, hash_ = head.seq, head.hash
    salts = _salts(2 * len(entries))
    ends = {type_: f"{_net(type_)}{_net(at)}{_net(actor)}" for type_ in ("received", *get_args(Status))}
    opening = ends["received"]
    for request_id, status, received, fields, outcome, private, told, region_code, erac_id, advisor_id in entries:
        opened, seq = seq + 1, seq + 2
        handoff_id = handoff_id_of(opened)
        ids = f"{len(handoff_id)}:{handoff_id},{_net(request_id)}"

        commitment = ""
        if fields:
            salt, inner, outer = next(salts)
            commitment = sha256(outer + sha256(inner + fields).digest()).hexdigest()
            personal += (opened, salt, fields)
        prev_hash, hash_ = hash_, _hash(opened, ids, opening, received, commitment, hash_)
        events += (opened, handoff_id, request_id, "received", at, actor, received, commitment, prev_hash, hash_)

        commitment = ""
        if private:
            salt, inner, outer = next(salts)
            commitment = sha256(outer + sha256(inner + private).digest()).hexdigest()
            personal += (seq, salt, private)
        prev_hash, hash_ = hash_, _hash(seq, ids, ends[status], outcome, commitment, hash_)
        events += (seq, handoff_id, request_id, status, at, actor, outcome, commitment, prev_hash, hash_)

        handoffs += (opened, request_id, status, region_code, erac_id, advisor_id, at, seq)
        for ordinal, (recipient, template, language, state) in enumerate(told, start=1):
            notices += (seq, ordinal, recipient, template, language, state, 0, at)
            if recipient.startswith(SEEN_BY_TELLING):
                involved.append((recipient, opened))
        if status == "assigned" and advisor_id is not None:
            loads[advisor_id] = (loads[advisor_id][0] + 1 if advisor_id in loads else 1, seq)
    sealed.head = Head(seq, hash_)
    return sealed


def _salts(count: int) -> Iterator[tuple[str, bytes, bytes]]:
    """Random ones, as ``secrets.token_hex`` makes them, for one call to the system; each with its two keys.

    ``event.commit_to`` for a salt shorter than a block is ``sha256(outer + sha256(inner + body))``: HMAC by its
    definition (RFC 2104), in half the time.
    """
    digits = os.urandom(_SALT_BYTES * count).hex()
    keys = digits.encode()
    inner, outer = keys.translate(_INNER), keys.translate(_OUTER)
    for start in range(0, len(digits), 2 * _SALT_BYTES):
        end = start + 2 * _SALT_BYTES
        yield digits[start:end], inner[start:end] + _INNER_PADDING, outer[start:end] + _OUTER_PADDING


def _hash(seq: int, ids: str, end: str, payload: bytes, commitment: str, prev_hash: str) -> str:
    """``event.event_hash``, with the netstrings that recur made before."""
    number = str(seq)
    before = f"{_START}{len(number)}:{number},{ids}{end}{len(payload)}:"
    after = f",64:{commitment},64:{prev_hash}," if commitment else f",0:,64:{prev_hash},"
    return sha256(b"%b%b%b" % (before.encode(), payload, after.encode())).hexdigest()


def _net(text: str) -> str:
    """A netstring, as ``event.event_hash`` writes them, as text: its length is counted in bytes all the same."""
    return f"{len(text) if text.isascii() else len(text.encode())}:{text},"


_START = _net(FORMAT)
_INNER, _OUTER = bytes(byte ^ 0x36 for byte in range(256)), bytes(byte ^ 0x5C for byte in range(256))
_INNER_PADDING, _OUTER_PADDING = b"\x36" * (64 - 2 * _SALT_BYTES), b"\x5c" * (64 - 2 * _SALT_BYTES)
