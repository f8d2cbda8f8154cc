"""New requests sealed into the chain by the thousand: from prepared texts straight to the rows of every table, and the
thread that sends these to the database while the next ones are made.

One request at a time goes the same way. What the rows of ``handoffs``, ``involved`` and ``loads`` say is what
``projection`` makes of the same events; a test holds the two together.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, get_args

from sqlalchemy import Connection

from innoveici.ledger import schema
from innoveici.ledger.entry import Prepared, Status, Step
from innoveici.ledger.event import FORMAT, GENESIS, Event, Head, canonical, commit_to, event_hash
from innoveici.ledger.projection import SEEN_BY_TELLING, add_loads
from innoveici.ledger.shared import SharedTexts, parted
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


class Rows:
    """What awaits the database, as ``Sealed`` has it."""

    def __init__(self, sealed: Sealed | None = None) -> None:
        """Empty, or with what new requests add."""
        sealed = sealed or Sealed(Head(0, GENESIS))
        self.shared, self.events = sealed.shared, sealed.events
        self.personal, self.notices = sealed.personal, sealed.notices
        self.handoffs, self.loads = sealed.handoffs, sealed.loads
        self.involved: list[tuple[Any, ...]] = sorted(sealed.involved)  # by its key: each page is filled once

    def write(self, connection: Connection) -> None:
        """Send everything to the database: first what events refer to, then events, to which the others refer."""
        schema.insert_values(connection, schema.shared, self.shared)
        schema.insert_values(connection, schema.events, self.events)
        schema.insert_values(connection, schema.personal, self.personal)
        schema.insert_values(connection, schema.notices, self.notices)
        schema.insert_values(connection, schema.handoffs, self.handoffs)
        schema.insert_rows(connection, schema.involved, self.involved)
        add_loads(connection, self.loads)


class RowWriter:
    """Writes rows on ``connection`` in a thread, one lot at a time; nobody else may use the connection meanwhile.

    A database works without Python's lock, so that a batch makes its next rows on another processor.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._thread: ThreadPoolExecutor | None = None
        self._job: Future[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something was given to it that :meth:`settle` has not seen done."""
        return self._job is not None

    def write(self, rows: Rows) -> None:
        """Begin to write, once what was given before is written. Raises what that raised."""
        self.settle()
        self._thread = self._thread or ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._job = self._thread.submit(rows.write, self._connection)

    def settle(self) -> None:
        """Wait until all is written. Raises what the writing raised."""
        if self._job is not None:
            job, self._job = self._job, None
            job.result()

    def close(self) -> None:
        """Wait, whatever became of it, and let the thread go."""
        with suppress(Exception):  # whoever closes without having settled is undoing everything
            self.settle()
        if self._thread is not None:
            self._thread.shutdown()


def seal_step(
    step: Step,
    handoff_id: str,
    request_id: str,
    actor: str,
    head: Head,
    when: tuple[datetime, str, str],
    rows: Rows,
    texts: SharedTexts,
) -> Event:
    """The event of one step, after ``head``; its rows are added to ``rows``.

    :param when: its moment, in UTC and as UTC text; and the text of the one before which its notices are not sent.
    """
    now, at, not_before = when
    payload = dict(step.payload)
    seq, prev_hash, commitment = head.seq + 1, head.hash, b""
    if step.private:
        salt, body = secrets.token_bytes(_SALT_BYTES), canonical(step.private).encode()
        commitment = commit_to(salt, body)
        rows.personal += (seq, salt, body)
    if step.told:
        payload["told"] = [str(notice.recipient) for notice in step.told]
    own, common = parted(payload, request_id)
    batch = str(own.pop("batch", ""))
    id_, digest = texts.of(canonical(common).encode()) if common else (None, b"")
    rows.shared += texts.take_new()
    columns = (seq, handoff_id, request_id, step.type, at, actor, batch, canonical(own).encode())
    hash_ = event_hash(*columns, digest, commitment, bytes.fromhex(prev_hash))
    rows.events += (*columns, id_, commitment, hash_)
    for ordinal, notice in enumerate(step.told, start=1):
        recipient, state = str(notice.recipient), notice.state
        rows.notices += (seq, ordinal, recipient, notice.template, notice.language, state, 0, not_before)
    return Event(seq, handoff_id, request_id, step.type, now, actor, payload, commitment.hex(), prev_hash, hash_.hex())
