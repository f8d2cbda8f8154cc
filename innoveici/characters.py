"""Characters that a person does not see, or that act upon a screen: what they are, and text without them.

Some mean nothing in a French or English text, however they came into it: a web page, a mark put before each of several
files that were joined, a word that might be broken. The same company with and without them is the same company. Spaces
that do not break (U+00A0, U+202F) are spaces, and stay; what turns a line around (U+202E) deceives, and is not taken
out but refused by whoever reads the text.

Of what is shown, terminal escapes, control characters and characters that reorder a line are taken out; in JSON they
are escaped.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import filterfalse

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


_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_REORDERING = "\u200e\u200f\u2028-\u202e\u2066-\u2069"
_OTHERS = rf"\x7f-\x9f{_REORDERING}\ud800-\udfff"
UNPRINTABLE = re.compile(rf"[\x00-\x1f{_OTHERS}]")
"""Matches what would break or reorder the line in a terminal or a mail header."""
_UNSAFE = re.compile(rf"[\x00-\x1f{_OTHERS}\u061c\ufeff]")
_UNSAFE_JSON = re.compile(rf"[{_OTHERS}\u061c\ufeff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "), default=str)


def without_accents(text: str) -> str:
    """``text`` in plain letters: é is e, ﬁ is fi, ² is 2; œ and æ stay."""
    if text.isascii():
        return text
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))


def clean(text: object, *, keep_lines: bool = False) -> str:
    """``text`` without escape sequences, control and reordering characters; line breaks become spaces unless kept."""
    text = str(text)
    if text.isprintable():  # none of these is
        return text
    stripped = _ESCAPES.sub("", text)
    if keep_lines:
        return "\n".join(_UNSAFE.sub("", line.replace("\t", " ")) for line in stripped.splitlines())
    return _UNSAFE.sub("", re.sub(r"[\r\n\t\v\f\u2028\u2029]+", " ", stripped))


def escaped(text: str) -> str:
    """``text`` on one line, whatever a screen would act upon written as ``\\u001b``: nothing of it is lost."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(char if char.isprintable() else _named(char) for char in text)


def _named(char: str) -> str:
    return " " if char == "\t" or unicodedata.category(char) == "Zs" else f"\\u{ord(char):04x}"


def to_json(data: object) -> str:
    """One line of JSON in UTF-8, where nothing can reach a terminal unescaped."""
    return _UNSAFE_JSON.sub(lambda m: f"\\u{ord(m[0]):04x}", _ENCODER.encode(data))
