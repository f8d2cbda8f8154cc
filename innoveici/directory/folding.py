"""How sectors, columns and other names are compared: case, accents, hyphens and apostrophes do not count. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from innoveici.characters import visible, without_accents

_BETWEEN_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """``"Intelligence  artificielle"`` and ``"intelligence-artificielle"`` give the same key."""
    if not text.isascii():
        text = without_accents(visible(text).replace("œ", "oe").replace("Œ", "oe"))
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()
