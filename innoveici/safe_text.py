"""Text from outside, made safe to show: no terminal escapes, control characters or characters that reorder a line.

A company's name or a path may carry them. On a screen they are taken out; in JSON they are escaped.
"""

from __future__ import annotations

import json
import re
import unicodedata

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_UNSAFE_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "), default=str)


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
