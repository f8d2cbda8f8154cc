"""When two requests, or two names of companies, may be one: what texts have in common that say the same. Pure.

Names are compared as people look for them: case, accents, punctuation and the legal form do not count; quick enough to
be asked of every name of a ledger. Nothing is ever merged on the strength of it: it is pointed out, and a person
decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from innoveici.characters import without_accents
from innoveici.postal import PostalCode, codes_within, parse

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
ARTICLE = "^(?:les?|la|l|the) "
LEGAL = (
    r"\b(?:inc|incorporee?|incorporated|ltee?|ltd|limitee?|limited|enr|enrg|enregistree?|s ?e ?n ?c(?: ?r ?l)?|sarl|"
    r"s a r l|corp|corporation|cie|compagnie|co|company|llc|llp|lp|s a|sa|sas|et|and)\b"
)
"""Of a name in plain letters. Arrow's regular expressions read both as well."""
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
        name = without_accents(name.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae"))
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


def number_key(request_id: str) -> str:
    """What is left of a request's number when case and leading zeros do not count: a spreadsheet loses both."""
    return _ZEROS.sub("", request_id.strip().casefold())


def company_key(company: str, postal_code: str, municipality: str = "") -> str:
    """A company's name without case, accents, punctuation and legal form, and where it is; empty where either is not
    known well enough to say that two are the same."""
    where = _where(postal_code) or plain(municipality).replace(" ", "")
    name = _name(company)
    return f"{name}@{where}" if name and where else ""


def _where(postal_code: str) -> str:
    code = parse(postal_code)
    if isinstance(code, PostalCode):
        return code.compact
    found = codes_within(postal_code)
    return found[0].compact if len(found) == 1 else ""


@lru_cache(maxsize=4096)
def _name(company: str) -> str:
    words = plain(company)
    short = re.sub(LEGAL, " ", re.sub(ARTICLE, "", words)).replace(" ", "")
    return short or words.replace(" ", "")
