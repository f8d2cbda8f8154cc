"""A fingerprint of values: the same whatever the comments, spacing and order they were written in. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any


def fingerprint(values: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of ``values``: plain values, mappings, sequences, dataclasses, dates.

    Without the fields of dataclasses that are marked as deciding nothing.
    """
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in fields(value) if f.metadata.get("decides", True)}
    return value.isoformat()
