"""New requests sealed into the chain by the thousand: from prepared texts straight to the rows of every table. Pure.

One request at a time goes the same way. What the rows of ``handoffs``, ``involved`` and ``loads`` say is what
``projection`` makes of the same events; a test holds the two together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring as quoted  # as canonical JSON has it
from typing import Any

from innoveici.ledger.entry import Prepared
from innoveici.ledger.event import Head, commit_to, netstring, start_of
from innoveici.ledger.projection import SEEN_BY_TELLING
from innoveici.ledger.states import handoff_id_of

_SALT_BYTES = 16


@dataclass(slots=True)
class Sealed:
    """Rows to insert, each a tuple in its table's order of columns; ``loads`` by advisor: how many more, and the last.

    ``head`` is the chain's after them.
    """

    head: Head
    events: list[tuple[Any, ...]] = field(default_factory=list)
    personal: list[tuple[Any, ...]] = field(default_factory=list)
    notices: list[tuple[Any, ...]] = field(default_factory=list)
    handoffs: list[tuple[Any, ...]] = field(default_factory=list)
    involved: list[tuple[str, int]] = field(default_factory=list)
    loads: dict[str, tuple[int, int]] = field(default_factory=dict)


def seal(entries: Sequence[Prepared], head: Head, at: str, actor: str) -> Sealed:
    """Two events for each entry, in order, after ``head``; ``at`` is UTC text."""
    sealed = Sealed(head)
    events, personal, notices, handoffs = sealed.events, sealed.personal, sealed.notices, sealed.handoffs
    seq, hash_ = head.seq, head.hash
    salts = os.urandom(2 * _SALT_BYTES * len(entries)).hex()
    received_end = netstring("received") + netstring(at) + netstring(actor)
    ends: dict[str, bytes] = {}
    salted = 0
    for entry in entries:
        request_id, status = entry.request_id, entry.status
        opened, seq = seq + 1, seq + 2
        handoff_id = handoff_id_of(opened)
        ids = netstring(handoff_id) + netstring(request_id)

        commitment = ""
        if body := entry.personal:
            salt = salts[salted : salted + 2 * _SALT_BYTES]
            salted += 2 * _SALT_BYTES
            commitment = commit_to(salt, body)
            personal.append((opened, salt, body))
        payload, prev_hash = entry.received, hash_
        covered = b"%b%b%b%b%b%b" % (
            start_of(opened), ids, received_end, netstring(payload), netstring(commitment), netstring(prev_hash)
        )  # fmt: skip
        hash_ = hashlib.sha256(covered).hexdigest()
        events.append((opened, handoff_id, request_id, "received", at, actor, payload, commitment, prev_hash, hash_))

        commitment = ""
        if body := entry.private:
            salt = salts[salted : salted + 2 * _SALT_BYTES]
            salted += 2 * _SALT_BYTES
            commitment = commit_to(salt, body)
            personal.append((seq, salt, body))
        payload, prev_hash = entry.outcome, hash_
        if told := entry.told:
            payload = f'{payload[:-1]},"told":[{",".join([quoted(notice[0]) for notice in told])}]}}'
        if status not in ends:
            ends[status] = netstring(status) + netstring(at) + netstring(actor)
        covered = b"%b%b%b%b%b%b" % (
            start_of(seq), ids, ends[status], netstring(payload), netstring(commitment), netstring(prev_hash)
        )  # fmt: skip
        hash_ = hashlib.sha256(covered).hexdigest()
        events.append((seq, handoff_id, request_id, status, at, actor, payload, commitment, prev_hash, hash_))

        advisor_id = entry.advisor_id
        handoffs.append((opened, request_id, status, entry.region_code, entry.erac_id, advisor_id, at, seq))
        notices += [
            (seq, ordinal, recipient, template, language, state, 0, at)
            for ordinal, (recipient, template, language, state) in enumerate(told, start=1)
        ]
        seen = [notice[0] for notice in told if notice[0].startswith(SEEN_BY_TELLING)]
        sealed.involved += [(actor_, opened) for actor_ in dict.fromkeys(seen)]
        if status == "assigned" and advisor_id is not None:
            sealed.loads[advisor_id] = (sealed.loads.get(advisor_id, (0, 0))[0] + 1, seq)
    sealed.head = Head(seq, hash_)
    return sealed
