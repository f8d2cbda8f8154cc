"""Characters that nobody sees and that mean nothing in a French or English text, however they came into it.

A web page, a mark put before each of several files that were joined, a word that might be broken: the same company with
and without them is the same company. Spaces that do not break (U+00A0, U+202F) are spaces, and stay; what turns a line
around (U+202E) deceives, and is not taken out but refused by whoever reads the text.
"""

from __future__ import annotations

import re

_RANGES = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian selectors and vowel separator
    (0x200B, 0x200F),  # zero-width space, joiners, left-to-right and right-to-left marks
    (0x2060, 0x2064),  # word joiner, invisible operators
    (0x206A, 0x206F),  # deprecated format characters
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark, zero-width no-break space
    (0xFFA0, 0xFFA0),  # half-width Hangul filler
    (0xE0000, 0xE0FFF),  # tags, more variation selectors
)
INVISIBLE = re.compile("[{}]".format("".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)))
"""Matches one of them."""
RE2 = "[{}]".format("".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _RANGES))
"""The same, in the syntax of RE2."""


def visible(text: str) -> str:
    """``text`` without them."""
    return text if text.isascii() else INVISIBLE.sub("", text)
