"""Names of companies, compared as people look for them: case, accents, punctuation and the legal form do not count.

Pure; quick enough to be asked of every name of a ledger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")
_LEGAL_FORMS = frozenset((
    *("inc", "incorporee", "incorporated", "ltee", "ltd", "limitee", "limited", "enr", "enrg", "senc", "sencrl", "srl"),
    *("corp", "llc", "llp", "lp", "sarl", "sas"),
))  # fmt: skip
_DIGIT = re.compile(r"\d")


def fold(name: str) -> str:
    """``"S.E.N.C. L'Été–Forêt"`` becomes ``"senc l ete foret"``: as :func:`plain`, initials joined."""
    return _INITIALS.sub(r"\1", plain(name))


def plain(name: str) -> str:
    """Its words in plain small letters, between single spaces."""
    if not name.isascii():
        name = name.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", name.casefold()).strip()


def named_like(text: str) -> Callable[[str], bool] | None:
    """Whether a company's name holds every word of ``text``, in any order, as a word or a part of one.

    What looks like an id (digits, no space) must be whole words: a mistyped id finds nobody. None without a word.
    """
    wanted = fold(text).split()
    while len(wanted) > 1 and wanted[-1] in _LEGAL_FORMS:
        wanted.pop()
    if not wanted:
        return None
    if looks_like_an_id(text):
        return lambda name: set(wanted) <= set(fold(name).split())
    return lambda name: all(map(fold(name).__contains__, wanted))


def looks_like_an_id(text: str) -> bool:
    """Whether ``text`` may be an id rather than a name."""
    return _DIGIT.search(text) is not None and len(text.split()) == 1
