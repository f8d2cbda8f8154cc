"""Which text certainly holds nothing that a request refuses or normalising (NFC) changes: cheap, and cautious."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.text import Flags, together
from innoveici.invisible import visible

_PLAIN = bytes(range(0x20, 0x7F))
_LAST = 0xFFFF
"""What is beyond takes two UTF-16 units, neither of which is a whole character."""


def is_harmless(text: bytes, *, but: bytes) -> bool:
    """``text`` is UTF-8; ``but`` are control characters known to separate cells and rows only."""
    left = text.translate(None, _PLAIN + but)
    units = np.frombuffer(left.decode().encode("utf-16-le", "surrogatepass"), np.uint16)
    present = np.flatnonzero(np.bincount(units, minlength=1))
    return all(_is_harmless(int(unit)) for unit in present)


def harmful(column: pa.StringArray, *, but: str = "") -> Flags:
    """The cells that are not harmless for certain. ``but``: control characters that are."""
    others = set(bytes(together(column)).translate(None, _PLAIN + but.encode()).decode())
    found = [rf"\x{{{ord(char):x}}}" for char in others if ord(char) <= _LAST and not _is_harmless(ord(char))]
    if any(ord(char) > _LAST for char in others):
        found.append(rf"\x{{{_LAST + 1:x}}}-\x{{10ffff}}")
    if not found:
        return np.zeros(len(column), bool)
    flags: Flags = pc.match_substring_regex(column, f"[{''.join(found)}]").to_numpy(zero_copy_only=False)
    return flags


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
