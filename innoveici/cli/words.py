"""The words of ``innoveici.words`` and figures, for the commands."""

from __future__ import annotations

from innoveici.figures import count, distance, km
from innoveici.words import (
    ABOUT,
    CERTIFICATION,
    NOTICE,
    OUTBOX,
    POLICY,
    ROLE,
    STATE,
    STATUS,
    STYLE,
    VERDICT,
    clock,
    event_word,
    located_text,
    moment,
    waits,
    word,
)

__all__ = [
    "ABOUT", "CERTIFICATION", "NOTICE", "OUTBOX", "POLICY", "ROLE", "STATE", "STATUS", "STYLE", "VERDICT",
    "clock", "count", "distance", "event_word", "km", "located_text", "moment", "waits", "word",
]  # fmt: skip
