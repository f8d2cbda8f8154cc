"""Short answers as people and forms write them: a language, a consent, several words in one cell. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

CONSENT_WORDS = dict.fromkeys(("yes", "oui", "true", "vrai", "1", "y", "o"), True) | dict.fromkeys(
    ("no", "non", "false", "faux", "0", "n"), False
)
"""What an export says most often."""
_MORE_CONSENT = dict.fromkeys(
    ("x", "✓", "✔", "☑", "☒", "coché", "cochée", "checked", "on", "j'accepte", "accepte", "accepté", "acceptée",
     "i accept", "accept", "accepted", "i agree", "agree", "agreed", "je consens", "i consent",
     "je suis d'accord", "d'accord"),
    True,
) | dict.fromkeys(
    ("je refuse", "refuse", "refusé", "refusée", "je n'accepte pas", "je ne consens pas", "i do not agree",
     "i don't agree", "i do not accept", "i don't accept", "i decline", "declined", "i do not consent", "unchecked",
     "non coché", "non cochée", "off"),
    False,
)  # fmt: skip
LANGUAGE_WORDS = {
    "fr": "fr", "français": "fr", "francais": "fr", "french": "fr", "f": "fr", "fra": "fr", "fre": "fr",
    "francophone": "fr", "en": "en", "anglais": "en", "english": "en", "e": "en", "a": "en", "eng": "en",
    "anglophone": "en", "fr-ca": "fr", "fr_ca": "fr", "en-ca": "en", "en_ca": "en",
}  # fmt: skip
_TAG = re.compile(r"(fr|en)[-_][a-z]{2,4}")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_BETWEEN = re.compile(r"[,/|;]|\s[-–—]\s")
_ITEMS = re.compile(r"\s*(?:\||;#|;|[\r\n]+)\s*")
_COMMA = re.compile(r",\s*")


def language_of(text: str) -> str | None:
    """``fr`` or ``en``; None for any other, and for both."""
    said = text.casefold().strip()
    if said in LANGUAGE_WORDS:
        return LANGUAGE_WORDS[said]
    found = {_language(part.strip()) for part in _BETWEEN.split(_BRACKETS.sub("", said)) if part.strip()}
    return found.pop() if len(found) == 1 else None


def consent_of(text: str) -> bool | None:
    """Whether this says yes, or no; None where it says neither for certain."""
    said = _plain_answer(text)
    found = _consent(said)
    if found is not None:
        return found
    parts = {_consent(_plain_answer(part)) for part in _BETWEEN.split(said) if part.strip()}
    return parts.pop() if len(parts) == 1 else None


def items_of(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """The words of a cell that holds several: between bars, semicolons (SharePoint's ``;#`` too) or on lines of their
    own; a JSON array; and between commas, where the whole is no known word and one of the parts is."""
    array = _array(text)
    items = _ITEMS.split(text) if array is None else array
    if ";#" in text:  # a list's look-up column has the number of each word after it
        items = [item for item in items if not item.strip().isdecimal()]
    found: list[str] = []
    for item in items:
        parts = [item] if is_known(item) else _COMMA.split(item)
        found += parts if any(map(is_known, parts)) else [item]
    return found


def _language(said: str) -> str | None:
    tag = _TAG.fullmatch(said)
    return tag[1] if tag else LANGUAGE_WORDS.get(said)


def _consent(said: str) -> bool | None:
    return CONSENT_WORDS.get(said, _MORE_CONSENT.get(said))


def _plain_answer(text: str) -> str:
    return text.casefold().replace("\u2019", "'").strip(" \t\u00a0.!")


def _array(text: str) -> list[str] | None:
    """The texts of a JSON array, or of one in Python's spelling; None where it is none."""
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        items = json.loads(text)
    except ValueError:
        items = [item.strip().strip("'\"") for item in text[1:-1].split(",")]
    return items if all(isinstance(item, str) for item in items) else None
