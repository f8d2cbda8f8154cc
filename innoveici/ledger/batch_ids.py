"""How a run of a batch is called, and which runs were of the same file. Pure.

``B-`` and 16 hexadecimal digits: 8 of the file's fingerprint, 8 of the run. So a run can be taken back without the one
before it, and yet a file that goes on after a stop is known again.
"""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256

from innoveici.ledger.event import Head, utc_text

_ID = re.compile(r"B-[0-9a-f]{16}")
OF_FILE = 8
"""Digits of an id that say which file it was; they begin its SHA-256."""


def new_id(fingerprint: str, head: Head | None, now: datetime) -> str:
    """The id of a run that begins now. The same only where nothing was recorded since another began, at this moment."""
    run = sha256(f"{fingerprint} {head.seq if head else 0} {utc_text(now)}".encode()).hexdigest()
    return f"B-{fingerprint[:OF_FILE]}{run[:OF_FILE]}"


def file_of(batch: str) -> str:
    """The first digits of its file's SHA-256; empty for an id that was not made here."""
    return batch[2 : 2 + OF_FILE] if _ID.fullmatch(batch) else ""


def same_file(batch: str | None, other: str) -> bool:
    """Whether two runs were of the same file."""
    return batch == other or (batch is not None and file_of(batch) == file_of(other) != "")
