"""Text that was read in another encoding than it was written in, told by what no French or English word holds. Pure.

``Ã©`` is é, encoded twice; ``CôtŽ`` is Côté, written on an old Mac. ftfy's heuristics are the model, without being
used: it mends in silence what should be asked about, wants a compiled wcwidth for that, and a word must never be
doubted because it is Finnish or Portuguese. So only what is impossible counts here, in sequence: an accented letter
before a sign that never follows it, a capital inside a word. Each has a character of ``MARKS`` in it.
"""

from __future__ import annotations

import re

_BYTE = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""In brackets: what Windows-1252 makes of the second byte of a character in UTF-8, and Latin-1."""
_CAPITAL = "A-ZÀ-ÖØ-ÞŒŸ"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿœŒ"
LOST = "\ufffd"
"""What a program before this one has put for a letter that it could not read."""
_TWICE = (
    rf"(?<![{_CAPITAL}])Ã[\xa0»]",  # « MANHÃ » is a name
    rf"Ã(?![\xa0»])[{_BYTE}]",
    rf"(?<![{_CAPITAL}])Â[\xa0-\xbf]",
    r"Å[“’‚„›¡¸º¾\x80-\x9f]",
    r"Ä[†‡±\x80-\x9f]",
    rf"â€[{_BYTE}]?",
    r"â\x80[\x80-\xbf]|â„¢|â‚¬|ï»¿|ï¿½|ðŸ",
    r"√[^\x00-\x7f\s]|‚Ä[^\x00-\x7f\s]|¬[†´ª∞]|≈[ìí]",  # UTF-8 read as Mac Roman
    r"[├┬┼](?![\u2500-\u257f])[^\x00-\x7f\s]|[A-Za-z][├┬┼][^\x00-\x7f\s]|ÔÇ[^\x00-\x7f\s]",  # and as DOS (cp850)
)
_ELSEWHERE = (
    LOST,
    r"[a-zà-ÿœ][ŠŽ]|[A-Za-z][ŠŽŸ][a-zà-ÿ]",
    r"[A-Za-z]Õ[a-zà-ÿ]|[a-z]Ïu",
    rf"[{_LETTER}][ˆ‰†‡][{_LETTER}]|(?:^|(?<=\s))ˆ(?=\s)|[A-Za-z]ˆ(?=\W|$)",
    rf"[{_LETTER}]‚(?!\s*[‘’])|[{_LETTER}]ƒ|ƒ[{_LETTER}]",
    r"[A-Za-z]™[a-zà-ÿ]|['’-]×[a-z]",
    r"[A-Za-z]“[a-zà-ÿ](?![^”]*”)|^[^“]*[A-Za-z]”[a-zà-ÿ]",
    rf"[{_LETTER}][¤¼½¾][a-zà-ÿ]",  # ISO-8859-15
)
_FOUND = re.compile("|".join((*_TWICE, *_ELSEWHERE)))
_FOUND_TWICE = re.compile("|".join(_TWICE))
MARKS = "ÃÂÅÄâï√‚¬≈├┬┼ÔðŠŽŸÕÏˆ‰†‡ƒ™×“”¤¼½¾" + LOST
"""One of these is in whatever ``garbled`` finds."""
_MARK = re.compile(f"[{MARKS}]")
_CANDIDATES = ("cp1252", "mac-roman", "cp850", "iso8859-15")
_FRENCH = re.compile("[éèêçâîôûïëœ«»’]|[àù](?![a-zà-ÿ])|(?<![a-zà-ÿ])[ÀÂÇÉÈÊÎÔÛŒ](?![a-zà-ÿ])|\b[ÀÂÇÉÈÊÎÔÛŒ]")


def garbled(text: str) -> str:
    """The first sequence in ``text`` that no word holds; empty where there is none."""
    if text.isascii() or not _MARK.search(text):
        return ""
    found = _FOUND.search(text)
    return found[0] if found else ""


def looks_twice(text: str) -> bool:
    """Whether it looks encoded twice, rather than of another code page."""
    return _FOUND_TWICE.search(text) is not None


def likelier(raw: bytes) -> str | None:
    """The old encoding that makes French of ``raw``; None where none does, or Windows-1252 does as well."""

    def score(encoding: str) -> int:
        read = raw.decode(encoding, "replace")
        others = sum(not char.isascii() for char in read)
        return 2 * len(_FRENCH.findall(read)) - others - 3 * bool(garbled(read))

    best = max(_CANDIDATES, key=score)
    return best if best != "cp1252" and score(best) > 0 else None
