"""How names of sectors are compared: case, accents, hyphens and apostrophes do not count. Pure."""

from __future__ import annotations

import re
import unicodedata

from innoveici.characters import visible

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """``"Intelligence  artificielle"`` and ``"intelligence-artificielle"`` give the same key."""
    if not text.isascii():
        text = visible(text).replace("œ", "oe").replace("Œ", "oe")
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()
