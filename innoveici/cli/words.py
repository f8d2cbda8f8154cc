"""The words of ``innoveici.words`` and figures, for the commands."""

from __future__ import annotations

from innoveici.figures import count, distance, km
from innoveici.words import (
    CERTIFICATION,
    NOTICE,
    POLICY,
    ROLE,
    STATE,
    STATUS,
    STYLE,
    VERDICT,
    located_text,
    moment,
    word,
)

__all__ = [
    "CERTIFICATION", "NOTICE", "POLICY", "ROLE", "STATE", "STATUS", "STYLE", "VERDICT", "count", "distance", "km",
    "located_text", "moment", "word",
]  # fmt: skip
