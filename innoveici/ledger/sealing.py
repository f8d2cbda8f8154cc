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
from innoveici.ledger.event import FORMAT, Head, commit_to
from innoveici.ledger.projection import SEEN_BY_TELLING
from innoveici.ledger.shared import SharedTexts
from innoveici.ledger.states import handoff_id_of

_SALT_BYTES = 16


@dataclass(slots=True)
class Sealed:
    """Rows to insert, one after the other, values in their table's order of columns: a tuple each would be a hundred
    thousand objects more. ``involved``: rows. ``loads`` by advisor: how many more, and the last. ``head`` is the
    chain's after them.
    """

    head: Head
    shared: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    personal: list[Any] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)
    handoffs: list[Any] = field(default_factory=list)
    involved: list[tuple[str, int]] = field(default_factory=list)
    loads: dict[str, tuple[int, int]] = field(default_factory=dict)


def seal(entries: Sequence[Prepared], head: Head, at: str, actor: str, texts: SharedTexts) -> Sealed:
    """Two events for each entry, in order, after ``head``; ``at`` is UTC text. Nobody is told twice of one."""
    sealed = Sealed(head)
    events, personal, notices, involved = sealed.events, sealed.personal, sealed.notices, sealed.involved
    handoffs, loads = sealed.handoffs, sealed.loads
    seq, hash_ = head.seq, bytes.fromhex(head.hash)
    salts = _salts(2 * len(entries))
    by = f"{_net(at)}{_net(actor)}"
    runs = {batch: f"{by}{_net(batch)}" for batch in {entry.batch for entry in entries}}
    types = {type_: _net(type_) for type_ in ("received", *get_args(Status))}
    opening = types["received"]
    for entry in entries:
        request_id, status, received, fields, outcome, body, private, told, *place, batch = entry
        opened, seq = seq + 1, seq + 2
        handoff_id = handoff_id_of(opened)
        ids, run = f"{len(handoff_id)}:{handoff_id},{_net(request_id)}", runs[batch]

        commitment = b""
        if fields:
            salt, inner, outer = next(salts)
            commitment = sha256(outer + sha256(inner + fields).digest()).digest()
            personal += (opened, salt, fields)
        hash_ = _hash(opened, f"{ids}{opening}{run}", received, b"", commitment, hash_)
        events += (opened, handoff_id, request_id, "received", at, actor, batch, received, None, commitment, hash_)

        commitment = b""
        if private:
            salt, inner, outer = next(salts)
            commitment = sha256(outer + sha256(inner + private).digest()).digest()
            personal += (seq, salt, private)
        shared, digest = texts.of(body) if body else (None, b"")
        hash_ = _hash(seq, f"{ids}{types[status]}{by}0:,", outcome, digest, commitment, hash_)
        events += (seq, handoff_id, request_id, status, at, actor, "", outcome, shared, commitment, hash_)

        handoffs += (opened, request_id, status, *place, at, seq)
        for ordinal, (recipient, template, language, state) in enumerate(told, start=1):
            notices += (seq, ordinal, recipient, template, language, state, 0, at)
            if recipient.startswith(SEEN_BY_TELLING):
                involved.append((recipient, opened))
        *_, advisor_id = place
        if status == "assigned" and advisor_id is not None:
            loads[advisor_id] = (loads[advisor_id][0] + 1 if advisor_id in loads else 1, seq)
    sealed.shared = texts.take_new()
    sealed.head = Head(seq, hash_.hex())
    return sealed


def _salts(count: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Random ones, for one call to the system; each with its two keys.

    ``event.commit_to`` for a salt shorter than a block is ``sha256(outer + sha256(inner + body))``: HMAC by its
    definition (RFC 2104), in half the time.
    """
    salts = os.urandom(_SALT_BYTES * count)
    inner, outer = salts.translate(_INNER), salts.translate(_OUTER)
    for start in range(0, len(salts), _SALT_BYTES):
        end = start + _SALT_BYTES
        yield salts[start:end], inner[start:end] + _INNER_PADDING, outer[start:end] + _OUTER_PADDING


def committed(salt: bytes, body: bytes) -> bytes:
    """``event.commit_to`` in half the time, for the salts that are made here; for any other too, in as much."""
    if len(salt) != _SALT_BYTES:
        return commit_to(salt, body)
    inner = sha256(salt.translate(_INNER) + _INNER_PADDING + body).digest()
    return sha256(salt.translate(_OUTER) + _OUTER_PADDING + inner).digest()


def _hash(seq: int, columns: str, payload: bytes, digest: bytes, commitment: bytes, prev_hash: bytes) -> bytes:
    """``event.event_hash``, with the netstrings that recur made before."""
    number = str(seq)
    before = f"{_START}{len(number)}:{number},{columns}{len(payload)}:".encode()
    return sha256(
        b"%b%b,%d:%b,%d:%b,32:%b," % (before, payload, len(digest), digest, len(commitment), commitment, prev_hash)
    ).digest()


def _net(text: str) -> str:
    """A netstring, as ``event.event_hash`` writes them, as text: its length is counted in bytes all the same."""
    return f"{len(text) if text.isascii() else len(text.encode())}:{text},"


_START = _net(FORMAT)
_INNER, _OUTER = bytes(byte ^ 0x36 for byte in range(256)), bytes(byte ^ 0x5C for byte in range(256))
_INNER_PADDING, _OUTER_PADDING = b"\x36" * (64 - _SALT_BYTES), b"\x5c" * (64 - _SALT_BYTES)
