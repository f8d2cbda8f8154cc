"""Whether text certainly holds nothing that a request refuses or normalising (NFC) changes: cheap, and cautious."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np

from innoveici.invisible import visible

_PLAIN = bytes(range(0x20, 0x7F))


def is_harmless(text: bytes, *, but: bytes) -> bool:
    """``text`` is UTF-8; ``but`` are control characters known to separate cells and rows only."""
    left = text.translate(None, _PLAIN + but)
    units = np.frombuffer(left.decode().encode("utf-16-le", "surrogatepass"), np.uint16)
    present = np.flatnonzero(np.bincount(units, minlength=1))
    return all(_is_harmless(int(unit)) for unit in present)


@cache
def _is_harmless(unit: int) -> bool:
    """A UTF-16 unit that is a whole character, neither control nor format, that composes with nothing before it."""
    character = chr(unit)
    category = unicodedata.category(character)
    return (
        category[0] not in "CM"  # controls, format, halves of pairs, unassigned; marks
        and category not in ("Zl", "Zp")
        and not 0x1100 <= unit <= 0x11FF  # Hangul letters, which compose to syllables
        and unicodedata.is_normalized("NFC", character)
        and visible(character) != ""
    )
