"""What somebody wrote themselves, of a text that also holds the letter they answer and the signature of their program.

Above the quotation, or below it where nothing stands above. Mail programs begin a quotation in few ways: a line that
says who wrote when (Gmail, Apple Mail, Thunderbird), a block of headers (Outlook), a line of dashes or underscores,
``>`` before each line. Pure; never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WROTE = re.compile(
    r"\W{0,3}(?:Le\b.{4,300}\ba écrit(?: ce qui suit)?\s?:|On\b.{4,300}\bwrote\s?:|.{4,200}<[^<>\s]+@[^<>\s]+>\s+"
    r"(?:a écrit|wrote)\s?:)\s*",
    re.IGNORECASE,
)
"""Gmail: ``Le mar. 24 nov. 2026 à 09:12, Avis <…> a écrit :``; the others alike, over up to three lines."""
_WROTE_BEGINS = re.compile(r"\W{0,3}(?:Le|On)\b.{4,}", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\W*-{3,}\s*(?:message d.origine|message original|message initial|message transféré|original message|"
    r"original appointment|forwarded message|reply message)\s*-{3,}\W*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*_{20,}\s*")
"""Outlook, on a telephone and in a browser, as text."""
_HEADER = re.compile(
    r"[\s*]*(?:de|from|expéditeur|envoyé|envoyé le|sent|date|à|to|cc|objet|subject|répondre à|reply-to|importance)"
    r"[\s*]*:",
    re.IGNORECASE,
)
_FIRST_HEADER = re.compile(r"[\s*]*(?:de|from|expéditeur)[\s*]*:", re.IGNORECASE)
_SIGNED = re.compile(
    r"\s*(?:--\s*|[-–—*_\s]*(?:"
    r"envoyé (?:de(?:puis)?|à partir de|via|par) (?:mon|ma|outlook|yahoo|gmail|courrier|le|l.|un)"
    r"|sent (?:from|via|using) (?:my|outlook|yahoo|gmail|mail|the|a)\b"
    r"|(?:obtenir|obtenez|télécharge[rz]) outlook|get outlook for|provenance\s?: courrier|envoyé avec).{0,120})",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:bien )?(?:cordialement|à vous|sincèrement|salutations|(?:meilleures |mes )?salutations(?: distinguées)?"
    r"|(?:best |kind |warm )?regards|sincerely|cheers|bonne (?:journée|fin de journée|soirée)|au plaisir)\s*[,.!]?\s*",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\s*p\.?\s?-?s\.?\s*[:.\-–—]", re.IGNORECASE)
_BLANK = re.compile(r"\n{3,}")
_LONGEST = 600
"""Characters of a line that a mail program writes itself; patterns take long over longer ones."""
_HEADERS_TOGETHER = 3
"""So many lines of headers are a quoted message's; one may be anybody's “De : …”."""


def own_words(text: str) -> str:
    """``text`` without what it quotes and without signatures; lines are kept, blank ones around it are not."""
    lines = [_plain(line) for line in text.splitlines()]
    begins = next((i for i in range(len(lines)) if _quotes(lines, i)), len(lines))
    above = _unsigned(lines[:begins])
    return _joined(above) or _joined(_unsigned(_below(lines[begins:])))


def without_closing(text: str) -> str:
    """``text`` up to “Cordialement,”, after which there is a name; what follows as a postscript is kept."""
    lines = text.splitlines()
    closing = next(
        (i for i, line in enumerate(lines) if len(line) <= _LONGEST and _CLOSING.fullmatch(line)), len(lines)
    )
    postscript = next((i for i in range(closing, len(lines)) if _POSTSCRIPT.match(lines[i])), len(lines))
    return _joined([*lines[:closing], *lines[postscript:]])


def _plain(line: str) -> str:
    line = unicodedata.normalize("NFC", line)
    return line.replace("\u00a0", " ").replace("\u202f", " ").replace("\u200b", "").rstrip()


def _quotes(lines: Sequence[str], i: int) -> bool:
    """Whether a quotation begins with line ``i``."""
    line = lines[i]
    if line.startswith(">"):
        return True
    if len(line) > _LONGEST:
        return False
    if _SEPARATOR.fullmatch(line):
        return True
    if _WROTE_BEGINS.match(line) or "@" in line:
        together = [" ".join(lines[i : i + count]) for count in (1, 2, 3)]
        if any(len(words) <= _LONGEST and _WROTE.fullmatch(words) for words in together):
            return True
    if _RULE.fullmatch(line):
        return _headers_at(lines, i + 1) or not any(line.strip() for line in lines[i + 1 :])
    return _headers_at(lines, i)


def _headers_at(lines: Sequence[str], i: int) -> bool:
    """Whether a block of headers stands there, blank lines before it and between apart."""
    block = [line for line in lines[i : i + 12] if line.strip()][:6]
    return (
        bool(block)
        and bool(_FIRST_HEADER.match(block[0][:_LONGEST]))
        and sum(map(_is_header, block)) >= _HEADERS_TOGETHER
    )


def _is_header(line: str) -> bool:
    return bool(_HEADER.match(line[:_LONGEST]))


def _below(lines: Sequence[str]) -> list[str]:
    """What was written below or between lines that are quoted by ``>``; nothing of a quotation without these."""
    quoted = [i for i, line in enumerate(lines) if line.startswith(">")]
    if not quoted:
        return []
    found: list[str] = []
    for line in lines[quoted[0] :]:
        if not line.startswith(">"):
            found.append(line)
        elif any(map(str.strip, found)):
            break
    return found


def _unsigned(lines: Sequence[str]) -> list[str]:
    """Up to the first signature; a program's own line above the answer is left out instead."""
    found: list[str] = []
    for line in lines:
        if len(line) <= _LONGEST and _SIGNED.fullmatch(line):
            if any(map(str.strip, found)):
                break
            continue
        found.append(line)
    return found


def _joined(lines: Sequence[str]) -> str:
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()
